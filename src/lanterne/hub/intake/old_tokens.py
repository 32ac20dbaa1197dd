"""People who are not found reliably, since the rules changed by which they are found.

Only who has the names open can make their tokens anew: some people at a time, so that no page takes
long. Whoever opens the names does so for the first of them; a button does for the rest.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from lanterne.hub.intake.access import IntakeDesk
from lanterne.hub.intake.models import Intake, NameToken, Person
from lanterne.hub.intake.registration import document_of, tokens_of
from lanterne.intake.name_tokens import MADE_BY, NameTokens
from lanterne.vault import VaultError
from lanterne.vault.secret import Secret

AT_ONCE = 500
"""People whose tokens are made anew at once, at most: the page says how many."""


def not_found_reliably(intake: Intake) -> QuerySet[Person]:
    """People whose tokens were made by other rules than those by which is searched."""
    other = Q(rules__lt=MADE_BY) | Q(rules__gt=MADE_BY)  # two parts of the index
    return Person.objects.filter(other, organisation=intake.organisation)


def missed_by_search(at: IntakeDesk) -> str:
    """How many people a search may miss, in words; empty: none, or names are closed."""
    count = not_found_reliably(at.intake).count() if at.names else 0
    if not count:
        return ""
    return ngettext(
        "%(count)s person cannot be found reliably yet, because this version of the program "
        "compares names in another way.",
        "%(count)s people cannot be found reliably yet, because this version of the program "
        "compares names in another way.",
        count,
    ) % {"count": count}


def bring_up_to_date(intake: Intake, names: Secret) -> int:
    """Make the tokens of the next people anew.

    Who cannot be opened, because the row was changed, is left as they are: their page says so.

    Args:
        intake: Whose people.
        names: The names key.

    Returns:
        For how many people that was done; less than ``AT_ONCE``: for all who can be opened.
    """
    made, done = NameTokens(names), 0
    left = list(not_found_reliably(intake).order_by("number").values_list("pk", flat=True))
    while left and done < AT_ONCE:
        size = AT_ONCE - done
        chosen, left = left[:size], left[size:]
        done += _anew(chosen, made, names)
    return done


def _anew(keys: Sequence[uuid.UUID], made: NameTokens, names: Secret) -> int:
    with transaction.atomic():
        there = Person.objects.select_for_update().filter(pk__in=keys).exclude(rules=MADE_BY)
        tokens, opened = [], []
        for person in there.order_by("pk"):
            try:
                document = document_of(person, names)
            except VaultError:
                continue
            tokens += tokens_of(person, document, made)
            opened.append(person.pk)
        NameToken.objects.filter(person__in=opened).delete()
        NameToken.objects.bulk_create(tokens, batch_size=5_000)
        Person.objects.filter(pk__in=opened).update(rules=MADE_BY)
    return len(opened)
