"""The template of all reports."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.report.drawing import undrawn

if TYPE_CHECKING:
    from jinja2 import Template


@cache
def page_template() -> Template:
    """The page that every report is written on, in each of its languages: read once."""
    import jinja2  # noqa: PLC0415  (only reports need it)

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals["undrawn"] = undrawn
    return environment.get_template("page.html.jinja")
