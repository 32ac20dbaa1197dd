"""Two versions of a column of a draft: what somebody else has written otherwise, in words."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lanterne.codebook.model import in_language
from lanterne.codebook.words import type_words
from lanterne.hub.languages import TAGS
from lanterne.hub.web.data.draft_changes import written_values
from lanterne.hub.web.data.drafts import Tables

Part = tuple[str | Promise, str]
"""A field of the page of a column, and what stands in it; lines are told apart by line breaks."""


def differences(theirs: Tables, mine: Tables) -> tuple[Part, ...]:
    """What stands in each field of theirs that is not as in mine.

    Args:
        theirs: A column as it is kept.
        mine: The same column as somebody has typed it.
    """
    both = zip(_parts(theirs), _parts(mine), strict=True)
    return tuple((label, text) for (label, text), (_label, own) in both if text != own)


def _parts(column: Tables) -> Iterator[Part]:
    yield _("What people read"), _texts(column, "label")
    yield _("Kind of answers"), in_language(type_words(column["type"]), get_language() or "en")
    yield _("List of answers"), written_values(column.get("values", []), TAGS)
    yield _("Every case must have an answer"), str(_("Yes") if column.get("required") else _("No"))
    missing = column.get("missing", {})
    words = (f"{kind}: {', '.join(filter(None, missing[kind]))}" for kind in sorted(missing))
    yield _("Words for missing answers"), "\n".join(words)
    yield _("Definition"), _texts(column, "definition")
    yield _("Group on which percentages are based"), str(column.get("group", ""))


def _texts(column: Tables, key: str) -> str:
    texts = column.get(key, {})
    return "\n".join(f"{tag}: {texts[tag]}" for tag in sorted(texts))
