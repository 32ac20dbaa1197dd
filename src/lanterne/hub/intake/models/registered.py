"""People, households, cases, perpetrators and consent.

What the database holds in clear: codes, which row belongs to which, who works on what and since
when, whether a case is open, whether it is held back from statistics, and what was agreed to. All
that was said of a person is sealed; see :mod:`lanterne.hub.intake.sealed`.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from lanterne.hub.people.made import Made
from lanterne.hub.people.models import Organisation, User
from lanterne.intake.codes import new_code
from lanterne.intake.consent import ConsentTo, Said, SaidBy


def _choices(kinds: Any) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in kinds]


class Intake(Made):
    """That an organisation registers people here, and what is asked of them."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="intake")
    codebook = models.TextField()
    """What is asked, as TOML; public."""
    ended = models.DateTimeField(null=True)
    """From then on nobody is registered; what is there can be read."""
    own_codes = models.BooleanField(default=False)
    """Whether people may get a code by which they withdraw their consent themselves."""

    def __str__(self) -> str:
        return f"intake of {self.organisation_id}"


class NamesHolder(Made):
    """Who can open the names key: a person of the team, or who has a key for recovery on paper."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="holders")
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    """Whose it is; ``None``: it is for recovery."""
    key = models.BinaryField()
    """The pair of keys, the private one wrapped by a passphrase; for recovery the public one."""
    handed = models.BinaryField(null=True)
    """The names key, encrypted to the public one; ``None``: nobody has let them in yet."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("intake", "user"), name="one_names_key_of_a_person"),
        )

    def __str__(self) -> str:
        return f"holder {self.id}"


class OpenedNames(models.Model):
    """One half of the names key, opened for one browser, which has the other half."""

    digest = models.CharField(max_length=64, primary_key=True)
    intake = models.ForeignKey(Intake, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    wrapped = models.BinaryField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return "opened names"


class Coded(Made):
    """What is spoken of by a code. Whose it is stands with it, whoever made it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    code = models.CharField(max_length=9, default=new_code, editable=False)
    worker = models.ForeignKey(User, models.PROTECT, related_name="+")
    """Who works on it now."""

    class Meta:
        abstract = True
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "code"), name="one_%(class)s_of_a_code"
            ),
        )

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **more: Any) -> None:
        """Keep it; what is new has a code that nothing else of its kind has."""
        others = type(self)._default_manager.filter(organisation=self.organisation_id)
        while self._state.adding and others.filter(code=self.code).exists():
            self.code = new_code()
        super().save(*args, **more)

    @property
    def owned_by(self) -> User:
        """Whose it is, for what one may do to one's own."""
        return self.worker

    @property
    def called(self) -> dict[str, str]:
        """What stands in the audit log."""
        return {"code": self.code}


class Answered(models.Model):
    """What answers the questions of a table."""

    answers = models.BinaryField()
    """Sealed."""
    revision = models.PositiveIntegerField(default=1)
    """How often they were written."""
    written = models.DateTimeField(auto_now_add=True)
    """When they were written last."""

    class Meta:
        abstract = True


class Household(Coded):
    """Who lives together, or did."""


class Person(Coded):
    """Somebody who was registered."""

    sealed = models.BinaryField()
    """Names and how to reach them, under the names key."""
    revision = models.PositiveIntegerField(default=1)
    """How often that was written."""
    rules = models.PositiveIntegerField(default=0)
    """What made the tokens, as a number; with those of another nobody is found reliably."""

    class Meta(Coded.Meta):
        indexes = (  # with the id, so that a list of a team looks into the index alone
            models.Index(
                fields=("organisation", "worker", "-number", "-created", "id"), name="own_people"
            ),
            models.Index(fields=("organisation", "rules"), name="people_by_rules"),
        )


class NameToken(models.Model):
    """A part of a name, as :mod:`lanterne.intake.name_tokens` makes it: people are found by it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    token = models.CharField(max_length=16)
    """Sixteen hexadecimal digits."""

    class Meta:
        indexes = (  # with the person, so that a search looks into the index alone
            models.Index(fields=("organisation", "token", "person"), name="people_by_token"),
        )

    def __str__(self) -> str:
        return "token"


class HouseholdMember(Made):
    """That somebody lives in a household, from a day to another."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    sealed = models.BinaryField()
    """Who they are to the others."""
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("household", "person"),
                condition=models.Q(until=None),
                name="one_place_in_a_household",
            ),
        )

    def __str__(self) -> str:
        return f"member {self.id}"


class Case(Coded, Answered):
    """What happened to a person, as they told it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="cases")
    registered = models.DateField()
    """When; the year never changes, since what was counted of that year was counted with it."""
    closed = models.DateField(null=True)
    held_back = models.BooleanField(default=False)
    """Whether it is in no statistics, whatever the person agrees to."""
    why_held_back = models.BinaryField(null=True)

    class Meta(Coded.Meta):
        indexes = (
            models.Index(
                fields=("organisation", "worker", "closed", "-number", "-created", "id"),
                name="own_cases",
            ),
        )


class Perpetrator(Coded, Answered):
    """Somebody of whom a case tells. That two are the same person is decided by a person."""

    sealed = models.BinaryField()
    """By what the team recognises them, under the names key."""


class Link(Made, Answered):
    """What a perpetrator did to the person of a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="links")
    perpetrator = models.ForeignKey(Perpetrator, models.CASCADE, related_name="links")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("case", "perpetrator"), name="one_link_of_two"),
        )

    @property
    def owned_by(self) -> User:
        """Whose it is: whose the case is."""
        return self.case.worker

    def __str__(self) -> str:
        return f"link {self.id}"


class EarlierAnswers(Made):
    """Answers as they were before they changed. ``created`` is when they were replaced."""

    of = models.UUIDField(db_index=True)
    """Id of the case, perpetrator or link."""
    revision = models.PositiveIntegerField()
    answers = models.BinaryField()
    written = models.DateTimeField()
    """When they were given."""

    def __str__(self) -> str:
        return f"answers {self.id}"


class Consent(Made):
    """What was said once about one purpose. Nothing is changed: what is said later counts."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=12, choices=_choices(ConsentTo))
    said = models.CharField(max_length=12, choices=_choices(Said))
    by = models.CharField(max_length=12, choices=_choices(SaidBy))
    on = models.DateField()
    """The day on which it was said."""
    note = models.BinaryField(null=True)
    """To whom they may be referred, or what else was said; sealed."""
    by_code = models.BooleanField(default=False)
    """Whether the person said it with their own code; ``created_by`` has given it to them."""

    class Meta:
        indexes = (models.Index(fields=("person", "purpose", "number"), name="latest_consent"),)

    def __str__(self) -> str:
        return f"consent {self.id}"


class OwnCode(Made):
    """A code with a PIN by which a person sees what they agreed to, and withdraws it."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="own_code")
    code = models.CharField(max_length=9, unique=True)
    """Another than that of the person, which colleagues speak of."""
    pin = models.CharField(max_length=200)
    """Its hash by Argon2."""
    failed = models.PositiveSmallIntegerField(default=0)
    """How often another PIN was tried since the right one was."""

    def __str__(self) -> str:
        return f"code {self.id}"
