"""Every sentence in which the readers of cases say what is wrong is one that is translated."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

import lanterne.cases
import lanterne.codebook.draft
from lanterne.hub.sentences import said, said_of_codebook
from lanterne.hub.sentences.cases import OF_CASES
from lanterne.hub.sentences.codebooks import OF_CODEBOOKS
from lanterne.hub.workspace.hints import HINTS, hint_of

CASES = Path(lanterne.cases.__file__).parent
GAP = "xyz"

NOT_SAID_HERE = (
    "There is no such file.",
    "This is a folder.",
    "Name the file of cases in it.",
    "This is not an ordinary file.",
    "The file has changed since it was opened.",
    "Work on a copy that nobody writes to.",
    "Linked tables have keys: leave out the subject id.",
    "The subject id and the household cannot be one column.",
)
"""What cannot happen to a file of the vault, or is asked by these pages so that it does not."""


def texts(node: ast.AST) -> Iterator[str]:
    """The texts of a program, with a word in each gap; not those inside of others."""
    inside: set[int] = set()
    for one in ast.walk(node):
        if isinstance(one, ast.JoinedStr):
            inside |= {id(value) for value in one.values}
        if isinstance(one, ast.Raise) and isinstance(one.exc, ast.Call):
            name = getattr(one.exc.func, "id", "")
            if name in {"ValueError", "UsageError"}:
                inside |= {id(inner) for inner in ast.walk(one)}
        if isinstance(one, ast.Expr):
            inside |= {id(one.value)}
    for one in ast.walk(node):
        if id(one) in inside:
            continue
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value
        if isinstance(one, ast.JoinedStr):
            yield "".join(
                str(value.value) if isinstance(value, ast.Constant) else GAP for value in one.values
            )


def sentences() -> Iterator[tuple[str, str]]:
    """Module and sentence: a capital at its begin, a full stop or a question mark at its end."""
    for path in sorted(CASES.rglob("*.py")):
        if "fictional" not in path.parts:
            for text in texts(ast.parse(path.read_text("utf-8"))):
                if re.fullmatch(r"[A-Z].* .*[.?]", text, re.S) and text not in NOT_SAID_HERE:
                    yield path.name, text


def one_of(text: str) -> str:
    """A sentence with one of the few words that its gap may hold."""
    for few, word in {
        "A xyz": "A sheet",
        "no xyz of": "no sheet of",
        "is xyz.": "is a PDF.",
    }.items():
        text = text.replace(few, word)
    return text


def test_there_are_many_sentences():
    assert len(list(sentences())) > 90


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_every_sentence_of_the_readers_is_translated(language):
    hints = " ".join(("--subject-id", "--ignore", "give an empty subject id"))
    with override(language):
        left = [
            (module, text)
            for module, text in sentences()
            if said(one_of(text)) == one_of(text)
            and not any(word in text for word in hints.split())
        ]
    assert [one for one in left if "subject id" not in one[1]] == []


def test_several_sentences_are_translated_each():
    with override("fr"):
        text = said("Permitted: a, b, or blank. Members are separated by ';'.")
    assert text == "Permis\u00a0: a, b, ou vide. Les réponses sont séparées par «\u00a0;\u00a0»."


def test_what_stands_in_a_gap_stays_as_it_is():
    with override("es"):
        text = said("Did you mean a.b? (c) and %(x)s?")
        assert "a.b? (c) and %(x)s" in text
        assert said("Rows 3 and 7 of one person give different answers.").startswith(
            "Las filas 3, 7"
        )


def test_in_arabic_a_gap_keeps_its_own_direction():
    with override("ar"):
        assert "\u206845+\u2069" in said("Permitted: 45+.")


def test_a_sentence_that_nobody_knows_is_shown_as_it_is():
    with override("fr"):
        assert said("Something else entirely.") == "Something else entirely."
        assert said("") == ""


def test_hints_of_options_are_hints_of_these_pages():
    hint = "Did you mean sexe? If it says which rows are one person: --subject-id 'sex'."
    for language in ("en", "fr", "es", "ar"):
        with override(language):
            text = hint_of("unknown-column", hint)
            assert "--" not in text
            assert "sexe" in text
    assert all("--" not in str(text) for text in HINTS.values())


def test_messages_of_codebooks_lose_their_place():
    with override("fr"):
        told = said_of_codebook("tables.victims.columns.sex.label: has no English text.")
    assert told == ("tables.victims.columns.sex.label", "n'a pas de texte anglais.")


def test_reasons_of_a_draft_are_translated():
    source = Path(lanterne.codebook.draft.__file__).read_text("utf-8")
    reasons = re.findall(r'"((?:it|its|nearly) [^"]+)"', source)
    assert len(reasons) >= 7
    with override("fr"):
        for reason in reasons:
            plain = re.sub(r"\{[^}]+\}", "9", reason)
            assert said(plain) != plain, reason


def test_no_sentence_stands_there_twice():
    every = (*OF_CASES, *OF_CODEBOOKS)
    assert len(set(every)) == len(every)
