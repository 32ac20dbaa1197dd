"""What a release by a k-method promises and what it does not, for machines and in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lanterne.anonymity.result import AnonymousTable, Guarantee, Method
from lanterne.privacy import K_RELEASE, Entry, KRelease, Spent, Unit
from lanterne.privacy.wording import words_in

KIND = "k-anonymity"
"""What kind of promise it is, in the file: never differential privacy."""

ROWS = "rows"
"""The length of a promise on whole rows, where it is written."""

LIMITS = ("not differential privacy", "differencing", "homogeneity", "background knowledge")
"""What the promise does not cover, as the file names it."""

_WRITTEN = (
    "kind",
    "method",
    "k",
    "unit",
    "length",
    "quasi_identifiers",
    "diversity",
    "closeness",
    "sensitive",
    "rows_rounded_to",
    "not_covered",
    "releases",
    "k_releases",
    "evaluations",
    "as_of",
    "ledger",
    "software",
)


@dataclass(frozen=True)
class KStatement:
    """The promise of one release by a k-method. Public; nothing in it was computed from the data.

    Attributes:
        guarantee: What holds of the rows.
        rows_rounded_to: The number of rows is a multiple of it.
        releases: How many differentially private releases of these people the ledger holds.
        k_releases: How many by k-methods it holds, this one included.
        evaluations: How often it says that a release had been compared with the cases without
            protection: nothing covers a choice made because of it.
        as_of: Day on which these three were read from it: UTC, ``YYYY-MM-DD``.
        ledger: SHA-256 of the ledger's entry for this release: says which ledger that was.
        software: What made it, with its version.
        unit: Of whom there are k: ``"person"``, or ``"row"`` where no subject id said which rows
            are one person.
    """

    guarantee: Guarantee
    rows_rounded_to: int
    releases: int
    k_releases: int
    evaluations: int
    as_of: str
    ledger: str
    software: str
    unit: str

    def to_dict(self) -> dict[str, Any]:
        """The statement as JSON values."""
        said = self.guarantee
        synthetic = said.method is Method.K_ANONYMOUS_SYNTHETIC
        whole = ROWS if synthetic else None
        values = {
            "kind": KIND,
            "method": str(said.method),
            "k": said.k,
            "unit": self.unit,
            "length": whole if said.length is None else said.length,
            "quasi_identifiers": list(said.quasi_identifiers),
            "diversity": said.diversity,
            "closeness": said.closeness,
            "sensitive": list(said.sensitive),
            "rows_rounded_to": self.rows_rounded_to,
            "not_covered": list(LIMITS),
            "releases": self.releases,
            "k_releases": self.k_releases,
            "evaluations": self.evaluations,
            "as_of": self.as_of,
            "ledger": self.ledger,
            "software": self.software,
        }
        return {name: values[name] for name in _WRITTEN}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> KStatement:
        """The inverse of :meth:`to_dict`.

        Raises:
            ValueError: A field is missing or unknown, or there is no such method.
        """
        if set(values) != set(_WRITTEN) or values["kind"] != KIND:
            odd = sorted(set(values) ^ set(_WRITTEN)) or ["kind"]
            raise ValueError(f"not a statement of a k-method: check {odd}")
        guarantee = Guarantee(
            Method(values["method"]),
            values["k"],
            None if values["length"] == ROWS else values["length"],
            tuple(values["quasi_identifiers"]),
            values["diversity"],
            values["closeness"],
            tuple(values["sensitive"]),
        )
        counted = ("rows_rounded_to", "releases", "k_releases", "evaluations")
        own = (*counted, "as_of", "ledger", "software", "unit")
        return cls(guarantee, **{name: values[name] for name in own})

    def in_words(self, language: str = "en") -> str:
        """What is hidden and what is not, in plain paragraphs and a list.

        Args:
            language: ``en``, ``fr``, ``es`` or ``ar``.

        Raises:
            UsageError: There are no words in that language.
        """
        return "\n\n".join(_paragraphs(self, language))

    def promise_in_words(self, language: str = "en") -> str:
        """The first paragraph: what is hidden. Raises as :meth:`in_words`."""
        return next(_paragraphs(self, language))


def k_statement(
    table: AnonymousTable, entry: Entry, spent: Spent, software: str, unit: Unit
) -> KStatement:
    """The statement of a release by a k-method that the ledger holds.

    Args:
        table: What is released.
        entry: The ledger's entry for it, so that it was written before.
        spent: The ledger's sums after that.
        software: Name and version.
        unit: ``Unit.PERSON``, or ``Unit.ROW`` where each row was taken to be one person.

    Raises:
        ValueError: The entry is about another promise.
    """
    asked = k_release(table.guarantee, "", "")
    if entry.kind != K_RELEASE or any(
        entry.details.get(name) != value
        for name, value in asked.details().items()
        if name not in {"population", "purpose"}
    ):
        raise ValueError("the ledger's entry is not about this table")
    return KStatement(
        guarantee=table.guarantee,
        rows_rounded_to=int(table.settings["rows_rounded_to"]),
        releases=spent.releases + spent.unpromised,
        k_releases=spent.k_releases,
        evaluations=spent.evaluations,
        as_of=entry.time[:10],
        ledger=entry.digest,
        software=software,
        unit=str(unit),
    )


def k_release(guarantee: Guarantee, population: str, purpose: str) -> KRelease:
    """What the ledger is told of a release with this guarantee.

    Args:
        guarantee: What is promised.
        population: Whose data it is, in words.
        purpose: Name of what is released.
    """
    if guarantee.method is Method.K_ANONYMOUS_SYNTHETIC:
        length = ROWS if guarantee.length is None else guarantee.length
        terms: dict[str, Any] = {"length": length}
    else:
        terms = {"quasi_identifiers": list(guarantee.quasi_identifiers)}
        if guarantee.sensitive:
            terms |= {
                "diversity": guarantee.diversity,
                "closeness": guarantee.closeness,
                "sensitive": list(guarantee.sensitive),
            }
    return KRelease(population, purpose, str(guarantee.method), guarantee.k, terms)


def _paragraphs(statement: KStatement, language: str) -> Iterator[str]:
    words, said = words_in("k-statement", language), statement.guarantee
    names = {
        "columns": ", ".join(f"`{name}`" for name in said.quasi_identifiers),
        "sensitive": ", ".join(f"`{name}`" for name in said.sensitive),
        "diversity": said.diversity,
        "closeness": None if said.closeness is None else f"{said.closeness:g}",
        "multiple": statement.rows_rounded_to,
        "as_of": statement.as_of,
        "releases": statement.releases,
        "others": statement.k_releases - 1,
        "evaluations": statement.evaluations,
        "k": said.k,
        "length": said.length,
    }
    together = " ".join(words[key] for key in _hidden(said))
    yield together.format(**names)
    yield words["counts" if said.method is Method.K_ANONYMOUS_SYNTHETIC else "left"].format(**names)
    yield words["not"].format(**names)
    yield "\n".join(f"- {words[key].format(**names)}" for key in _open(statement))
    alone = statement.releases == 0 and statement.k_releases == 1
    yield words["alone" if alone else "beside"].format(**names)
    if statement.evaluations:
        yield words["looked"].format(**names)
    yield words["uncounted"].format(**names)


def _hidden(said: Guarantee) -> Iterator[str]:
    """Names of the sentences on what is hidden."""
    if said.method is Method.K_ANONYMOUS_SYNTHETIC:
        yield {None: "whole", 1: "single"}.get(said.length, "short")
        return
    yield "classes"
    if said.diversity is not None:
        yield "diversity"
    if said.closeness is not None:
        yield "closeness"


def _open(statement: KStatement) -> Iterator[str]:
    """Names of the sentences on what is not."""
    said = statement.guarantee
    yield "differencing"
    if statement.unit == Unit.ROW:
        yield "several"
    if said.diversity is None and said.closeness is None:
        yield "homogeneity"
    else:
        yield "skewness"
    if said.method is Method.K_ANONYMISED:
        yield "other_columns"
    elif said.length is not None:
        yield "combined" if said.length == 1 else "longer"
    yield "background"
