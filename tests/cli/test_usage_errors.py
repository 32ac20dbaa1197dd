"""A wrong use of the command line is said in the language of the terminal, and repeats no value."""

from __future__ import annotations

import re

import pytest
from lanterne_process import BOOK

from lanterne.cli.language import VARIABLE
from lanterne.messages import TAGS, Message, say
from program import run_here

CELL = "Maria"
"""What may be the answer of a case."""

WRONG = {
    "argument": (["check"], "missing-argument", {"argument": "CASES"}),
    "option": (["check", "x.csv"], "missing-option", {"option": "--codebook"}),
    "command": ([], "missing-command", {}),
    "no command": (["chek"], "no-such-command", {}),
    "no command of a group": (["codebook", CELL], "no-such-command", {}),
    "no option": (["check", "x", "--codebok", CELL], "no-such-option", {"option": "--codebok"}),
    "no option but a value": (["check", f"-{CELL}"], "no-option", {}),
    "too much": (["check", "x", CELL, "-c", BOOK], "extra-argument", {}),
    "no value": (["check", "x", "--codebook"], "needs-value", {"option": "--codebook"}),
    "a value": (["check", "x", f"--json={CELL}"], "takes-no-value", {"option": "--json"}),
    "no number": (["ledger", "x", "--cap-epsilon", CELL], "no-number", {"name": "--cap-epsilon"}),
    "too small": (["sample", "x", "--seed", "-1"], "at-least", {"name": "--seed", "least": "0"}),
    "words": (["demo", "x", "--victims", CELL], "at-least", {"name": "--victims", "least": "100"}),
    "too large": (
        ["serve", "--port", "99999"],
        "between",
        {"name": "--port", "least": "0", "most": "65535"},
    ),
}


def plain(text):
    """Words alone: without the frame, the breaks of lines and the signs that nobody sees."""
    return " ".join(re.sub("[│╭╮╰╯─\u2066-\u2069]", " ", text).split())


@pytest.mark.parametrize("language", TAGS)
@pytest.mark.parametrize("wrong", WRONG)
def test_it_is_said_in_four_languages(tmp_path, wrong, language):
    words, code, gaps = WRONG[wrong]
    done = run_here(tmp_path, "--language", language, *words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert plain(say(Message(f"usage.{code}", gaps), language)) in plain(done.stderr)
    assert plain(say(Message("usage.line"), language)) in plain(done.stderr)
    assert CELL not in done.stderr


@pytest.mark.parametrize("language", TAGS)
def test_what_may_have_been_meant_is_said_too(tmp_path, language):
    for words, meant in ((["chek"], "check"), (["check", "x", "--codebok", "y"], "--codebook")):
        done = run_here(tmp_path, "--language", language, *words)
        guess = say(Message("did-you-mean", {"name": meant}), language)
        assert plain(guess) in plain(done.stderr)


def test_of_what_is_like_no_option_none_is_guessed(tmp_path):
    """`--cases` is like `--master` by its hyphens and little else."""
    done = run_here(tmp_path, "protect", "--cases", "x.csv")
    assert "There is no option --cases." in plain(done.stderr)
    assert "Did you mean" not in done.stderr


def test_the_environment_names_the_language_too(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, "fr")
    assert "Option '--codebook' manquante." in run_here(tmp_path, "check", "x.csv").stderr


def test_without_words_there_is_the_help(tmp_path):
    done = run_here(tmp_path)
    assert "Exit codes" in done.stderr + done.stdout
