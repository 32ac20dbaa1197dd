"""``lanterne serve``, as a person runs it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from shelf import TABLE

from program import command


def start(*arguments: object, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command("serve", *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "COLUMNS": "80", "NO_COLOR": "1", **more},
    )


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_it_prints_a_link_answers_and_ends(made):
    process = start(made, "--no-browser")
    assert process.stdout is not None
    label, link = process.stdout.readline().split()
    assert label == "Open"
    root = link.partition("/open/")[0]
    assert root.startswith("http://127.0.0.1:")
    assert status(f"{root}/en/") == 403
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with opener.open(link, timeout=30) as answer:
        assert TABLE in answer.read().decode()
        assert "Server" not in answer.headers
    assert status(link) == 403
    port = int(root.rpartition(":")[2])
    taken = start(made, "--no-browser", "--port", port)
    out, err = taken.communicate(timeout=60)
    assert (taken.returncode, out) == (2, "")
    assert err == (
        f"Usage: Port {port} is taken. Choose another with --port, or leave it out for one that "
        "is free.\n"
    )
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert out.endswith("Stopped.\n")
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_only_this_computer_can_reach_it(made):
    process = start(made, "--no-browser")
    assert process.stdout is not None
    port = int(process.stdout.readline().split("/open/")[0].rpartition(":")[2])
    try:
        listening = Path("/proc/net/tcp").read_text().splitlines()[1:]
    except OSError:
        pytest.skip("only Linux lists what listens")
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    here = [line.split()[1] for line in listening if line.split()[1].endswith(f":{port:04X}")]
    assert "0100007F" in {place.split(":")[0] for place in here}
    assert "00000000" not in {place.split(":")[0] for place in here}


def test_the_browser_of_the_person_is_opened(made, tmp_path):
    seen = tmp_path / "seen"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {seen}\n', "utf-8")
    browser.chmod(0o700)
    process = start(made, BROWSER=str(browser))
    assert process.stdout is not None
    link = process.stdout.readline().split()[1]
    for _ in range(300):
        if seen.exists() and seen.read_text():
            break
        signal.sigtimedwait([], 0.1)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert seen.read_text().strip() == link


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nowhere is not a folder. Give the folder that holds the releases."),
        (["--port", "70000"], "must be a whole number from 0 to 65535"),
    ],
)
def test_a_wrong_call_is_explained(arguments, said):
    process = start(*arguments, "--no-browser")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert said in " ".join(err.replace("│", " ").split())
    assert "Traceback" not in err


def test_without_django_it_says_what_to_install(tmp_path):
    (tmp_path / "django.py").write_text(
        "raise ModuleNotFoundError('No module named django', name='django')\n", "utf-8"
    )
    path = os.pathsep.join([str(tmp_path), *sys.path])
    process = start(".", "--no-browser", PYTHONPATH=path)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert err == "Usage: The hub is not installed. Install it with: pip install 'lanterne[hub]'\n"
