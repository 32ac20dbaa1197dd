"""Verbs on what is there already: redraw and verify."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne import verbs
from lanterne.cli.language import language as language_of_terminal
from lanterne.cli.language import told
from lanterne.cli.options import (
    Json,
    ReleaseFolder,
)
from lanterne.cli.output import (
    Line,
    print_json,
    print_problems,
    print_summary,
)
from lanterne.cli.parameters import LongOutput
from lanterne.cli.progress import show_progress
from lanterne.errors import InputError, Refused
from lanterne.messages import Message, Parameter, say
from lanterne.verbs.road import DRAWING_NETWORK, Step, drawing

if TYPE_CHECKING:
    from lanterne.gate import Decision, RecordReport
    from lanterne.release import VerifyReport


def redraw(request: verbs.RedrawRequest, output: LongOutput) -> None:
    """Draw another release from measurements that were kept. It costs nothing."""
    with show_progress(_drawing(request), output.silent) as progress:
        made = verbs.redraw(request, progress=progress)
    if output.as_json:
        print_json(release=made)
    else:
        drawn = Message("terminal.redraw.release", {"release": str(made)})
        lines: list[Line] = [("release", drawn)]
        counted = verbs.load(made, rows=False).statement
        if counted is not None:
            lines.append(("counted", Message("terminal.redraw.counted", {"date": counted.as_of})))
        print_summary([*lines, ("read", str(made / "README.md"))])


def _drawing(request: verbs.RedrawRequest) -> Sequence[Step]:
    """The stages of drawing from what was kept."""
    from lanterne.synthesis.archive import kind_of_archive  # noqa: PLC0415 - loads NumPy

    linked = kind_of_archive(Path(request.fitted)) == "network"
    return DRAWING_NETWORK if linked else drawing(request.datasets or 0)


def verify(
    release: ReleaseFolder,
    record: Annotated[
        Path | None,
        typer.Option(
            help=told("help.verify.record"), show_default=told("help.verify.record-default")
        ),
    ] = None,
    public_key: Annotated[
        str | None,
        typer.Option(help=told("help.verify.public-key")),
    ] = None,
    ledger: Annotated[
        Path | None,
        typer.Option(
            help=told("help.verify.ledger"),
            show_default=told("help.verify.ledger-default"),
        ),
    ] = None,
    exact: Annotated[
        bool,
        typer.Option("--exact", help=told("help.verify.exact")),
    ] = False,
    as_json: Json = False,
) -> None:
    """Check that a release is whole; check its promise, and the record of the gate."""
    report = verbs.verify(release, ledger=ledger, exact=exact)
    gated = _record(release, record, public_key) if report.ok else None
    if as_json:
        print_json(
            release=release,
            files=list(report.files),
            problems=[problem.fields() for problem in report.problems],
            unchecked=[say(one) for one in report.unchecked],
            ledger=report.ledger,
            record=None if gated is None else _record_fields(gated),
        )
    else:
        print_problems(report.problems)
        if report.ok:
            count, where = len(report.files), str(release)
            typer.echo(told("terminal.verify.whole", release=where, count=count))
            print_summary(_known(report, gated, public_key is not None))
        else:
            count = len(report.problems)
            where = str(release)
            typer.echo("\n" + told("terminal.release-has-problems", place=where, count=count))
        if gated is not None:
            _print_record(gated, public_key is not None)
    if not report.ok or (gated is not None and not gated.ok):
        raise typer.Exit(InputError.exit_code)
    if gated is not None and not gated.allows:
        raise typer.Exit(Refused.exit_code)


def _known(report: VerifyReport, gated: RecordReport | None, whose: bool) -> Iterator[Line]:
    """Whether somebody can have changed it since it was made: what is known of that, and what not.

    Args:
        report: What was found in the release.
        gated: What was found in the record of the gate.
        whose: Whether somebody said whose key the record must be signed with.
    """
    yield from (("not-looked", one) for one in report.unchecked)
    if report.ledger is not None:
        yield "ledger", Message("terminal.verify.charged", {"ledger": str(report.ledger)})
    else:
        yield "not-known", Message("terminal.verify.not-asked")
    if gated is not None and gated.ok and whose:
        signed = {"date": gated.decisions[-1].time[:10]}
        yield "unchanged", Message("terminal.verify.unchanged", signed)
        return
    changed = "may-be-changed" if report.ledger is None else "all-but-promise"
    yield "not-known", Message(f"terminal.verify.{changed}")


def _record(release: Path, record: Path | None, public_key: str | None) -> RecordReport | None:
    """What is found in the record, where there is one or somebody asks for it."""
    if record is None and public_key is None and not verbs.record_beside(release).exists():
        return None
    return verbs.verify_record(release, record, public_key)


def _record_fields(report: RecordReport) -> dict[str, object]:
    return {
        "path": report.path,
        "allows": report.allows,
        "decisions": [_decision_fields(decision) for decision in report.decisions],
        "problems": [problem.fields() for problem in report.problems],
    }


def _decision_fields(decision: Decision) -> dict[str, object]:
    """A decision; its policy is called what it is, and not what it calls itself."""
    from lanterne.gate import decided_by  # noqa: PLC0415
    from lanterne.gate.policy_identity import level_of_decision  # noqa: PLC0415

    level = level_of_decision(decision) or None
    return {**decision.to_dict(), "policy": decided_by(decision), "level": level}


def _print_record(report: RecordReport, whose: bool) -> None:
    """The decision in force, or why the record cannot be relied on.

    Args:
        report: What was found in the record.
        whose: Whether somebody said whose key it must be.
    """
    print_problems(report.problems)
    if report.ok:
        print_summary(_decided(report, whose))
    else:
        typer.echo("\n" + told("terminal.record.unreliable", record=str(report.path)))


def _decided(report: RecordReport, whose: bool) -> Iterator[Line]:
    """The decision in force, what is known of it, and who signed it."""
    from lanterne.gate import copies_in_words, policy_in_words  # noqa: PLC0415

    last = report.decisions[-1]
    gaps: dict[str, Parameter] = {
        "result": Message(f"terminal.record.result.{last.result}"),
        "date": last.time[:10],
        "by": last.by,
        "policy": policy_in_words(last, language_of_terminal()),
    }
    yield "gate", Message("terminal.record.decision", gaps)
    if last.charged is False:
        yield "ledger", Message("terminal.record.uncharged")
    if last.detectable is not None:
        yield "copies", copies_in_words(last.detectable, language_of_terminal())
    if last.why:
        yield "because", last.why
    if len(report.decisions) > 1:
        yield "", Message("terminal.record.number", {"number": last.number})
        yield from _refusals(report)
    yield "signed-by", last.public_key
    if not whose:
        yield "", Message("terminal.record.whose")


def _refusals(report: RecordReport) -> Iterator[Line]:
    """That it was refused before, and whether the policy has changed since."""
    from lanterne.gate.policy_identity import is_same_policy  # noqa: PLC0415

    *before, last = report.decisions
    refused = [one for one in before if one.result == "refused"]
    if refused:
        same = all(is_same_policy(one, last) for one in refused)
        policy = "same-policy" if same else "another-policy"
        yield "before", Message(f"terminal.record.{policy}", {"count": len(refused)})
