"""Listening on a port.

Waitress serves: a production server in pure Python, the same on Linux, macOS and Windows, in one
process with a few threads. Gunicorn does not run on Windows, and uvicorn would need an event loop
that nothing here uses.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import waitress

from lanterne.errors import UsageError
from lanterne.hub.garbage import leave_out_what_is_loaded
from lanterne.hub.settings import LONGEST_ADDRESS

if TYPE_CHECKING:
    from lanterne.hub.upload.body import Limit

Application = Callable[..., Any]
"""A program that answers requests, as WSGI has it."""


class Listening:
    """A port that is had, before there is an application.

    Attributes:
        port: Its number.
    """

    def __init__(self, host: str, port: int, threads: int, body: int, **more: Any) -> None:
        # What proxies say is looked at around the application that waitress is given at first.
        self._server = waitress.create_server(
            self._answer,
            host=host,
            port=port,
            threads=threads,
            ident=None,
            max_request_header_size=4 * LONGEST_ADDRESS,
            max_request_body_size=body,
            **more,
        )
        self.port: int = self._server.effective_port

    def seal(self, limit: Limit, folder: Path | None = None) -> None:
        """Keep requests that are too large for the memory encrypted; before anybody is answered.

        Args:
            limit: Says how much may be sent where; see :mod:`lanterne.hub.upload.body`.
            folder: Where they wait; ``None``: where the system has its temporary files.
        """
        from lanterne.hub.upload.body import seal_requests  # noqa: PLC0415 - the portal has no vault

        seal_requests(self._server, limit, folder)

    def run(self, application: Application) -> None:
        """Answer requests until somebody presses Ctrl-C; Django is set up."""
        self._application = application
        leave_out_what_is_loaded()
        try:
            self._server.run()
        finally:
            self._server.close()

    def _answer(self, environ: Any, start: Any) -> Any:
        return self._application(environ, start)


def listen(
    host: str, port: int, threads: int, body: int = LONGEST_ADDRESS, **more: Any
) -> Listening:
    """Have a port.

    Args:
        host: Address to listen on.
        port: 1 to 65535; 0 for any that is free.
        threads: Requests that are answered at once.
        body: Most bytes that may be sent to a page.
        more: Adjustments of waitress.

    Raises:
        UsageError: The port cannot be had.
    """
    try:
        return Listening(host, port, threads, body, **more)
    except OSError as error:
        raise UsageError(_reason(error), port=str(port)) from error


def ports_to_be_had(host: str, ports: Iterable[int]) -> list[int]:
    """See whether ports can be had, before much work is done for them.

    Args:
        host: Address to listen on.
        ports: Each 1 to 65535; 0 for any that is free.

    Returns:
        Their numbers; nobody holds them any more.

    Raises:
        UsageError: One cannot be had.
        OSError: The address is none of this machine.
    """
    with ExitStack() as held:
        found = []
        for port in ports:
            try:
                one = held.enter_context(socket.create_server((host, port)))
            except OSError as error:
                raise UsageError(_reason(error), port=str(port)) from error
            found.append(int(one.getsockname()[1]))
    return found


FORWARDED = {"x-forwarded-for", "x-forwarded-proto"}
"""What a reverse proxy is asked about."""


def behind(proxy: str | None) -> dict[str, Any]:
    """Adjustments of waitress: the reverse proxy, and nobody else, may say who asks.

    Args:
        proxy: Its address; ``None`` or empty: there is none.
    """
    told: dict[str, Any] = {"clear_untrusted_proxy_headers": True}
    return told | {"trusted_proxy": proxy, "trusted_proxy_headers": FORWARDED} if proxy else told


_REASONS = {errno.EADDRINUSE: "hub.port-taken", errno.EACCES: "hub.port-not-yours"}


def _reason(error: OSError) -> str:
    """Code of why a port cannot be had; an error that is about something else is raised again."""
    if error.errno not in _REASONS:
        raise error
    return _REASONS[error.errno]
