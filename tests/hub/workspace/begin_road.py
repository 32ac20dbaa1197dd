"""A hub of one computer with a run and a submission: ``python begin_road.py HOME FOLDER``.

FOLDER is for files on the way. What was made is said as JSON: what it is → its id.
"""

# ruff: noqa: PLC0415 - apps must be loaded first

from __future__ import annotations

import json
import sys
from pathlib import Path

from lanterne.hub.home import Home
from lanterne.hub.project import bring_up_to_date, open_workspace


def main(home: str, folder: str) -> None:
    """Make it."""
    open_workspace(Home(Path(home)), None)
    bring_up_to_date()
    from road import dataset_with_cases, make_release, run_with_release

    from lanterne.hub.people.laptop import first_person
    from lanterne.hub.workspace import releases
    from lanterne.hub.workspace.models import Submission

    user = first_person()
    dataset = dataset_with_cases(user, Path(folder), "Cas inventés")
    run = run_with_release(dataset, user, make_release(Path(folder)))
    said = {"publisher": "Us", "licence": "CC0-1.0", "languages": ["fr"], "description": {}}
    submission = Submission.objects.create(
        run=run,
        notice={**said, "title": {"fr": "Cas inventés"}},
        mark=releases.mark(run),
        created_by=user,
    )
    made = {"dataset": dataset, "case_file": run.case_file, "run": run, "submission": submission}
    print(json.dumps({name: str(thing.pk) for name, thing in made.items()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
