"""Help and usage errors at 80 columns."""

import subprocess
import sys

import pytest
from lanterne_process import BOOK, run

from lanterne import __version__

VERBS = [
    "demo", "sample", "form", "check", "risk", "protect", "verify", "redraw", "choose", "evaluate",
    "gate", "policy", "key", "ledger", "toolkit", "serve",
]  # fmt: skip
CODEBOOK_VERBS = ["list", "show", "draft", "validate"]


@pytest.mark.parametrize(
    "verb", [[], *([v] for v in VERBS), *(["codebook", v] for v in CODEBOOK_VERBS)]
)
def test_help_fits_and_is_whole(verb, tmp_path):
    said = run(tmp_path, *verb, "--help").stdout
    assert max(map(len, said.splitlines())) <= 80
    assert "…" not in said
    assert verb in ([], ["serve"]) or "--json" in said


def test_every_verb_is_listed(tmp_path):
    said = run(tmp_path, "--help").stdout
    assert all(f" {verb} " in said for verb in [*VERBS, "codebook"])
    assert "Exit codes: 0 done" in said


def test_python_runs_it_by_its_name(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "lanterne", "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, f"lanterne {__version__}\n")


def test_version(tmp_path):
    assert run(tmp_path, "--version").stdout == f"lanterne {__version__}\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["protec"], "Did you mean protect?"),
        (["check"], "Missing argument"),
        (["check", "x.csv"], "Missing option '--codebook'"),
        (["check", "x.csv", "--codebok", "y"], "--codebook"),
        (["check", "x.csv", "y.csv", "-c", BOOK], "more words than the command takes"),
        (["codebook", "vallidate"], "Did you mean validate?"),
    ],
)
def test_usage_errors_say_what_to_do(words, message, tmp_path):
    done = run(tmp_path, *words, code=2)
    assert message in done.stderr
    assert done.stdout == ""
