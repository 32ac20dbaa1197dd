"""The page of the Protect step: choose, see the price, and only then spend."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from lanterne.errors import UsageError
from lanterne.hub.audit import Why
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.problem_texts import error_says
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.data.case_files import check_reading
from lanterne.hub.web.models import CaseFile, Dataset, Run
from lanterne.hub.web.protect import price, sentences
from lanterne.hub.web.protect.choices import DP, Choices, ChoicesForm, usable_files
from lanterne.hub.web.protect.limit import limit_of
from lanterne.hub.web.protect.price_in_worlds import price_in_worlds
from lanterne.hub.web.protect.run_list import rows_of
from lanterne.hub.web.protect.running import begin
from lanterne.hub.web.requests import as_files, protecting
from lanterne.hub.web.steps import steps
from lanterne.privacy import Standing
from lanterne.privacy.k_releases import check_reason
from lanterne.vault import VaultError
from lanterne.verbs.requests import command_line

REFUSED = 409
UNREADABLE = 422
"""Answers to what cannot be done, and to a form that is not filled in."""

OVER = _("This is more than may still be spent. Allow larger errors in the counts.")
NOT_LIMITED = _(
    "There is a limit to what may be spent on the victims, and this choice promises them "
    "nothing. Protect each victim instead."
)
UNDECIDED = _(
    "Nobody has said yet how much may ever be spent on these people: a privacy officer must set a "
    "limit first, or write down why there is none."
)
COUNTED = _(
    "These people were registered here, and agreed to figures that hold no record of a person. "
    "Choose differential privacy: it alone promises that."
)
STALE = _(
    "Something has been spent on these people since you saw the price. This time, nothing was "
    "spent. Here is the new price: look at it, and decide again."
)


@require_safe
@needs(Verb.SEE_DATASET, Purpose.PROTECTION, of="dataset")
def protect(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Choose how a release is made; with choices in the address, what they cost."""
    data = request.GET if "method" in request.GET else None
    return _page(request, desk, _asked(dataset, data))


@require_POST
@needs(Verb.START_RUN, Purpose.PROTECTION, of="dataset")
def start_run(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """Spend: the same form, sent once more. Sent twice, it is one run."""
    try:
        key = uuid.UUID(request.POST.get("run", ""))
    except ValueError:
        asked = _asked(dataset, request.POST, decided=True)
        return _page(request, desk, asked, status=UNREADABLE)
    before = Run.objects.filter(pk=key).first()
    if before is not None:
        if before.dataset_id != dataset.pk:
            raise Http404
        return redirect("run", desk.organisation.slug, before.pk)
    asked = _asked(dataset, request.POST, decided=True)
    found = asked.found
    stale = asked.now is not None and request.POST.get("seen") != asked.now.mark
    if asked.now is None or found is None or found.refusals or stale:
        why = Why.FORM if found is None else Why.STALE if stale else Why.RULE
        desk.refuse(Verb.START_RUN, Purpose.PROTECTION, why, dataset)
        if found is not None and stale:
            found.refusals.insert(0, STALE)
        return _page(request, desk, asked, status=REFUSED if found else UNREADABLE)
    found.choices["seen"] = asked.now.mark
    run = Run(
        pk=key,
        dataset=dataset,
        case_file=found.form.cleaned_data["case_file"],
        method=found.method,
        choices=found.choices,
        created_by=desk.user,
    )
    return begin("protect", desk, run)


class Found:
    """What was chosen, what it costs, and why it cannot be done.

    Attributes:
        form: The form.
        method: The technique.
        choices: With the ε that was found.
        price: Of differential privacy.
        refusals: Why the ledger does not allow it, in words.
        is_final: Whether it is refused whatever else is written into this form.
        asks_reason: Whether somebody must accept a risk in writing.
        command: The command line that does the same.
    """

    def __init__(self, form: ChoicesForm, now: Standing) -> None:
        self.form, self.method = form, form.cleaned_data["method"]
        self.choices: Choices = form.choices
        self.price: price.Price | None = None
        self.refusals: list[object] = [] if now.is_decided else [UNDECIDED]
        dataset = form.dataset
        if self.method == DP:
            self.price = price.price(dataset, self.choices, now)
            self.choices["epsilon"] = self.price.accuracy.epsilon
            if self.price.over:
                self.refusals.append(OVER if self.price.to_subjects else NOT_LIMITED)
        case_file = form.cleaned_data["case_file"]
        if self.method != DP and case_file.counted:
            self.refusals.append(COUNTED)
        self._check_reading(case_file)
        self.is_final = bool(self.refusals)
        self.asks_reason = price.needs_reason(dataset, self.method, now)
        self.reason = " ".join(form.data.get("accept_risk", "").split())
        if self.reason and self.asks_reason:
            self.choices["accept_risk"] = self.reason
        reading = as_files(dataset, case_file)
        asked = protecting(self.choices, self.method, dataset, reading, "release")
        self.command = command_line("protect", asked)

    def _check_reading(self, case_file: CaseFile) -> None:
        try:
            check_reading(case_file)
        except VaultError as error:
            self.refusals.append(error_says(error))

    def check_reason(self) -> None:
        """Note that a reason is missing, where one is needed to go on."""
        if not self.asks_reason:
            return
        try:
            check_reason(self.reason)
        except UsageError:
            self.refusals.append(_("Say in three words or more why the risk is accepted."))

    @property
    def cost(self) -> str:
        """ε of the release."""
        return "" if self.price is None else sentences.cost(self.price.accuracy.epsilon)

    @property
    def before(self) -> str:
        """ε that was spent before."""
        return "" if self.price is None else sentences.cost(self.price.before)

    @property
    def after(self) -> str:
        """ε that will have been spent."""
        return "" if self.price is None else sentences.cost(self.price.after)

    @property
    def left(self) -> str:
        """ε that can still be spent then; empty without a limit, and when there is not enough."""
        found = None if self.price is None else self.price.left
        return "" if found is None or found < 0 else sentences.cost(found)

    @property
    def widths(self) -> list[tuple[str, str, str]]:
        """How close counts will come, in words."""
        return [] if self.price is None else list(sentences.promised_accuracy(self.price.accuracy))

    @property
    def shared_out_for(self) -> str:
        """For how many people that was worked out."""
        return sentences.shared_out_for(self.form.dataset.people_expected)

    @property
    def worth(self) -> list[sentences.ExpectedWorth]:
        """What the release will be worth, for some numbers of people."""
        if self.price is None:
            return []
        found = price.worth(self.form.dataset, self.choices, self.price.accuracy)
        return [sentences.expected_worth(one) for one in found]

    @property
    def sure(self) -> str:
        """What the price means."""
        return "" if self.price is None else sentences.price_in_words(self.price)

    @property
    def worlds(self) -> SafeString:
        """What all that was spent lets a reader learn, in pictures; empty without ε."""
        return (
            SafeString("")
            if self.price is None
            else price_in_worlds(self.price, self.choices["unit"])
        )

    @property
    def strength(self) -> str:
        """How strong the promise is."""
        return "" if self.price is None else sentences.strength(self.price.after)


@dataclass(frozen=True)
class Asked:
    """What somebody asks for, as one page looks at it.

    Attributes:
        dataset: Of whom.
        now: What its ledger says; ``None``: it cannot be read.
        form: ``None``: there is no codebook, or there are no cases that could be protected.
        found: ``None``: nobody has asked yet, or the form is not filled in.
    """

    dataset: Dataset
    now: Standing | None
    form: ChoicesForm | None
    found: Found | None


def _asked(dataset: Dataset, data: Any, *, decided: bool = False) -> Asked:
    """Look at what is asked for.

    Args:
        dataset: Of whom.
        data: What was sent; ``None``: nothing yet.
        decided: Whether it is to be done, so that a reason must be there where one is needed.
    """
    now, codebook = price.standing(dataset), dataset_codebook.in_force(dataset)
    if codebook is None or not usable_files(dataset).exists():
        return Asked(dataset, now, None, None)
    form = ChoicesForm(data, dataset=dataset, codebook=codebook, language=get_language() or "en")
    found = _found(form, now)
    if found is not None and decided:
        found.check_reason()
    return Asked(dataset, now, form, found)


def _found(form: ChoicesForm, now: Standing | None) -> Found | None:
    if not form.is_valid():
        return None
    if now is None:
        form.add_error(None, _("The ledger cannot be read."))
        return None
    try:
        return Found(form, now)
    except UsageError:
        text = _("No budget is large enough for this. Allow larger errors in the counts.")
        form.add_error("within", text)
    return None


def _page(
    request: HttpRequest,
    desk: Desk,
    asked: Asked,
    *,
    status: int = 200,
) -> HttpResponseBase:
    dataset, now, form, found = asked.dataset, asked.now, asked.form, asked.found
    context: dict[str, Any] = {
        "desk": desk,
        "dataset": dataset,
        "steps": steps(desk, dataset, "protect"),
        "may_run": desk.may(Verb.START_RUN, Purpose.PROTECTION),
        "runs": rows_of(dataset),
    }
    if form is None:
        return render(request, "workspace/protect_early.html", context, status=status)
    if not form.is_bound:
        first, unit = usable_files(dataset).first(), form.usual_unit
        within = price.usual_width(dataset, unit)
        whole = int(within) if within.is_integer() else within  # 45, not 45.0
        form.initial.update(case_file=first, unit=unit, within=whole)
    context |= {
        "form": form,
        "found": found,
        "run": uuid.uuid4(),
        "network": form.codebook.network is not None,
        "standing": list(sentences.standing_in_words(now)),
        "limit": limit_of(desk, dataset),
        "seen": "" if now is None else now.mark,
        "is_dp": found is not None and found.method == DP,
        "only_once": found is not None and found.method != DP,
    }
    return render(request, "workspace/protect.html", context, status=status)
