"""How what people said is sealed: answers by the organisation's key, names by the names key.

Whoever has the database alone reads nothing of a person. Whoever has the organisation's key as
well, as its server does, reads answers and no name.
"""

from __future__ import annotations

from lanterne.hub import process_vault
from lanterne.hub.people.models import Organisation
from lanterne.vault.records import RecordSealer
from lanterne.vault.secret import Secret


def answers_sealer(organisation: Organisation) -> RecordSealer:
    """Seals and opens the answers of an organisation, and its notes; raises VaultError."""
    return RecordSealer(_key(organisation), "intake answers")


def holders_sealer(organisation: Organisation) -> RecordSealer:
    """Seals what holders of the names key have, so that nobody else can add one."""
    return RecordSealer(_key(organisation), "intake holders")


def names_sealer(names_key: Secret) -> RecordSealer:
    """Seals and opens names."""
    return RecordSealer(names_key, "intake names")


def _key(organisation: Organisation) -> Secret:
    return process_vault.vault().keys.get_or_make(organisation.slug).secret
