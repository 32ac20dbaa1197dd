"""The public portal: a process that reads releases, answers everybody, and knows nothing else."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from lanterne.errors import UsageError
from lanterne.hub.allocator import take_little
from lanterne.hub.garbage import leave_out_what_is_loaded
from lanterne.hub.listen import behind, listen
from lanterne.hub.settings import RATE, portal_settings

THREADS = 48
"""Requests that are taken at once; few of them are worked on, and many may wait for pictures."""

CONNECTIONS = 1000
"""Visitors that are connected at once."""

SILENT = 60
"""Seconds after which a connection that says nothing is closed."""


@dataclass(frozen=True)
class Listening:
    """Where a portal listens.

    Attributes:
        address: ``127.0.0.1`` behind a proxy on the same computer.
        port: 1 to 65535; 0 for any that is free.
        proxy: Address of the trusted reverse proxy; ``*``: whoever connects is it, which is safe
            only where nobody else can. ``None``: there is none.
    """

    address: str = "127.0.0.1"
    port: int = 8080
    proxy: str | None = None


def serve_portal(
    folder: Path,
    hosts: Sequence[str],
    *,
    at: Listening = Listening(),
    secure: bool = False,
    rate: int | None = RATE,
    contact: str = "",
    tell: Callable[[str], None] = lambda _address: None,
) -> None:
    """Show the releases in a folder to everybody, until the process is told to end.

    Without a proxy what a request says of its origin (``X-Forwarded-For`` and the like) is
    overlooked. With one, the address of the visitor and whether they came by HTTPS are what the
    proxy says, if the connection comes from it.

    Args:
        folder: Holds releases.
        hosts: Names by which visitors reach the portal.
        at: Where it listens.
        secure: Whether visitors come by HTTPS, which the proxy ends and tells of.
        rate: Requests that one visitor may make in a minute, at least 1; ``None``: any number.
        contact: Whom to ask about the data, as :func:`portal_settings` has it.
        tell: Is called once with the address, when the portal listens.

    Raises:
        UsageError: ``folder`` is no folder, no host is given, or the port cannot be had.
    """
    if not folder.is_dir():
        raise UsageError("hub.no-folder-of-releases", folder=str(folder))
    if not hosts:
        raise UsageError("hub.portal-without-name")
    listening = listen(
        at.address,
        at.port,
        THREADS,
        connection_limit=CONNECTIONS,
        channel_timeout=SILENT,
        **behind(at.proxy),
    )
    take_little()
    settings.configure(
        **portal_settings(folder.resolve(), hosts, secure=secure, rate=rate, contact=contact)
    )
    django.setup(set_prefix=False)
    application = get_wsgi_application()
    tell(f"http://{at.address}:{listening.port}/")
    ended = threading.Event()
    threading.Thread(target=_open_all_until, args=(ended,), daemon=True).start()
    signal.signal(signal.SIGTERM, _end)
    try:
        listening.run(application)
    finally:
        ended.set()


def _open_all_until(ended: threading.Event) -> None:
    """As below; who ends the portal meanwhile is not told of what was half imported by then."""
    try:
        _open_all()
    except Exception:
        if not ended.is_set():
            raise


def _open_all() -> None:
    """Open every release, sum it up and index it, so that the first visitor need not wait."""
    from lanterne.hub.portal.catalogue import catalogue  # noqa: PLC0415
    from lanterne.hub.portal.codebook_shown import coverage  # noqa: PLC0415
    from lanterne.hub.portal.edition import Edition  # noqa: PLC0415
    from lanterne.hub.portal.profiles.subjects import topics  # noqa: PLC0415
    from lanterne.hub.portal.search.index import indexes  # noqa: PLC0415
    from lanterne.hub.portal.zip_file import archive_of  # noqa: PLC0415 - Polars is loaded late

    for entry in catalogue().entries():
        if isinstance(entry, Edition):
            with suppress(OSError):  # it was touched meanwhile
                archive_of(entry)
            coverage(entry)
            topics(entry)
    indexes.of(catalogue())
    leave_out_what_is_loaded()


def _end(_signal: int, _frame: Any) -> None:
    raise SystemExit(0)
