"""Do we read the definitions alike: how far one is with coding the vignettes, and the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lanterne.codebook.model import Text
from lanterne.hub.people.access import Desk, needs
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.data import dataset_codebook, vignette_codings
from lanterne.hub.web.data.vignette_codings import (
    FinishedError,
    OtherCodebookError,
    Vignettes,
)
from lanterne.hub.web.models import Dataset, VignetteCoding
from lanterne.hub.web.steps import steps

CHANGED = _("The codebook is another one by now. Nothing was saved: read its definitions first.")
NOT_SO = _("That cannot be done now: see below how far you are. Nothing was changed.")
GUIDE = "docs/guides/harmonise.md"
"""Where it is said how vignettes are written."""

REASONS = {OtherCodebookError: CHANGED, FinishedError: NOT_SO}
"""Why something was not done → what a person reads."""


@dataclass(frozen=True)
class Story:
    """A vignette in the list of them.

    Attributes:
        text: What happens.
        coded: Whether this person has coded it.
    """

    text: Text
    coded: bool


@dataclass(frozen=True)
class Standing:
    """How far a person and the others are.

    Attributes:
        coding: What the person made of the vignettes; ``None``: they have not begun.
        done: Who has finished.
        may_decide: Whether the person may decide on the codebook.
    """

    coding: VignetteCoding | None
    done: Sequence[VignetteCoding]
    may_decide: bool

    @property
    def is_open(self) -> bool:
        """Whether they see what others made of the vignettes."""
        return vignette_codings.is_open(self.coding, len(self.done), self.may_decide)

    @property
    def sees_names(self) -> bool:
        """Whether they see who has finished: those who took part do, and those who decide."""
        return self.may_decide or (self.coding is not None and self.coding.finished is not None)

    @property
    def may_look(self) -> bool:
        """Whether they may look without coding, and have not done so."""
        begun = self.coding is not None and bool(self.coding.answers)
        enough = len(self.done) >= vignette_codings.TWO
        return self.may_decide and enough and not begun and not self.is_open


def standing_of(desk: Desk, dataset: Dataset, vignettes: Vignettes) -> Standing:
    """How far a person and the others are."""
    return Standing(
        vignette_codings.coding_of(dataset, vignettes, desk.user),
        vignette_codings.finished(dataset, vignettes.mark),
        desk.may(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, made_by=dataset.created_by),
    )


def called(coding: VignetteCoding, place: int, desk: Desk) -> str:
    """What somebody who has finished, the how-manieth of all, is called to who sits at the desk."""
    if coding.created_by_id == desk.user.pk:
        return str(_("You"))
    return coding.created_by.name or _("Person %(number)s") % {"number": place}


@needs(Verb.COMMENT_CODEBOOK, Purpose.COLLECTION, of="dataset")
def vignettes(request: HttpRequest, desk: Desk, dataset: Dataset) -> HttpResponseBase:
    """How far one is, and what one may do: finish, look, delete."""
    if request.method != "POST":
        return render_vignettes(request, desk, dataset)
    act = request.POST.get("act", "")
    try:
        _do(request, desk, dataset, act)
    except (OtherCodebookError, FinishedError) as error:
        return render_vignettes(request, desk, dataset, REASONS[type(error)], 409)
    details = {"vignettes": act}
    desk.record(Verb.COMMENT_CODEBOOK, Purpose.COLLECTION, dataset, details=details)
    there = "vignettes" if act == "delete" else "vignette-result"
    return redirect(there, desk.organisation.slug, dataset.pk)


def _do(request: HttpRequest, desk: Desk, dataset: Dataset, act: str) -> None:
    """Finish, look without coding, or delete.

    Raises:
        OtherCodebookError: The form is of another codebook.
        FinishedError: It cannot be done, or there is no such act.
    """
    if act == "delete":
        if not vignette_codings.forget(dataset, desk.user, request.POST.get("coding", "")):
            raise FinishedError
        return
    shown = shown_in(request, dataset)
    if act == "finish":
        vignette_codings.finish(dataset, shown, desk.user)
    elif act == "look" and standing_of(desk, dataset, shown).may_look:
        vignette_codings.look(dataset, shown, desk.user)
    else:
        raise FinishedError


def shown_in(request: HttpRequest, dataset: Dataset) -> Vignettes:
    """What can be coded, which is what the form was made for.

    Raises:
        OtherCodebookError: It is not any more.
    """
    there = vignette_codings.vignettes_in(dataset)
    if there is None or there.mark != request.POST.get("codebook"):
        raise OtherCodebookError
    return there


def render_vignettes(
    request: HttpRequest,
    desk: Desk,
    dataset: Dataset,
    wrong: Promise | None = None,
    status: int = 200,
) -> HttpResponseBase:
    """The page, with what could not be done."""
    there = vignette_codings.vignettes_in(dataset)
    context = {
        "desk": desk,
        "dataset": dataset,
        "steps": steps(desk, dataset, "data"),
        "wrong": wrong,
        "vignettes": there,
        "in_force": dataset_codebook.in_force(dataset),
        "verbs": "lanterne harmonise agreement --help",
        "guide": GUIDE,
        "earlier": vignette_codings.earlier(dataset, there, desk.user),
    }
    if there is not None:
        standing = standing_of(desk, dataset, there)
        coded = standing.coding.answers if standing.coding else {}
        stories = [Story(text, name in coded) for name, text in there.texts.items()]
        left = [place for place, one in enumerate(stories) if not one.coded]
        context["verbs"] = _command_lines(dataset)
        context |= {"standing": standing, "stories": stories, "left": left, "coded": len(coded)}
        if standing.sees_names:
            context["names"] = [called(one, nr, desk) for nr, one in enumerate(standing.done, 1)]
    return render(request, "workspace/vignettes.html", context, status=status)


def _command_lines(dataset: Dataset) -> str:
    """Where sheets come from on the command line, and what compares two."""
    sheet = (
        f"lanterne harmonise vignettes --codebook {_codebook_named(dataset)} --out vignettes.csv"
    )
    return f"{sheet}\n{comparing('vignettes.csv', 'other.csv', dataset)}"


def comparing(one: str, other: str, dataset: Dataset) -> str:
    """The command that compares two sheets with the codebook of a dataset."""
    return f"lanterne harmonise agreement {one} {other} --codebook {_codebook_named(dataset)}"


def _codebook_named(dataset: Dataset) -> str:
    """The codebook in force, as commands name it: that of its own is a file that can be had."""
    return dataset.codebook_name or dataset_codebook.FILE
