"""The private report: what a release is worth, as a page with pictures. Sensitive."""

from lanterne.report.page import render_page
from lanterne.report.write import write_report

__all__ = ["render_page", "write_report"]
