"""A hub with accounts, in a process of its own for a browser: ``python accounts_server.py HOME``.

It prints its address, the e-mail address and the password of an administrator, and the folder into
which it writes e-mails.
"""

from __future__ import annotations

import sys
from pathlib import Path

import django
import waitress
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from lanterne.hub.home import Home
from lanterne.hub.people.settings import Accounts, with_accounts
from lanterne.hub.project import bring_up_to_date
from lanterne.hub.settings import workspace_settings

PASSWORD = "three words and a lamp"


def main(root: Path) -> None:
    """Serve until somebody ends this process."""
    home = Home(root)
    home.create()
    choices = with_accounts(workspace_settings(home, None, "only for tests"), Accounts(https=False))
    mails = root / "mails"
    settings.configure(
        **choices,
        EMAIL_BACKEND="django.core.mail.backends.filebased.EmailBackend",
        EMAIL_FILE_PATH=mails,
    )
    django.setup(set_prefix=False)
    bring_up_to_date()
    from lanterne.hub.people.models import Membership, Organisation, User  # noqa: PLC0415
    from lanterne.hub.people.roles import Role  # noqa: PLC0415

    place = Organisation.objects.create(slug="refuge", name="Refuge du Nord")
    user = User.objects.create_user("amina@refuge.example", PASSWORD, name="Amina Diallo")
    for role in (Role.ADMINISTRATOR, Role.DATA_OFFICER):
        Membership.objects.create(user=user, organisation=place, role=role)
    server = waitress.create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=4)
    print(
        f"http://localhost:{server.effective_port}",
        user.email,
        PASSWORD,
        mails,
        sep="\n",
        flush=True,
    )
    server.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
