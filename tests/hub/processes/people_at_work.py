"""A server's database with people at work in it: ``python people_at_work.py hub.toml FOLDER``.

Two people, signed in, who may do everything, and a third who submits; a dataset with cases; and
submissions of the same fictional release, each of a dataset of its own. What was made is said as
JSON.
"""

# ruff: noqa: PLC0415 - apps must be loaded first

from __future__ import annotations

import json
import sys
from pathlib import Path

from lanterne.hub.process_vault import unlock
from lanterne.hub.processes.inside import master_of
from lanterne.hub.processes.read_config import load_config
from lanterne.hub.project import bring_up_to_date, open_server

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "web")]

SUBMISSIONS = ("decided", "published", "full")
"""What each is for."""


def main(file: str, folder: str) -> None:
    """Make it."""
    config = load_config(Path(file))
    master = master_of(config)
    open_server(config)
    unlock(master)
    bring_up_to_date()
    from road import dataset_with_cases, make_release

    from lanterne.hub.people.models import Organisation

    Organisation.objects.create(slug="here", name="Here")
    people = [person(name) for name in ("Amina", "Benoît", "Chidi")]
    author, place = people[-1][0], Path(folder)
    made = make_release(place)
    dataset = dataset_with_cases(author, place, "Fictional people")
    said = {
        "people": [session for _user, session in people],
        "dataset": str(dataset.pk),
        "case_file": str(dataset.case_files.get().pk),
        **{name: submission(author, place, name, made) for name in SUBMISSIONS},
    }
    print(json.dumps(said))


def person(name: str):
    """Somebody who is signed in, and their session."""
    from django.conf import settings
    from django.test import Client

    from lanterne.hub.people.models import Membership, Organisation, User
    from lanterne.hub.people.roles import Role

    user = User.objects.create_user(f"{len(name)}{name[0]}@example.org".lower(), name=name)
    for role in (Role.DATA_OFFICER, Role.PRIVACY_OFFICER, Role.PUBLISHER):
        Membership.objects.create(
            user=user, organisation=Organisation.objects.get(slug="here"), role=role
        )
    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    return user, client.cookies[settings.SESSION_COOKIE_NAME].value


def submission(author, folder: Path, name: str, made: Path) -> dict[str, str]:
    """A submission, approved unless it is yet to be decided."""
    from road import dataset_with_cases, run_with_release

    from lanterne.hub.people.models import User
    from lanterne.hub.web.models import Decision, Submission
    from lanterne.hub.web.publish import release_folders

    dataset = dataset_with_cases(author, folder, f"Cases {name}")
    run = run_with_release(dataset, author, made)
    kept = {"publisher": "Us", "licence": "CC0-1.0", "languages": ["en"], "description": {}}
    one = Submission.objects.create(
        run=run,
        notice={**kept, "citation": "", "title": {"en": f"Cases {name}"}},
        mark=release_folders.mark(run),
        created_by=author,
    )
    if name != "decided":
        second = User.objects.exclude(pk=author.pk)[0]
        Decision.objects.create(submission=one, verdict="approve", seal=one.seal, created_by=second)
        Submission.objects.filter(pk=one.pk).update(state=Submission.State.APPROVED)
    return {"id": str(one.pk), "seal": one.seal, "dataset": str(dataset.pk)}


if __name__ == "__main__":
    main(*sys.argv[1:])
