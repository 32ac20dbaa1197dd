"""A second person decides whether a release may be public; the gate and its policies."""
