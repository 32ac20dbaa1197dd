"""Papers for organisations that publish: templates to adapt, as Markdown or for word processors.

``templates/`` holds each in four languages, as Markdown. That is the one source: what a word
processor opens is made of it, and says the same.
"""

from lanterne.toolkit.templates import TEMPLATES, read
from lanterne.toolkit.write import FORMATS, write_toolkit

__all__ = ["FORMATS", "TEMPLATES", "read", "write_toolkit"]
