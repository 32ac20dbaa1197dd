"""Forms that a codebook writes, and what comes back by them, read without a mapping."""

from lanterne.forms.age_keys import (
    check_recipient,
    fingerprint,
    new_key,
    new_pair,
    private_key,
    private_key_of,
)
from lanterne.forms.excel import write_template
from lanterne.forms.first_rows import HeaderAlone, may_refuse
from lanterne.forms.joined_cases import JoinedCases
from lanterne.forms.kinds import ENCRYPTING, FORM_KINDS, UNTITLED
from lanterne.forms.make_form import make_form
from lanterne.forms.open_saved import open_saved
from lanterne.forms.opening import opened_as_form, parts_as_form, refuse_export_beside
from lanterne.forms.page import write_page
from lanterne.forms.paper import write_paper
from lanterne.forms.questions import Form
from lanterne.forms.reserved import reserved_in
from lanterne.forms.template_sheet import codebook_named
from lanterne.forms.without_codebook import refuse_to_draft
from lanterne.forms.xlsform import write_xlsform

__all__ = [
    "ENCRYPTING",
    "FORM_KINDS",
    "UNTITLED",
    "Form",
    "HeaderAlone",
    "JoinedCases",
    "check_recipient",
    "codebook_named",
    "fingerprint",
    "make_form",
    "may_refuse",
    "new_key",
    "new_pair",
    "open_saved",
    "opened_as_form",
    "parts_as_form",
    "private_key",
    "private_key_of",
    "refuse_export_beside",
    "refuse_to_draft",
    "reserved_in",
    "write_page",
    "write_paper",
    "write_template",
    "write_xlsform",
]
