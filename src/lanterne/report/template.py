"""The template of all reports."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.messages.page_templates import page_environment
from lanterne.report.drawing import undrawn

if TYPE_CHECKING:
    from jinja2 import Template


@cache
def page_template() -> Template:
    """The page that every report is written on, in each of its languages: read once."""
    from jinja2 import FileSystemLoader  # noqa: PLC0415  (only reports need it)

    environment = page_environment(FileSystemLoader(Path(__file__).parent))
    environment.globals["undrawn"] = undrawn
    return environment.get_template("page.html.jinja")
