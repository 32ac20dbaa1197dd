"""Who there is: people, organisations, and the roles of the ones in the others."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from lanterne.hub.people.roles import Role


class Organisation(models.Model):
    """An organisation that holds cases. Its data are seen by its members alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=200)
    created = models.DateTimeField(auto_now_add=True)
    policy = models.TextField(default="usual")
    """What releases must keep to be public: a level of the gate, or a policy as TOML."""

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes users."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person who comes in with an e-mail address; without a password only by a link."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)  # None: no password fits
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, default="en")
    is_active = models.BooleanField(default=True)
    created = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    def roles_in(self, organisation: Organisation) -> frozenset[Role]:
        """The roles that this person has there; none: it is as if it did not exist."""
        return self.held_in(organisation) if self.is_active else frozenset()

    def held_in(self, organisation: Organisation) -> frozenset[Role]:
        """The roles given to this person there; a closed account keeps them, and can use none."""
        held = Membership.objects.filter(user=self, organisation=organisation)
        return frozenset(Role(role) for role in held.values_list("role", flat=True))


class Membership(models.Model):
    """One role of one person in one organisation."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    source = models.CharField(max_length=40, blank=True)
    """Id of the provider whose groups gave it; empty where a person did."""
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user", "organisation", "role"), name="one_membership_per_role"
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} of {self.organisation_id}"


class Invitation(models.Model):
    """A link by which somebody may join. The link itself is not kept: only its SHA-256."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    roles = models.JSONField(default=list)
    digest = models.CharField(max_length=64, unique=True)
    mailed = models.BooleanField(default=False)
    """Whether it went to ``email`` and nowhere else: who opens it then reads that address."""
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    """Who; empty: whoever runs the hub, from its command line."""
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    accepted = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revoked = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation {self.id}"
