"""Protect by a k-method: the part of the verb that differs, and what it says of what was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import typer

from lanterne import verbs
from lanterne.cli.output import entry, plural, print_json
from lanterne.cli.parameters import LongOutput
from lanterne.cli.progress import show_progress
from lanterne.errors import InputError
from lanterne.verbs.road import RECODING, SAMPLING_AMONG_K, Step

STEPS: Mapping[str, Sequence[Step]] = {
    "k-anonymous-synthetic": SAMPLING_AMONG_K,
    "k-anonymised": RECODING,
}
"""What each k-method does, in order."""


def protect_by_k(request: verbs.AnonymiseRequest, output: LongOutput) -> None:
    """Make a release by a k-method, verify it, and say what it is."""
    with show_progress(STEPS[request.method], output.silent) as progress:
        made = verbs.anonymise(request, progress=progress)
        with _saying_it_is_made(made):
            progress("verify", 0.0)
            problems = verbs.verify(made.release).problems
            if problems:
                raise InputError(problems)
    with _saying_it_is_made(made):
        if output.as_json:
            print_json(**_as_values(made))
        else:
            for label, text in _lines(made):
                typer.echo(entry(label, text))


@contextmanager
def _saying_it_is_made(made: verbs.Anonymised) -> Iterator[None]:
    """Note on whatever is raised that the release is there."""
    try:
        yield
    except BaseException as error:
        error.add_note(
            f"{made.release} is made, and {made.ledger} holds it. To check that it is whole: "
            f"lanterne verify {made.release}"
        )
        raise


def _as_values(made: verbs.Anonymised) -> dict[str, Any]:
    return {
        "release": made.release,
        "ledger": made.ledger,
        **made.statement.to_dict(),
        "rows": made.rows,
        "new_ledger": made.new_ledger,
        "subject_id": made.subject_id,
        "verified": True,
        "notes": _notes(made),
    }


def _lines(made: verbs.Anonymised) -> Iterator[tuple[str, str]]:
    """What was made, what is promised and what is not: labels and texts."""
    yield "Release", f"{made.release}  ({plural(made.rows, 'row')}, {made.guarantee.method})"
    yield "Promise", f"{_promise(made)}; verified"
    yield "Not", "differential privacy: nothing limits what may be learnt about one person"
    yield "Unit", _unit(made)
    yield "Ledger", f"{made.ledger}"
    if made.new_ledger:
        yield "Ledger", "a NEW ledger was started"
    for note in _notes(made):
        yield "Note", note
    yield "Read", f"{made.release / 'GUARANTEE.md'}: what is hidden and what is not"


def _promise(made: verbs.Anonymised) -> str:
    said = made.guarantee
    if said.quasi_identifiers:
        more = [f"at least k = {said.k} rows are alike in {', '.join(said.quasi_identifiers)}"]
        sensitive = ", ".join(said.sensitive)
        if said.diversity is not None:
            more.append(f"with at least {said.diversity} answers in {sensitive}")
        if said.closeness is not None:
            more.append(f"within {said.closeness:g} of all rows in {sensitive}")
        return ", ".join(more)
    if said.length is None:
        return f"each row, as a whole, is shared by at least k = {said.k} people"
    if said.length == 1:
        return f"any answer is shared by at least k = {said.k} people"
    return f"any {said.length} answers of a row are shared by at least k = {said.k} people"


def _unit(made: verbs.Anonymised) -> str:
    if made.subject_id is None:
        return "each row is one person (no subject id)"
    return f"a person, joined by {made.subject_id}"


def _notes(made: verbs.Anonymised) -> list[str]:
    """What the person should know; nothing of it was computed from the cases."""
    others = made.statement.releases + made.statement.k_releases - 1
    if others:
        return [
            f"The ledger holds {plural(others, 'other release')} of these people. Whoever compares "
            "them with this one may find what is true of a single person."
        ]
    return ["This is for one release: a second one of the same people will be refused."]
