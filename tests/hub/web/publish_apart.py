"""A hub with an approved release, and its publication in a process that dies on the way.

python publish_apart.py HOME prepare FOLDER     FOLDER holds a release made beforehand
python publish_apart.py HOME publish [STEP]     dies at a step of ``STEPS``; without one ends well
"""

# ruff: noqa: PLC0415 - apps must be loaded first

from __future__ import annotations

import os
import signal
import sys
import tempfile
from pathlib import Path

from lanterne.hub.home import Home
from lanterne.hub.project import open_workspace

STEPS = ("copied", "notice", "release", "written")
"""Before the notice gets its name, before the release does, after both, before the job ends."""


def die() -> None:
    """As the system ends a process when the memory is full, or somebody pulls the plug."""
    os.kill(os.getpid(), signal.SIGKILL)


def prepare(made: Path) -> None:
    """Two people have agreed; the job of publishing waits."""
    from road import dataset_with_cases, notice, run_with_release

    from lanterne.hub.jobs.models import Job
    from lanterne.hub.people.laptop import add_person, first_person
    from lanterne.hub.web.models import Decision, Submission
    from lanterne.hub.web.publish import release_folders

    first, second = first_person(), add_person("second", "Amina")
    dataset = dataset_with_cases(first, Path(tempfile.mkdtemp()), "Cases of the north")
    run = run_with_release(dataset, first, made)
    said = notice()
    submission = Submission.objects.create(
        run=run,
        notice={
            **{name: said[name] for name in ("publisher", "licence", "citation")},
            "title": {"fr": said["title_fr"]},
            "description": {},
            "languages": ["fr"],
        },
        mark=release_folders.mark(run),
        state=Submission.State.PUBLISHING,
        created_by=first,
    )
    Decision.objects.create(
        submission=submission, verdict="approve", seal=submission.seal, created_by=second
    )
    Job.objects.create(
        kind="publish",
        organisation=dataset.organisation,
        subject=submission.pk,
        created_by=second,
    )


def publish(step: str) -> None:
    """Do the job."""
    from lanterne.catalogue import storage
    from lanterne.hub.jobs import execution
    from lanterne.hub.jobs.models import Job
    from lanterne.hub.web import work  # noqa: F401 - registers what it can do

    reveal, settle, seen = storage.reveal, execution._settle, []

    def revealing(*names: Path) -> None:
        seen.append(names)
        if (step, len(seen)) in {("copied", 1), ("notice", 2)}:
            die()
        reveal(*names)
        if (step, len(seen)) == ("release", 2):
            die()

    def settling(job: Job, end: execution.End) -> None:
        if step == "written":
            die()
        settle(job, end)

    storage.reveal, execution._settle = revealing, settling
    execution.do_job(str(Job.objects.get().pk), apart=False)


if __name__ == "__main__":
    open_workspace(Home(Path(sys.argv[1])), None)
    if sys.argv[2] == "prepare":
        prepare(Path(sys.argv[3]))
    else:
        publish(sys.argv[3] if len(sys.argv) > 3 else "")
