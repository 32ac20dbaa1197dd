"""The documentation as pages that open from a disk: courses, guides, explanations, reference.

Courses can be written for a learning platform as well.
"""

from lanterne.documentation.scorm import write_courses
from lanterne.documentation.write import Written, write_documentation

__all__ = ["Written", "write_courses", "write_documentation"]
