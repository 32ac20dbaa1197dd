"""What a server has loaded is left out of the search for garbage before it answers anybody."""

from __future__ import annotations

import gc

from lanterne.hub.listen import listen

MANY = 50_000
"""Fewer than a hub has loaded, and more than tests make between two collections."""


def test_nothing_that_stays_is_looked_through_while_pages_are_answered(monkeypatch):
    listening = listen("127.0.0.1", 0, threads=1)
    answered = []
    monkeypatch.setattr(listening._server, "run", lambda: answered.append(gc.get_freeze_count()))
    gc.unfreeze()  # what the tests themselves left out
    listening.run(lambda environ, start: [])
    assert answered[0] > MANY
