"""A release that is not public, shown by the portal's own pages as the public would see it.

The pages are the very same: they are only given a catalogue of one release, and the addresses in
them lead back here. A line above says that nothing of it is public yet.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from django.http import Http404, HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lanterne.catalogue import Notice
from lanterne.disk import whole_file
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.portal.catalogue import Catalogue, showing
from lanterne.hub.web.models import Run, Submission
from lanterne.hub.web.publish import release_folders
from lanterne.hub.web.publish.notices import notice_of
from lanterne.release.folder import files_below

PORTAL = "lanterne.hub.portal.urls"
"""Where the portal's pages are, below the language."""


@require_safe
@needs(Verb.READ_CANDIDATE, Purpose.PROTECTION, of="run")
def seen_run(request: HttpRequest, desk: Desk, run: Run, rest: str = "") -> HttpResponseBase:
    """A run as the public would see it, without a notice."""
    if not release_folders.is_made(run):
        raise Http404
    name = run.dataset.series
    back = reverse("run", args=[desk.organisation.slug, run.pk])
    return _shown(request, _shelf(run, name, None), name, rest, back)


@require_safe
@needs(Verb.READ_CANDIDATE, Purpose.REVIEW, of="submission")
def seen_submission(
    request: HttpRequest, desk: Desk, submission: Submission, rest: str = ""
) -> HttpResponseBase:
    """A submission as the public would see it, with its notice."""
    back = reverse("submission", args=[desk.organisation.slug, submission.pk])
    return shown_submission(request, submission, rest, back)


def shown_submission(
    request: HttpRequest, submission: Submission, rest: str, back: str
) -> HttpResponseBase:
    """A page of the portal over what was submitted.

    Args:
        request: By whom.
        submission: What is shown, if it is still what was submitted.
        rest: The address below, as the portal has it.
        back: Address of the page on which it is decided.

    Raises:
        Http404: It is not what was submitted, or there is no such page.
    """
    if release_folders.mark(submission.run) != submission.mark:
        raise Http404
    notice = notice_of(submission)
    return _shown(request, _shelf(submission.run, notice.name, notice), notice.name, rest, back)


def _shown(request: HttpRequest, shelf: Path, name: str, rest: str, back: str) -> HttpResponseBase:
    """A page of the portal over a catalogue of one release."""
    here = request.path[: len(request.path) - len(rest)]
    try:
        found = resolve(f"/{rest or f'releases/{name}/'}", PORTAL)
    except Resolver404:
        raise Http404 from None
    request.candidate = back  # type: ignore[attr-defined]  # read by the base of all pages
    with showing(_catalogue_of(shelf)):
        response: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    if isinstance(response, HttpResponse) and response["Content-Type"].startswith("text/html"):
        _lead_back(response, name, here)
    response["Cache-Control"] = "private, no-store"
    return response


@lru_cache(maxsize=4)
def _catalogue_of(shelf: Path) -> Catalogue:
    """The catalogue of a shelf: a release is verified once, and not for each of its pages."""
    return Catalogue(shelf)


def _lead_back(response: HttpResponse, name: str, here: str) -> None:
    """Let what leads to the release in public lead to the candidate."""
    for end in ("/", ".zip"):
        public = f"/{get_language()}/releases/{quote(name)}{end}"
        inside = f"{here}releases/{quote(name)}{end}"
        response.content = response.content.replace(f'"{public}'.encode(), f'"{inside}'.encode())


def _shelf(run: Run, name: str, notice: Notice | None) -> Path:
    """A catalogue that holds the release of a run under the name that it would have."""
    text = "" if notice is None else notice.text
    kind = f"{release_folders.SEEN}{'run' if notice is None else 'submission'}-"
    shelf = release_folders.folder_of(run) / f"{kind}{release_folders.mark(run)[:16]}-{name}"
    if not shelf.is_dir():
        release_folders.forget_seen(
            run, kind
        )  # of other bytes, or under a number that is taken now
    shelf.mkdir(mode=0o700, exist_ok=True)
    if not (shelf / name).is_dir():
        _copy(release_folders.release_of(run), shelf / name)
    if notice is not None:
        place = shelf / notice.file
        if not place.is_file() or place.read_text("utf-8") != text:
            with whole_file(place) as file:
                file.write(text.encode())
    return shelf


def _copy(release: Path, place: Path) -> None:
    """The same files under another name: by links where the disk has them."""
    partial = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    for path in files_below(release):
        (partial / path).parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(release / path, partial / path)
        except OSError:
            shutil.copyfile(release / path, partial / path)
    with contextlib.suppress(OSError):  # another visitor was quicker
        partial.rename(place)
    shutil.rmtree(partial, ignore_errors=True)
