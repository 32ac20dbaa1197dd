"""What people read in a release, in English and in French."""

from __future__ import annotations

from pathlib import Path
from string import Template

from lanterne.codebook.model import Codebook, Column, in_language
from lanterne.privacy import PrivacyStatement
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
        unit=table.statement.unit,
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


def privacy_page(statement: PrivacyStatement) -> str:
    """The privacy statement in plain words, English, then French."""
    english, french = statement.in_words("en"), statement.in_words("fr")
    return (
        f"# How the people in these data are protected\n\n{english}\n\n"
        f"# Comment les personnes de ces données sont protégées\n\n{french}\n"
    )
