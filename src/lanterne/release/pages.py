"""What people read in a release: the README and the promise, each in every language."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lanterne.codebook.model import Codebook, Column
from lanterne.messages import page_in_languages
from lanterne.messages.numbers import number
from lanterne.messages.punctuation import colon, comma
from lanterne.privacy import PrivacyStatement
from lanterne.release.contents import Contents
from lanterne.release.file_words import file_words, format_lines
from lanterne.release.imprint import Imprint
from lanterne.release.texts import (
    label,
    names,
    plain,
    text_template,
    words,
)
from lanterne.release.worth_words import cuts_in_words, worth_section
from lanterne.release.wrapping import wrapped


def read_me(contents: Contents, imprint: Imprint) -> str:
    """What the release is, how to read it and what not to conclude."""
    return read_me_page(contents.layout.codebook, lambda tag: _read_me(contents, imprint, tag))


def read_me_page(codebook: Codebook, text_in: Callable[[str], str]) -> str:
    """A README in every language, below the title of the codebook, in lines that can be read."""
    return page_in_languages(
        lambda tag: label(codebook.title, tag), lambda tag: wrapped(text_in(tag)).rstrip()
    )


def _read_me(contents: Contents, imprint: Imprint, language: str) -> str:
    codebook, statement = contents.layout.codebook, contents.statement
    counts = sum(counts.height for counts in contents.counts.values())
    return text_template("README", language).substitute(
        file_words(contents, language),
        counts=number(counts, language),
        formats=format_lines(language),
        epsilon=f"{statement.epsilon:g}",
        delta=f"{statement.delta:g}",
        unit=_unit(statement.unit, codebook, language),
        as_of=statement.as_of,
        also=_also(statement, codebook, language),
        unpromised=_unpromised(statement, language),
        **_counted(contents, language),
        large_delta=_large_delta(contents, language),
        worth=_worth(contents, language),
        **codebook_words(codebook, language),
        **imprint_words(imprint, language),
    )


def codebook_words(codebook: Codebook, language: str) -> dict[str, str]:
    """What the data are, and of what percentages are taken, for a text of a release."""
    return {
        "title": label(codebook.title, language),
        "description": label(codebook.description, language),
        "codebook": f"{codebook.name} {codebook.version}",
        "columns": str(len(codebook.columns)),
        "denominators": _denominators(codebook, language),
        "known_only": words(language)[
            "known_only.trafficking" if codebook.of_trafficking else "known_only.people"
        ],
    }


def imprint_words(imprint: Imprint, language: str) -> dict[str, str]:
    """Who publishes, when, on what terms and made with what, for a text of a release."""
    said, publisher = words(language), plain(imprint.publisher or "")
    return {
        "publisher": publisher or said["unstated.publisher"],
        "cited": publisher or said["unstated.cited"],
        "licence": imprint.licence or said["unstated.licence"],
        "date": imprint.date,
        "software": imprint.software,
    }


def _denominators(codebook: Codebook, language: str) -> str:
    """One line per group of columns whose percentages have the same denominator."""
    together = [
        (
            label(group.label, language),
            [one.name for one in codebook.columns if one.group == group.name],
        )
        for group in codebook.groups
    ]
    alone = [column.name for column in codebook.columns if not _shared(column, codebook)]
    said = words(language)
    return "\n".join(
        f"- {whose}{colon(language)} {names(members, language)}"
        for whose, members in [*together, (said["alone"], alone)]
        if members
    )


def _shared(column: Column, codebook: Codebook) -> bool:
    return column.group in {group.name for group in codebook.groups}


def _unit(unit: str, codebook: Codebook, language: str) -> str:
    """Who is protected, with what: of one table without links."""
    said = words(language)
    linked = said[f"unit.{unit}"]
    return linked if codebook.network else said.get(f"unit.{unit}_in_one_table", linked)


def _also(statement: PrivacyStatement, codebook: Codebook, language: str) -> str:
    """A paragraph of its own for each further kind of people to whom something is promised."""
    return "".join(
        "\n\n"
        + words(language)["also"].format(
            epsilon=f"{promise.epsilon:g}",
            delta=f"{promise.delta:g}",
            unit=_unit(promise.unit, codebook, language),
        )
        for promise in statement.also
    )


def _unpromised(statement: PrivacyStatement, language: str) -> str:
    """A paragraph of its own that names each kind of people to whom nothing is promised."""
    kinds = dict.fromkeys(loss.unit for loss in statement.unpromised)
    said = " ".join(words(language)[f"unpromised.{kind}"] for kind in kinds)
    return f"\n\n{said}" if said else ""


def _counted(contents: Contents, language: str) -> dict[str, str]:
    """Whose true number the intervals hold, and a line on who and what does not count."""
    said, codebook = words(language), contents.layout.codebook
    sentences = contents.statement.counted_in_words(language)
    cohorts = "".join(f"- {line}\n" for line in _cohorts(contents, language))
    if not sentences:
        return {"of_whom": said["of_whom.all"], "counted": cohorts}
    return {
        "of_whom": said["of_whom.table" if codebook.network is None else "of_whom.network"],
        "counted": f"- {' '.join([*sentences, said['not_covered']])}\n{cohorts}",
    }


def _cohorts(contents: Contents, language: str) -> Iterator[str]:
    """What to know of the cohorts of an edition before they are compared."""
    cohorts = contents.statement.cohorts
    if not cohorts:
        return
    said = words(language)
    stages = {
        stage: comma(language).join(one.cohort for one in cohorts if one.stage == stage)
        for stage in dict.fromkeys(one.stage for one in cohorts)
    }
    sentences = (said[f"cohorts.{stage}"].format(cohorts=some) for stage, some in stages.items())
    yield " ".join([said["cohorts.column"], *sentences])
    if contents.layout.network is not None:
        yield said["cohorts.linked"]
    for one in contents.cohorts:
        if one.reported_by:
            reported = names([plain(name).replace("`", "'") for name in one.reported_by], language)
            yield said["cohorts.reported"].format(cohort=one.cohort, organisations=reported)
        if one.defined_otherwise:
            columns = names(one.defined_otherwise, language)
            yield said["cohorts.otherwise"].format(cohort=one.cohort, columns=columns)


def _large_delta(contents: Contents, language: str) -> str:
    """A paragraph of its own where δ is larger than the people in the cases make advisable."""
    advice = contents.delta_advice
    if advice is None:
        return ""
    return "\n\n" + words(language)["large_delta"].format(advice=f"{advice:g}")


def _worth(contents: Contents, language: str) -> str:
    """A paragraph of its own on the errors to expect, and one on what the bounds cut."""
    codebook = contents.layout.codebook
    labels = {table.name: label(table.label, language) for table in codebook.tables}
    section = worth_section(contents.worth, labels, language)
    cuts = " ".join(cuts_in_words(contents.cuts, codebook.network, language))
    return "\n".join(["", section, *([f"{cuts}\n"] if cuts else [])]).rstrip("\n")


def privacy_page(contents: Contents) -> str:
    """The privacy statement in plain words."""
    return page_in_languages(
        lambda tag: words(tag)["promise.title"],
        lambda tag: contents.statement.in_words(tag) + _large_delta(contents, tag),
    )
