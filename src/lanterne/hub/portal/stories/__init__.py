"""Stories: what a publisher tells of an edition, whose numbers are read from its counts."""
