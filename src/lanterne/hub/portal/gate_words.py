"""What the gate said of a release, in sentences: on its page, and for programs in every language.

Nothing is left unsaid: a release that no catalogue has published has no gate behind it, and its
page says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from lanterne.catalogue import Answer, Held, Notice
from lanterne.catalogue.gate_answer import OWN
from lanterne.hub.languages import TAGS

DIGITS = 8
"""Of a checksum, as many as a person compares."""


def gate_in_words(notice: Notice | None, stray: bool) -> dict[str, str]:
    """Language → all sentences."""
    said = {}
    for tag in TAGS:
        with override(tag):
            said[tag] = " ".join((*answer_in_words(notice, stray), *policy_in_words(notice)))
    return said


def answer_in_words(notice: Notice | None, stray: bool) -> Iterator[str]:
    """What the gate said, in the language of the page.

    Args:
        notice: What was published beside the release; ``None``: nothing.
        stray: Whether it lies among editions, and is none.
    """
    if notice is None and stray:
        yield _(
            "Not published through the catalogue: there is no statement that the gate let it pass."
        )
    elif notice is None:
        yield _("Nothing shows that the gate checked this release against a policy.")
    elif notice.gate is None:
        yield _(
            "This edition was published before the answer of the gate was kept with editions: "
            "nothing shows whether it was checked against a policy."
        )
    elif notice.gate.answer is Answer.PASSED:
        yield _("The gate lets it pass.")
    elif notice.gate.answer is Answer.REFUSED:
        yield _("The gate refuses this release under the policy of its publisher.")
    else:
        yield _("This release was not checked against the policy of its publisher.")


def policy_in_words(notice: Notice | None) -> Iterator[str]:
    """Whose policy it is where that matters, and what refused the release before."""
    gate = notice.gate if notice else None
    if gate is None:
        return
    if gate.policy == OWN:
        yield _("The policy is the publisher's own, not one of the levels.")
    if gate.policy == "lenient":
        yield _("The policy is the most lenient of the levels; the publisher has chosen it.")
    if gate.refused:
        yield _("The gate refused it before, under: %(policies)s.") % {
            "policies": ", ".join(_called(one) for one in gate.refused)
        }


def _called(policy: Held) -> str:
    if policy.policy == OWN:
        return _("a policy of the publisher's own (%(sum)s)") % {"sum": policy.content[:DIGITS]}
    return {"strict": _("strict"), "usual": _("usual"), "lenient": _("lenient")}[policy.policy]
