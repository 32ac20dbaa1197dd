"""Step 2, Harmonise: from a partner's columns and answers to those of the codebook."""
