"""From a partner's file and a mapping to cases of a codebook, and to a list of what did not fit."""
