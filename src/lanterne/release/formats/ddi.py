"""A release as a DDI-Codebook 2.5 document, which NADA, Dataverse and many archives read.

The order of elements is that of the schema of DDI-Codebook 2.5 (of 2012; 2.6 reads it too).
Labels are there in every language of the codebook, the language that is asked for first. It holds
no statistics, not even of the released rows: what the columns mean is public, and the files say
the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as Xml

from lanterne.codebook.model import Column, Missing, Text, in_language
from lanterne.codebook.number import plain_number
from lanterne.codebook.words import words as page_words
from lanterne.release.formats.about import About, licence_address
from lanterne.release.formats.caveats import biases, limitations, made, paragraphs
from lanterne.release.layout import DataFile
from lanterne.release.texts import words

NAME = "ddi.xml"
_SPACE = "ddi:codebook:2_5"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
_WHERE = (
    "ddi:codebook:2_5 https://ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
)


def write(about: About, language: str, folder: Path) -> None:
    """Write the document into a folder."""
    (folder / NAME).write_bytes(document(about, language))


def document(about: About, language: str) -> bytes:
    """The document, UTF-8.

    Args:
        about: The release.
        language: What is said first, and once where there is no room for several.
    """
    root = Xml.Element(
        "codeBook", {"xmlns": _SPACE, "version": "2.5", _LANG: language, _SCHEMA: _WHERE}
    )
    _of_document(_add(root, "docDscr"), about, language)
    _study(_add(root, "stdyDscr"), about, language)
    files = _numbered(about)
    for number, file in files.items():
        _file(root, number, file, about, language)
    data = _add(root, "dataDscr")
    for number, file in files.items():
        for place, column in enumerate(file.table.columns, 1):
            _variable(data, f"{number}_V{place}", number, column, about, language)
    Xml.indent(root)
    text: bytes = Xml.tostring(root, "utf-8", xml_declaration=True)
    return text + b"\n"


def _numbered(about: About) -> dict[str, DataFile]:
    return {f"F{place}": file for place, file in enumerate(about.layout.data, 1)}


def _add(parent: Xml.Element, tag: str, text: str = "", /, **attributes: str) -> Xml.Element:
    child = Xml.SubElement(parent, tag, attributes)
    if text:
        child.text = "".join(one for one in text if one >= " " or one in "\n\t")
    return child


def _said(text: Text, first: str) -> Iterator[tuple[str, str]]:
    """Language → words, the language that is asked for first."""
    for tag in dict.fromkeys((first, *text)):
        if text.get(tag):
            yield tag, text[tag]


def _each(parent: Xml.Element, name: str, text: Text, first: str, **attributes: str) -> None:
    """An element for each language."""
    for tag, words_ in _said(text, first):
        _add(parent, name, words_, **attributes).set(_LANG, tag)


def _citation(parent: Xml.Element, about: About, language: str) -> Xml.Element:
    """What it is called, by whom, when and in which version; who publishes says who collected."""
    citation = _add(parent, "citation")
    title = _add(citation, "titlStmt")
    first, *others = _said(about.title, language)
    _add(title, "titl", first[1]).set(_LANG, first[0])
    for tag, text in others:
        _add(title, "parTitl", text).set(_LANG, tag)
    _add(title, "IDNo", about.identifier)
    return citation


def _of_document(parent: Xml.Element, about: About, language: str) -> None:
    citation = _citation(parent, about, language)
    made_by = _add(citation, "prodStmt")
    _add(made_by, "prodDate", about.created[:10], date=about.created[:10])
    _add(made_by, "software", str(about.release.manifest["software"]))


def _study(study: Xml.Element, about: About, language: str) -> None:
    citation = _citation(study, about, language)
    if about.publisher:
        _add(_add(citation, "rspStmt"), "AuthEnty", about.publisher)
    made_by = _add(citation, "prodStmt")
    if about.publisher:
        _add(made_by, "producer", about.publisher)
    _add(made_by, "prodDate", about.created[:10], date=about.created[:10])
    _add(made_by, "software", str(about.release.manifest["software"]))
    spread = _add(citation, "distStmt")
    if about.publisher:
        _add(spread, "distrbtr", about.publisher)
    if about.publication.contact:
        _add(spread, "contact", about.publisher, URI=about.publication.contact)
    _add(spread, "distDate", about.issued, date=about.issued)
    _add(_add(citation, "verStmt"), "version", about.version, date=about.issued)
    _add(citation, "biblCit", about.citation(language))
    if about.publication.page:
        _add(citation, "holdings", URI=about.publication.page)
    _about_what(_add(study, "stdyInfo"), about, language)
    _how(study, about, language)
    _terms(_add(_add(study, "dataAccs"), "useStmt"), about, language)


def _about_what(info: Xml.Element, about: About, language: str) -> None:
    subject = _add(info, "subject")
    for word in about.keywords:
        _add(subject, "keyword", word).set(_LANG, "en")
    _each(info, "abstract", about.description, language)
    summary = _add(info, "sumDscr")
    if about.release.statement is not None:
        _add(summary, "anlyUnit", about.release.statement.unit)
    for text in biases(about, language):
        _add(summary, "universe", text)
    _add(summary, "dataKind", about.keywords[0])


def _how(study: Xml.Element, about: About, language: str) -> None:
    method = _add(study, "method")
    collected = _add(method, "dataColl")
    if about.release.codebook.source:
        sources = _add(collected, "sources")
        _each(sources, "dataSrc", about.release.codebook.source, language)
    _add(collected, "cleanOps", made(about, language))
    analysis = _add(method, "anlyInfo")
    for text in limitations(about, language):
        _add(analysis, "dataAppr", text)


def _terms(use: Xml.Element, about: About, language: str) -> None:
    promised = [about.promise_in_short, *paragraphs(about.promise(language))]
    _add(use, "confDec", "\n\n".join(promised))
    _add(use, "citReq", about.citation(language))
    if about.licence:
        _add(use, "conditions", f"{about.licence} <{licence_address(about.licence)}>")
    else:
        _add(use, "conditions", words(language)["unstated.licence"])
    _add(use, "disclaimer", words(language)["export.blank"])


def _file(root: Xml.Element, number: str, file: DataFile, about: About, language: str) -> None:
    path = file.paths[0]
    address = next(one.address for one in about.files if one.path == path)
    element = _add(root, "fileDscr", ID=number, URI=address)
    text = _add(element, "fileTxt")
    _add(text, "fileName", file.name)
    _add(text, "fileCont", in_language(file.table.label, language))
    size = _add(text, "dimensns")
    _add(size, "caseQnty", str(about.rows[file.name]))
    _add(size, "varQnty", str(len(file.header)))
    _add(text, "fileType", "application/vnd.apache.parquet" if file.parts else "text/csv")


def _variable(
    data: Xml.Element, name: str, file: str, column: Column, about: About, language: str
) -> None:
    numeric = column.numbers is not None
    attributes = {"ID": name, "name": column.name, "files": file}
    variable = _add(data, "var", **attributes, intrvl="contin" if numeric else "discrete")
    _each(variable, "labl", column.label, language)
    if column.numbers is not None:
        ends = {"min": column.numbers.first, "max": column.numbers.last}
        inside = _add(variable, "valrng")
        _add(inside, "range", **{end: str(plain_number(at)) for end, at in ends.items()})
    _each(variable, "universe", column.universe, language)
    _each(variable, "txt", column.definition, language)
    if not numeric:
        for value in column.values:
            _answer(variable, value.code, value.label, value.definition, language)
    for kind, texts in column.missing.items():
        if kind is not Missing.NOT_RECORDED and texts:
            label = page_words()[f"missing_{kind}"]
            _answer(variable, texts[0], label, {}, language, missing="Y")
    _add(variable, "varFormat", type="numeric" if numeric else "character")
    if column.traits.several:
        _add(variable, "notes", words(language)["export.several"].format(sign=column.separator))


def _answer(
    variable: Xml.Element,
    code: str,
    label: Text,
    definition: Text,
    language: str,
    **attributes: str,
) -> None:
    answer = _add(variable, "catgry", **attributes)
    _add(answer, "catValu", code)
    _each(answer, "labl", label, language)
    _each(answer, "txt", definition, language)
