"""One page with a part for each language."""

from __future__ import annotations

from collections.abc import Callable

from lanterne.messages.languages import LANGUAGES, direction


def page_in_languages(title_in: Callable[[str], str], text_in: Callable[[str], str]) -> str:
    """One page with a part per language, English first, each in its own direction.

    Args:
        title_in: Gives the title in a language.
        text_in: Gives the paragraphs in a language.
    """
    others = " · ".join(f"[{own}](#{tag})" for tag, own in LANGUAGES.items() if tag != "en")
    first, *rest = (_part(tag, title_in(tag), text_in(tag)) for tag in LANGUAGES)
    title, _, paragraphs = first.partition("\n\n")
    return "\n\n---\n\n".join([f"{title}\n\n{others}\n\n{paragraphs}", *rest]) + "\n"


def _part(language: str, title: str, paragraphs: str) -> str:
    """The title and the paragraphs in one language."""
    part = f"# {title}\n\n{paragraphs}"
    if language == "en":
        return part
    turned = ' dir="rtl"' if direction(language) == "rtl" else ""
    return f'<div id="{language}" lang="{language}"{turned}>\n\n{part}\n\n</div>'
