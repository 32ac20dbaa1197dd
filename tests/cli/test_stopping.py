"""Whatever stops a run, at whatever moment: whole or nothing, and the ledger is true."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from lanterne_process import (
    BOOK,
    CHARGED,
    HEADER,
    INTERRUPTED,
    NOT_CHARGED,
    run,
    run_apart,
    run_json,
    start,
    write_cases,
)
from random_stops import stop_at_random

import lanterne
from extent import ALL
from lanterne.privacy import Ledger
from lanterne.release import verify_release

PROTECT = ("protect", "cases.csv", "-c", BOOK, "--epsilon", 1, "--out")
LEDGER = "lanterne-ledger.jsonl"
STOPPED = {signal.SIGINT: 130, signal.SIGTERM: 143}
"""Signal → the exit code."""


def spends(folder: Path) -> list[str]:
    return [
        entry.details["purpose"]
        for entry in Ledger(folder / LEDGER).entries()
        if entry.kind == "spend"
    ]


def seconds_of_a_run(folder: Path) -> float:
    begin = time.monotonic()
    run_apart(folder, *PROTECT, "whole")
    return time.monotonic() - begin


def test_killed_at_any_moment(tmp_path):
    """After kill -9 there is no release or a whole one, and never a release without its spend."""
    write_cases(tmp_path, 300)
    long = seconds_of_a_run(tmp_path)
    chance = random.Random(1)
    moments = 6 if ALL else 3
    for number in range(moments):
        name = f"killed-{number}"
        process = start(tmp_path, *PROTECT, name)
        time.sleep(long * (0.05 + 0.96 / moments * number + 0.1 * chance.random()))
        process.kill()
        process.communicate()
        out, kept = tmp_path / name, tmp_path / f"{name}.fitted.npz"
        assert not out.exists() or verify_release(out).ok
        assert name in spends(tmp_path) or not (out.exists() or kept.exists())
        if kept.exists() and not out.exists():  # paid for, and not lost
            assert lanterne.load(lanterne.redraw(kept, out=out)).data.height
    charged = spends(tmp_path)
    run(tmp_path, *PROTECT, "next")
    assert run_json(tmp_path, "ledger", ".")["releases"] == len(charged) + 1
    assert len(charged) < moments + 1  # the first of them came before the spend
    assert verify_release(tmp_path / "next").ok


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stopped")
    write_cases(folder, 300)
    return folder


def stopped_message(folder: Path, name: str, process, number: int = signal.SIGINT) -> str:
    """What is said of a stop; it must be what the ledger and the folder show."""
    process.send_signal(number)
    out, err = process.communicate(timeout=120)
    if process.returncode == -number:  # Python itself had only just begun, and says so
        assert name not in spends(folder)
        assert not (folder / name).exists()
        return ""
    assert "Traceback" not in out + err
    if process.returncode == 0:
        return ""
    assert process.returncode == STOPPED[number], out + err
    assert "Stopped." in err or (err == "" and name not in spends(folder))  # before it began
    assert out == ""
    assert (CHARGED in err) == (name in spends(folder))
    assert not (folder / name).exists() or verify_release(folder / name).ok
    assert not list(folder.glob(".*"))
    return err


def test_stopped_before_the_spend(folder):
    process = start(folder, *PROTECT, "early", env=INTERRUPTED)
    time.sleep(0.6)
    err = stopped_message(folder, "early", process)
    assert err == "" or NOT_CHARGED in err or "othing was spent" in err


def test_stopped_as_soon_as_the_spend_is_written(folder):
    before = len(spends(folder))
    process = start(folder, *PROTECT, "charged", env=INTERRUPTED)
    while len(spends(folder)) == before and process.poll() is None:
        time.sleep(0.01)
    assert CHARGED in stopped_message(folder, "charged", process)


# Before the spend, as it is written and after it each have a test of their own.
@pytest.mark.long
@pytest.mark.parametrize("delay", [0.3, 1.0, 1.5])
def test_stopped_at_any_moment(delay, folder):
    name = f"stopped-{delay}"
    process = start(folder, *PROTECT, name, env=INTERRUPTED)
    time.sleep(delay)
    stopped_message(folder, name, process)


@pytest.mark.long
def test_stopped_at_random_moments_by_either_signal(tmp_path):
    """A few here; several hundred by hand: see random_stops.py."""
    times = 10 if ALL else 4
    assert sum(stop_at_random(tmp_path, times, seed=int(time.time())).values()) == times


@pytest.mark.long  # one that is told of nothing any more says so each time, by both signals
def test_sigterm_after_the_spend_says_what_was_spent(folder):
    before = len(spends(folder))
    process = start(folder, *PROTECT, "ended", env=INTERRUPTED)
    while len(spends(folder)) == before and process.poll() is None:
        time.sleep(0.01)
    assert CHARGED in stopped_message(folder, "ended", process, signal.SIGTERM)


PROGRAM = """
import signal, sys, time
import typer
import lanterne.cli.app
from lanterne.cli.errors import telling_errors

def press():
    signal.raise_signal(signal.SIGINT)

class Last:
    def __del__(self):
        DESTRUCTOR

def verb():
    VERB

sys.argv = ["lanterne"]
lanterne.cli.app.app = typer.Typer()
lanterne.cli.app.app.command()(telling_errors(verb))
lanterne.cli.main()
"""
SWALLOWED = """
    try:
        press()
    except BaseException:
        time.sleep(0.4)
    press()
"""
TURNED = """
    try:
        press()
    except BaseException:
        raise ImportError("a library") from None
"""
TWICE = """
    try:
        press()
    finally:
        press()
"""


def pressed(verb: str, destructor: str = "pass") -> subprocess.CompletedProcess[str]:
    """What is said where Ctrl-C is pressed in a verb."""
    program = PROGRAM.replace("VERB", verb).replace("DESTRUCTOR", destructor)
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=50
    )


NEVER_CHARGED = """
    from lanterne.privacy import Budget, GaussianEvent, Ledger, Spend
    try:
        signal.raise_signal(signal.NUMBER)
    except BaseException:
        pass
    spend = Spend("p", "person", Budget(1.0, 1e-6), (GaussianEvent(100.0, 1),), "r")
    Ledger("ledger.jsonl").charge(spend)
"""


@pytest.mark.parametrize("number", STOPPED)
def test_once_it_was_stopped_nothing_is_charged_whatever_became_of_that(
    tmp_path, monkeypatch, number
):
    """The stop is swallowed, as libraries do; the charge comes at once."""
    monkeypatch.chdir(tmp_path)
    said = pressed(NEVER_CHARGED.replace("NUMBER", number.name))
    assert said.stderr == "\nStopped. Nothing is half written.\nNothing was spent.\n"
    assert said.returncode == STOPPED[number]
    assert not Ledger("ledger.jsonl").entries()


CHARGED_ALREADY = """
    from lanterne.privacy import Budget, GaussianEvent, Ledger, Spend
    spend = Spend("p", "person", Budget(1.0, 1e-6), (GaussianEvent(100.0, 1),), "r")
    Ledger("ledger.jsonl").charge(spend)
    signal.raise_signal(signal.NUMBER)
"""


@pytest.mark.parametrize("number", STOPPED)
def test_stopped_where_nothing_tells_of_it_any_more_it_says_that_it_was_charged(
    tmp_path, monkeypatch, number
):
    monkeypatch.chdir(tmp_path)
    said = pressed(CHARGED_ALREADY.replace("NUMBER", number.name))
    assert said.returncode == STOPPED[number]
    assert said.stderr == (
        "\nStopped. Nothing is half written.\n"
        "The budget WAS charged: ledger.jsonl holds the spend. "
        "Any files that were made are whole.\n"
    )
    assert [entry.kind for entry in Ledger("ledger.jsonl").entries()] == ["open", "spend"]


@pytest.mark.parametrize(
    ("verb", "destructor"),
    [
        ("Last(); time.sleep(60)", "press()"),  # Python prints it, goes on, and does nothing then
        ("_made = Last(); press()", "raise AttributeError('half made')"),
        (TURNED, "pass"),
        (TWICE, "pass"),
        (SWALLOWED, "pass"),
    ],
    ids=["in a destructor", "half made", "turned into another", "twice at once", "swallowed once"],
)
def test_whatever_becomes_of_ctrl_c_the_program_stops_and_says_so(verb, destructor):
    said = pressed(verb, destructor)
    assert said.stderr == "\nStopped. Nothing is half written.\nNothing was spent.\n"
    assert said.returncode == STOPPED[signal.SIGINT]


def test_stopped_while_a_library_is_loaded(tmp_path):
    """What some of them, that are written in C, make of it is an error of their own."""
    (tmp_path / "polars.py").write_text(
        "import signal\ntry: signal.raise_signal(signal.SIGINT)\n"
        "except BaseException: raise ImportError('a library') from None\n"
    )
    said = run_apart(
        tmp_path,
        "check",
        "cases.csv",
        "-c",
        BOOK,
        code=STOPPED[signal.SIGINT],
        env=loading(tmp_path),
    )
    assert "Stopped." in said.stderr


def test_an_error_that_nobody_asked_for_is_ours_as_before():
    said = pressed("raise ImportError('a library')")
    assert "Lanterne failed (ImportError" in said.stderr
    said = pressed("Last()", "raise AttributeError('x')")
    assert "AttributeError" in said.stderr
    assert "Stopped" not in said.stderr


def loading(folder: Path) -> dict[str, str]:
    return {**INTERRUPTED, "PYTHONPATH": os.pathsep.join([str(folder), *sys.path])}


def test_measurements_that_were_kept_are_not_paid_for_twice(folder):
    (folder / "again.fitted.npz").write_bytes(b"kept")
    said = run_apart(folder, *PROTECT, "again", code=2).stderr
    assert "lanterne redraw again.fitted.npz --out again" in " ".join(said.split())
    assert "again" not in spends(folder)


def test_a_reader_that_goes_away_is_no_fault(tmp_path):
    (tmp_path / "bad.csv").write_text("\n".join([HEADER, *["2020,X,,,Farm"] * 5000, ""]))
    process = start(tmp_path, "check", "bad.csv", "-c", BOOK)
    process.stdout.close()
    assert "Traceback" not in process.stderr.read()
    process.wait()
    process.stderr.close()
