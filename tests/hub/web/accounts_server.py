"""A hub with accounts, in a process of its own for a browser: ``python accounts_server.py HOME``.

It prints its address, and the e-mail address and the password of an administrator.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import django
import waitress
from django.conf import settings
from django.core.wsgi import get_wsgi_application

sys.path.insert(0, str(Path(__file__).parents[1]))

from new_database import ACCOUNTS, give_database

from lanterne.hub.home import Home
from lanterne.hub.people.settings import Accounts, with_accounts
from lanterne.hub.settings import workspace_settings

PASSWORD = "three words and a lamp"


def listening() -> Any:
    """A server at a port that is free, which answers once it is given an application."""
    return waitress.create_server(print, host="127.0.0.1", port=0, threads=4)


def open_accounts(root: Path) -> Home:
    """Make this process a new hub with accounts: it does jobs at once, and sends no e-mail."""
    home = Home(root)
    home.create()
    if not home.database.exists():
        give_database(root, ACCOUNTS)
    choices = with_accounts(workspace_settings(home, None, "only for tests"), Accounts(https=False))
    choices["TASKS"] = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    choices["EMAIL_BACKEND"] = "django.core.mail.backends.dummy.EmailBackend"
    settings.configure(**choices)
    django.setup(set_prefix=False)
    return home


def serve(server: Any) -> None:
    """Answer until somebody ends this process."""
    server.application = get_wsgi_application()
    server.run()


def main(root: Path) -> None:
    """Serve a hub in which an administrator has a password, and nothing else."""
    open_accounts(root)
    from lanterne.hub.people.models import Membership, Organisation, User  # noqa: PLC0415
    from lanterne.hub.people.roles import Role  # noqa: PLC0415

    place = Organisation.objects.create(slug="refuge", name="Refuge du Nord")
    user = User.objects.create_user("amina@refuge.example", PASSWORD, name="Amina Diallo")
    for role in (Role.ADMINISTRATOR, Role.DATA_OFFICER):
        Membership.objects.create(user=user, organisation=place, role=role)
    server = listening()
    address = f"http://localhost:{server.effective_port}"
    print(address, user.email, PASSWORD, sep="\n", flush=True)
    serve(server)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
