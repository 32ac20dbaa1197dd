"""The policy of an organisation: what every release must keep to be public. Its page.

A privacy officer chooses it: a level, or a policy of their own. It is public, and known by what it
asks; what a file calls itself says nothing. A release that was let pass by another policy is held
to this one again.
"""

from __future__ import annotations

import shlex
from functools import lru_cache
from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from lanterne.errors import InputError
from lanterne.gate import LEVELS, OWN, USUAL, Policy, known_as, level_of, load_policy, parse_policy
from lanterne.gate.policy_identity import DIGITS
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.models import Organisation
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.problem_texts import at, problem_says

FILE = "policy.toml"
"""What a policy of one's own is called in messages."""

LARGEST = 64 * 1024
"""Characters of a policy of one's own."""

LABELS: dict[str, Promise] = {
    "strict": _("strict"),
    "usual": _("usual"),
    "lenient": _("lenient"),
    OWN: _("a policy of the organisation's own"),
}
"""Level → what a person reads."""


def policy_of(organisation: Organisation) -> Policy:
    """The policy that the releases of an organisation must keep."""
    return _read(organisation.policy)


def label_of(policy: Policy) -> str:
    """What a policy is called: a level, or one's own with the begin of its checksum."""
    level = level_of(policy)
    own = f"{LABELS[OWN]} ({policy.content[:DIGITS]})"
    return str(LABELS[level]) if level else own


@lru_cache(maxsize=32)
def _read(text: str) -> Policy:
    return load_policy(text) if text in LEVELS else parse_policy(text.encode(), FILE)


class PolicyForm(forms.Form):
    """A level, or the text of a policy of one's own."""

    choice = forms.ChoiceField(choices=list(LABELS.items()))
    text = forms.CharField(
        label=_("A policy of your own, as lanterne policy writes it (TOML)"),
        max_length=LARGEST,
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 12, "dir": "ltr", "lang": "en", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """That a policy of one's own is one; all that is wrong with it is said."""
        found = super().clean() or {}
        self.kept = found.get("choice", "")
        if self.kept != OWN:
            return found
        text = found.get("text", "").replace("\r\n", "\n")
        if not text.strip():
            self.add_error("text", _now("Paste the policy here, or choose a level."))
            return found
        try:
            policy = parse_policy(text.encode(), FILE)
        except InputError as error:
            for problem in error.problems:
                self.add_error("text", at(problem.place.key or "", problem_says(problem)))
            return found
        self.kept = level_of(policy) or text
        return found


@require_safe
@needs(Verb.SEE_DATASET, Purpose.REVIEW)
def policy_page(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The policy of an organisation, and who may change it."""
    own = desk.organisation.policy
    level = own if own in LEVELS else OWN
    return _page(request, desk, PolicyForm(initial={"choice": level, "text": own}))


@require_POST
@needs(Verb.SET_POLICY, Purpose.REVIEW)
def set_policy(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Choose another policy; what was let pass by the one before is held to it again."""
    form = PolicyForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, form, 422)
    desk.organisation.policy = form.kept
    desk.organisation.save(update_fields=["policy"])
    policy = policy_of(desk.organisation)
    details: dict[str, str | int | bool] = {
        "policy": level_of(policy) or OWN,
        "content": policy.content[:DIGITS],
    }
    desk.record(Verb.SET_POLICY, Purpose.REVIEW, None, details=details)
    return redirect("policy", desk.organisation.slug)


def _page(
    request: HttpRequest, desk: Desk, form: PolicyForm, status: int = 200
) -> HttpResponseBase:
    policy = policy_of(desk.organisation)
    context = {
        "desk": desk,
        "form": form,
        "policy": policy,
        "label": label_of(policy),
        "name": "" if level_of(policy) or known_as(policy) == OWN else policy.name,
        "text": "" if level_of(policy) else desk.organisation.policy,
        "choices": [
            (name, label, form["choice"].value() == name) for name, label in LABELS.items()
        ],
        "line": shlex.join(["lanterne", "policy", FILE, "--level", USUAL]),
        "may_set": desk.may(Verb.SET_POLICY, Purpose.REVIEW),
    }
    return render(request, "workspace/policy.html", context, status=status)
