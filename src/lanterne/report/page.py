"""The page: one file, no script, nothing fetched, a table beside every picture."""

from __future__ import annotations

from lanterne.codebook.model import in_language
from lanterne.evaluation import Evaluation, Versus
from lanterne.evaluation.network import NetworkEvaluation
from lanterne.messages import TAGS, direction
from lanterne.messages.languages import spoken
from lanterne.report.network.page import network_page
from lanterne.report.one_table import table_page
from lanterne.report.template import page_template
from lanterne.report.texts import texts
from lanterne.report.versus import versus_page

FIGURES = "evaluation.json"
"""Name of the file with all figures."""


def render_page(evaluation: Evaluation | NetworkEvaluation | Versus, language: str = "en") -> str:
    """The report as one HTML page.

    Args:
        evaluation: The evaluation; sensitive, and so is the page.
        language: BCP 47 tag. English, French, Spanish and Arabic are written; others read
            English, from right to left where the language does.
    """
    if isinstance(evaluation, NetworkEvaluation):
        page = network_page(evaluation, language)
    elif isinstance(evaluation, Versus):
        page = versus_page(evaluation, language)
    else:
        page = table_page(evaluation, language)
    return page_template().render(
        page=page,
        language=language,
        direction=direction(language),
        words=texts(language),
        notices={tag: texts(tag) for tag in (spoken(language), *TAGS)},
        title=in_language(page.codebook.title, language),
        figures=FIGURES,
    )
