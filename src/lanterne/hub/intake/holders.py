"""Who holds the names key of an organisation, and how it is handed over.

What a holder has is sealed by the organisation's key besides: who can write to the database alone
cannot put another public key in the place of a colleague's, nor another names key in its place.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from django.db import transaction

from lanterne.errors import UsageError
from lanterne.hub.intake.models import Intake, NamesHolder
from lanterne.hub.intake.sealed import holders_sealer
from lanterne.hub.people.models import Organisation, User
from lanterne.hub.people.roles import Purpose, Scope, Verb, allows
from lanterne.intake import names_key
from lanterne.intake.names_key import HolderKey
from lanterne.vault.secret import Secret


def begin(
    organisation: Organisation, codebook: str, user: User, passphrase: str
) -> tuple[Intake, Secret, Sequence[str]]:
    """Switch an intake on, and make its names key.

    Args:
        organisation: Where.
        codebook: What is asked, as TOML.
        user: Who switches it on, and is the first to hold the names key.
        passphrase: Theirs, for names.

    Returns:
        The intake, its names key, and the private keys for recovery: to be printed, and forgotten.

    Raises:
        UsageError: The passphrase is too short.
        VaultError: The organisation's key cannot be had.
    """
    names = Secret.new()
    own = names_key.new_holder(passphrase)
    recoveries = [names_key.new_recovery() for _ in range(names_key.RECOVERIES)]
    with transaction.atomic():
        intake = Intake.objects.create(
            organisation=organisation, codebook=codebook, created_by=user
        )
        _keep(intake, user, user, own, names)
        for _private, public in recoveries:
            _keep(intake, None, user, HolderKey(public, {}), names)
    return intake, names, [private for private, _public in recoveries]


def join(intake: Intake, user: User, passphrase: str) -> NamesHolder:
    """Choose a passphrase for names; a colleague who holds the names key lets one in then.

    Who chooses another begins anew, and is let in again.

    Raises:
        UsageError: The passphrase is too short.
    """
    own = names_key.new_holder(passphrase)
    with transaction.atomic():
        intake.holders.filter(user=user).delete()
        return _keep(intake, user, user, own, None)


def let_in(holder: NamesHolder, names: Secret) -> None:
    """Hand the names key to somebody who waits for it.

    Args:
        holder: Who.
        names: The names key, as whoever lets them in has it.
    """
    sealer = holders_sealer(holder.intake.organisation)
    handed = names_key.handed(names, _key_of(holder).public)
    NamesHolder.objects.filter(pk=holder.pk, handed=None).update(
        handed=sealer.seal(base64.b64encode(handed).decode(), "handed", str(holder.pk))
    )


def open_names(holder: NamesHolder, passphrase: str) -> Secret:
    """The names key, by somebody's passphrase.

    Raises:
        UsageError: It is another passphrase, or nobody has let them in.
        VaultError: What they hold was changed.
    """
    identity = names_key.identity_of(_key_of(holder), passphrase)
    if holder.handed is None:
        raise UsageError("names-key.waiting")
    return names_key.received(_handed(holder), identity)


def recover(intake: Intake, typed: str) -> Secret:
    """The names key, by a key for recovery that somebody typed from paper.

    Raises:
        UsageError: It is none, or that of another intake.
    """
    identity = names_key.recovery_identity(typed)
    for holder in intake.holders.filter(user=None):
        try:
            return names_key.received(_handed(holder), identity)
        except UsageError:
            continue
    raise UsageError("names-recovery.other")


def may_hold(organisation: Organisation, user: User) -> bool:
    """Whether somebody's roles let them hold the names key."""
    roles = user.roles_in(organisation)
    return allows(roles, Verb.HOLD_NAMES, Purpose.COLLECTION, Scope.OWN)


def is_last_holder(intake: Intake, user: User) -> bool:
    """Whether somebody is the only person who can open the names with a passphrase."""
    people = intake.holders.exclude(user=None).exclude(handed=None)
    return set(people.values_list("user", flat=True)) == {user.pk}


def _keep(
    intake: Intake, user: User | None, by: User, key: HolderKey, names: Secret | None
) -> NamesHolder:
    holder = NamesHolder(intake=intake, user=user, created_by=by)
    sealer = holders_sealer(intake.organisation)
    document = [key.public, key.document]
    holder.key = sealer.seal(document, "key", str(holder.pk), str(user.pk if user else ""))
    if names is not None:
        handed = base64.b64encode(names_key.handed(names, key.public)).decode()
        holder.handed = sealer.seal(handed, "handed", str(holder.pk))
    holder.save()
    return holder


def _key_of(holder: NamesHolder) -> HolderKey:
    sealer = holders_sealer(holder.intake.organisation)
    whose = str(holder.user_id or "")
    public, document = sealer.open(holder.key, "key", str(holder.pk), whose)
    return HolderKey(public, document)


def _handed(holder: NamesHolder) -> bytes:
    assert holder.handed is not None
    sealer = holders_sealer(holder.intake.organisation)
    return base64.b64decode(sealer.open(holder.handed, "handed", str(holder.pk)))
