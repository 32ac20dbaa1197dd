"""A fault of the hub's own tells nobody what it was about: not the page, and not the log."""

from __future__ import annotations

import io
import logging
import re

from shelf import CANARY, TABLE

from lanterne.hub.headers import HEADERS
from lanterne.hub.logs import PlaceOnly
from lanterne.hub.portal import views


def test_a_fault_is_told_by_its_kind_and_place_only(hub, monkeypatch):
    def fail(*_arguments):
        raise RuntimeError(CANARY)

    monkeypatch.setattr(views.explore, "view", fail)
    hub.raise_request_exception = False
    handlers = logging.getLogger("django").handlers
    (handler,) = (one for one in handlers if isinstance(one.formatter, PlaceOnly))
    logged = io.StringIO()
    shown = handler.setStream(logged)
    answer = hub.get(f"/fr/releases/{TABLE}/explore/?where[gender]=Woman")
    handler.setStream(shown)
    assert answer.status_code == 500
    body = answer.content.decode()
    assert '<html lang="fr" dir="ltr">' in body
    assert re.search(r'<link rel="stylesheet" href="/static/portal-\w+.css">', body)
    assert CANARY not in body
    assert answer["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
    assert re.fullmatch(
        r"ERROR: RuntimeError in test_hub_faults\.py, line \d+\n", logged.getvalue()
    )


def test_what_has_no_error_is_logged_by_its_source_only():
    record = logging.LogRecord("waitress", logging.ERROR, "", 1, CANARY, (), None)
    assert PlaceOnly().format(record) == "ERROR: waitress"
