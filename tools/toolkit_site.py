"""Brings the templates of the toolkit into the documentation as a site: a hook of MkDocs.

They lie in the package, so that ``lanterne toolkit`` has them; here they become pages, each with
its file for Word beside it.
"""

from __future__ import annotations

from typing import Any

from lanterne.messages import LANGUAGES
from lanterne.toolkit import TEMPLATES, read
from lanterne.toolkit.templates import source
from lanterne.toolkit.word import as_docx

IN_THE_REPOSITORY = "../../src/lanterne/toolkit/templates/"
"""Where the pages of the toolkit find the templates in a clone."""

ON_THE_SITE = "toolkit"


def on_files(files: Any, config: Any) -> Any:
    """Add each template as a page, and as a file to download."""
    from mkdocs.structure.files import File  # noqa: PLC0415 - no environment of ours has it

    for language in LANGUAGES:
        for name in TEMPLATES:
            page = f"{ON_THE_SITE}/{language}/{name}"
            text = with_download(source(name, language), f"{name}.docx")
            files.append(File.generated(config, f"{page}.md", content=text))
            docx = as_docx(read(name, language), language)
            files.append(File.generated(config, f"{page}.docx", content=docx))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Lead from the pages of the toolkit to the templates where the site has them."""
    if not page.file.src_uri.startswith(f"{ON_THE_SITE}/README"):
        return markdown
    return markdown.replace(IN_THE_REPOSITORY, "")


def with_download(text: str, docx: str) -> str:
    """A template with a link to its file for Word, behind those to other languages."""
    before, first, after = text.partition("](../")
    line, end, rest = after.partition("\n")
    return f"{before}{first}{line} · [DOCX]({docx}){end}{rest}"
