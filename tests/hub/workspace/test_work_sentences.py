"""Why a job could not be done is said in the language of the page, whoever says it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override
from told import GAP, Module, is_translated, shapes

import lanterne
from lanterne.anonymity.generalised.arguments import Asked, check_asked
from lanterne.codebook import load_codebook
from lanterne.errors import LanterneError, Refused, UsageError
from lanterne.hub.sentences import said
from lanterne.privacy import Budget, Ledger, UnitSpend
from lanterne.privacy.differencing import KRelease

PACKAGE = Path(lanterne.__file__).parent
LANGUAGES = ["fr", "es", "ar"]

FEW = {
    "_counted(others)": ["1 release", f"{GAP} releases"],
    "_what_is_left(catalogue, notice)": [
        "Nobody sees it yet; it will be completed when the catalogue is next written to.",
        "Nothing was published.",
    ],
    "' and '.join(parts)": [
        f"the release has no column {GAP}",
        f"the cases have no column {GAP}",
        f"the release has no column {GAP} and the cases have no column {GAP}",
    ],
}
"""Gaps that hold words which are made elsewhere."""

REACHED = {
    "api/beside.py": (),
    "api/gate.py": (
        "Only releases of one table are compared",  # the page compares with none
        "xyz does not say what it promises",  # each promises something
    ),
    "api/looks.py": (),
    "api/precautions.py": ("xyz exists already: measurements",),  # the job looks for them first
    "api/releases.py": (
        "The seed must be",
        "The number of rows must be",  # nobody is asked
        "The report on linked tables does not show attacks",  # none are given
        "xyz is a release of xyz",  # in both ways below
    ),
    "api/sources.py": (),
    "anonymity/generalised/anonymise.py": (),
    "anonymity/generalised/arguments.py": (
        "k must be a whole number",  # the form sees to all of these
        "The diversity must be",
        "The suppression limit",
        "The recoding",
        "The importance",
        "The xyz must be a list",
        "Name at least one quasi-identifier",
        "xyz has an importance",
        "The xyz xyz is named twice",
        "The xyz xyz is not a column",  # in both ways below
        "Name the sensitive columns",
    ),
    "anonymity/generalised/lattice.py": (),
    "anonymity/generalised/records.py": (),
    "anonymity/synthetic/coding.py": ("The column must be", "Choose a smaller k,"),  # below
    "anonymity/synthetic/make.py": ("k must be at least 2", "The length must be 1 to"),
    "evaluation/codes.py": ("The cases must have at least one column and one row",),
    "evaluation/network/comparison.py": ("The codebook xyz has one table",),
    "gate/candidate.py": ("The codebook is of one table",),
    "gate/record.py": ("Say who decides", "The xyz must be one line"),
    "gate/verify.py": (
        "The last decision is signed with another key",  # the page asks for no key
        "Ask whoever is named in it",
        "xyz is not the folder",
        "There is no record",
    ),
    "hub/publication/disk.py": ("xyz is a release",),
    "hub/publication/publish.py": (
        "The release is not the one",  # the job says these in words of its own
        "The series xyz is not whole",
        "The next edition of xyz",
        "The clock says",  # remarks are not shown
        "The gate lets the release pass: the reason",
        "The release itself names another",  # the form takes what the release names
        "Give the same, or make",
    ),
    "hub/publication/recover.py": ("xyz lies in the catalogue",),
    "privacy/cap.py": (
        "There is a cap, or a reason for none",  # the page sends one of them
        "The reason for no cap must be one line",  # the form sees to it
    ),
    "privacy/chain.py": (),
    "privacy/differencing.py": ("The reason for accepting",),  # the form asks for it
    "privacy/ledger.py": (
        "The mechanisms of this release cost",  # a fault of the program
        "xyz exists already, and its cap",  # the form says it
    ),
    "release/condensed.py": ("The codebook xyz cannot be condensed as it says",),
    "release/folder.py": (
        "xyz is a catalogue",
        "xyz exists already",
        "xyz is no name",
        "xyz is not a folder. Make",
        "xyz lies inside",
    ),
    "release/integrity.py": (),
    "release/load.py": ("The release holds several tables",),
    "release/publishable.py": (),
    "synthesis/archive.py": ("xyz exists already",),
    "synthesis/kept.py": ("The number of rows of linked tables",),
}
"""Module whose errors a job of the workspace may end with → how those begin that it cannot."""

TOO = (
    "xyz is a release of one table, and the codebook xyz is of linked tables. Read the cases with "
    "the codebook of the release.",
    "xyz is a release of linked tables, and the codebook xyz is of one table.",
    "The quasi-identifier xyz is not a column of the codebook.",
    "The sensitive column xyz is not a column of the codebook.",
    "column xyz: The column must be answered, and no answer is held by as many records as k asks "
    "for. Choose a smaller k, or let the column be blank in the codebook. [no-common-answer]",
    "publisher must be one line of text",
    "Nothing says which people live together, so households cannot be protected. Name the column "
    "of households, in the codebook or for this file.",
)
"""Errors of modules that have many others, and what is put together where it is raised."""


def sentences() -> Iterator[tuple[str, str]]:
    """Module and what it says."""
    for name, not_here in REACHED.items():
        module = Module(PACKAGE / name, FEW)
        for text in dict.fromkeys((*module.problems, *module.errors)):
            if not text.startswith(not_here or ("\0",)):
                yield name, text
    yield from (("", text) for text in TOO)


def test_there_are_many_sentences():
    assert len(list(sentences())) > 75


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_that_reaches_a_page_is_translated(language):
    known = shapes()
    with override(language):
        assert [one for one in sentences() if not is_translated(one[1], known)] == []


def test_what_does_not_reach_a_page_is_still_there():
    for name, not_here in REACHED.items():
        module = Module(PACKAGE / name, FEW)
        every = [*module.problems, *module.errors]
        for begin in not_here:
            assert any(text.startswith(begin) for text in every), (name, begin)


def _english(text: str) -> set[str]:
    """Words of a French text that are English only."""
    return set(
        re.findall(r"\b(?:the|of|must|is|was|spent|released|nothing|and|has|holds)\b", text, re.I)
    )


def _over_the_cap(folder: Path) -> LanterneError:
    ledger = Ledger(folder / "ledger.jsonl")
    ledger.create(Budget(1, 1e-6))
    with pytest.raises(Refused) as caught:
        ledger.standing().check([UnitSpend("person", Budget(2, 1e-6), ())])
    return caught.value


def _beside_others(folder: Path) -> LanterneError:
    ledger = Ledger(folder / "ledger.jsonl")
    ledger.create(Budget(1, 1e-6))
    Ledger(ledger.path, "the minister asked for it").note_k_release(
        KRelease("people", "r1", "k-anonymised", 5)
    )
    with pytest.raises(Refused) as caught:
        ledger.check_beside_others("k-release")
    return caught.value


def _asked_in_vain(_folder: Path) -> LanterneError:
    table = load_codebook("lanterne-cases").table
    asked = Asked(10, ["gender", "gendre"], closeness=1.0, sensitive=["gender"])
    with pytest.raises(UsageError) as caught:
        check_asked(asked, table, 5)
    return caught.value


@pytest.mark.parametrize("make", [_over_the_cap, _beside_others, _asked_in_vain])
def test_an_error_of_several_lines_is_translated_whole(make, tmp_path):
    text = str(make(tmp_path))
    assert _english(text)
    with override("fr"):
        told = said(text)
    assert len(told.splitlines()) == len(text.splitlines())
    assert not _english(told.replace(str(tmp_path), "")), told
