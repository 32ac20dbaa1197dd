"""Words of the codebook's page, in the languages that pages speak by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from lanterne.codebook.model import Text
from lanterne.messages import TAGS
from lanterne.messages.store import part


@cache
def words() -> Mapping[str, Text]:
    """Key → text in each language."""
    told = {tag: part("codebook.page", tag) for tag in TAGS}
    return {key: {tag: told[tag][key] for tag in TAGS} for key in told["en"]}
