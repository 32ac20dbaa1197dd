"""A hub of three organisations of two people each, for a browser: ``python joint_server.py HOME``.

It prints its address, and as JSON the cookie of each person, who has signed in: how that is done is
tried elsewhere.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from accounts_server import PASSWORD, listening, open_accounts, serve

WHO = {
    "nord": "Refuge du Nord",
    "sud": "Maison du Sud",
    "est": "Foyer de l'Est",
}


def main(root: Path) -> None:
    """Serve a hub in which six people have signed in, and nothing else is."""
    open_accounts(root)
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from signed_in import signed_in  # noqa: PLC0415

    from lanterne.hub.joint import whole_minutes  # noqa: PLC0415
    from lanterne.hub.people.models import Membership, Organisation, User  # noqa: PLC0415
    from lanterne.hub.people.roles import Role  # noqa: PLC0415

    whole_minutes.MINUTE = 0.01
    cookies = {}
    for slug, name in WHO.items():
        place = Organisation.objects.create(slug=slug, name=name, policy="lenient")
        for who, roles in (
            ("donnees", (Role.DATA_OFFICER,)),
            ("vie-privee", (Role.PRIVACY_OFFICER, Role.PUBLISHER)),
        ):
            user = User.objects.create_user(f"{who}@{slug}.example", PASSWORD, name=f"{who} {slug}")
            for role in roles:
                Membership.objects.create(user=user, organisation=place, role=role)
            browser = signed_in(Client(HTTP_HOST="localhost"), user)
            name_of = settings.SESSION_COOKIE_NAME
            cookies[f"{who}@{slug}"] = (name_of, browser.cookies[name_of].value)
    server = listening()
    print(f"http://localhost:{server.effective_port}", json.dumps(cookies), sep="\n", flush=True)
    serve(server)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
