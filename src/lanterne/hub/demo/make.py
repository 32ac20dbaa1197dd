"""``lanterne hub demo``: make the folder of a hub to try, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lanterne.disk import reason
from lanterne.errors import UsageError, annotate
from lanterne.harmonise.written_folder import becomes
from lanterne.hub.demo.world import Person, Tell
from lanterne.hub.listen import ports_to_be_had
from lanterne.hub.process_vault import unlock
from lanterne.hub.processes.config import Config
from lanterne.hub.processes.inside import master_of
from lanterne.hub.processes.read_config import load_config
from lanterne.hub.project import bring_up_to_date, open_server
from lanterne.intake.codes import new_code
from lanterne.messages import Message
from lanterne.verbs.road import Step

CONFIG = "hub.toml"

ROAD = (
    Step("people", Message("stage.demo-people"), 8.0),
    Step("edition", Message("stage.demo-edition", {"number": 1}), 5.0),
    Step("edition", Message("stage.demo-edition", {"number": 2}), 2.5),
    Step("waiting", Message("stage.demo-waiting"), 2.2),
    Step("agreement", Message("stage.demo-agreement"), 1.0),
)

_CONFIG = """\
# A hub to try, made by lanterne hub demo: everything in it is fictional. Never bring real cases
# into it: a password is enough to come in, and nothing is encrypted on its way.
format = 1
home = "hub"
second_factor = false

[workspace]
address = "http://localhost:{workspace}"
listen = "{host}:{workspace}"

[portal]
address = "http://127.0.0.1:{portal}"
listen = "{host}:{portal}"
"""


@dataclass(frozen=True)
class Place:
    """Where it will listen.

    Attributes:
        host: An address of this machine: ``127.0.0.1``, or ``0.0.0.0`` for all that it has.
        port: Of the workspace; the portal has the next one. 0: both have one that is free.
    """

    host: str = "127.0.0.1"
    port: int = 0

    def ports(self) -> tuple[int, int]:
        """Of the workspace and of the portal; both can be had.

        Raises:
            UsageError: One cannot, or there is no such address.
        """
        wanted = (self.port, self.port + 1) if self.port else (0, 0)
        try:
            workspace, portal = ports_to_be_had(self.host, wanted)
        except OSError as error:
            raise UsageError("demo-hub.problem.host", host=self.host) from error
        return workspace, portal


@dataclass(frozen=True)
class Demo:
    """What was made.

    Attributes:
        config: Its configuration, for ``lanterne serve --config``.
        password: Of all accounts; it is kept nowhere.
        people: The accounts, organisation by organisation.
    """

    config: Path
    password: str = field(repr=False)
    people: Sequence[Person]


def make_demo(folder: Path, *, at: Place, language: str, tell: Tell) -> Demo:
    """Make a hub with three fictional organisations. Once per process, which becomes its workspace.

    Args:
        folder: Must not exist.
        at: Where it will listen.
        language: In which it is made.
        tell: Is called with the stage and its share, now and then.

    Raises:
        UsageError: The folder exists or cannot be made, or a port cannot be had.
        LanterneError: A step was refused.
    """
    if folder.exists():
        raise UsageError("demonstration.exists", folder=str(folder))
    workspace, portal = at.ports()
    said = _CONFIG.format(host=at.host, workspace=workspace, portal=portal)
    password = f"{new_code()}-{new_code()}"
    try:
        with becomes(folder) as draft:
            (draft / CONFIG).write_text(said, "utf-8")
            config = load_config(draft / CONFIG)
            people = _filled(config, password, language, tell)
    except OSError as error:
        raise UsageError("disk.unwritable", place=str(folder), why=reason(error)) from error
    except BaseException as error:
        annotate(error, Message("demo-hub.problem.nothing-left"))
        raise
    return Demo(folder / CONFIG, password, people)


def _filled(config: Config, password: str, language: str, tell: Tell) -> Sequence[Person]:
    """Make this process the workspace of a new hub, and fill it."""
    master = master_of(config)
    open_server(config, at_once=True)
    unlock(master)
    bring_up_to_date()
    from lanterne.hub.demo.fill import fill  # noqa: PLC0415 - the apps must be loaded first

    return fill(config.workspace.address, password, language, tell)
