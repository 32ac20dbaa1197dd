"""What the README and the documentation show is run, and what they link to exists."""

from __future__ import annotations

import os
import re
import runpy
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager, nullcontext, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from blocks import Block, blocks, commands, without_numbers
from course_release import write_files, write_harbour, write_several
from deposit_site import sites, write_deposit
from partners_exports import write_exports
from tools import architecture, bibliography, cli_reference, glossary, problem_reference
from typer.core import TyperGroup
from typer.main import get_command

import program
from extent import ALL
from few_columns import cases_of_few_columns
from lanterne.cli.app import app
from lanterne.messages import LANGUAGES
from once import made_once
from pictures import not_drawn
from program import TERMINAL, run_here

ROOT = Path(__file__).parents[2]

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _is_run_elsewhere(page: Path) -> bool:
    """Whether it is a translation with the code of the English page, note by note."""
    name, _, language = page.stem.rpartition(".")
    english = page.with_name(f"{name}.md")
    if language not in LANGUAGES or not english.is_file():
        return False
    return _taken_for_granted(page) == _taken_for_granted(english) and blocks(page) == blocks(
        english
    )


def _taken_for_granted(page: Path) -> list[str]:
    return re.findall("^<!-- given: (.+) -->$", page.read_text("utf-8"), re.M)


RUN = [
    page
    for page in PAGES
    if any(b.language in {"python", "console"} for b in blocks(page))
    and not _is_run_elsewhere(page)
]
"""Pages with code; what is the same in several languages is run once."""

LONG = (
    "evaluate.md",
    "gate.md",
    "inference.md",
    "k-methods.md",
    "know-the-risk.md",
    "protect-a-file.md",
    "protect-linked-tables.md",
    "read-a-release.md",
)
"""Pages whose commands take as long together as those of all the others."""


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command word for word: no page asks a shell for more than to tell words apart."""
    words = shlex.split(line)
    if words[0] == "python":
        return _run_file(folder, words)
    assert not {*"|<>&;$*`~"} & {*re.sub(r"'[^']*'|\"[^\"]*\"", "", line)}, line
    assert words[0] == "lanterne"
    if {"showcase", "story"} & {*words}:  # makes its process a portal, which it stays
        own = os.environ | TERMINAL
        asked = program.command(*words[1:])
        return subprocess.run(
            asked, cwd=folder, env=own, capture_output=True, text=True, check=False
        )
    return run_here(folder, *words[1:])


def _run_file(folder: Path, words: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a program in Python that the page has written to a file, as ``python FILE`` does."""
    (name,) = words[1:]
    said = StringIO()
    with chdir(folder), redirect_stdout(said):
        runpy.run_path(name, run_name="__main__")
    return subprocess.CompletedProcess(words, 0, said.getvalue(), "")


RELEASE = "cases, release"
"""Of one table."""

GIVEN = {
    RELEASE: (
        "lanterne sample cases --victims 1300",
        "lanterne protect cases/victims.csv --codebook lanterne-cases --epsilon 4 --out release",
    ),
    "network, linked": (
        "lanterne sample network --codebook lanterne-network --victims 400",
        "lanterne protect network --codebook lanterne-network --epsilon 4 --out linked --condensed",
    ),
}
"""What a page may take for granted, as a comment at its top says, and how it is made."""

EXPORTS = "exports"
"""Files of the programs that partners use."""

DEPOSIT = "deposit"
"""A release that may be deposited, and a token: such a page asks a stand-in of the site."""

MADE = {
    EXPORTS: write_exports,
    "meridia files": write_files,
    "meridia, several": write_several,
    "harbour": write_harbour,
    DEPOSIT: write_deposit,
}
"""What a page may take for granted that no command makes."""


def _wide(page: Path) -> bool:
    """Whether a page is tried on all columns of the codebook that it names, as the first one is."""
    return ALL or page.name in {*LONG, "README.md"}


@contextmanager
def _quick(page: Path) -> Iterator[None]:
    """Commands say the same of few columns and without pictures, and take a tenth of the time."""
    if _wide(page):
        yield
    else:
        with cases_of_few_columns(), not_drawn():
            yield


def _make_given(what: str, folder: Path, *, judged: bool) -> None:
    """Make what a page takes for granted; of few columns, a release that the gate lets pass.

    Of few columns, rare people are found in some honest releases more often than by chance.
    """
    for _ in range(10):
        for line in GIVEN[what]:
            done = _run(line, folder)
            assert done.returncode == 0, done.stderr
        if not judged or what != RELEASE or _is_let_pass(folder):
            return
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    raise AssertionError("ten honest releases of ten were refused")


def _is_let_pass(folder: Path) -> bool:
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        for line in (
            "lanterne key key --new",
            "lanterne gate cases/victims.csv release --policy usual --key key --by Nobody",
        ):
            done = _run(line, Path(copy))
    return done.returncode == 0


@pytest.fixture
def given(tmp_path_factory: pytest.TempPathFactory, page: Path) -> Callable[[str], Path]:
    """Gives a folder with what a page takes for granted, made when it is first asked for."""

    def made(what: str) -> Path:
        def make(folder: Path) -> None:
            if what in MADE:
                MADE[what](folder)
                return
            _make_given(what, folder, judged=not _wide(page))

        width = "" if what in MADE else "-wide" if _wide(page) else "-narrow"
        return made_once(tmp_path_factory, f"{what.replace(', ', '-')}{width}", make)

    return made


def _console(block: Block, folder: Path) -> None:
    shown = list(commands(block.text))
    for number, command in enumerate(shown):
        if not command.line.startswith(("lanterne ", "python ")):
            continue
        done = _run(command.line, folder)
        last = number == len(shown) - 1
        expected = int((last and block.noted("exits")) or 0)
        if expected == 0 and "REFUSED under the policy" in done.stdout:
            raise GateRefusedError(done.stdout)
        assert done.returncode == expected, f"{command.line}\n{done.stdout}{done.stderr}"
        printed = {without_numbers(line) for line in (done.stdout + done.stderr).splitlines()}
        for line in command.output:
            assert without_numbers(line) in printed, f"{line!r} is not in\n{done.stdout}"


@cache
def _program() -> Any:
    return get_command(app)


def _understood(line: str) -> None:
    """The command has the verb, options and values of this line."""
    parser, words, context = _program(), shlex.split(line)[1:], None
    while isinstance(parser, TyperGroup):
        context = parser.make_context("lanterne", words, parent=context)
        _, parser, words = parser.resolve_command(context, words)
    assert parser is not None
    parser.make_context(parser.name, words, parent=context)


@pytest.mark.parametrize("page", RUN, ids=_name)
def test_every_command_that_is_not_run_is_understood(page):
    shown = (one for one in blocks(page) if one.note == "shown only" or page.name in LONG)
    for block in shown:
        for command in commands(block.text) if block.language == "console" else ():
            if command.line.startswith("lanterne "):
                _understood(command.line)


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, marks=pytest.mark.long if page.name in LONG else ()) for page in RUN],
    ids=_name,
)
def test_what_a_page_shows_is_true(page, given, tmp_path, monkeypatch):
    """The noise of a small release may let an attack find more than a policy allows, once in some
    tens of releases: so a page whose gate refuses is tried once more, with noise of its own.
    """
    for again in ("once", "again"):
        folder = tmp_path / again
        folder.mkdir()
        monkeypatch.chdir(folder)
        with _quick(page):
            wanted = _taken_for_granted(page)
            for what in wanted:
                shutil.copytree(given(what), folder, dirs_exist_ok=True)
            try:
                with sites() if DEPOSIT in wanted else nullcontext():
                    _try(page, folder)
            except GateRefusedError:
                if again == "once":
                    continue
                raise
        return


class GateRefusedError(AssertionError):
    """The gate refused a release that a page says it lets pass."""


def _try(page: Path, folder: Path) -> None:
    """Run all that a page shows, one after the other."""
    names: dict[str, object] = {}
    for block in blocks(page):
        if block.note == "shown only":
            continue
        for cell in block.by_hand:
            cell.write(folder)
        if file := block.noted("file"):
            Path(file).parent.mkdir(exist_ok=True)
            Path(file).write_text(block.text, "utf-8")
        elif block.language == "console":
            _console(block, folder)
        elif block.language == "python":
            exec(compile(block.text, _name(page), "exec"), names)


@pytest.mark.parametrize("other", ["$ lanterne risk", "<!-- given: meridia -->"])
def test_a_translation_is_run_where_its_code_is_another(other, tmp_path):
    english, french = tmp_path / "page.md", tmp_path / "page.fr.md"
    english.write_text("Read:\n\n```console\n$ lanterne check\n```\n", "utf-8")
    french.write_text("Lisez :\n\n```console\n$ lanterne check\n```\n", "utf-8")
    assert _is_run_elsewhere(french)
    assert not _is_run_elsewhere(english)
    with french.open("a", encoding="utf-8") as file:
        file.write(f"\n{other}\n" if other.startswith("<") else f"\n```console\n{other}\n```\n")
    assert not _is_run_elsewhere(french)


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (page.parent / target).exists(), f"{_name(page)} links to {target}"


@pytest.mark.parametrize(
    "writer", [cli_reference, problem_reference, glossary, bibliography, architecture]
)
def test_a_reference_page_is_current(writer):
    assert writer.PAGE.read_text("utf-8") == writer.reference(), "run make docs"


def test_problems_of_every_package_are_listed():
    packages = {path.name for path in (ROOT / "src" / "lanterne").iterdir() if path.is_dir()}
    elsewhere = packages - {*problem_reference.PARTS} - problem_reference.SENTENCES
    assert not [name for name in elsewhere if any(problem_reference.codes_of(name))]


def test_every_page_is_reached_from_the_index():
    pages = set((ROOT / "docs").rglob("*.md"))
    reached, to_read = set(), [ROOT / "docs" / "README.md"]
    while to_read:
        page = to_read.pop()
        reached.add(page)
        index = re.findall(r"\]\(([^):#]+\.md)", page.read_text("utf-8"))
        found = {(page.parent / one).resolve() for one in index} if page.name == "README.md" else ()
        to_read += [one for one in found if one in pages - reached]
    assert reached == pages


@pytest.mark.parametrize("lock", [one.name for one in sorted(ROOT.glob("*.lock"))])
def test_a_lock_names_versions_and_hashes_and_nothing_of_a_machine(lock):
    text = (ROOT / lock).read_text("utf-8")
    pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert all(re.match(r"[a-z0-9.-]+==[\w.]+( ; .+)? \\$", pin) for pin in pins)
    assert not re.search(r"https?:|file:|--index|--find-links|/", text)


def test_the_lock_holds_every_dependency():
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    wanted = re.search(r"^dependencies = \[(.*?)^\]", project, re.M | re.S)[1]
    wanted += re.search(r"^dev = \[(.*?)^\]", project, re.M | re.S)[1]
    locked = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements.lock").read_text(), re.M))
    assert set(re.findall(r'"([a-z0-9-]+)', wanted)) <= locked
