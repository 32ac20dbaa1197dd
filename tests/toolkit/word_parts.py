"""What a DOCX file holds, read from its XML: nothing that wrote it is asked."""

from __future__ import annotations

import re
import zipfile
from functools import cache
from io import BytesIO
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def parts_of(docx: bytes) -> dict[str, ElementTree.Element]:
    """Each XML part of the file by its name; one that is not well-formed raises."""
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        assert archive.testzip() is None
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return {name: ElementTree.fromstring(archive.read(name)) for name in names}


def body_of(docx: bytes) -> ElementTree.Element:
    found = parts_of(docx)["word/document.xml"].find(f"{W}body")
    assert found is not None
    return found


def text_of_run(run: ElementTree.Element) -> str:
    return "".join(one.text or "" for one in run.iter(f"{W}t"))


def words_of_docx(docx: bytes) -> list[str]:
    """All words in their order; a paragraph ends one."""
    paragraphs = body_of(docx).iter(f"{W}p")
    return " ".join("".join(map(text_of_run, one.iter(f"{W}r"))) for one in paragraphs).split()


def words_of_markdown(markdown: str) -> list[str]:
    """The same of the source, without the signs of Markdown."""
    text = re.sub(r"^(?:#+ |- |---$|\|[-|]+\|$)", "", markdown, flags=re.M)
    text = re.sub(r"(?<!\\)\||\*\*|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|`", " ", text)
    return [word for word in re.sub(r" +", " ", text).split() if word]
