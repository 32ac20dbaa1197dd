"""Columns that somebody leaves out: they must be there, or the name is misspelt."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from lanterne.cases.problem_log import Findings, did_you_mean, shown


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
