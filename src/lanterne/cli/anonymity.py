"""Protect by a k-method: the part of the verb that differs, and what it says of what was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lanterne import verbs
from lanterne.cli.options import MethodOption
from lanterne.cli.output import Line, print_json, print_summary
from lanterne.cli.progress import show_progress
from lanterne.cli.protected import person
from lanterne.errors import InputError, UsageError, annotate
from lanterne.messages import Message, Parameter, say
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
            print_summary(_lines(made))


@contextmanager
def _saying_it_is_made(made: verbs.Anonymised) -> Iterator[None]:
    """Note on whatever is raised that the release is there."""
    try:
        yield
    except BaseException as error:
        command = f"lanterne verify {made.release}"
        gaps = {"release": str(made.release), "ledger": str(made.ledger), "command": command}
        annotate(error, Message("terminal.made.by-k", gaps))
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
        "notes": [say(_note(made))],
    }


def _lines(made: verbs.Anonymised) -> Iterator[Line]:
    """What was made, what is promised and what is not."""
    gaps: dict[str, Parameter] = {
        "release": str(made.release),
        "rows": Message("count.rows", {"count": made.rows}),
        "method": made.guarantee.method,
    }
    yield "release", Message("terminal.k.release", gaps)
    yield "promise", Message("terminal.protect.verified", {"promise": tuple(_promise(made))})
    yield "not", Message("terminal.k.not")
    yield "unit", person(made.subject_id)
    yield "ledger", str(made.ledger)
    if made.new_ledger:
        yield "ledger", Message("terminal.k.new-ledger")
    yield "note", _note(made)
    yield "read", Message("terminal.k.read", {"file": str(made.release / "GUARANTEE.md")})


def _promise(made: verbs.Anonymised) -> Iterator[Message]:
    said = made.guarantee
    sensitive = tuple(said.sensitive)
    if said.quasi_identifiers:
        known = tuple(said.quasi_identifiers)
        yield Message("terminal.k.promise.classes", {"k": said.k, "columns": known})
        if said.diversity is not None:
            yield Message(
                "terminal.k.promise.diversity", {"diversity": said.diversity, "columns": sensitive}
            )
        if said.closeness is not None:
            yield Message(
                "terminal.k.promise.closeness", {"closeness": said.closeness, "columns": sensitive}
            )
    elif said.length is None:
        yield Message("terminal.k.promise.whole", {"k": said.k})
    elif said.length == 1:
        yield Message("terminal.k.promise.single", {"k": said.k})
    else:
        yield Message("terminal.k.promise.combined", {"k": said.k, "length": said.length})


def _note(made: verbs.Anonymised) -> Message:
    """What the person should know; nothing of it was computed from the cases."""
    others = made.statement.releases + made.statement.k_releases - 1
    if others:
        return Message("terminal.k.note.others", {"count": others})
    return Message("terminal.k.note.single")
