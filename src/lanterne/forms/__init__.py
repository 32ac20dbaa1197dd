"""Forms that a codebook writes, and what comes back by them, read without a mapping."""

from lanterne.forms.excel import write_template
from lanterne.forms.kinds import FORM_KINDS, UNTITLED
from lanterne.forms.make_form import make_form
from lanterne.forms.opening import opened_as_form, parts_as_form
from lanterne.forms.paper import write_paper
from lanterne.forms.questions import Form
from lanterne.forms.template_sheet import codebook_named
from lanterne.forms.xlsform import write_xlsform

__all__ = [
    "FORM_KINDS",
    "UNTITLED",
    "Form",
    "codebook_named",
    "make_form",
    "opened_as_form",
    "parts_as_form",
    "write_paper",
    "write_template",
    "write_xlsform",
]
