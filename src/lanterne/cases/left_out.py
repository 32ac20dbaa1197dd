"""Columns that somebody leaves out, or may: what to type, and that they are there."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable

from lanterne.files.problem_log import Findings, shown
from lanterne.messages import Message, Parameter, sentences
from lanterne.messages.did_you_mean import did_you_mean
from lanterne.name_lists import listed


def say_what_is_not_there(
    ignore: Iterable[str], header: Collection[str], findings: Findings
) -> None:
    """Note the columns that are to be left out and are in no header.

    Args:
        ignore: Columns that are left out on purpose.
        header: All columns of the file, or of the files of a network.
        findings: Receives what is wrong.
    """
    for name in sorted({*ignore}.difference(header)):
        near = did_you_mean(name, sorted(header))
        findings.add("ignored-not-there", advice=near, column=shown(name))


def how_to_leave_out(name: str, guess: Message | None, *, may_be_subject: bool) -> Message:
    """What to do about a column that the codebook does not know.

    Args:
        name: Of the column.
        guess: Which column of the codebook may be meant.
        may_be_subject: Whether it may say which rows are one person.
    """
    if shown(name) != name:  # too long for a line, or with signs that nobody sees
        return sentences(filter(None, (guess, Message("without-column.unshown"))))
    gaps: dict[str, Parameter] = {
        "ignored": in_shell("--ignore", listed([name])),
        "subject": as_subject(name),
    }
    if guess is None:
        return Message("without-column.subject" if may_be_subject else "without-column.alone", gaps)
    near = "without-column.near-subject" if may_be_subject else "without-column.near"
    return Message(near, {"guess": guess, **gaps})


def as_subject(name: str) -> str:
    """The option that says of a column that it tells which rows are one person."""
    return in_shell("--subject-id", name)


def in_shell(option: str, value: str) -> str:
    """An option with its value as a shell takes them, always in quotation marks."""
    quoted = shlex.quote(value)
    return f"{option} {quoted}" if quoted != value else f"{option} '{value}'"
