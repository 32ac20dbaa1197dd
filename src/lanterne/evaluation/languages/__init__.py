"""Sentences of evaluations in more languages; English is the measure of all."""
