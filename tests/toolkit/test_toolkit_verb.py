"""``lanterne toolkit``: all templates in a folder, or nothing and a sentence."""

from __future__ import annotations

import json
import sys

import pytest

from lanterne.cli.toolkit import ENDINGS
from lanterne.errors import UsageError
from lanterne.messages import LANGUAGES
from lanterne.toolkit import FORMATS, TEMPLATES, write_toolkit
from lanterne.toolkit.templates import PLACE, source
from program import run_here


@pytest.mark.parametrize("ending", FORMATS)
def test_all_templates_are_written_in_their_order(ending, tmp_path):
    done = run_here(tmp_path, "toolkit", "papers", "--language", "fr", "--as", ending, "--json")
    files = [f"{number}-{name}.{ending}" for number, name in enumerate(TEMPLATES, start=1)]
    assert json.loads(done.stdout)["files"] == files
    assert sorted(path.name for path in (tmp_path / "papers").iterdir()) == files


@pytest.mark.parametrize("language", LANGUAGES)
def test_markdown_is_the_template_without_what_only_a_repository_needs(language, tmp_path):
    made = write_toolkit(tmp_path / "papers", language)
    for path, name in zip(made, TEMPLATES, strict=True):
        text = path.read_text("utf-8")
        assert text.startswith("# ")
        assert not any(one in text for one in ("<!--", "<div", "</div", "](", "\n\n\n"))
        assert PLACE.findall(text) == PLACE.findall(source(name, language))


def test_a_language_without_templates_has_them_in_english():
    assert source("consent", "xx") == source("consent", "en")


def test_without_what_writes_it_nothing_is_written_and_it_is_said(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(UsageError, match=r"lanterne\[docx\]"):
        write_toolkit(tmp_path / "papers", "en", "docx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as", "pdf"), "pdf: there is no such format. Choose one of: md, docx."),
        (("--language", "de"), "de"),
    ],
)
def test_what_there_is_not_is_refused_and_nothing_is_written(words, said, tmp_path):
    done = run_here(tmp_path, "toolkit", "papers", *words)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_stays_as_it_is(tmp_path):
    (tmp_path / "papers").mkdir()
    done = run_here(tmp_path, "toolkit", "papers")
    assert done.returncode == 2
    assert list((tmp_path / "papers").iterdir()) == []


def test_the_command_line_knows_every_format():
    assert tuple(FORMATS) == ENDINGS
