"""Whatever a verb prints is of the store: in a language of the tests no other word is found.

Names of people, files and columns, answers, codes, options and commands are the same in every
language; the program and the codebooks list them.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
from lanterne_process import BOOK, run, write_cases
from network_cases import NETWORK, write_network_cases
from tools import cli_reference

from lanterne import cli
from lanterne.cli.language import VARIABLE
from lanterne.codebook import codebook_to_dict, load_codebook
from lanterne.codebook.model import ColumnType
from lanterne.gate import LEVELS, OWN
from lanterne.privacy import Unit
from lanterne.synthesis.attest import Dial
from let_pass import judged, let_pass
from pseudo_language import PSEUDO, plain_words, speaking_pseudo
from visible_text import known_texts

OF_THE_PROGRAM = {*LEVELS, OWN, *Dial, *Unit, *ColumnType}
"""Names of policies, of settings of the dial, of units and of types."""

ALIKE = {"undecided", "draft", "true", "SHA", "GB", "Ctrl"}
"""What only drafts have, and what is called so in every language."""

OF_THE_TESTS = {"Ada", "Example", "Nobody", "test", "pid", "first", "CASES", "NUMBER"}
"""What the tests name, and what stands for a file or a number in the line of a usage."""


@cache
def names() -> re.Pattern[str]:
    """Commands, options, rules, paths, assignments, keys, techniques, checksums, quoted codes."""
    words = [name.split() for name, _ in cli_reference.commands()]
    verbs = {" ".join(one[:number]) for one in words for number in range(1, len(one) + 1)}
    return re.compile(
        rf"(?:{'|'.join(sorted(verbs, reverse=True))})\b|"
        r"--?[a-z][a-z-]*|\[[a-z:-]+\]|\S*[/.=]\S*|ed25519:\S+"
        r"|k-anonymous-synthetic|k-anonymised|[0-9a-f]{8,}|`[^`]*`|'[a-z_.]+'|[a-z_]+ = "
    )


@pytest.fixture(scope="module", autouse=True)
def _spoken(copy_of_made, tmp_path_factory):
    """The language is written once; what is copied for each test was made before, in English."""
    folder = tmp_path_factory.mktemp("pseudo")
    with speaking_pseudo(folder), patch.dict(os.environ, {VARIABLE: PSEUDO}):
        yield


@cache
def known() -> set[str]:
    """Words that are the same in every language: codes, and those of the codebooks of the tests."""
    books = [codebook_to_dict(load_codebook(one)) for one in (BOOK, NETWORK)]
    texts = " ".join([*known_texts(books), *_keys(books)])
    return OF_THE_PROGRAM | ALIKE | OF_THE_TESTS | set(re.findall("[A-Za-z]{2,}", texts))


def _keys(data: object) -> set[str]:
    """All keys of nested tables."""
    if isinstance(data, dict):
        return set(data).union(*(_keys(one) for one in data.values()))
    return set().union(*(_keys(one) for one in data)) if isinstance(data, list | tuple) else set()


def assert_of_the_store(done, given: str = "") -> None:
    """Something is said, and no word of it is English."""
    text = done.stdout + done.stderr
    assert "⟦" in text, text
    joined = " ".join(names().sub(" ", text).split())
    alike = known() | set(plain_words(" ".join([given, *map(str, done.args)])))
    left = [word for word in plain_words(joined) if word not in alike]
    assert not left, (left, text)
    assert text.count("⟦") == text.count("⟧"), text


def said(folder, *words, code=0, given=""):
    """Run a verb; ``given`` are names that it reads in a ledger."""
    assert_of_the_store(run(folder, *words, code=code), given)


@pytest.fixture
def gated(made):
    """Cases, their release, its ledger and measurements, with a key."""
    said(made.folder, "key", "officer.key", "--new")
    return made.folder


def test_cases(made):
    said(made.folder, "sample", "few", "--victims", 5)
    said(made.folder, "sample", "few", code=2)
    said(made.folder, "check", "cases.csv", "-c", BOOK)
    (made.folder / "bad.csv").write_text("year,gender\nX,2020\n", "utf-8")
    said(made.folder, "check", "bad.csv", "-c", BOOK, code=1)
    said(made.folder, "check", "nothing.csv", "-c", BOOK, code=1)
    said(made.folder, "risk", "cases.csv", "-c", BOOK, "--out", "risk")
    said(made.folder, "risk", "cases.csv", "-c", BOOK, "--wider", "year", code=2)


def test_codebooks(tmp_path):
    run(tmp_path, "codebook", "list")
    said(tmp_path, "codebook", "show", NETWORK)
    said(tmp_path, "codebook", "show", BOOK, "--html", "page.html")
    said(tmp_path, "codebook", "show", BOOK, "--html", "page.html", code=2)
    said(tmp_path, "codebook", "validate", BOOK)
    write_cases(tmp_path, 300)
    said(tmp_path, "codebook", "draft", "cases.csv", "--out", "book.toml")
    said(tmp_path, "codebook", "validate", "book.toml")
    (tmp_path / "bad.toml").write_text("name = 1\n", "utf-8")
    said(tmp_path, "codebook", "validate", "bad.toml", code=1)


def test_protect(tmp_path):
    write_cases(tmp_path, 60)
    command = ("protect", "cases.csv", "-c", BOOK, "--epsilon", 1)
    said(tmp_path, *command, "--delta", 0.01, "--out", "release")
    said(tmp_path, *command, "--out", "release", code=2)
    said(tmp_path, "protect", "cases.csv", "-c", BOOK, "--out", "other", code=2)
    said(tmp_path, "ledger", "other.jsonl", "--cap-epsilon", 0.5)
    said(tmp_path, *command, "--ledger", "other.jsonl", "--out", "other", code=3)


def test_protect_linked_tables(tmp_path):
    write_network_cases(tmp_path, 120)
    command = ("protect", "net", "-c", NETWORK, "--out")
    said(tmp_path, *command, "release", "--epsilon", "victim=4,perpetrator=8")
    said(tmp_path, *command, "second", "--epsilon", 2, "--unit", "perpetrator")
    said(tmp_path, "ledger", "net", given="release second")


def test_protect_by_k(tmp_path):
    write_cases(tmp_path, 437)
    command = ("protect", "cases.csv", "-c", BOOK, "--out")
    synthetic = ("--method", "k-anonymous-synthetic")
    said(tmp_path, *command, "release", *synthetic)
    said(tmp_path, *command, "second", *synthetic, code=3, given="release")
    quasi = ("--quasi-identifiers", "year,gender", "--diversity", 2, "--sensitive", "sector")
    accepted = ("--method", "k-anonymised", "--accept-risk", "test test test test")
    said(tmp_path, *command, "second", *accepted, *quasi)
    said(tmp_path, *command, "third", *synthetic, "--epsilon", 1, code=2)
    said(tmp_path, "ledger", "cases.csv", given="release second test")


def test_what_is_made_again(made):
    said(made.folder, "redraw", "release.fitted.npz", "--out", "again")
    said(made.folder, "redraw", "cases.csv", "--out", "never", code=1)
    choice = ("choose", "cases.csv", "release.fitted.npz", "--epsilon", 0.1)
    said(made.folder, *choice, "--out", "best", "--dials", "strict,closest")
    said(made.folder, *choice, "--out", "never", "--dials", "strict", code=2)


def test_evaluate(made):
    both = ("evaluate", "cases.csv", "release")
    said(made.folder, *both, "--out", "report")
    said(made.folder, *both, "--out", "report", code=2)
    shutil.copytree(made.release, made.folder / "twin")
    said(made.folder, *both, "twin", "--compare", "--out", "two")


def test_verify(made):
    said(made.folder, "verify", "release")
    judged(made.release, passed=False)
    said(made.folder, "verify", "release", code=3)
    let_pass(made.release, "lenient")
    said(made.folder, "verify", "release", "--ledger", "lanterne-ledger.jsonl")
    (made.release / "README.md").write_text("", "utf-8")
    said(made.folder, "verify", "release", code=1)


def test_gate(gated):
    signed = ("--key", "officer.key", "--by", "Ada Example", "--policy")
    said(gated, "gate", "cases.csv", "release", *signed, "usual")
    said(gated, "policy", "own.toml", "--level", "lenient")
    said(gated, "policy", "own.toml")
    text = (gated / "own.toml").read_text("utf-8").replace("epsilon = 10.0", "epsilon = 0.5")
    (gated / "tight.toml").write_text(text.replace('"lenient"', '"own"'), "utf-8")
    said(gated, "policy", "tight.toml")
    said(gated, "gate", "cases.csv", "release", *signed, "tight.toml", code=3)
    (gated / "bad.toml").write_text("name = 1\n", "utf-8")
    said(gated, "policy", "bad.toml", code=1)
    said(gated, "key", "nothing.key", code=2)


def test_ledger(made):
    said(made.folder, "ledger", "cases.csv", given="release")
    said(made.folder, "ledger", "new.jsonl", "--no-cap", "test test test")
    said(made.folder, "ledger", "new.jsonl")
    said(made.folder, "ledger", "nothing", code=2)


def test_publish(made):
    terms = ("--title", "test", "--publisher", "Nobody", "--licence", "CC0-1.0")
    command = ("publish", "release", "--catalogue", "shelf", "--series", "first", *terms)
    said(made.folder, *command, code=3)
    judged(made.release, passed=False)
    said(made.folder, *command, "--exception", "test test test test test test test")
    (made.folder / "test.md").write_text("# test\n\ntest\n\ntest 7\n", "utf-8")
    (made.folder / "bad.md").write_text("# test\n\n<b> {count}\n", "utf-8")
    story = ("story", "first.v1", "--catalogue", "shelf")
    said(made.folder, *story, "bad.md", code=1)
    said(made.folder, *story, "test.md")
    said(made.folder, *story, "--remove", "test")
    away = ("--catalogue", "shelf", "--archive", "away", "--reason", "test test test test test")
    said(made.folder, "withdraw", "first.v1", *away, code=2)
    said(made.folder, "withdraw", "first.v1", *away, "--yes")


def test_no_sentence_is_written_in_the_command_line():
    """What is not run here, such as the verbs of a hub, has its words in the store as well."""
    found = {
        (path.name, text)
        for path in sorted(Path(cli.__file__).parent.glob("*.py"))
        for text in _texts(ast.parse(path.read_text("utf-8")))
        if re.search("[A-Za-z]{2,},? [A-Za-z]{2,}", names().sub("", text))
    }
    assert not found


def _texts(node: ast.AST) -> Iterator[str]:
    """Texts of a program."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from _texts(child)


def test_the_language_of_an_option_is_spoken_by_what_is_started_too(made):
    done = run(made.folder, "--language", "fr", "ledger", "cases.csv")
    assert "Dépensé" in done.stdout
    assert os.environ[VARIABLE] == PSEUDO, "of this run only"
