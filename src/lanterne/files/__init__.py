"""Tables in files of any kind that people keep, read as texts with the row where each stands."""
