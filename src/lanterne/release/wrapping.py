"""Lines of a page of Markdown, so that it also reads well as a plain text."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

WIDTH = 100
"""Longest line of a paragraph, in characters."""

_AS_IT_STANDS = ("#", "|", "<", "---")
"""How headings, tables, HTML and rules begin."""

_ITEM = re.compile(r"(?:[-*+]|\d+[.)]) ")
_MARK = re.compile(r"[-*+#>|=]|\d+[.)]")


def wrapped(page: str) -> str:
    """The page with its paragraphs and the items of its lists in lines of ``WIDTH`` characters.

    Headings, tables, HTML and what stands between fences are kept as they are, and so is a
    paragraph in which a line would begin with a mark that means something in Markdown.
    """
    return "\n".join(_lines(page.split("\n")))


def _lines(lines: list[str]) -> Iterator[str]:
    paragraph: list[str] = []
    fenced = False
    for line in lines:
        fence = line.startswith("```")
        if fenced or fence or not line or line.startswith(_AS_IT_STANDS):
            yield from _filled(paragraph)
            paragraph = []
            yield line
            fenced ^= fence
        elif _ITEM.match(line):
            yield from _filled(paragraph)
            paragraph = [line]
        else:
            paragraph.append(line)
    yield from _filled(paragraph)


def _filled(paragraph: list[str]) -> list[str]:
    if not paragraph:
        return []
    filled = textwrap.wrap(
        " ".join(line.strip() for line in paragraph),
        WIDTH,
        subsequent_indent="  " if _ITEM.match(paragraph[0]) else "",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return paragraph if any(_MARK.match(line.strip()) for line in filled[1:]) else filled
