"""Sentences of the Protect step that hold numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lanterne.hub import languages
from lanterne.hub.web.models import Run
from lanterne.hub.web.protect.choices import DIALS, DP, METHODS, Choices, unit_label
from lanterne.hub.web.protect.price import Price
from lanterne.messages.typography import END, LEFT_TO_RIGHT
from lanterne.privacy import UP_TO, Standing, Strength, Unit, certainty, strength_in_words
from lanterne.privacy.grade import BEFORE
from lanterne.privacy.spending import left_of
from lanterne.release.worth_words import count_of, verdict
from lanterne.synthesis.worth import Worth
from lanterne.verbs import Accuracy


def people(value: float) -> str:
    """A number of people, in the language of the page; a small estimate with one decimal."""
    whole = value >= 10 or isinstance(value, int)
    return languages.number(value, get_language() or "en", 0 if whole else 1)


def cost(epsilon: float) -> str:
    """An ε, as the portal writes it."""
    return languages.power(float(f"{epsilon:.4g}"), get_language() or "en")


def promised_accuracy(accuracy: Accuracy) -> Iterator[tuple[str, str, str]]:
    """Answers together, how far off counts of half of the columns may be, and all."""
    together = {1: _("One answer"), 2: _("Two answers together"), 3: _("Three answers together")}
    for length, width in accuracy.widths.items():
        yield together[length], f"± {people(width.usual)}", f"± {people(width.most)}"


def shared_out_for(number: int) -> str:
    """For how many people of one table it was worked out how far off counts may be."""
    return _(
        "Calculated for about %(people)s people: an order of magnitude, not a count of the cases. "
        "If there are far fewer or far more, the noise may be shared out differently. On the "
        "command line, --people says another number."
    ) % {"people": people(number)}


@dataclass(frozen=True)
class ExpectedWorth:
    """What a release will be worth for some number of people, in words.

    Attributes:
        people: How many.
        verdict: One of five grades.
        count: By how many people an estimate is off on average, and what share of all that is.
        rows: Share of rows that would have to change for two columns to be right together.
    """

    people: str
    verdict: str
    count: str
    rows: str


def expected_worth(worth: Worth) -> ExpectedWorth:
    """The words for an expected worth, in the language of the page."""
    language = get_language() or "en"
    return ExpectedWorth(
        people(worth.people),
        verdict(worth, language),
        f"± {count_of(worth.count, language)} ({languages.percent(worth.share, language)})",
        languages.percent(worth.distance, language),
    )


def price_in_words(price: Price) -> str:
    """What all ε together mean for one person: how sure before, how sure after, and how surely."""
    language = get_language() or "en"
    delta = languages.power(float(f"{price.after_delta:.2g}"), language)
    return _(
        "Someone who thought it 50:50 (before: %(before)s) whether a given person is in the "
        "cases can, after reading everything that is released, be at most %(sure)s sure. The "
        "chance that this fails is at most %(delta)s."
    ) % {
        "before": languages.percent(BEFORE, language),
        "sure": _at_most(price.sure),
        "delta": f"{LEFT_TO_RIGHT}{delta}{END}",
    }


def _at_most(share: float) -> str:
    """A share below 1 as a percentage, rounded up, with digits enough not to be all."""
    for digits in range(12):
        tens = 10.0**digits
        rounded = math.ceil(share * 100 * tens) / tens
        if rounded < 100:
            return _hundredths(rounded, digits)
    return _hundredths(100, 0)


def _hundredths(number: float, digits: int) -> str:
    """A percentage with so many digits."""
    language = get_language() or "en"
    half = languages.percent(0.5, language)
    return half.replace("50", languages.number(number, language, digits))


def strength(epsilon: float) -> str:
    """How strong a promise is, by the total that was spent."""
    return strength_in_words(epsilon, get_language() or "en")


def limits_in_words() -> str:
    """What totals are called strong and weak."""
    return _(
        "A total of %(strong)s or less is a strong promise; a total of more than %(weak)s is a "
        "weak one: someone who thought it 50:50 can then become more than %(sure)s sure."
    ) % {
        "strong": cost(UP_TO[Strength.STRONG]),
        "weak": cost(UP_TO[Strength.LIMITED]),
        "sure": _hundredths(math.floor(1000 * certainty(UP_TO[Strength.LIMITED])) / 10, 1),
    }


def standing_in_words(standing: Standing | None) -> Iterator[str]:
    """What the ledger says; ``None``: it cannot be read."""
    if standing is None:
        yield _("The ledger cannot be read.")
        return
    spent = standing.spent
    if spent.releases:
        yield ngettext(
            "Spent so far: ε = %(epsilon)s, in %(count)s release.",
            "Spent so far: ε = %(epsilon)s, in %(count)s releases.",
            spent.releases,
        ) % {"epsilon": cost(spent.epsilon), "count": people(spent.releases)}
    else:
        yield _("Nothing has been spent on these people so far.")
    if spent.k_releases:
        yield _("Releases by a k-method, which are not counted in ε: %(number)s.") % {
            "number": spent.k_releases
        }
    if standing.cap is not None:
        yield _("The most that may ever be spent: ε = %(cap)s. Left: ε = %(left)s.") % {
            "cap": cost(standing.cap.epsilon),
            "left": cost(max(0.0, left_of(standing.cap.epsilon, spent.epsilon))),
        }
    elif standing.declined:
        yield _("A limit was declined, in writing.")
    elif standing.is_decided:
        yield _("No limit was set before the first release, so none can be set any more.")
    else:
        yield _("No limit has been set.")


def method_in_words(method: str) -> str:
    """A technique."""
    return str(dict(METHODS).get(method, method))


def promise_in_words(run: Run) -> str:
    """What a run promises, or will."""
    promise, choices = run.promise, run.choices
    if run.method != DP:
        return f"k = {promise.get('k') or choices.get('k', '')}"
    epsilon = promise.get("epsilon") or choices.get("epsilon")
    return "" if epsilon is None else f"ε = {cost(epsilon)}"


def unit_in_words(choices: Choices) -> str:
    """Whom a run protects."""
    unit = choices.get("unit")
    return unit_label(Unit(unit)) if unit in set(Unit) else ""


def drawn_in_words(run: Run) -> str:
    """Which drawing from kept measurements a run is, and how it was drawn; empty: it is none."""
    source = run.choices.get("from")
    if not source:
        return ""
    drawings = Run.objects.filter(
        dataset=run.dataset_id, choices__from=source, number__lte=run.number
    )
    dial = run.choices.get("dial", "")
    return _("drawn again (%(number)s): %(rows)s") % {
        "number": people(drawings.count()),
        "rows": dict(DIALS).get(dial, dial),
    }


def short_name(run: Run) -> str:
    """What a run is called beside others: when it was started, what it promises, how drawn."""
    said = (f"{run.created:%Y-%m-%d %H:%M}", promise_in_words(run), drawn_in_words(run))
    return " · ".join(one for one in said if one)


def looks(standing: Standing | None) -> str:
    """How often somebody has looked at the cases without protection; ``None``: see above."""
    if standing is None:
        return _("The ledger cannot be read.")
    number = standing.spent.evaluations
    if not number:
        return _("According to the ledger, nobody has looked at these cases without protection.")
    return _("Looks at these cases without protection, according to the ledger: %(number)s.") % {
        "number": number
    }
