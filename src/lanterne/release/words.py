"""What people read in a release, in English and in French."""

from __future__ import annotations

from pathlib import Path
from string import Template

from lanterne.codebook.model import Codebook, Column, in_language
from lanterne.release.metadata import Imprint
from lanterne.synthesis.result import ProtectedTable

_TEXTS = Path(__file__).parent / "texts"

_NONE = {
    "publisher": {
        "en": "The publisher is not stated.",
        "fr": "L’éditeur n’est pas indiqué.",
    },
    "licence": {
        "en": "No licence has been chosen. Only the publisher can choose one; until then, ask "
        "before you reuse these data.",
        "fr": "Aucune licence n’a été choisie. Seul l’éditeur peut en choisir une ; d’ici là, "
        "demandez avant de réutiliser ces données.",
    },
}


def read_me(table: ProtectedTable, imprint: Imprint) -> str:
    """What the release is, how to read it and what not to conclude; English, then French."""
    return "\n".join(_read_me(table, imprint, language) for language in ("en", "fr"))


def _read_me(table: ProtectedTable, imprint: Imprint, language: str) -> str:
    codebook = table.codebook
    template = Template((_TEXTS / f"README.{language}.md").read_text(encoding="utf-8"))
    return template.substitute(
        title=in_language(codebook.title, language),
        description=in_language(codebook.description, language),
        table=codebook.table.name,
        codebook=f"{codebook.name} {codebook.version}",
        rows=_number(table.data.height, language),
        columns=len(codebook.table.columns),
        counts=_number(table.aggregates.height, language),
        epsilon=f"{table.statement.epsilon:g}",
        delta=f"{table.statement.delta:g}",
        unit=_UNIT[language][table.statement.unit],
        as_of=table.statement.as_of,
        large_delta=_large_delta(table, language),
        denominators=_denominators(codebook, language),
        publisher=imprint.publisher or _NONE["publisher"][language],
        cited=imprint.publisher or _NONE["publisher"][language].rstrip("."),
        licence=imprint.licence or _NONE["licence"][language],
        date=imprint.date,
        software=imprint.software,
    )


def _number(number: int, language: str) -> str:
    """A whole number with its thousands set apart: 21,000 or 21 000."""
    return f"{number:,}".replace(",", "\u202f") if language == "fr" else f"{number:,}"


def _denominators(codebook: Codebook, language: str) -> str:
    """One line per group of columns whose percentages have the same denominator."""
    columns = codebook.table.columns
    colon = " :" if language == "fr" else ":"
    lines = []
    for group in codebook.groups:
        members = [column for column in columns if column.group == group.name]
        if members:
            names = ", ".join(f"`{column.name}`" for column in members)
            lines.append(f"- {in_language(group.label, language)}{colon} {names}")
    alone = [column for column in columns if not _shared(column, codebook)]
    if alone:
        words = {"en": "Each for itself", "fr": "Chacune pour elle-même"}
        names = ", ".join(f"`{column.name}`" for column in alone)
        lines.append(f"- {words[language]}{colon} {names}")
    return "\n".join(lines)


def _shared(column: Column, codebook: Codebook) -> bool:
    return column.group in {group.name for group in codebook.groups}


_UNIT = {
    "en": {"person": "person", "row": "row (each taken to be one person; no subject id was used)"},
    "fr": {
        "person": "personne",
        "row": "ligne (chacune considérée comme une personne ; aucun identifiant de personne n’a "
        "été utilisé)",
    },
}

_LARGE_DELTA = {
    "en": "δ is larger than is advised for so many people: it should be below one in ten times "
    "their number, such as {advice}. The next release should have a smaller one.",
    "fr": "δ est plus grand qu’il n’est conseillé pour autant de personnes : il devrait être "
    "inférieur à un sur dix fois leur nombre, par exemple {advice}. La prochaine publication "
    "devrait en avoir un plus petit.",
}


def _large_delta(table: ProtectedTable, language: str) -> str:
    """A paragraph of its own where δ is larger than the people in the table make advisable."""
    advice = table.delta_advice()
    return "" if advice is None else "\n\n" + _LARGE_DELTA[language].format(advice=f"{advice:g}")


def privacy_page(table: ProtectedTable) -> str:
    """The privacy statement in plain words, English, then French."""
    english, french = (
        table.statement.in_words(language) + _large_delta(table, language)
        for language in ("en", "fr")
    )
    return (
        f"# How the people in these data are protected\n\n{english}\n\n"
        f"# Comment les personnes de ces données sont protégées\n\n{french}\n"
    )
