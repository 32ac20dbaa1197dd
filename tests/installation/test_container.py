"""What is deployed names files, commands and options that there are, and asks for little."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from lanterne.cli.app import app
from lanterne.hub.processes.serve import PROCESSES

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def _steps() -> Iterator[tuple[str, str]]:
    """Each instruction of the Containerfile and what it is given."""
    text = re.sub(r"^#.*\n", "", (DEPLOY / "Containerfile").read_text("utf-8"), flags=re.M)
    for line in filter(None, re.sub(r"\\\n\s*", "", text).split("\n")):
        instruction, _, given = line.partition(" ")
        yield instruction, given


def _given(instruction: str) -> list[str]:
    return [given for name, given in _steps() if name == instruction]


def _compose(name: str = "compose") -> dict[str, Any]:
    made: dict[str, Any] = yaml.safe_load((DEPLOY / f"{name}.yaml").read_text("utf-8"))
    return made


def _let_in() -> list[str]:
    lines = (ROOT / ".dockerignore").read_text("utf-8").split()
    return [line[1:] for line in lines if line.startswith("!")]


def test_what_is_copied_exists_and_is_all_that_the_builder_is_given() -> None:
    copied = [
        word
        for given in _given("COPY")
        if "--from" not in given
        for word in shlex.split(given)[:-1]
    ]
    assert sorted(copied) == sorted(_let_in())
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert "*" in (ROOT / ".dockerignore").read_text("utf-8").split("\n")


def test_what_is_installed_is_locked_with_hashes() -> None:
    steps = " && ".join(_given("RUN")).split(" && ")
    installing = [step for step in steps if "pip install" in step]
    assert len(installing) == 3
    for step in installing:
        assert "--no-deps" in step
        assert "--require-hashes" in step or step.endswith("dist/*.whl")
    bases = [given.split()[0] for given in _given("FROM")]
    assert len(set(bases)) == 1
    assert re.fullmatch(
        r"docker\.io/library/python:3\.\d+\.\d+-slim-\w+(@sha256:\w{64})?", bases[0]
    )


@pytest.mark.parametrize("lock", ["requirements-hub.lock", "requirements-installer.lock"])
def test_the_image_has_the_versions_that_are_tested(lock: str) -> None:
    tested = _pinned(ROOT / "requirements.lock")
    named = _pinned(ROOT / lock)
    assert {name: version for name, version in named.items() if name != "uv"}.items() <= (
        tested.items()
    )


def test_the_image_has_all_that_the_hub_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = {
        re.split(r"[\[<>=~! ]", line)[0].lower()
        for line in (*project["dependencies"], *extras["hub"], *extras["pdf"])
    }
    assert asked <= _pinned(ROOT / "requirements-hub.lock").keys()


def _pinned(path: Path) -> dict[str, str]:
    found = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)", path.read_text("utf-8"), re.M)
    assert found
    return dict(found)


def test_nobody_is_root_and_the_image_begins_the_command_that_pip_installs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    order = [name for name, _ in _steps()]
    assert _given("USER") == ["lanterne"]
    assert order.index("USER") > max(place for place, name in enumerate(order) if name == "RUN")
    assert _given("ENTRYPOINT") == ['["lanterne"]']
    assert "lanterne" in project["scripts"]


def _command(words: list[str]) -> None:
    """Let Click read the words as ``lanterne`` would, and run nothing."""
    verb = get_command(app)
    while isinstance(verb, TyperGroup):
        name, *words = words
        verb = verb.commands[name]
    assert isinstance(verb, TyperCommand)
    verb.make_context(name, words, resilient_parsing=False)


def test_the_commands_of_the_containers_and_of_the_service_are_understood() -> None:
    services = _compose()["services"]
    begun = {name: one["command"] for name, one in services.items() if "command" in one}
    assert begun.keys() == set(PROCESSES)
    for name, words in begun.items():
        _command(words)
        assert words[-2:] == ["--only", name]
    service = (DEPLOY / "lanterne.service").read_text("utf-8")
    line = re.search(r"^ExecStart=\S+/lanterne (.+)$", service, re.M)
    assert line
    _command(shlex.split(line[1]))


def test_each_process_reads_its_root_and_has_no_rights_and_only_its_folders() -> None:
    services = _compose()["services"]
    for name in PROCESSES:
        one = services[name]
        assert one["read_only"] is True
        assert one["cap_drop"] == ["ALL"]
        assert one["security_opt"] == ["no-new-privileges:true"]
        assert "ports" not in one
    assert services["portal"]["volumes"] == [
        "./portal:/etc/lanterne:ro",
        "releases:/var/lib/lanterne/releases:ro",
    ]
    assert services["worker"]["networks"] == ["inside"]


def test_the_demo_is_one_command_that_this_computer_alone_reaches_and_that_keeps_nothing() -> None:
    (one,) = _compose("demo")["services"].values()
    _command(list(one["command"]))
    asked = dict(zip(one["command"][3::2], one["command"][4::2], strict=True))
    port = int(asked["--port"])
    # the same ports outside: an account is let in at the address of the workspace alone
    assert one["ports"] == [f"127.0.0.1:{at}:{at}" for at in (port, port + 1)]
    assert one["tmpfs"] == ["/tmp:mode=1777"]
    assert one["command"][2].startswith("/tmp/")
    hub = _compose()["services"]["workspace"]
    for name in ("build", "image", "read_only", "cap_drop", "security_opt"):
        assert one[name] == hub[name]
