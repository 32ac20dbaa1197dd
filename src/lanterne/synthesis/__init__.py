"""From noisy counts to a model, and from the model to synthetic rows and published counts."""

from lanterne.synthesis.result import ProtectedTable

__all__ = ["ProtectedTable"]
