"""The verbs at the end of the road: a release is published as an edition, or withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne.cli.language import told
from lanterne.cli.output import Line, print_json, print_summary
from lanterne.cli.parameters import Output
from lanterne.errors import UsageError
from lanterne.messages import TAGS, Message, say
from lanterne.verbs.gate_record import record_asked_for
from lanterne.verbs.requests.option import option

if TYPE_CHECKING:
    from lanterne.catalogue import Exemption, Passing, Published

# ruff: noqa: PLC0415 - a verb loads what it needs, so that --help is quick

Catalogue = Annotated[
    Path, typer.Option("--catalogue", metavar="FOLDER", help=told("help.publication.catalogue"))
]
GATE = "gate"
LONGEST_PATH = 255


@dataclass(frozen=True)
class PublishRequest:
    """What is asked for when a release is published.

    Attributes:
        release: Folder of the release.
        catalogue: Folder of public releases.
        series: Name of the dataset in addresses; the same for all its editions.
        title: Titles, each with its language: ``fr=…``.
        publisher: Organisation that publishes.
        licence: SPDX identifier of the licence.
        description: What it is, each text with its language.
        citation: How to cite it; empty: from the title and publisher.
        supersedes: Earlier edition that this one takes the place of; ``None``: the last one.
        policy: Policy that the gate must have let it pass by; ``None``: usual or strict.
        record: The record of the gate; ``None``: the one beside the release.
        public_key: Key that the record must be signed with, or a file that holds it.
        exception: Why it is published though the gate has not let it pass, each text or file with
            its language.
    """

    release: str = field(metadata=option(argument=True))
    catalogue: str = field(metadata=option(metavar="FOLDER"))
    series: str = field(metadata=option(metavar="NAME"))
    title: Sequence[str] = field(metadata=option(metavar="TEXT", text="titles", whole=True))
    publisher: str = field(metadata=option(metavar="TEXT"))
    licence: str = field(metadata=option(metavar="LICENCE"))
    description: Sequence[str] = field(default=(), metadata=option(metavar="TEXT", whole=True))
    citation: str = field(default="", metadata=option(metavar="TEXT", default="citation"))
    supersedes: str | None = field(
        default=None, metadata=option(metavar="EDITION", default="last-edition")
    )
    policy: str | None = field(
        default=None,
        metadata=option(
            metavar="POLICY", text="policy-passed", panel=GATE, default="policy-passed"
        ),
    )
    record: str | None = field(
        default=None, metadata=option(metavar="FILE", panel=GATE, default="record-beside")
    )
    public_key: str | None = field(default=None, metadata=option(metavar="KEY", panel=GATE))
    exception: Sequence[str] = field(
        default=(), metadata=option(metavar="REASON|FILE", panel=GATE, whole=True)
    )


def publish(request: PublishRequest, output: Output) -> None:
    """Publish a release that the gate let pass, as the next edition of a dataset in a catalogue."""
    from lanterne.catalogue import Notice, next_edition
    from lanterne.catalogue import publish as publish_edition
    from lanterne.catalogue.file_names import edition_name

    release, catalogue = Path(request.release), Path(request.catalogue)
    asked = record_asked_for(request.policy, request.record, request.public_key)
    exemption = _exemption(request.exception)
    catalogue.mkdir(parents=True, exist_ok=True)
    titles = _by_language("--title", request.title)
    descriptions = _by_language("--description", request.description)
    edition = next_edition(catalogue, request.series)
    before = edition_name(request.series, edition - 1) if edition > 1 else None
    notice = Notice(
        series=request.series,
        edition=edition,
        title=titles,
        description=descriptions,
        licence=request.licence,
        publisher=request.publisher,
        languages=tuple(titles),
        published=datetime.now(UTC),
        supersedes=request.supersedes or before,
        citation=request.citation,
    )
    made = publish_edition(release, catalogue, notice, asked=asked, exemption=exemption)
    said = made.notice.gate
    assert said is not None  # publishing fills it in
    if output.as_json:
        print_json(
            name=made.name,
            folder=made.folder,
            digest=made.digest,
            gate=said.to_dict(),
            remarks=[say(one) for one in made.remarks],
        )
        return
    print_summary(_lines(made, said))


def _lines(made: Published, gate: Passing) -> Iterator[Line]:
    """What was published, and how the gate answered."""
    yield "published", str(made.folder)
    yield "edition", made.name
    yield "gate", _said_of(gate)
    if gate.public_key:
        yield "signed", Message("terminal.publish.signed", {"key": gate.public_key})
    if gate.refused:
        yield "refused", Message("terminal.publish.refused-before", {"policies": _refused_by(gate)})
    yield "notice", Message("terminal.publish.digest", {"digest": made.digest})
    for remark in made.remarks:
        yield "note", remark


def withdraw(
    edition: Annotated[str, typer.Argument(help=told("help.withdraw.edition"))],
    *,
    catalogue: Catalogue,
    archive: Annotated[Path, typer.Option(help=told("help.withdraw.archive"))],
    reason: Annotated[list[str], typer.Option(help=told("help.withdraw.reason"))],
    yes: Annotated[bool, typer.Option("--yes", help=told("help.withdraw.yes"))] = False,
) -> None:
    """Take an edition out of a catalogue, for a reason that everybody may read in its place."""
    from lanterne.catalogue import withdraw as withdraw_edition

    why = _by_language("--reason", reason)
    if not yes:
        _ask_once_more(edition)
    archive.mkdir(mode=0o700, parents=True, exist_ok=True)
    done = withdraw_edition(edition, catalogue, why, archive=archive, withdrawn=datetime.now(UTC))
    lines: list[Line] = [("withdrawn", done.name)]
    if done.archived is not None:
        lines.append(("kept", str(done.archived)))
    print_summary([*lines, *(("note", remark) for remark in done.remarks)])


def _exemption(given: Sequence[str]) -> Exemption | None:
    """Why a release is published that the gate has not let pass; ``None``: nobody says so.

    Raises:
        UsageError: It is too short to be a reason, or a file cannot be read.
    """
    from lanterne.catalogue import Author, Exemption
    from lanterne.catalogue.gate_answer import exemption_faults

    if not given:
        return None
    reason = {tag: _read(text) for tag, text in _by_language("--exception", given).items()}
    faults = exemption_faults(reason)
    if faults:
        raise UsageError(
            "exception.no-reason",
            language=tuple(one.place.key or "" for one in faults),
            fault=tuple(one.message for one in faults),
        )
    return Exemption(Author.PUBLISHER, datetime.now(UTC), reason)


def _read(text: str) -> str:
    """What stands in the file of that name, or the text itself."""
    path = Path(text)
    try:
        is_file = len(text) < LONGEST_PATH and path.is_file()
        return path.read_text("utf-8").strip() if is_file else text
    except (OSError, ValueError) as error:
        raise UsageError("exception.unreadable", path=str(path)) from error


def _said_of(gate: Passing) -> Message:
    named = gate.policy or "none"
    known = named if named in {"none", "own", "lenient"} else "level"
    gaps = {"policy": named, "digest": gate.content}
    policy = {"policy": Message(f"terminal.publish.policy.{known}", gaps)}
    if gate.exemption is None:
        return Message("terminal.publish.passed", policy)
    refused = gate.answer == "refused"
    return Message(f"terminal.publish.{'refused' if refused else 'not-judged'}", policy)


def _refused_by(gate: Passing) -> tuple[Message, ...]:
    return tuple(
        Message("terminal.publish.policy.own", {"digest": one.content[:8]})
        if one.policy == "own"
        else Message("terminal.publish.policy.level", {"policy": one.policy})
        for one in gate.refused
    )


def _ask_once_more(edition: str) -> None:
    """Go on only if whoever types says yes."""
    from lanterne.cli.asking import says_yes

    typer.echo(told("terminal.withdraw.once-more", edition=edition), err=True)
    if not says_yes(Message("ask.withdraw")):
        raise UsageError("edition.nobody-said-yes", edition=edition)


def _by_language(option: str, given: Sequence[str]) -> dict[str, str]:
    """``fr=Titre`` → ``{"fr": "Titre"}``; a text without a language is English."""
    found: dict[str, str] = {}
    for one in given:
        language, said, text = one.partition("=")
        if not said or language not in TAGS:
            language, text = "en", one
        if language in found:
            raise UsageError("option.language-twice", option=option, language=language)
        found[language] = text.strip()
    return found
