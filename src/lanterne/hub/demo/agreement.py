"""An agreement on a joint dataset, which all three organisations have signed."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from lanterne.hub.demo.colleague import code_in, value_in
from lanterne.hub.demo.road import Road, Team
from lanterne.hub.demo.world import LEAD, OTHERS, name_of, text
from lanterne.hub.joint.models import Agreement
from lanterne.hub.people.roles import Role

LASTS = 5
"""Years for which the agreement lasts."""


def agreed(teams: Mapping[str, Team], road: Road, language: str) -> None:
    """Propose an agreement, let the others in, and let each sign.

    Args:
        teams: Organisation → its people.
        road: The dataset whose codebook is that of the agreement.
        language: In which the demo is made.
    """
    lead, year = teams[LEAD][Role.PRIVACY_OFFICER], timezone.now().year
    led = lead.send(
        "joint/new/",
        title=text("joint-title", language),
        purpose=text("purpose", language),
        codebook=road.dataset.pk,
        partners="\n".join(name_of(one, language) for one in OTHERS),
        referred=Agreement.Referred.FIRST,
        epsilon=4,
        people=1000,
        cohorts=f"{year},{year + 1}",
        final_after=1,
        until=f"{year + LASTS}-12-31",
    )
    where = led.partition(f"/{LEAD}/")[2]
    for one in OTHERS:
        _join(teams, where, one, language)
    for team in teams.values():
        who = team[Role.PRIVACY_OFFICER]
        page = who.read(where)
        if f"/{where}sign/" in page:  # an organisation that joined later changed what was signed
            who.send(f"{where}sign/", seal=value_in(page, "seal"))


def _join(teams: Mapping[str, Team], where: str, one: str, language: str) -> None:
    """An organisation takes its place, by a code that the first one gives it."""
    lead, other = teams[LEAD][Role.PRIVACY_OFFICER], teams[one][Role.PRIVACY_OFFICER]
    agreement = Agreement.objects.get(pk=where.split("/")[1])
    place = agreement.partners.get(name=name_of(one, language))
    code = code_in(lead.read(f"{where}invite/", place=place.pk))
    terms = other.read("joint/terms/", code=code)
    other.send("joint/accept/", code=code, seal=value_in(terms, "seal"))
