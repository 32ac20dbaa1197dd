"""A hub to try: what is in it, who can come in, and that nothing is left of one that fails."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from patience import until

from lanterne.catalogue import read_state
from lanterne.errors import LanterneError
from lanterne.hub.demo import make
from lanterne.hub.demo.world import ACCOUNTS, LEAD, texts
from lanterne.hub.people.roles import Role
from lanterne.messages import TAGS, Message, say
from lanterne.release import verify_release
from once import made_once
from program import command, run_here

SERIES = "fictional-people-helped-by-the-harbour-centre"
SAID = "said.txt"


@dataclass(frozen=True)
class Running:
    """A demo that is open.

    Attributes:
        work: Address of its workspace.
        public: Address of its portal.
        password: Of its accounts, as it was printed.
    """

    work: str
    public: str
    password: str

    def signed_in(self, role: Role, place: str = LEAD) -> requests.Session:
        """A browser of somebody who has signed in."""
        browser = requests.Session()
        at = f"{self.work}/en/account/login/"
        page = browser.get(at, timeout=30)
        form = {
            "csrfmiddlewaretoken": re.search(r'middlewaretoken" value="([^"]+)', page.text)[1],
            "login": f"{role.value}@{place}.example",
            "password": self.password,
        }
        answer = browser.post(at, form, headers={"Referer": at}, timeout=30)
        assert answer.url == f"{self.work}/en/work/{place}/", answer.url
        browser.home = answer.text
        return browser


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Path:
    """A demo, and what was printed of it."""

    def run(folder: Path) -> None:
        words = command("hub", "demo", folder / "demo", "--no-serve")
        told = subprocess.run(words, capture_output=True, text=True, check=False, timeout=600)
        assert told.returncode == 0, told.stderr
        (folder / SAID).write_text(told.stdout, "utf-8")

    return made_once(tmp_path_factory, "demo-hub", run)


@pytest.fixture(scope="module")
def running(made, tmp_path_factory):
    """A copy of it that is open, at ports of its own, until somebody presses Ctrl-C."""
    folder = tmp_path_factory.mktemp("served") / "demo"
    shutil.copytree(made / "demo", folder)
    config, log = folder / make.CONFIG, folder / "log"
    for number, port in zip(_ports(config), make.Place().ports(), strict=True):
        config.write_text(config.read_text("utf-8").replace(number, str(port)), "utf-8")
    work, public = re.findall(r'address = "(\S+)"', config.read_text("utf-8"))
    with log.open("w") as file:
        words = command("serve", "--config", config)
        process = subprocess.Popen(words, stdout=file, stderr=file)
    try:
        until(lambda: requests.get(f"{work}/en/", timeout=30).ok)
        until(lambda: requests.get(f"{public}/en/", timeout=30).ok)
        yield Running(work, public, _password(made))
    finally:
        process.send_signal(signal.SIGINT)
        ended = process.wait(60)
    assert ended == 0
    assert "Stopped." in log.read_text("utf-8")
    assert "Traceback" not in log.read_text("utf-8")


def _ports(config: Path) -> list[str]:
    return re.findall(r'listen = "127\.0\.0\.1:(\d+)"', config.read_text("utf-8"))


def _password(made: Path) -> str:
    return re.search(r"^Password +(\S+)$", (made / SAID).read_text("utf-8"), re.M)[1]


def test_it_names_each_account_and_a_password_that_is_kept_nowhere(made):
    said = (made / SAID).read_text("utf-8")
    password = _password(made)
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", password)
    assert said.count(password) == 1
    assert [one.email for one in ACCOUNTS if one.email not in said] == []
    files = [one for one in (made / "demo").rglob("*") if one.is_file()]
    assert [one for one in files if password.encode() in one.read_bytes()] == []
    assert len(_ports(made / "demo" / make.CONFIG)) == 2, "it listens to this computer alone"


def test_two_editions_are_whole_and_say_in_each_language_that_nobody_exists(made):
    releases = made / "demo" / "hub" / "releases"
    notices = [one.notice for one in read_state(releases).series[SERIES].records]
    assert [one.name for one in notices] == [f"{SERIES}.v1", f"{SERIES}.v2"]
    for one in notices:
        assert verify_release(releases / one.name).ok
        assert one.title == texts("title")
        assert "fictional" in one.publisher


def test_each_page_of_the_portal_says_that_the_people_are_fictional(running):
    title = texts("title")
    for language, name in title.items():
        for where in ("", f"datasets/{SERIES}/", f"releases/{SERIES}.v2/"):
            assert name in requests.get(f"{running.public}/{language}/{where}", timeout=30).text
    for edition in ("v1", "v2"):
        for part in ("explore", "codebook", "figures", "figures/map-citizenship"):
            at = f"{running.public}/fr/releases/{SERIES}.{edition}/{part}/"
            page = requests.get(at, timeout=30)
            assert page.ok, part
            assert title["fr"] in page.text, part


def let_pass(where: str, officer: requests.Session) -> None:
    """Write a reason where the gate refuses the release, as it may: its noise is drawn anew."""
    text = officer.get(where, timeout=30).text
    if 'name="reason_en"' in text:
        why = Message("terminal.demo.why")
        form = {f"reason_{tag}": say(why, tag) for tag in TAGS} | {
            name: re.search(rf'name="{name}" value="([^"]+)"', text)[1]
            for name in ("csrfmiddlewaretoken", "seal")
        }
        answer = officer.post(f"{where}exempt/", form, headers={"Referer": where}, timeout=30)
        assert answer.ok


def test_each_role_comes_in_and_what_waits_is_seen_by_those_who_decide(running):
    browsers = {role: running.signed_in(role) for role in Role}
    waits = "Approve a release, send it back or refuse it"
    decide = {role for role, one in browsers.items() if waits in one.home}
    assert decide == {Role.PRIVACY_OFFICER, Role.PUBLISHER}
    where = re.search(r'href="(\S+/submissions/\S+)"', browsers[Role.PUBLISHER].home)[1]
    seen = {role: one.get(running.work + where, timeout=30) for role, one in browsers.items()}
    assert {role for role, one in seen.items() if 'value="approve"' in one.text} == decide
    stranger = running.signed_in(Role.PRIVACY_OFFICER, "hill")
    assert waits not in stranger.home
    assert stranger.get(running.work + where, timeout=30).status_code == 404
    let_pass(running.work + where, browsers[Role.PRIVACY_OFFICER])
    seen[Role.PUBLISHER] = browsers[Role.PUBLISHER].get(running.work + where, timeout=30)
    agreed = stranger.get(f"{running.work}/en/work/hill/joint/", timeout=30).text
    assert "in force" in agreed
    said = {
        name: re.search(rf'name="{name}" value="([^"]+)"', seen[Role.PUBLISHER].text)[1]
        for name in ("csrfmiddlewaretoken", "seal")
    }
    for act in ("decide", "publish"):
        form = {**said, "verdict": "approve", "comment": ""}
        at, headers = f"{running.work}{where}{act}/", {"Referer": running.work + where}
        assert browsers[Role.PUBLISHER].post(at, form, headers=headers, timeout=30).ok
    third = f"{running.public}/en/releases/{SERIES}.v3/"
    until(lambda: requests.get(third, timeout=30).ok)


def test_a_folder_that_exists_is_left_as_it_is(tmp_path):
    (tmp_path / "there").mkdir()
    told = run_here(tmp_path, "hub", "demo", "there")
    assert told.returncode == 2
    assert "there exists already" in told.stderr
    assert list(tmp_path.rglob("*")) == [tmp_path / "there"]


def test_a_port_that_is_taken_and_an_address_of_elsewhere_are_said_before_any_work(tmp_path):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        told = run_here(tmp_path, "hub", "demo", "new", "--port", port)
        assert (told.returncode, f"Port {port} is taken" in told.stderr) == (2, True)
        told = run_here(tmp_path, "hub", "demo", "new", "--port", port - 1)
        assert told.returncode == 2, "the portal has the next one"
    told = run_here(tmp_path, "hub", "demo", "new", "--host", "192.0.2.1")
    assert (told.returncode, "192.0.2.1 is not an address" in told.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "error", [LanterneError("demo-hub.problem.not-made"), OSError(28, "full"), KeyboardInterrupt()]
)
def test_nothing_is_left_of_a_demo_that_is_cut_short(tmp_path, monkeypatch, error):
    def filled(config, *_given):
        config.home.mkdir()
        (config.home / "half").touch()
        raise error

    monkeypatch.setattr(make, "_filled", filled)
    told = run_here(tmp_path, "hub", "demo", "new")
    assert told.returncode in {1, 2, 130}
    assert list(tmp_path.iterdir()) == []
    if not isinstance(error, OSError):
        assert "Nothing of the demo was left behind." in told.stderr
