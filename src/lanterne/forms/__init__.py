"""Forms that a codebook writes, and what comes back by them, read without a mapping."""
