"""Killed at any step, watched at any moment, or several at once: nobody ever sees a half."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from edition_shelf import FIRST, REASON, SECOND, SERIES, make_candidates, moment, notice, publish

import lanterne
from lanterne.catalogue import EditionRefused, next_edition, read_state, recover, storage, withdraw
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.edition import Broken, Edition
from lanterne.messages import Message
from let_pass import let_pass

HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are killed with a signal")


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """A catalogue with one edition, an empty archive, and a release to publish."""
    folder = tmp_path_factory.mktemp("start")
    one, other = make_candidates(folder)
    for name in ("catalogue", "archive"):
        (folder / name).mkdir()
    publish(one, folder / "catalogue", notice(1))
    other.rename(folder / "candidate")
    let_pass(folder / "candidate")
    return folder


@pytest.fixture(scope="module")
def killed(start, tmp_path_factory):
    """Gives what a process leaves that is killed at each of its steps; the last one was not."""

    def leave(action, begin=start):
        folder = tmp_path_factory.mktemp(action)
        shutil.copytree(begin, folder / "start", symlinks=True)
        command = [sys.executable, str(HERE / "cut_short.py"), str(folder), action]
        subprocess.run(command, check=True, timeout=120)
        steps = sorted((path for path in folder.iterdir() if path.name != "start"), key=_number)
        assert steps
        return steps

    return leave


def _number(path):
    return int(path.name)


@pytest.fixture(scope="module")
def publications(killed):
    """As they were left: to be copied before anything is done to them."""
    return killed("publish")


@pytest.fixture(scope="module")
def withdrawals(killed):
    return killed("withdraw")


@pytest.fixture
def copies(tmp_path):
    def copy(steps):
        for step in steps:
            shutil.copytree(step, tmp_path / step.name, symlinks=True)
            yield tmp_path / step.name

    return copy


def names(folder):
    return {path.name for path in folder.iterdir()} - {".publication.lock"}


def seen(folder):
    """What a visitor sees: name → number of the edition. Fails on anything that is a half."""
    shown = Catalogue(folder)
    entries = shown.entries()
    assert not [entry for entry in entries if isinstance(entry, Broken)]
    assert not shown.state().problems
    for entry in entries:
        assert entry.notice is not None
        assert entry.notice.mark == entry.mark
    return {entry.name: entry.standing.number for entry in entries}


@pytest.mark.long  # test_road_killed kills while publishing
def test_a_publication_that_was_killed_was_or_was_not(publications, start, copies):
    outcomes = set()
    assert len(publications) > 30
    for step in copies(publications):
        catalogue = step / "catalogue"
        before = seen(catalogue)
        assert before in ({FIRST: 1}, {FIRST: 1, SECOND: 2}), step
        found = recover(catalogue)
        after = seen(catalogue)
        assert after.items() >= before.items(), step
        done = SECOND in after
        assert done is (SECOND in before or found.completed == (SECOND,))
        assert next_edition(catalogue, SERIES) == (3 if done else 2)
        expected = {FIRST, f"{FIRST}.edition.json"}
        expected |= {SECOND, f"{SECOND}.edition.json"} if done else set()
        assert names(catalogue) == expected, step
        outcomes.add((SECOND in before, done))
        for path in (start / "catalogue" / FIRST).rglob("*"):  # the first was never touched
            if path.is_file():
                place = catalogue / path.relative_to(start / "catalogue")
                assert place.read_bytes() == path.read_bytes()
    assert outcomes == {(False, False), (False, True), (True, True)}


@pytest.mark.long
def test_the_next_publication_clears_up_by_itself(publications, copies):
    told = set()
    for folder in copies([*publications[1:-4:9], *publications[-4:]]):
        try:
            publish(folder / "candidate", folder / "catalogue", notice(2))
            told.add("published")
        except EditionRefused as error:
            told.add(error.rule)
        assert seen(folder / "catalogue") == {FIRST: 1, SECOND: 2}
        assert lanterne.verify(folder / "catalogue" / SECOND).ok
        assert not [name for name in names(folder / "catalogue") if name.startswith(".")]
    assert told == {"published", "edition-exists"}


def test_a_withdrawal_that_was_killed_was_or_was_not(withdrawals, copies):
    outcomes = set()
    for step in copies(withdrawals):
        catalogue, archive = step / "catalogue", step / "archive"
        visible = seen(catalogue) == {FIRST: 1}
        gone = Catalogue(catalogue).withdrawn(FIRST) is not None
        assert visible is not gone, step  # never both, never neither
        found = recover(catalogue, archive)
        assert not found.waiting
        assert (seen(catalogue) == {FIRST: 1}) is visible
        expected = {FIRST} if visible else {f"{FIRST}.withdrawn.json"}
        assert names(catalogue) == expected | {f"{FIRST}.edition.json"}
        assert names(archive) == (set() if visible else {FIRST})
        place = catalogue if visible else archive
        assert lanterne.verify(place / FIRST).ok
        outcomes.add((gone, bool(found.archived)))
    assert outcomes == {(False, False), (True, True), (True, False)}


def test_without_an_archive_a_withdrawn_release_waits_out_of_sight(withdrawals, copies):
    waited = 0
    for step in copies(withdrawals):
        found = recover(step / "catalogue")
        gone = Catalogue(step / "catalogue").withdrawn(FIRST) is not None
        if found.waiting:
            waited += 1
            assert gone
            assert FIRST not in names(step / "catalogue")
            assert recover(step / "catalogue", step / "archive").archived == (FIRST,)
        assert gone is (names(step / "archive") == {FIRST})
    assert waited > 0


@pytest.mark.parametrize(
    "kind",
    [
        *(pytest.param(one, marks=pytest.mark.long) for one in ("undecided", "decided")),
        "leaving",
    ],
)
def test_a_recovery_may_be_killed_too(request, killed, kind):
    """Of a publication before and after it was decided, and of a withdrawal."""
    left = request.getfixturevalue("withdrawals" if kind == "leaving" else "publications")

    def half(step):
        catalogue = step / "catalogue"
        if kind == "leaving":
            return (catalogue / f"{FIRST}.withdrawn.json").exists() and not names(step / "archive")
        hidden = (catalogue / f".{SECOND}.publishing").is_dir()
        return hidden and (catalogue / f"{SECOND}.edition.json").exists() is (kind == "decided")

    begin = [step for step in left if half(step)][-1]
    wanted = {"undecided": {FIRST: 1}, "decided": {FIRST: 1, SECOND: 2}, "leaving": {}}[kind]
    for step in killed("recover", begin)[::2]:
        seen(step / "catalogue")
        recover(step / "catalogue", step / "archive")
        assert seen(step / "catalogue") == wanted, step
        assert not [name for name in names(step / "catalogue") if name.startswith(".")]


SLOWLY = """
import sys, time
from pathlib import Path
real = Path.rename
def rename(self, target):
    done = real(self, target)
    time.sleep(0.05)
    return done
Path.rename = rename
from edition_shelf import REASON, moment, notice, publish
from lanterne.catalogue import withdraw
candidate, catalogue, archive = map(Path, sys.argv[1:])
for number in range(2, 7):
    made = publish(candidate, catalogue, notice(number))
    if number % 2:
        withdraw(made.name, catalogue, REASON, archive=archive, withdrawn=moment(9))
"""


def test_a_reader_never_sees_a_half(start, tmp_path):
    folder = shutil.copytree(start, tmp_path / "copy")
    catalogue = folder / "catalogue"
    arguments = [str(folder / "candidate"), str(catalogue), str(folder / "archive")]
    writer = subprocess.Popen([sys.executable, "-c", SLOWLY, *arguments], cwd=HERE, env=_here())
    shown, views = Catalogue(catalogue), set()
    writing = True
    while writing:
        writing = writer.poll() is None  # looked at once more after its end
        for number in range(1, 7):
            name = f"{SERIES}.v{number}"
            entry = shown.get(name)
            assert not isinstance(entry, Broken), name
            assert entry is None or (entry.notice is not None and entry.standing is not None)
            views.add((number, entry is not None, shown.withdrawn(name) is not None))
        entries = shown.entries()
        assert all(isinstance(entry, Edition) and entry.notice for entry in entries)
        assert not shown.state().problems
    assert writer.returncode == 0
    assert {(number, True, False) for number in (2, 4, 6)} <= views
    assert {(number, False, True) for number in (3, 5)} <= views
    assert seen(catalogue) == {f"{SERIES}.v{number}": number for number in (1, 2, 4, 6)}


def _here():
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])}


AT_ONCE = """
import sys, time
from pathlib import Path
from edition_shelf import notice, publish
from lanterne.catalogue import EditionRefused
candidate, catalogue, gate = map(Path, sys.argv[1:4])
gate.with_name(f"ready-{sys.argv[4]}").touch()
while not gate.exists():
    time.sleep(0.001)
try:
    publish(candidate, catalogue, notice(2, approved_by=f"Person {sys.argv[4]}"))
except EditionRefused as error:
    print(error.rule, error)
else:
    print("published")
"""


@pytest.mark.long  # whoever waits for the lock in vain is told so below, and one edition is one
def test_of_several_who_publish_the_same_edition_exactly_one_does(start, tmp_path):
    folder = shutil.copytree(start, tmp_path / "copy")
    gate = tmp_path / "gate"
    arguments = [str(folder / "candidate"), str(folder / "catalogue"), str(gate)]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", AT_ONCE, *arguments, str(number)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=HERE,
            env=_here(),
        )
        for number in range(4)
    ]
    while len(list(tmp_path.glob("ready-*"))) < 4:
        assert all(process.poll() is None for process in processes)
        time.sleep(0.01)
    gate.touch()
    said = [process.communicate(timeout=60)[0].strip() for process in processes]
    winner = said.index("published")
    assert said.count("published") == 1
    for number, text in enumerate(said):
        if number != winner:
            assert text.startswith("edition-exists ")
            assert f"approved by Person {winner}" in text
    assert seen(folder / "catalogue") == {FIRST: 1, SECOND: 2}


def test_whoever_waits_in_vain_is_told_for_whom(start, tmp_path):
    folder = shutil.copytree(start, tmp_path / "copy")
    with storage.locked(folder / "catalogue", Message("something is being done"), 1):
        for act in (
            lambda: publish(folder / "candidate", folder / "catalogue", notice(2), wait=0.1),
            lambda: recover(folder / "catalogue", wait=0),
            lambda: withdraw(
                FIRST,
                folder / "catalogue",
                REASON,
                archive=folder / "archive",
                withdrawn=moment(9),
                wait=0,
            ),
        ):
            with pytest.raises(EditionRefused) as error:
                act()
            assert error.value.rule == "busy"
            for said in (str(os.getpid()), "something is being done"):
                assert said in str(error.value)
    publish(folder / "candidate", folder / "catalogue", notice(2), wait=0)


def test_the_lock_of_a_process_that_was_killed_holds_nobody_up(start, tmp_path):
    folder = shutil.copytree(start, tmp_path / "copy")
    hold = (
        "import sys, time; from pathlib import Path; from lanterne.catalogue import storage\n"
        "from lanterne.messages import Message\n"
        "with storage.locked(Path(sys.argv[1]), Message('x'), 1):\n"
        "    print('held', flush=True)\n"
        "    time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", hold, str(folder / "catalogue")],
        stdout=subprocess.PIPE,
        text=True,
        env=_here(),
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    with pytest.raises(EditionRefused):
        recover(folder / "catalogue", wait=0)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    recover(folder / "catalogue", wait=5)
    assert read_state(folder / "catalogue").series[SERIES].last.name == FIRST
