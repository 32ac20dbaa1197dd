"""What the README says of the files: one table, linked tables, the condensed file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Template

from lanterne.codebook.model import Network, Reference, Table, in_language
from lanterne.codebook.views import folded_columns
from lanterne.release.contents import Contents
from lanterne.release.layout import CONDENSED, CountsFile, DataFile, Layout

_TEXTS = Path(__file__).parent / "texts"


def text_template(name: str, language: str) -> Template:
    """A text of a release with places to fill in."""
    return Template((_TEXTS / f"{name}.{language}.md").read_text(encoding="utf-8"))


def thousands(number: int, language: str) -> str:
    """A whole number with its thousands set apart: 21,000 or 21 000."""
    return f"{number:,}".replace(",", "\u202f") if language == "fr" else f"{number:,}"


def file_words(contents: Contents, language: str) -> dict[str, str]:
    """The places of the README that depend on which tables a release holds.

    Returns:
        ``rows``: how many rows there are; ``files``: lines of the table of files; ``order``: of
        the order of the rows; ``network``: sections on joining and on the condensed file;
        ``counts_files`` and ``intervals``: which files hold the counts, and that these have
        intervals.
    """
    layout, words = contents.layout, _WORDS[language]
    linked = layout.network is not None
    return {
        "rows": _rows(contents, language),
        "files": "\n".join(_lines(layout, language)),
        "order": words["order_by_key" if linked else "order"],
        "network": _sections(layout, language),
        "counts_files": words["and"].join(f"`{file.path}`" for file in layout.counts),
        "intervals": words["they_have" if linked else "it_has"],
    }


def _rows(contents: Contents, language: str) -> str:
    """How many rows of what: of each table of a network apart from the condensed file."""
    words = _WORDS[language]
    numbers = [
        words["rows_of" if file.keys else "rows"].format(
            number=thousands(contents.rows[file.name].height, language), name=file.name
        )
        for file in contents.layout.data
        if not _is_condensed(file, contents.layout)
    ]
    return ", ".join(numbers)


def _is_condensed(file: DataFile, layout: Layout) -> bool:
    return layout.condensed is not None and file.name == CONDENSED


def _lines(layout: Layout, language: str) -> Iterator[str]:
    """Lines of the table of files; of several tables each is named."""
    words = _WORDS[language]
    for file in layout.data:
        text = words["one_per_victim" if _is_condensed(file, layout) else "same_rows"]
        paths = f"`{file.path('csv')}`, `{file.path('parquet')}`"
        yield f"| {paths} | {_named(file, layout, language)}{text} |"
    for counts in layout.counts:
        yield f"| `{counts.path}` | {_named(counts, layout, language)}{words['counts']} |"


def _named(file: DataFile | CountsFile, layout: Layout, language: str) -> str:
    if layout.network is None or (isinstance(file, DataFile) and _is_condensed(file, layout)):
        return ""
    table = file.table if isinstance(file, DataFile) else file.view
    return in_language(table.label, language) + _WORDS[language]["colon"]


def _sections(layout: Layout, language: str) -> str:
    """How the tables are joined, and what the condensed file loses; nothing for one table."""
    network = layout.network
    if network is None:
        return ""
    text = text_template("network", language).substitute(_joining(network, language))
    if layout.condensed is not None:
        text += text_template(CONDENSED, language).substitute(
            condensed=f"{layout.condensed.name} {layout.condensed.version}",
            left_out=_names(_left_out(layout, network)) or _WORDS[language]["none"],
        )
    return text


def _joining(network: Network, language: str) -> dict[str, str]:
    return {
        "victims": network.victims.name,
        "perpetrators": network.perpetrators.name,
        "links": network.links.name,
        "victim": network.of_victim.column,
        "perpetrator": network.of_perpetrator.column,
        "victim_bound": _bound(network.of_victim, language),
        "perpetrator_bound": _bound(network.of_perpetrator, language),
        "folded": _names(column.name for column in folded_columns(network)),
        "same": _names(f"same_{name}" for name in network.victims.names),
    }


def _bound(reference: Reference, language: str) -> str:
    if reference.at_most is None:
        return _WORDS[language]["any_number"]
    return _WORDS[language]["at_most"].format(number=thousands(reference.at_most, language))


def _left_out(layout: Layout, network: Network) -> Iterator[str]:
    """Columns of the network of which the condensed file holds nothing."""
    condensed = layout.codebook.condensed
    kept = {column.source for column in condensed.columns} if condensed else set()
    tables: tuple[Table, ...] = (network.victims, network.perpetrators, network.links)
    return (name for table in tables for name in table.names if name not in kept)


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


_WORDS = {
    "en": {
        "rows": "{number} synthetic rows",
        "rows_of": "{number} synthetic rows of `{name}`",
        "same_rows": "the same synthetic rows twice: for spreadsheets, and for programs",
        "one_per_victim": "one row per victim, made from the tables: see what it loses",
        "counts": "published counts of up to three answers together, with intervals",
        "order": "- The order of the rows is computed from the rows themselves and carries "
        "nothing. The first rows\n  are an even sample of all.",
        "order_by_key": "- Keys are the exception: a letter and a number, made afresh. The rows "
        "stand in the order of\n  their keys, which carries nothing.",
        "it_has": "it has intervals, and the rows have not",
        "they_have": "they have intervals, and the rows have not",
        "at_most": "at most {number}",
        "any_number": "any number",
        "none": "none",
        "and": " and ",
        "colon": ": ",
    },
    "fr": {
        "rows": "{number} lignes synthétiques",
        "rows_of": "{number} lignes synthétiques de `{name}`",
        "same_rows": "les mêmes lignes synthétiques deux fois : pour les tableurs et pour les "
        "programmes",
        "one_per_victim": "une ligne par victime, faite des tables : voyez ce qu’elle perd",
        "counts": "les effectifs publiés, jusqu’à trois réponses ensemble, avec leurs intervalles",
        "order": "- L’ordre des lignes est calculé à partir des lignes elles-mêmes et ne dit rien. "
        "Les premières\n  lignes sont un échantillon régulier de toutes.",
        "order_by_key": "- Les clés font exception : une lettre et un numéro, faits à neuf. Les "
        "lignes sont dans l’ordre\n  de leurs clés, qui ne dit rien.",
        "it_has": "il a des intervalles, les lignes n’en ont pas",
        "they_have": "ils ont des intervalles, les lignes n’en ont pas",
        "at_most": "{number} au plus",
        "any_number": "sans limite",
        "none": "aucune",
        "and": " et ",
        "colon": " : ",
    },
}
