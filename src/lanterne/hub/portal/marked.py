"""Sentences that releases carry in Markdown, as HTML: strong words and names of columns."""

from __future__ import annotations

import re

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe


def marked(text: str) -> SafeString:
    """The text as HTML: ``**strong**``, and a name between two backticks as code.

    A name reads from left to right, in a sentence from right to left too.
    """
    escaped = str(conditional_escape(re.sub(r"[ \n]+", " ", text)))
    strong = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escaped)
    return mark_safe(re.sub(r"`(.+?)`", r'<code><bdi dir="ltr">\1</bdi></code>', strong))
