"""The verb that deposits a release with a repository; what cannot be taken back is asked first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import typer

from lanterne import verbs
from lanterne.cli.asking import says_yes
from lanterne.cli.language import language
from lanterne.cli.output import Line, print_json, print_summary, wrapped
from lanterne.cli.parameters import LongOutput
from lanterne.cli.progress import show_progress
from lanterne.errors import UsageError
from lanterne.messages import Message
from lanterne.verbs.deposits import ready_to_deposit, send_deposit
from lanterne.verbs.requests.option import option
from lanterne.verbs.road import Step

if TYPE_CHECKING:
    from lanterne.deposits import Deposited, Ready

# ruff: noqa: PLC0415 - a verb loads what it needs, so that --help is quick

ROAD = (
    Step("verify", Message("stage.verify-release"), 1.0),
    Step("pack", Message("stage.deposit-pack"), 0.5),
    Step("send", Message("stage.deposit-send"), 5.0),
)


@dataclass(frozen=True)
class DepositOutput(LongOutput):
    """How the command answers.

    Attributes:
        yes: Whether it is published without a question: where nobody can be asked.
    """

    yes: bool = field(default=False, metadata=option(text="deposit-yes"))


def deposit(request: verbs.DepositRequest, output: DepositOutput) -> None:
    """Deposit a release with Zenodo, which gives it a DOI: as a draft, or published for ever."""
    with show_progress(ROAD[:1], output.silent) as progress:
        looked_at = ready_to_deposit(request, progress)
    if request.publish:
        _ask_once_more(looked_at[0], request, output)
    with show_progress(ROAD[1:], output.silent) as progress:
        done = send_deposit(looked_at, request, progress)
    if output.as_json:
        print_json(
            number=done.number,
            page=done.page,
            doi=done.doi,
            published=done.published,
            files=done.files,
        )
        return
    print_summary(_lines(done, request))


def _lines(done: Deposited, request: verbs.DepositRequest) -> Iterator[Line]:
    """What lies at the site now, and what a person does next."""
    yield ("deposited" if done.published else "draft"), done.page
    if done.doi:
        yield (
            "doi",
            Message(
                "terminal.deposit.doi" if done.published else "terminal.deposit.doi-reserved",
                {"doi": done.doi},
            ),
        )
    yield "number", str(done.number)
    yield "files", Message("terminal.deposit.files", {"names": done.files})
    if not done.published:
        yield "note", Message("terminal.deposit.look")
        yield "note", Message("terminal.deposit.for-ever")
    if request.to == "sandbox":
        yield "note", Message("terminal.deposit.sandbox")


def _ask_once_more(ready: Ready, request: verbs.DepositRequest, output: DepositOutput) -> None:
    """Go on only if whoever types says yes, after reading what nobody can undo."""
    from lanterne.codebook.model import in_language
    from lanterne.deposits import SITES
    from lanterne.release.formats.about import About

    about = About(ready.release)
    gaps = {
        "title": in_language(about.title, language()),
        "publisher": about.publisher,
        "licence": about.licence,
        "host": SITES[request.to].host,
    }
    typer.echo(wrapped(Message("terminal.deposit.what", gaps)), err=True)
    typer.echo(wrapped(Message("terminal.deposit.once-more")), err=True)
    if not output.yes and not says_yes(Message("ask.deposit")):
        raise UsageError("deposit.nobody-said-yes")
