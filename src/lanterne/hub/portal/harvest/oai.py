"""OAI-PMH 2.0: libraries and aggregators take a record of each edition, and learn what went.

There is one where the portal says by mail whom to ask, as the protocol wants an address. A
record is of an edition, and a set of a dataset. What was withdrawn, and what is suspended for now,
is a record that was deleted: harvesters take theirs away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from http import HTTPMethod, HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lanterne.hub.portal.catalogue import catalogue
from lanterne.hub.portal.harvest.addresses import absolute
from lanterne.hub.portal.harvest.events import Event, events
from lanterne.hub.portal.harvest.oai_request import (
    DUBLIN_CORE,
    TOKEN,
    Asked,
    OaiError,
    Resumption,
    asked_of,
    written,
)
from lanterne.hub.portal.harvest.oai_xml import Answer

MOST = 100
"""Records of one answer."""

_MAIL = "mailto:"
_OF_PARTS = "multipart/form-data"


@csrf_exempt  # it changes nothing, and must be asked by POST as well (3.1.1.2)
@require_http_methods([HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.POST])
def answer(request: HttpRequest) -> HttpResponse:
    """View: the answer to a harvester; without an address of mail there is none."""
    if not (settings.LANTERNE_PUBLIC and settings.LANTERNE_CONTACT.startswith(_MAIL)):
        raise Http404
    posted = request.method == HTTPMethod.POST
    if posted and request.content_type == _OF_PARTS:  # files in it would be written to a disk
        return HttpResponse(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    given = request.POST if posted else request.GET
    with override("en"):
        made = Answer(request, datetime.now(UTC))
        try:
            asked = asked_of(given)
            _VERBS[asked.verb](made, asked)
        except OaiError as error:
            made.refuse(error, given)
    return HttpResponse(made.text(), content_type="text/xml; charset=utf-8")


def _identify(made: Answer, asked: Asked) -> None:
    found = events(catalogue())
    earliest = min((one.when for one in found), default=datetime.now(UTC))
    facts = {
        "repositoryName": made.host,
        "baseURL": absolute(made.request, "oai"),
        "protocolVersion": "2.0",
        "adminEmail": settings.LANTERNE_CONTACT.removeprefix(_MAIL),
        "earliestDatestamp": written(earliest),
        "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DDThh:mm:ssZ",
    }
    with made.of(asked):
        for name, value in facts.items():
            made.say(name, value)


def _formats(made: Answer, asked: Asked) -> None:
    if "identifier" in asked.given:
        _found(made, asked)
    with made.of(asked):
        made.format()


def _sets(made: Answer, asked: Asked) -> None:
    if TOKEN in asked.given:
        raise OaiError("badResumptionToken")  # none is ever given
    state = catalogue().state().series
    if not state:
        raise OaiError("noSetHierarchy")
    with made.of(asked):
        for slug, series in state.items():
            made.set(slug, (series.current or series.last).notice.title)


def _record(made: Answer, asked: Asked) -> None:
    _check_format(asked)
    found = _found(made, asked)
    with made.of(asked):
        made.record(found)


def _list(made: Answer, asked: Asked) -> None:
    """Records, or what stands above each of them."""
    begin, mark, first = 0, None, asked
    if TOKEN in asked.given:
        resumed = Resumption.of(asked.given[TOKEN])
        begin, mark, first = resumed.begin, resumed.mark, Asked(asked.verb, resumed.given)
    _check_format(first)
    found = [*_chosen(first)]
    now = _mark(found)
    if mark is not None and (mark != now or begin >= len(found)):
        raise OaiError("badResumptionToken")
    if not found:
        raise OaiError("noRecordsMatch")
    end = begin + MOST
    with made.of(asked):
        for one in found[begin:end]:
            (made.record if asked.verb == "ListRecords" else made.header)(one)
        if end < len(found):
            made.resumption(Resumption(first.given, end, now).token, begin, len(found))
        elif mark is not None:
            made.resumption("", begin, len(found))


def _chosen(asked: Asked) -> Iterator[Event]:
    """What happened in these days and to this dataset, the first first."""
    since, until, series = asked.moment("from"), asked.moment("until"), asked.given.get("set")
    for one in reversed(events(catalogue())):
        when = one.when.replace(microsecond=0)
        early, late = since is not None and when < since, until is not None and when > until
        if not (early or late or (series is not None and one.series != series)):
            yield one


def _found(made: Answer, asked: Asked) -> Event:
    named = asked.given["identifier"]
    found = next((one for one in events(catalogue()) if made.identifier(one) == named), None)
    if found is None:
        raise OaiError("idDoesNotExist", "identifier")
    return found


def _check_format(asked: Asked) -> None:
    if asked.given.get("metadataPrefix") != DUBLIN_CORE:
        raise OaiError("cannotDisseminateFormat", "metadataPrefix")


def _mark(found: Sequence[Event]) -> str:
    return hashlib.sha256("\n".join(one.identifier for one in found).encode()).hexdigest()[:16]


_VERBS = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "ListIdentifiers": _list,
    "ListRecords": _list,
    "GetRecord": _record,
}
