"""The kinds of forms: each is a module that makes one of a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lanterne.forms.excel import write_template
from lanterne.forms.page import write_page
from lanterne.forms.paper import write_paper
from lanterne.forms.questions import Form
from lanterne.forms.xlsform import write_xlsform

FORM_KINDS: Mapping[str, Callable[[Form, str], bytes]] = {
    "xlsform": write_xlsform,
    "excel": write_template,
    "paper": write_paper,
}
"""Name of a kind → what makes the bytes of a form that is read in a language first, or alone."""

UNTITLED = "excel"
"""The kind that has no title."""

ENCRYPTING: Mapping[str, Callable[[Form, str, str], bytes]] = {"html": write_page}
"""The same of kinds that encrypt what is filled in: they need the public key of who may read it."""
