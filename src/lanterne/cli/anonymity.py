"""Protect by a k-method: the part of the verb that differs, and what it says of what was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from lanterne import verbs
from lanterne.cli.options import MethodOption
from lanterne.cli.output import entry, plural, print_json
from lanterne.cli.progress import show_progress
from lanterne.errors import InputError, UsageError
from lanterne.messages import Parameter
from lanterne.verbs.road import RECODING, SAMPLING_AMONG_K, Step

STEPS: Mapping[MethodOption, Sequence[Step]] = {
    MethodOption.K_ANONYMOUS_SYNTHETIC: SAMPLING_AMONG_K,
    MethodOption.K_ANONYMISED: RECODING,
}
"""What each k-method does, in order."""

OPTIONS: Mapping[str, frozenset[MethodOption]] = {
    "--k": frozenset({MethodOption.K_ANONYMOUS_SYNTHETIC, MethodOption.K_ANONYMISED}),
    "--length": frozenset({MethodOption.K_ANONYMOUS_SYNTHETIC}),
    **dict.fromkeys(
        ("--quasi-identifiers", "--sensitive", "--diversity", "--closeness"),
        frozenset({MethodOption.K_ANONYMISED}),
    ),
    **dict.fromkeys(
        (
            *("--epsilon", "--delta", "--people", "--dial", "--unit", "--bound"),
            *("--household", "--condensed", "--keep"),
        ),
        frozenset({MethodOption.DIFFERENTIAL_PRIVACY}),
    ),
}
"""Option → the methods that have it; the others are options of every method."""


def check_options(method: MethodOption, given: Mapping[str, object]) -> None:
    """Refuse options of another method; all of them are named.

    Args:
        method: The method that was chosen.
        given: Option → what was given, ``None`` or false where nothing was.

    Raises:
        UsageError: An option is of another method, or ε is missing.
    """
    foreign = [
        name
        for name, methods in OPTIONS.items()
        if method not in methods and given.get(name) is not None and given[name] is not False
    ]
    if given.get("--keep") is False and method is not MethodOption.DIFFERENTIAL_PRIVACY:
        foreign.append("--no-keep")
    if foreign:
        raise _foreign(foreign, method)
    if method is MethodOption.DIFFERENTIAL_PRIVACY and given.get("--epsilon") is None:
        raise UsageError("option.epsilon-missing")


def _foreign(options: Sequence[str], method: MethodOption) -> UsageError:
    others = sorted({str(one) for name in options for one in OPTIONS.get(name, ())})
    gaps: dict[str, Parameter] = {
        "count": len(options),
        "options": tuple(options),
        "method": str(method),
    }
    if not others:
        return UsageError("option.of-no-method", **gaps)
    return UsageError("option.of-other-method", **gaps, others=" | ".join(others))


def columns(text: str | None) -> list[str]:
    """The names in an option such as ``--quasi-identifiers year,gender``."""
    return [] if text is None else [name for part in text.split(",") if (name := part.strip())]


def length(text: str | None) -> int | str | None:
    """What ``--length`` says: a number, ``rows``, or nothing."""
    if text is None or text == "rows":
        return text
    try:
        return int(text)
    except ValueError:
        raise UsageError("option.length-no-number", text=text) from None


def protect_by_k(
    method: MethodOption, cases: Path, *, quiet: bool, as_json: bool, **options: Any
) -> None:
    """Make a release by a k-method, verify it, and say what it is.

    Args:
        method: Which one.
        cases: The cases.
        quiet: Show no progress.
        as_json: Print JSON.
        options: Of :func:`lanterne.verbs.anonymise`.
    """
    with show_progress(STEPS[method], quiet or as_json) as progress:
        made = verbs.anonymise(cases, method=method.value, progress=progress, **options)
        with _saying_it_is_made(made):
            progress("verify", 0.0)
            problems = verbs.verify(made.release).problems
            if problems:
                raise InputError(problems)
    with _saying_it_is_made(made):
        if as_json:
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
