"""What a furnished hub shows: ``python furnished_pages.py HOME THERE LANGUAGE...``.

``THERE`` is what :mod:`furnished` wrote of the hub. Prints a line of JSON for each page and each
document, in each of the languages: where it is, what was answered, and its text. At last a line
with what there is and where it is served, and serves the hub.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from accounts_server import PASSWORD, listening, open_accounts, serve
from furnished import NETWORK

from lanterne.hub.home import Home

# ruff: noqa: PLC0415 - the apps must be loaded first


def browsers(there: dict[str, Any]) -> dict[str, Any]:
    """Who visits → a browser of theirs."""
    from django.test import Client

    found = {who: Client(HTTP_HOST="localhost") for who in ("amina", "nadia", "omar", "nobody")}
    for who, cookies in there["cookies"].items():
        for name, value in cookies.items():
            found[who].cookies[name] = value
    return found


def halfway(there: dict[str, Any]) -> Any:
    """A browser in which somebody has said their password, and shown nothing else."""
    from django.test import Client

    browser = Client(HTTP_HOST="localhost")
    said = {"login": there["email"], "password": PASSWORD}
    assert browser.post("/en/account/login/", said).status_code == 302
    return browser


def page(browser: Any, address: str) -> Any:
    """What is answered, once the password was said again where it is asked for."""
    answer = browser.get(address, follow=True)
    last = answer.request["PATH_INFO"]
    if "/reauthenticate/" in last and "/reauthenticate/" not in address:
        browser.post(f"{last}?{answer.request['QUERY_STRING']}", {"password": PASSWORD})
        answer = browser.get(address, follow=True)
    return answer


def passkey(there: dict[str, Any]) -> str:
    """Somebody has a passkey, of a device that there is not; its number."""
    from allauth.mfa.models import Authenticator
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from fido2.cose import ES256
    from fido2.utils import websafe_encode
    from fido2.webauthn import (
        Aaguid,
        AttestationObject,
        AttestedCredentialData,
        AuthenticatorData,
        CollectedClientData,
    )

    key = ES256.from_cryptography_key(generate_private_key(SECP256R1()).public_key())
    held = AttestedCredentialData.create(Aaguid.NONE, b"passkey", key)
    data = AuthenticatorData.create(bytes(32), AuthenticatorData.FLAG(0x41), 0, held)
    said = CollectedClientData.create("webauthn.create", b"asked", "http://localhost")
    credential = {
        "id": websafe_encode(b"passkey"),
        "rawId": websafe_encode(b"passkey"),
        "type": "public-key",
        "clientExtensionResults": {"credProps": {"rk": True}},
        "response": {
            "clientDataJSON": websafe_encode(said),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
    }
    made = Authenticator.objects.create(
        user_id=there["member"],
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Laptop", "credential": credential},
    )
    return str(made.pk)


def pages(there: dict[str, Any], language: str, step: int) -> Iterator[dict[str, Any]]:
    """Each page that is HTML: who asked for which, what was answered from where, and its text.

    Args:
        there: What there is.
        language: Of the pages.
        step: One page in so many is asked for.
    """
    from visits import visits

    at = {**browsers(there), "halfway": halfway(there)}
    for who, place, route in visits(there)[::step]:
        answer = page(at[who], f"/{language}/{place}")
        if answer["Content-Type"].startswith("text/html"):
            content = b"".join(answer) if answer.streaming else answer.content
            yield {
                "who": who,
                "route": route,
                "place": place,
                "status": answer.status_code,
                "path": answer.request["PATH_INFO"],
                "text": content.decode("utf-8"),
            }


def documents(
    home: Home, there: dict[str, Any], language: str, report_too: bool
) -> Iterator[tuple[str, str]]:
    """What is read without the hub: pages of codebooks, a release, the report of a network."""
    import lanterne
    from lanterne.codebook import builtin_codebooks, codebook_page, load_codebook

    for name in builtin_codebooks():
        yield f"{name}.html", codebook_page(load_codebook(name), language)
    release, report = home.releases / NETWORK, home.root.parent / f"report-{language}"
    if report_too:
        lanterne.evaluate(there["network_cases"], release, out=report, language=language)
    for path in report.glob("*.html"):
        yield f"network/{path.name}", path.read_text("utf-8")
    for path in release.glob("*.md"):
        parts = path.read_text("utf-8").split(f'<div id="{language}"')
        if len(parts) > 1:
            yield path.name, parts[1].partition(">")[2].partition("</div>")[0]


def main(root: Path, written: Path, *languages: str) -> None:
    """Print what a hub shows in each of the languages, and serve it."""
    server, home = listening(), open_accounts(root)
    there = json.loads(written.read_text("utf-8"))
    there["pk"] = passkey(there)
    from visits import FEW

    for number, language in enumerate(languages):
        for one in pages(there, language, FEW if number else 1):
            print(json.dumps({"language": language, **one}))
        for place, text in documents(home, there, language, report_too=not number):
            print(json.dumps({"language": language, "document": place, "text": text}))
    print(json.dumps({"root": f"http://localhost:{server.effective_port}", **there}), flush=True)
    serve(server)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
