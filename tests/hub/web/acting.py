"""A process of the hub for the tests of crashes: ``python acting.py HOME WHAT …``.

work              a worker that knows the fake kinds of work below; --impatient: it waits less for
                  a lock of the database; --clock=DAYS: its clock is wrong; --beside;
                  --begin=KIND: it is handed a job first, as by ``begin``
prepare           make a hub in which nothing has been done
begin KIND        hand a job to the worker; prints its id
cancel ID         ask that a job end
again ID          begin a job again
serve             the pages; prints the one-time link

The fake work stops before each of its stages until the test lets it pass, so that a test can kill
the worker exactly there. It writes down each stage that it begins, and charges a real ledger.
"""

from __future__ import annotations

import sys
import time
import uuid
from datetime import timedelta
from pathlib import Path

import waitress
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils import timezone

from lanterne import verbs
from lanterne.errors import LanterneError
from lanterne.hub.door import Door
from lanterne.hub.home import Home
from lanterne.hub.project import open_workspace

# ruff: noqa: PLC0415 - the apps must be loaded first

HOME = Home(Path(sys.argv[1]))


def gate(stage: str, tell=None) -> None:
    """Write down that a stage begins, and wait until the test lets it pass."""
    with (HOME.root / "trace").open("a") as file:
        file.write(f"{stage}\n")
    while not (HOME.root / f"pass-{stage}").exists():
        time.sleep(0.02)
        if tell is not None:
            tell(stage, 0.5)


def register() -> None:
    """Make the fake kinds of work known."""
    from lanterne.hub.jobs.charge import Standing, charge_of
    from lanterne.hub.jobs.work import Again, JobGivenUpError, Work, handler
    from lanterne.privacy import Budget, Ledger, Spend
    from lanterne.verbs.road import PROTECTING

    ledger = HOME.ledgers / "cases.jsonl"

    @handler("reading", again=Again.RESTART)
    def reading(work: Work) -> None:
        for stage in ("read", "search"):
            gate(stage, work.tell)

    @handler("asking", again=Again.ASK)
    def asking(work: Work) -> None:
        gate("read", work.tell)

    @handler("silent", again=Again.RESTART)
    def silent(work: Work) -> None:
        try:
            gate("read")
        finally:
            (HOME.root / "cleaned").touch()

    def charge(job):
        release = HOME.runs / str(job.pk) / f"release-{job.pk}"
        return charge_of(ledger, release, release.with_name(f"{release.name}.fitted.npz"))

    def resumed(work: Work, protect, redraw) -> None:
        release = HOME.runs / str(work.job.pk) / f"release-{work.job.pk}"
        release.parent.mkdir(exist_ok=True)
        found = charge(work.job)
        if found is None:
            protect(release)
        elif found.standing is Standing.KEPT:
            redraw(release)
        elif found.standing is not Standing.MADE:
            raise JobGivenUpError("It was spent and nothing came of it.")

    @handler("spending", again=Again.RESUME, charge=charge)
    def spending(work: Work) -> None:
        def protect(release: Path) -> None:
            gate("plan", work.tell)
            Ledger(ledger).charge(Spend("all", "person", Budget(1.0, 1e-6), (), release.name))
            gate("measure", work.tell)
            release.with_name(f"{release.name}.fitted.npz").touch()
            redraw(release)

        def redraw(release: Path) -> None:
            gate("sample", work.tell)
            release.mkdir()
            gate("verify", work.tell)

        resumed(work, protect, redraw)

    @handler("protecting", again=Again.RESUME, charge=charge, steps=PROTECTING)
    def protecting(work: Work) -> None:
        def tell(stage: str, share: float) -> None:
            gate(stage, work.tell)
            work.tell(stage, share)

        cases = next((HOME.root / "cases").glob("*.csv"))
        resumed(
            work,
            lambda release: verbs.protect(
                cases, HOME.root / "book.toml", epsilon=4, out=release, ledger=ledger, progress=tell
            ),
            lambda release: verbs.redraw(
                release.with_name(f"{release.name}.fitted.npz"), out=release, progress=tell
            ),
        )

    register_bad_ends()


def register_bad_ends() -> None:
    """Those that do not end well."""
    from lanterne.hub.jobs.work import Again, Work, handler

    @handler("stubborn", again=Again.RESTART)
    def stubborn(work: Work) -> None:
        while True:
            try:
                gate("read")
            except KeyboardInterrupt:
                continue

    @handler("failing", again=Again.RESTART)
    def failing(work: Work) -> None:
        raise ValueError("Kanarienvogel-4711")

    @handler("refusing", again=Again.RESTART)
    def refusing(work: Work) -> None:
        raise LanterneError("There is no such column.")


def begin(kind: str) -> uuid.UUID:
    """Hand a job to the worker; its id."""
    from lanterne.hub.jobs.start import start
    from lanterne.hub.people.access import Desk
    from lanterne.hub.people.laptop import first_person
    from lanterne.hub.people.models import Organisation

    person, place = first_person(), Organisation.objects.get()
    key: uuid.UUID = start(kind, Desk(person, place, person.roles_in(place)), uuid.uuid4()).pk
    return key


def main(what: str, *rest: str) -> None:
    """Do what the test asks for."""
    server = waitress.create_server(print, host="127.0.0.1", port=0) if what == "serve" else None
    door = None if server is None else Door(server.effective_port)
    open_workspace(HOME, door)
    if "--impatient" in rest:
        settings.DATABASES["default"]["OPTIONS"]["timeout"] = 0.5
    days = sum(int(word.removeprefix("--clock=")) for word in rest if word.startswith("--clock="))
    right = timezone.now
    timezone.now = lambda: right() + timedelta(days=days)
    register()
    from lanterne.hub.jobs import heartbeat, stalled
    from lanterne.hub.jobs.models import Job
    from lanterne.hub.jobs.start import start_again
    from lanterne.hub.jobs.worker_loop import work_on
    from lanterne.hub.people.laptop import first_person

    stalled.EVERY, heartbeat.INTERRUPT_AFTER, heartbeat.EXIT_AFTER = 0.5, 1.0, 4.0
    if what == "prepare":
        first_person()
    elif what == "work":
        for word in rest:
            if word.startswith("--begin="):
                begin(word.removeprefix("--begin="))
        work_on(beside="--beside" in rest)
    elif server is not None and door is not None:
        person = first_person()
        server.application = get_wsgi_application()
        print(f"http://127.0.0.1:{server.effective_port}{door.link(str(person.pk))}", flush=True)
        server.run()
    elif what == "begin":
        print(begin(rest[0]))
    elif what == "cancel":
        Job.objects.filter(pk=rest[0]).update(cancel_asked=True)
    elif what == "again":
        job = Job.objects.get(pk=rest[0])
        print(start_again(job, job.created_by))


if __name__ == "__main__":
    main(*sys.argv[2:])
