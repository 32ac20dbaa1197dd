"""To whom people may be referred now.

Each organisation to which somebody has agreed stays agreed to, until they say anything else of
referrals: whoever refuses, withdraws, or was not asked, takes back all that was said before. Of
what was written down at the same moment, that holds by which less is agreed to.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from lanterne.hub.intake.consents import note_of
from lanterne.hub.intake.models import Consent
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.hub.people.models import Organisation
from lanterne.intake.consent import ConsentTo, Said
from lanterne.vault.records import RecordSealer


@dataclass(frozen=True)
class Agreed:
    """To whom a person may be referred now.

    Attributes:
        to_any: To any organisation.
        named: The organisations that they have named, in their words.
    """

    to_any: bool = False
    named: tuple[str, ...] = field(default=(), repr=False)

    def to(self, organisation: str) -> bool:
        """Whether they may be referred to an organisation.

        What was said may hold exceptions, so that only the same words are the same organisation.
        """
        return self.to_any or _plain(organisation) in {_plain(one) for one in self.named}


def agreed_of(
    people: Collection[uuid.UUID], organisation: Organisation
) -> Mapping[uuid.UUID, Agreed]:
    """To whom each of some people may be referred now, by one query.

    Args:
        people: Ids of people of the organisation.
        organisation: Who registered them.
    """
    said: defaultdict[uuid.UUID, list[Consent]] = defaultdict(list)
    # By their ids alone: asked for their organisation too, SQLite reads everybody's consent.
    for one in Consent.objects.filter(person__in=people, purpose=ConsentTo.REFERRAL):
        said[one.person_id].append(one)
    sealer = answers_sealer(organisation)
    return {person: _agreed(said[person], sealer) for person in people}


def _agreed(said: Iterable[Consent], sealer: RecordSealer) -> Agreed:
    ordered = sorted(said, key=lambda one: (one.number, one.said != Said.GIVEN))
    holds: list[Consent] = []
    for one in ordered:
        holds = [*holds, one] if one.said == Said.GIVEN else []
    notes = [note_of(one, sealer) for one in holds]
    named = dict.fromkeys(note for note, _to_any in notes if note)
    return Agreed(any(to_any for _note, to_any in notes), tuple(named))


def _plain(text: str) -> str:
    """The same for what looks the same: letters without case, one blank between words."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).rstrip(" .")
