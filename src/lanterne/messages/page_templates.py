"""Templates of pages that are written as files: how they are read, the same for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import BaseLoader, Environment


def page_environment(loader: BaseLoader | None = None) -> Environment:
    """What makes templates of texts: every inserted text is escaped, and none may be lacking.

    Args:
        loader: Finds templates by their names; ``None``: they are given as texts.
    """
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - few verbs write a page

    return Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=loader,
    )
