"""Teams: case workers who stand in for each other."""

from __future__ import annotations

from django.db import models

from lanterne.hub.intake.models.registered import Intake
from lanterne.hub.people.made import Made
from lanterne.hub.people.models import User


class Team(Made):
    """Case workers of an intake who read and change what any of them is responsible for."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="teams")
    title = models.BinaryField()
    """Sealed: it may say where a shelter is."""

    def __str__(self) -> str:
        return f"team {self.id}"


class TeamMember(Made):
    """That somebody is in a team; in one at most of an intake."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("intake", "user"), name="one_team_of_a_person"),
        )

    def __str__(self) -> str:
        return f"team member {self.id}"
