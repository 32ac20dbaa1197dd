"""Protect by a k-method: the part of the verb that differs, and what it says of what was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from lanterne import verbs
from lanterne.cli.output import Line, print_json, print_summary
from lanterne.cli.parameters import LongOutput
from lanterne.cli.progress import show_progress
from lanterne.cli.protected import check_made, whose
from lanterne.errors import annotate
from lanterne.messages import Message, Parameter, say
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
            check_made(made.release, progress)
    with _saying_it_is_made(made):
        if output.as_json:
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
    yield "unit", whose(made.subject_id)
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
