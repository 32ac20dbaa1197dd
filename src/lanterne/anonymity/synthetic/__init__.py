"""k-anonymous synthetic data: drawn rows that say nothing that fewer than k records share."""

from lanterne.anonymity.synthetic.make import make_k_synthetic

__all__ = ["make_k_synthetic"]
