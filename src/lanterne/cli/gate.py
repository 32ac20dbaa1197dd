"""The verbs of the gate: a release against a policy, the policy, and the key that signs."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from lanterne import verbs
from lanterne.cli.language import language_beside, told
from lanterne.cli.options import (
    Json,
)
from lanterne.cli.output import print_json, wrapped, write_new
from lanterne.cli.parameters import LongOutput
from lanterne.cli.progress import show_progress
from lanterne.errors import Refused, UsageError, check_language
from lanterne.verbs.requests.option import option
from lanterne.verbs.requests.shared import LANGUAGES
from lanterne.verbs.road import JUDGING

# ruff: noqa: PLC0415 - a verb loads what it needs, so that --help is quick


@dataclass(frozen=True)
class GateOutput(LongOutput):
    """How the gate answers.

    Attributes:
        report: File for all figures, SENSITIVE; ``None``: none is written.
        language: Of the reasons.

    Raises:
        UsageError: Nothing is written in that language: seen before anything is decided and signed.
    """

    report: str | Path | None = field(default=None, metadata=option(metavar="FILE", text="figures"))
    language: str = field(
        default="en",
        metadata=option(metavar="LANGUAGE", text="reasons-language", choices=LANGUAGES),
    )

    def __post_init__(self) -> None:
        check_language(self.language)


def gate(request: verbs.JudgeRequest, output: GateOutput) -> None:
    """Pass or refuse (exit code 3) a release under a policy, and sign the answer."""
    report = None if output.report is None else Path(output.report)
    if report is not None:
        _check_report(report)
    with show_progress(JUDGING, output.silent) as progress:
        gated = verbs.judge(request, progress=progress)
    if report is not None:
        _write_report(report, gated.to_dict(output.language))
    if output.as_json:
        print_json(**gated.to_dict(output.language))
    else:
        _print_gated(gated, language_beside(output.language))
    if not gated.allowed:
        raise typer.Exit(Refused.exit_code)


def _check_report(report: Path) -> None:
    """What would fail at the end is seen before anything is computed."""
    from lanterne.release import check_destination

    if report.exists():
        raise UsageError("disk.there-already", place=str(report))
    check_destination(report)


def _write_report(report: Path, figures: Mapping[str, object]) -> None:
    """A file that only its owner can read, as the cases ought to be."""
    before = os.umask(0o077)
    try:
        write_new(report, json.dumps(figures, ensure_ascii=False, indent=2) + "\n")
    finally:
        os.umask(before)


def _print_gated(gated: verbs.Gated, language: str) -> None:
    from lanterne.gate import (
        copies_in_words,
        notes_in_words,
        reasons_in_words,
        result_in_words,
    )
    from lanterne.messages.store import part

    texts, decision = part("gate.page", language), gated.decision
    typer.echo(f"{texts['sensitive']}\n")
    typer.echo(wrapped(result_in_words(decision, language)))
    for said in reasons_in_words(gated.judgement, language):
        typer.echo()
        typer.echo(wrapped(said.what, indent="  "))
        typer.echo(wrapped(f"{texts['advice']} {said.advice}", indent="  "))
    for note in notes_in_words(gated.judgement, language):
        typer.echo()
        typer.echo(wrapped(f"{texts['known']} {note.what}"))
    if decision.detectable is not None:
        typer.echo(f"\n{wrapped(copies_in_words(decision.detectable, language))}")
    typer.echo(f"\n{wrapped(texts['public'])}\n{texts['record']} {gated.record}")


def policy(
    file: Annotated[Path, typer.Argument(help=told("help.policy.file"))],
    level: Annotated[
        str | None,
        typer.Option(
            metavar="LEVEL",
            help=told("help.policy.level"),
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Write a policy to start from, or check one and list all that is wrong with it."""
    from lanterne.gate import OWN, known_as, level_of, level_text, load_policy

    if level is not None:
        write_new(file, level_text(level))
    found = load_policy(file)
    if as_json:
        print_json(
            policy=file,
            name=known_as(found),
            level=level_of(found) or None,
            sha256=found.sha256,
            content=found.content,
        )
    elif level is None:
        name = known_as(found)
        own = "own" if name == OWN else "own-named"
        code = f"terminal.policy.{'in-order' if level_of(found) else own}"
        typer.echo(wrapped(told(code, file=str(file), name=name)))
    else:
        typer.echo(told("terminal.policy.written", file=str(file)))


def key(
    file: Annotated[Path, typer.Argument(help=told("help.key.file"))],
    new: Annotated[bool, typer.Option("--new", help=told("help.key.new"))] = False,
    as_json: Json = False,
) -> None:
    """Make a key to sign with, or show the public key that belongs to one."""
    from lanterne.gate import new_key, public_key

    public = new_key(file) if new else public_key(file)
    if as_json:
        print_json(key=file, public_key=public)
        return
    typer.echo(public)
    if new:
        typer.echo(wrapped(told("terminal.key.new", file=str(file))))
