"""A dataset over the years: who is in which cohort, what it has spent, when it is measured."""
