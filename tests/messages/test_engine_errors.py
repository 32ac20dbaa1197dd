"""What the ledger, the methods and the verbs refuse is said in each language, whole."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from lanterne import disk
from lanterne.anonymity.check_classes import find_faults
from lanterne.anonymity.generalised import Requirements, check_requirements
from lanterne.anonymity.result import Guarantee, Method
from lanterne.anonymity.synthetic.make import check_terms
from lanterne.codebook import load_codebook
from lanterne.errors import InputError, LanterneError, Problem, Refused, UsageError, annotate
from lanterne.messages import TAGS, Message, from_json, say, to_json
from lanterne.privacy import Budget, Ledger, Unit, UnitSpend
from lanterne.privacy.k_releases import KRelease
from lanterne.synthesis.network.bounds import bounds_of
from lanterne.synthesis.saved import load_fitted
from lanterne.verbs import expected_needs, protect
from lanterne.verbs.needs import memory_problem
from said_everywhere import assert_said_everywhere, english_in

CASES = "lanterne-cases"


def _over_the_cap(folder: Path) -> None:
    ledger = Ledger(folder / "ledger.jsonl")
    ledger.create(Budget(1, 1e-6))
    ledger.standing().check(
        [UnitSpend("victim", Budget(2, 1e-6), ()), UnitSpend("perpetrator", Budget(2, 1e-6), ())]
    )


def _beside_others(folder: Path) -> None:
    ledger = Ledger(folder / "ledger.jsonl")
    ledger.create(Budget(1, 1e-6))
    for number in range(7):
        Ledger(ledger.path, "the minister asked for it").note_k_release(
            KRelease("people", f"r{number}", "k-anonymised", 5)
        )
    ledger.check_beside_others("k-release")


def _asked_in_vain(_folder: Path) -> None:
    asked = Requirements(10, ["gender", "gendre"], closeness=1.0, sensitive=["gender"])
    check_requirements(asked, load_codebook(CASES).table, 5)


def _terms_in_vain(_folder: Path) -> None:
    check_terms(load_codebook(CASES).table, 1, 9)


def _no_number(_folder: Path) -> None:
    expected_needs(CASES, people="many")  # type: ignore[arg-type] - as somebody might


def _no_path(folder: Path) -> None:
    protect("", CASES, epsilon=1, out=folder / "out")


def _no_such_dial(folder: Path) -> None:
    protect(folder, CASES, epsilon=1, out=folder / "out", dial="near")


def _broken_ledger(folder: Path) -> None:
    (folder / "ledger.jsonl").write_text("{}\n")
    Ledger(folder / "ledger.jsonl").entries()


def _no_folder_for_a_ledger(folder: Path) -> None:
    Ledger(folder / "away" / "ledger.jsonl").create()


def _no_measurements(folder: Path) -> None:
    load_fitted(folder / "kept.npz")


def _bound_of_nothing(_folder: Path) -> None:
    network = load_codebook("lanterne-network").network
    assert network is not None
    bounds_of(network, [Unit.VICTIM], {"victim": 0})


def _no_budget(_folder: Path) -> None:
    Budget(1000, 1e-6)


BAD = {
    _over_the_cap: (Refused, 11),
    _beside_others: (Refused, 10),
    _asked_in_vain: (UsageError, 4),
    _terms_in_vain: (UsageError, 2),
    _no_number: (UsageError, 1),
    _no_path: (UsageError, 1),
    _no_such_dial: (UsageError, 1),
    _broken_ledger: (InputError, 1),
    _no_folder_for_a_ledger: (LanterneError, 1),
    _no_measurements: (InputError, 1),
    _bound_of_nothing: (UsageError, 1),
    _no_budget: (UsageError, 1),
}
"""What goes wrong → the error, and the lines in which it is said."""


@pytest.fixture(params=BAD, ids=lambda make: make.__name__)
def error(request: pytest.FixtureRequest, tmp_path: Path) -> LanterneError:
    kind, _ = BAD[request.param]
    with pytest.raises(kind) as caught:
        request.param(tmp_path)
    assert len(str(caught.value).splitlines()) == BAD[request.param][1]
    return caught.value


def test_bad_input_is_said_without_a_word_of_english(error, tmp_path):
    assert_said_everywhere([error])
    for language in TAGS:
        text = error.says(language)
        assert len(text.splitlines()) == len(str(error).splitlines())
        assert bool(english_in(text.replace(str(tmp_path), ""))) == (language == "en"), text


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_what_is_kept_of_an_error_says_the_same(error, language):
    assert say(from_json(to_json(error.message)), language) == say(error.message, language)


def test_a_refusal_of_several_lines_keeps_its_look(tmp_path):
    with pytest.raises(Refused) as caught:
        _over_the_cap(tmp_path)
    assert str(caught.value).splitlines()[:6] == [
        "The ledger's cap would be exceeded. Nothing was released.",
        "  For each:  person whose case is recorded",
        "  Requested: epsilon 2, delta 1.000e-06",
        "  Spent:     epsilon 0, delta 0.000e+00, in 0 releases",
        "  Cap:       epsilon 1, delta 1.000e-06",
        "  Remaining: epsilon 1, delta 1.000e-06",
    ]
    assert caught.value.message.code == "lines"


def test_too_little_memory_is_a_problem_of_a_column_of_the_codebook(monkeypatch):
    monkeypatch.setattr("lanterne.verbs.needs.free_memory", lambda: 1_000_000)
    problem = memory_problem(load_codebook(CASES), 1_000_000)
    assert isinstance(problem, Problem)
    assert problem.rule == "too-little-memory"
    assert set(problem.parameters) == {"needed", "free"}
    assert_said_everywhere([problem])


def test_faults_of_classes_are_messages():
    data = pl.DataFrame({"age": ["a", "a", "b"], "secret": ["s", "s", "t"]})
    promised = Guarantee(Method.K_ANONYMISED, 2, None, ("age",), 2, None, ("secret",))
    found = find_faults(data, promised)
    assert {one.code: number for one, number in found.items()} == {
        "k-method.class.few-rows": 1,
        "k-method.class.few-answers": 2,
    }


def test_a_note_is_added_to_whatever_is_raised():
    error = KeyboardInterrupt()
    annotate(error, Message("spend.not-charged"))
    assert error.__notes__ == ["The budget was NOT charged: nothing was spent."]


def test_why_a_disk_refused_is_said_in_each_language():
    assert say(disk.reason(PermissionError(13, "Permission denied")), "fr") == "permission refusée"
    assert str(disk.reason(OSError("of a library"))) == "of a library"


def test_what_a_disk_says_in_no_known_words_stays_as_it_is():
    assert say(disk.reason(OSError(39, "Directory not empty")), "ar") == "Directory not empty"


def test_numbers_of_a_budget_are_written_as_each_language_does():
    with pytest.raises(UsageError) as caught:
        Budget(0.0001, 1e-6)
    assert "between 0.001 and 100, got 0.0001" in str(caught.value)
    assert "0,0001" in caught.value.says("fr")
