"""A form as one page for a browser without network: what is filled in leaves it encrypted.

The page has a policy that lets it ask for nothing from anywhere, and run only the scripts that were
written into it. It keeps nothing: what is entered is in memory until it is saved as a file for the
key of an organisation.
"""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from importlib import resources
from importlib.resources.abc import Traversable
from string import Template

from lanterne.codebook.model import in_language
from lanterne.forms.age_keys import check_recipient, fingerprint
from lanterne.forms.page_model import page_model
from lanterne.forms.questions import Form
from lanterne.forms.words import page_words
from lanterne.messages.languages import direction

SCRIPTS = ("answers", "drawing", "fields", "one_case", "saving", "cases", "start")
"""The files of the script, in the order in which they need each other."""

_HERE = resources.files("lanterne.forms")


def write_page(form: Form, language: str, recipient: str) -> bytes:
    """The form as one HTML page with all of its languages.

    Args:
        form: The form.
        language: The one that is shown first.
        recipient: The public key of whoever may read what is filled in: ``age1…``.

    Raises:
        UsageError: It is no such key.
    """
    key = check_recipient(recipient)
    model = page_model(form, language) | {"recipient": key, "fingerprint": fingerprint(key)}
    style, library, script = _read("page/page.css"), _read("vendor/age.min.js"), _script()
    needs_script = page_words(form.languages)["needs_script"]
    page = Template(_read("page/page.html")).substitute(
        language=escape(language),
        direction=direction(language),
        policy=_policy(style, (library, script)),
        title=escape(in_language(form.title, language)),
        style=style,
        noscript=escape(" ".join(dict.fromkeys(needs_script.values()))),
        licences=_read("vendor/LICENCES.txt"),
        library=library,
        model=_as_json(model),
        script=script,
    )
    return page.encode()


def _policy(style: str, scripts: tuple[str, ...]) -> str:
    """Nothing is fetched, sent or framed; only these scripts run, and they make no markup."""
    parts = {
        "default-src": "'none'",
        "script-src": " ".join(map(_hash, scripts)),
        "style-src": _hash(style),
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _script() -> str:
    """The script as one function, so that nothing of it can be reached from elsewhere."""
    form = 'const form = JSON.parse(document.getElementById("form").textContent);'
    parts = "\n".join(_read(f"page/{name}.js") for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{form}\n{parts}\n}})();\n'


def _as_json(model: dict[str, object]) -> str:
    """JSON in which nothing can end the element that it stands in."""
    text = json.dumps(model, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _read(name: str) -> str:
    path: Traversable = _HERE
    for part in name.split("/"):
        path = path / part
    return path.read_text("utf-8").replace("\r\n", "\n")
