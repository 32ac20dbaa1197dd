"""An OpenID Connect provider for tests, on this machine: it believes whoever asks.

It checks what a hub must do right: that the code comes with the verifier of its challenge (PKCE),
once, from the client that it was made for.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SECRET = "kept between the two"


class Provider:
    """What it says of people, and what it saw.

    Attributes:
        address: Of the issuer.
        person: Claims about whoever signs in next.
        seen: Of each sign-in, what the hub sent for the code.
    """

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.person: dict[str, Any] = {}
        self.seen: list[dict[str, str]] = []
        self._codes: dict[str, dict[str, str]] = {}

    def sign_in(self, address: str) -> str:
        """A browser comes with the address that the hub gave it; the address it is sent back to."""
        asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        back = urlsplit(asked["redirect_uri"])
        return f"{back.path}?code={code}&state={asked['state']}"

    def metadata(self) -> dict[str, Any]:
        """What it says of itself."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def token(self, given: dict[str, str]) -> dict[str, str] | None:
        """The token for a code; ``None``: it is refused."""
        self.seen.append(given)
        asked = self._codes.pop(given.get("code", ""), None)
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != challenge:
            return None
        if given.get("client_secret") != SECRET or given.get("client_id") != asked["client_id"]:
            return None
        return {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer"}


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider that answers while this lasts."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = {"/userinfo": made.person}.get(self.path, made.metadata())
            self._send(200, said)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            token = made.token({key: values[0] for key, values in parse_qs(body).items()})
            self._send(200 if token else 400, token or {"error": "invalid_grant"})

        def _send(self, status: int, said: Any) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    made = Provider(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()
