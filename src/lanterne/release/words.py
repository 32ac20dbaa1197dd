"""What people read in a release: the README in two languages, the promise in four."""

from __future__ import annotations

from collections.abc import Mapping

from lanterne.codebook.model import Codebook, Column, in_language
from lanterne.codebook.page import RIGHT_TO_LEFT
from lanterne.privacy import PrivacyStatement, Unit
from lanterne.release.contents import Contents
from lanterne.release.file_words import file_words, text_template, thousands
from lanterne.release.metadata import Imprint
from lanterne.release.wrapping import wrapped

UNSTATED = {
    "publisher": {
        "en": "not stated",
        "fr": "non indiqué",
    },
    "cited": {
        "en": "Publisher not stated",
        "fr": "Éditeur non indiqué",
    },
    "licence": {
        "en": "No licence has been chosen. Only the publisher can choose one; until then, ask "
        "before you reuse these data.",
        "fr": "Aucune licence n’a été choisie. Seul l’éditeur peut en choisir une ; d’ici là, "
        "demandez avant de réutiliser ces données.",
    },
}
"""What is written where the publisher has not said something."""


def read_me(contents: Contents, imprint: Imprint) -> str:
    """What the release is, how to read it and what not to conclude; English, then French."""
    return "\n".join(wrapped(_read_me(contents, imprint, language)) for language in ("en", "fr"))


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
        unit=_unit(statement.unit, codebook, language),
        as_of=statement.as_of,
        also=_also(statement, codebook, language),
        unpromised=_unpromised(statement, language),
        **_counted(statement, codebook, language),
        large_delta=_large_delta(contents, language),
        denominators=denominators(codebook, language),
        **imprint_words(imprint, language),
    )


def imprint_words(imprint: Imprint, language: str) -> dict[str, str]:
    """Who publishes, when, on what terms and made with what, for a text of a release."""
    return {
        "publisher": imprint.publisher or UNSTATED["publisher"][language],
        "cited": imprint.publisher or UNSTATED["cited"][language],
        "licence": imprint.licence or UNSTATED["licence"][language],
        "date": imprint.date,
        "software": imprint.software,
    }


def denominators(codebook: Codebook, language: str) -> str:
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

_HOUSEHOLD_IN_ONE_TABLE = {
    "en": "household, with all its people and their records",
    "fr": "ménage, avec tous ses membres et leurs dossiers",
}


def _unit(unit: str, codebook: Codebook, language: str) -> str:
    """Who is protected, with what: of one table without links."""
    if unit == Unit.HOUSEHOLD and codebook.network is None:
        return _HOUSEHOLD_IN_ONE_TABLE[language]
    return _UNIT[language][unit]


_ALSO = {
    "en": "The same release also promises ε = {epsilon:g} and δ = {delta:g} where the unit is: "
    "{unit}.",
    "fr": "La même publication promet aussi ε = {epsilon:g} et δ = {delta:g} quand l’unité est : "
    "{unit}.",
}


def _also(statement: PrivacyStatement, codebook: Codebook, language: str) -> str:
    """A paragraph of its own for each further kind of people to whom something is promised."""
    return "".join(
        "\n\n"
        + _ALSO[language].format(
            epsilon=promise.epsilon,
            delta=promise.delta,
            unit=_unit(promise.unit, codebook, language),
        )
        for promise in statement.also
    )


_UNPROMISED = {
    "en": {
        "victim": "Nothing is promised to victims: `PRIVACY.md` says what they can lose.",
        "perpetrator": "Nothing is promised to perpetrators: `PRIVACY.md` says what they can lose.",
        "household": "Nothing is promised to households as a whole: `PRIVACY.md` says what they "
        "can lose.",
    },
    "fr": {
        "victim": "Rien n’est promis aux victimes : `PRIVACY.md` dit ce qu’elles peuvent perdre.",
        "perpetrator": "Rien n’est promis aux auteurs : `PRIVACY.md` dit ce qu’ils peuvent perdre.",
        "household": "Rien n’est promis aux ménages pris en entier : `PRIVACY.md` dit ce qu’ils "
        "peuvent perdre.",
    },
}


def _unpromised(statement: PrivacyStatement, language: str) -> str:
    """A paragraph of its own that names each kind of people to whom nothing is promised."""
    kinds = dict.fromkeys(loss.unit for loss in statement.unpromised)
    return "\n\n" + " ".join(_UNPROMISED[language][kind] for kind in kinds) if kinds else ""


_OF_PEOPLE = {"en": " of people", "fr": " de personnes"}

_WHO_COUNT = {
    "en": (", of the people who count", ", made from the people and links that count"),
    "fr": (", celui des personnes qui comptent", ", fait des personnes et des liens qui comptent"),
}
"""Of whom a published count is the number, where not all count: in one table, in linked ones."""

_NOT_COVERED = {
    "en": "What is beyond is missing from these counts, and the intervals, which are about the "
    "noise alone, do not cover that.",
    "fr": "Ce qui dépasse manque à ces effectifs, et les intervalles, qui ne disent que le bruit, "
    "n’en tiennent pas compte.",
}


def _counted(statement: PrivacyStatement, codebook: Codebook, language: str) -> dict[str, str]:
    """Whose true number the intervals hold, and a line on who and what does not count."""
    sentences = statement.counted_in_words(language)
    if not sentences:
        return {"of_whom": _OF_PEOPLE[language], "counted": ""}
    said = " ".join([*sentences, _NOT_COVERED[language]])
    return {
        "of_whom": _WHO_COUNT[language][codebook.network is not None],
        "counted": f"- {said}\n",
    }


_LARGE_DELTA = {
    "en": "δ is larger than is advised for so many people: it should be below one in ten times "
    "their number, such as {advice}. The next release should have a smaller one.",
    "fr": "δ est plus grand qu’il n’est conseillé pour autant de personnes : il devrait être "
    "inférieur à un sur dix fois leur nombre, par exemple {advice}. La prochaine publication "
    "devrait en avoir un plus petit.",
    "es": "δ es mayor de lo que se aconseja para tantas personas: debería ser inferior a uno entre "
    "diez veces su número, por ejemplo {advice}. La próxima publicación debería tener uno menor.",
    "ar": "دلتا أكبر مما يُنصح به لهذا العدد من الأشخاص: ينبغي أن تكون أقل من واحد على عشرة أمثال "
    "عددهم، مثل {advice}. وينبغي أن تكون أصغر في الإصدار القادم.",
}


def _large_delta(contents: Contents, language: str) -> str:
    """A paragraph of its own where δ is larger than the people in the cases make advisable."""
    advice = contents.delta_advice
    return "" if advice is None else "\n\n" + _LARGE_DELTA[language].format(advice=f"{advice:g}")


def privacy_page(contents: Contents) -> str:
    """The privacy statement in plain words, in each language that has them."""
    words = {
        tag: contents.statement.in_words(tag) + _large_delta(contents, tag) for tag in _PRIVACY
    }
    return page_in_languages(_PRIVACY, words)


def page_in_languages(titles: Mapping[str, tuple[str, str]], words: Mapping[str, str]) -> str:
    """One page with a part per language, English first, each in its own direction.

    Args:
        titles: Language → its own name, and the title.
        words: Language → the paragraphs.
    """
    others = " · ".join(f"[{name}](#{tag})" for tag, (name, _) in titles.items() if tag != "en")
    first, *rest = (_part(tag, title, words[tag]) for tag, (_, title) in titles.items())
    title, _, paragraphs = first.partition("\n\n")
    return "\n\n---\n\n".join([f"{title}\n\n{others}\n\n{paragraphs}", *rest]) + "\n"


def _part(language: str, title: str, words: str) -> str:
    """The title and the paragraphs in one language."""
    part = f"# {title}\n\n{words}"
    if language == "en":
        return part
    direction = ' dir="rtl"' if language in RIGHT_TO_LEFT else ""
    return f'<div id="{language}" lang="{language}"{direction}>\n\n{part}\n\n</div>'


_PRIVACY = {
    "en": ("English", "How the people in these data are protected"),
    "fr": ("Français", "Comment les personnes de ces données sont protégées"),
    "es": ("Español", "Cómo se protege a las personas de estos datos"),
    "ar": ("العربية", "كيف يُحمى الأشخاص في هذه البيانات"),
}
"""Language → its own name, and the title of the privacy statement."""
