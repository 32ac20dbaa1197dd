"""What is kept of the safeguards: emergencies, how long people are kept, and removals."""

from __future__ import annotations

from django.db import models

from lanterne.hub.intake.models.registered import Intake, Person
from lanterne.hub.people.made import Made
from lanterne.hub.people.models import Organisation, User


class Opening(Made):
    """That somebody opened a colleague's person in an emergency. It goes when the person goes."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="openings")
    reason = models.BinaryField()
    """Why; sealed."""
    until = models.DateTimeField()
    """Until when the person can be read."""
    seen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    """Who was told; ``None``: nobody has said yet that they know of it."""
    seen = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"opening {self.id}"

    @property
    def called(self) -> dict[str, str]:
        """What stands in the audit log."""
        return {"code": self.person.code}


class Retention(Made):
    """After how many years people are to be removed; none of an intake: nobody has chosen."""

    intake = models.OneToOneField(Intake, models.CASCADE, related_name="retention")
    years = models.PositiveSmallIntegerField()
    """Since the last of their cases was closed."""

    def __str__(self) -> str:
        return f"retention {self.id}"


class Certificate(Made):
    """That a person was removed for good. It points to no person, and says nothing of one."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    code = models.CharField(max_length=9)
    """The person's."""
    rows = models.JSONField()
    """Kind of a row → how many were removed."""
    swept = models.DateTimeField(null=True)
    """When the files of the database were cleaned of what the rows leave; ``None``: not yet."""

    def __str__(self) -> str:
        return f"certificate {self.id}"

    @property
    def called(self) -> dict[str, str]:
        """What stands in the audit log."""
        return {"code": self.code}
