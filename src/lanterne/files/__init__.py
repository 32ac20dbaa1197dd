"""Tables in files of any kind, and in data frames, read as texts with the row of each."""
