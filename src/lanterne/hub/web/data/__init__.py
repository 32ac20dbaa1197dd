"""Bringing cases: files, what is wrong with them, the codebook that says what they mean."""
