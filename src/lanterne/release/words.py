"""What people read in a release, in English and in French."""

from __future__ import annotations

from lanterne.codebook.model import Codebook, Column, in_language
from lanterne.privacy import PrivacyStatement
from lanterne.release.contents import Contents
from lanterne.release.file_words import file_words, text_template, thousands
from lanterne.release.metadata import Imprint

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


def read_me(contents: Contents, imprint: Imprint) -> str:
    """What the release is, how to read it and what not to conclude; English, then French."""
    return "\n".join(_read_me(contents, imprint, language) for language in ("en", "fr"))


def _read_me(contents: Contents, imprint: Imprint, language: str) -> str:
    codebook, statement = contents.layout.codebook, contents.statement
    counts = sum(counts.height for counts in contents.counts.values())
    return text_template("README", language).substitute(
        file_words(contents, language),
        title=in_language(codebook.title, language),
        description=in_language(codebook.description, language),
        codebook=f"{codebook.name} {codebook.version}",
        columns=sum(len(table.columns) for table in codebook.tables),
        counts=thousands(counts, language),
        epsilon=f"{statement.epsilon:g}",
        delta=f"{statement.delta:g}",
        unit=_UNIT[language][statement.unit],
        as_of=statement.as_of,
        also=_also(statement, language),
        large_delta=_large_delta(contents, language),
        denominators=_denominators(codebook, language),
        publisher=imprint.publisher or _NONE["publisher"][language],
        cited=imprint.publisher or _NONE["publisher"][language].rstrip("."),
        licence=imprint.licence or _NONE["licence"][language],
        date=imprint.date,
        software=imprint.software,
    )


def _denominators(codebook: Codebook, language: str) -> str:
    """One line per group of columns whose percentages have the same denominator."""
    columns = [column for table in codebook.tables for column in table.columns]
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
    "en": {
        "person": "person",
        "row": "row (each taken to be one person; no subject id was used)",
        "victim": "victim, with all their links",
        "perpetrator": "perpetrator, with all their links",
        "household": "household, with all its victims and their links",
    },
    "fr": {
        "person": "personne",
        "victim": "victime, avec tous ses liens",
        "perpetrator": "auteur, avec tous ses liens",
        "household": "ménage, avec toutes ses victimes et leurs liens",
        "row": "ligne (chacune considérée comme une personne ; aucun identifiant de personne n’a "
        "été utilisé)",
    },
}

_ALSO = {
    "en": "The same release also promises ε = {epsilon:g} and δ = {delta:g} where the unit is: "
    "{unit}.",
    "fr": "La même publication promet aussi ε = {epsilon:g} et δ = {delta:g} quand l’unité est : "
    "{unit}.",
}


def _also(statement: PrivacyStatement, language: str) -> str:
    """A paragraph of its own for each further kind of people to whom something is promised."""
    return "".join(
        "\n\n"
        + _ALSO[language].format(
            epsilon=promise.epsilon, delta=promise.delta, unit=_UNIT[language][promise.unit]
        )
        for promise in statement.also
    )


_LARGE_DELTA = {
    "en": "δ is larger than is advised for so many people: it should be below one in ten times "
    "their number, such as {advice}. The next release should have a smaller one.",
    "fr": "δ est plus grand qu’il n’est conseillé pour autant de personnes : il devrait être "
    "inférieur à un sur dix fois leur nombre, par exemple {advice}. La prochaine publication "
    "devrait en avoir un plus petit.",
}


def _large_delta(contents: Contents, language: str) -> str:
    """A paragraph of its own where δ is larger than the people in the cases make advisable."""
    advice = contents.delta_advice
    return "" if advice is None else "\n\n" + _LARGE_DELTA[language].format(advice=f"{advice:g}")


def privacy_page(contents: Contents) -> str:
    """The privacy statement in plain words, English, then French."""
    english, french = (
        contents.statement.in_words(language) + _large_delta(contents, language)
        for language in ("en", "fr")
    )
    return (
        f"# How the people in these data are protected\n\n{english}\n\n"
        f"# Comment les personnes de ces données sont protégées\n\n{french}\n"
    )
