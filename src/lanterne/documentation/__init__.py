"""The documentation as pages that open from a disk: courses, guides, explanations, reference."""

from lanterne.documentation.write import Written, write_documentation

__all__ = ["Written", "write_documentation"]
