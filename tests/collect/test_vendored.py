"""The library that encrypts in offline pages: the one that was read, and what its licences ask."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

import lanterne.forms
from lanterne.forms import make_form, write_page

HERE = Path(lanterne.forms.__file__).parent / "vendor"
SHA256 = "fedd3d854652706a7b5ab7abeedf8b9a48a935566e9b4df01fdb1d4736818743"
"""Of the library; a new one is read before this is changed."""


def test_the_library_is_the_one_that_was_read():
    library = (HERE / "age.min.js").read_bytes()
    assert hashlib.sha256(library).hexdigest() == SHA256
    assert SHA256 in (HERE / "README.md").read_text("utf-8")
    for asks in (b"fetch(", b"XMLHttpRequest", b"WebSocket", b"eval(", b"Storage", b"indexedDB"):
        assert asks not in library


def test_versions_are_those_that_are_written_down():
    lock = json.loads((HERE / "source" / "package-lock.json").read_text("utf-8"))
    told = (HERE / "README.md").read_text("utf-8") + (HERE / "LICENCES.txt").read_text("utf-8")
    for name in ("age-encryption", "@noble/ciphers", "@noble/curves", "@noble/hashes"):
        found = lock["packages"][f"node_modules/{name}"]
        assert found["integrity"].startswith("sha512-")
        assert f"{name} {found['version']}" in told
        assert found["license"] in told


def test_every_page_has_the_licences():
    from test_exports import book_of  # noqa: PLC0415

    form = make_form(book_of("gvpsd-2022"))
    recipient = "age1c987kdvsjk7jmleaar0hgg0l5hpv0hdunhekxtk4q4y5fmx9y4cqtv3zqt"
    assert (HERE / "LICENCES.txt").read_text("utf-8") in write_page(form, "en", recipient).decode()


@pytest.mark.long
@pytest.mark.skipif(shutil.which("npm") is None, reason="there is no npm")
def test_the_library_can_be_built_again(tmp_path):
    """Left out of the short tests: it asks the registry of npm for its parts."""
    shutil.copytree(HERE / "source", tmp_path / "source")
    for command in (("npm", "ci"), ("npm", "run", "build")):
        subprocess.run(command, cwd=tmp_path / "source", check=True, capture_output=True)
    assert hashlib.sha256((tmp_path / "age.min.js").read_bytes()).hexdigest() == SHA256
