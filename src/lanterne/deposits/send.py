"""A deposit, step by step: what fails on the way leaves no draft behind, or says where it is.

    1. pack           the release in one file, here
    2. draft          a new one, or the next version of a deposit; its owner alone sees it
    3. describe       and look whether the site took all of it
    4. upload         and compare the checksum of what arrived
    5. look           at the draft as a whole: these files, and no others
    6. publish        if that was asked for; nothing undoes it

Until the sixth, whatever goes wrong deletes the draft. After it nothing can.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from lanterne.deposits.api import Api, Deposit
from lanterne.deposits.item import Item
from lanterne.deposits.metadata import metadata, not_taken
from lanterne.deposits.parcel import pack, write_page
from lanterne.deposits.precautions import Ready
from lanterne.deposits.sites import Site
from lanterne.deposits.token import Token
from lanterne.deposits.web import UnansweredError
from lanterne.errors import LanterneError, annotate
from lanterne.messages import Message
from lanterne.release.formats.about import About, Publication
from lanterne.stopping import holding_off, tidying

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Plan:
    """How a release is deposited.

    Attributes:
        publish: Whether it is published at once, for ever; or left as a draft for a person.
        earlier: Number of the deposit of which it is the next version; ``None``: of none.
        language: Of title, description and page.
        communities: Identifiers of communities of the site that may want it.
        address: Where the folder of the release is on the net as well; empty: nowhere.
        contact: Address of a page or of mail, for questions; empty: none.
    """

    publish: bool = False
    earlier: int | None = None
    language: str = "en"
    communities: Sequence[str] = ()
    address: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Deposited:
    """What lies at the site now.

    Attributes:
        number: Id of the deposit there, by which a later version names it.
        page: Where people see it; a draft is seen by its owner alone.
        doi: Its DOI: registered if it is published, and reserved before; empty: none is known.
        published: Whether it is published, for ever.
        files: Names of its files.
    """

    number: int
    page: str
    doi: str
    published: bool
    files: tuple[str, ...]


def send(ready: Ready, site: Site, token: Token, plan: Plan, progress: Progress) -> Deposited:
    """Deposit a release.

    Args:
        ready: The release; nothing speaks against its deposit.
        site: Where.
        token: Of the account that owns the deposit.
        plan: How.
        progress: Told of ``pack`` and ``send``.

    Raises:
        UsageError: The library that asks is not installed.
        LanterneError: Something failed. What became of the draft is said below the error.
        KeyboardInterrupt: Somebody wants the program to stop; the same is said below.
    """
    told = Publication(
        page=plan.address, files=plan.address, contact=plan.contact, issued=datetime.now(UTC)
    )
    with (
        closing(Api(site, token)) as api,
        tempfile.TemporaryDirectory(prefix="lanterne-deposit-") as place,
    ):
        about = About(ready.release, told)
        archive = pack(ready, about, Path(place), lambda share: progress("pack", share))
        with _draft(api, plan.earlier) as (draft, state):
            about = About(ready.release, _with_doi(told, draft, site))
            _describe(api, draft, about, plan)
            page = write_page(ready, about, archive, plan.language, Path(place))
            _upload(api, draft, (page, archive), progress)
            if plan.publish:
                with holding_off():
                    state.asked = True
                    state.published = _publish(api, draft)
    done = state.published or draft
    shown = site.record_page if done.published else site.draft_page
    return Deposited(
        done.number, shown(done.number), done.doi, done.published, (page.name, archive.name)
    )


@dataclass
class _State:
    """How far a draft is on its way to everybody."""

    asked: bool = False
    published: Deposit | None = None


@contextmanager
def _draft(api: Api, earlier: int | None) -> Iterator[tuple[Deposit, _State]]:
    """A new draft, which is deleted if the block fails."""
    draft, state = None, _State()
    try:
        with holding_off():  # or nobody here would know of it
            draft = api.create() if earlier is None else api.new_version(earlier)
        yield draft, state
    except BaseException as error:
        with tidying():
            if draft is not None:
                annotate(error, _taken_back(api, draft, state))
            elif isinstance(error, UnansweredError):
                annotate(error, Message("deposit.perhaps-a-draft", {"host": api.site.host}))
        raise


def _taken_back(api: Api, draft: Deposit, state: _State) -> Message:
    """Delete a draft; what became of it."""
    pages = {
        "draft": api.site.draft_page(draft.number),
        "record": api.site.record_page(draft.number),
    }
    if state.published or (state.asked and _if_published(api, draft)):
        return Message("deposit.is-published", {"page": pages["record"]})
    try:
        api.delete(draft)
    except LanterneError:
        if state.asked:
            return Message("deposit.perhaps-published", {"page": pages["draft"]})
        return Message("deposit.draft-left", {"page": pages["draft"]})
    return Message("deposit.draft-deleted")


def _if_published(api: Api, draft: Deposit) -> Deposit | None:
    """What a draft became; ``None``: it is one still, or nobody can tell."""
    try:
        found = api.read(draft.number)
    except LanterneError:
        return None
    return found if found.published else None


def _publish(api: Api, draft: Deposit) -> Deposit:
    """Publish; where the answer was lost, look whether it was done."""
    try:
        done = api.publish(draft)
    except UnansweredError:
        found = _if_published(api, draft)
        if found is None:
            raise
        done = found
    if not done.published:
        raise LanterneError("deposit.not-published", host=api.site.host)
    return done


def _with_doi(told: Publication, draft: Deposit, site: Site) -> Publication:
    """With the reserved DOI, if it is one of this site: what is cited must be right for ever."""
    doi = draft.doi if draft.doi.startswith(site.dois) else ""
    return replace(told, doi=doi)


def _describe(api: Api, draft: Deposit, about: About, plan: Plan) -> None:
    """Make a draft what the release is, without files of an earlier version."""
    for file in draft.files:
        api.forget(draft, file)
    sent = metadata(about, plan.language, plan.communities)
    lost = not_taken(sent, api.describe(draft, sent).metadata)
    if lost:
        raise LanterneError("deposit.not-taken", host=api.site.host, fields=lost)


def _upload(api: Api, draft: Deposit, items: Sequence[Item], progress: Progress) -> None:
    """Put the files into a draft, and see that these are there, whole, and no others."""
    for item in items:
        arrived = api.upload(draft, item.path, lambda share: progress("send", share))
        if arrived != item.md5:
            raise LanterneError("deposit.other-bytes", host=api.site.host, name=item.name)
    there = {(file.name, file.size, file.md5) for file in api.read(draft.number).files}
    if there != {(item.name, item.size, item.md5) for item in items}:
        raise LanterneError("deposit.other-files", host=api.site.host)
