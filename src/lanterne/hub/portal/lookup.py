"""Finding what an address names, or saying what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lanterne.catalogue import Record, Series
from lanterne.errors import Problem
from lanterne.hub.portal.answer_cache import View, kept
from lanterne.hub.portal.catalogue import catalogue
from lanterne.hub.portal.edition import Broken, Edition
from lanterne.hub.portal.zip_file import Archive, archive_of
from lanterne.hub.problem_texts import problem_sentences


class BrokenReleaseError(Exception):
    """The release that an address names is not whole, so nothing of it is shown.

    Attributes:
        name: Name of its folder.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class WithdrawnError(Exception):
    """The edition that an address names was withdrawn: its tombstone is in its place.

    Attributes:
        record: Its notice and its tombstone.
    """

    def __init__(self, record: Record) -> None:
        super().__init__(record.name)
        self.record = record


class SuspendedError(Exception):
    """Nobody is shown the edition that an address names, until somebody has decided on it.

    Attributes:
        record: Its notice and its suspension.
    """

    def __init__(self, record: Record) -> None:
        super().__init__(record.name)
        self.record = record


class QuestionError(Exception):
    """A question cannot be answered as it was put.

    Attributes:
        problems: All that is wrong with it.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(*map(str, problems))
        self.problems = tuple(problems)

    @property
    def asks_what_is_not_there(self) -> bool:
        """Whether it is well put, and asks what the release does not have: other columns, say."""
        return {one.rule for one in self.problems} <= _NOT_THERE


_NOT_THERE = frozenset({"unknown-column", "unknown-people", "unknown-answer"})


def edition_or_404(name: str) -> Edition:
    """The release of that name.

    Raises:
        Http404: There is none.
        BrokenReleaseError: It is not whole.
        WithdrawnError: It was withdrawn.
        SuspendedError: Nobody is shown it for now.
    """
    entry = catalogue().get(name)
    if entry is None:
        held = catalogue().suspended(name)
        if held is not None:
            raise SuspendedError(held)
        record = catalogue().withdrawn(name)
        raise Http404 if record is None else WithdrawnError(record)
    if isinstance(entry, Broken):
        raise BrokenReleaseError(name)
    return entry


def archive_or_broken(edition: Edition) -> Archive:
    """A release as one file; raises BrokenReleaseError if a file was changed this very moment."""
    try:
        return archive_of(edition)
    except OSError as error:
        raise BrokenReleaseError(edition.name) from error


def series_or_404(slug: str) -> Series:
    """The dataset of that name; raises Http404 where there is none."""
    series = catalogue().state().series.get(slug)
    if series is None:
        raise Http404
    return series


def current_or_404(slug: str) -> Record:
    """The edition of a dataset that is to be used.

    Raises:
        Http404: There is no such dataset.
        WithdrawnError: All its editions were withdrawn; the last one is named.
        SuspendedError: None is shown, and one of them may be again.
    """
    series = series_or_404(slug)
    if series.current is None:
        for record in reversed(series.records):
            if record.tombstone is None:
                raise SuspendedError(record)
        raise WithdrawnError(series.last)
    return series.current


def for_people(view: View) -> View:
    """The same view of a public page, its answers kept; what goes wrong becomes a page."""
    return require_safe(kept(for_people_not_kept(view)))


def for_people_not_kept(view: View) -> View:
    """The same view of a public page; what goes wrong becomes a page, and no answer is kept."""

    @require_safe
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **names: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **names)
        except BrokenReleaseError as error:
            context = {"name": error.name}
            return render(request, "portal/broken.html", context, status=HTTPStatus.CONFLICT)
        except WithdrawnError as error:
            return render(
                request,
                "portal/withdrawn.html",
                {"record": error.record, "current": current_of(error.record)},
                status=HTTPStatus.GONE,
            )
        except SuspendedError as error:
            return render(
                request,
                "portal/suspended.html",
                {"record": error.record, "current": current_of(error.record)},
                status=HTTPStatus.FORBIDDEN,
            )
        except QuestionError as error:
            said = [(one.column, problem_sentences(one)) for one in error.problems]
            told = {"problems": said, **names}
            return render(request, "portal/question.html", told, status=HTTPStatus.BAD_REQUEST)

    return answered


def current_of(record: Record) -> Record | None:
    """The edition that is to be used in place of one that is not shown, if there is any."""
    series = catalogue().state().series.get(record.notice.series)
    return series.current if series else None
