"""Under which names an XLSForm asks the questions of a form, for whoever writes or reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lanterne.codebook.model import Text
from lanterne.forms.conditions import Asking
from lanterne.forms.names import choice_names, plain_name, question_names
from lanterne.forms.questions import Ask, Form, Identity, Names, Question, Stamp
from lanterne.forms.words import text_of
from lanterne.harmonise.form_names import MARK


def stamp_text(stamp: Stamp) -> str:
    """The stamp as one word: what stands in every row that comes back."""
    return "/".join((plain_name(stamp.codebook), plain_name(stamp.version), stamp.digest[:32]))


@dataclass(frozen=True)
class Asked:
    """The questions of an XLSForm by their names.

    Attributes:
        form: The form.
        consent: The question for consent.
        askings: Column of the codebook → its question.
        ids: Column of ids → the name of the question that asks for it.
        why: Column of numbers or years → the question why there is no answer.
        repeat: Name of the repeat of linked tables; empty: there is none.
    """

    form: Form
    consent: Asking
    askings: Mapping[str, Asking]
    ids: Mapping[str, str]
    why: Mapping[str, Asking] = field(default_factory=dict)
    repeat: str = ""


def asked_in(form: Form) -> Asked:
    """The names under which an XLSForm asks the questions of a form."""
    ids = dict.fromkeys(
        one.name for section in form.sections for one in section.identities if not_other(one)
    )
    questions = [*form.questions]
    typed = {one.name: one.years for one in questions}
    silent = [
        one for one in questions if one.silences and (typed[one.name] or one.ask is Ask.NUMBER)
    ]
    repeats = [section.name for section in form.sections if section.under == form.cases.name]
    wanted = [one.name for one in questions]
    names = question_names(wanted, (MARK, form.consent.name))
    taken = [MARK, form.consent.name, *names.values()]
    id_names = question_names(ids, taken)
    taken += id_names.values()
    whys = question_names([f"{one.name}_why" for one in silent], taken)
    taken += whys.values()
    group_names = question_names(repeats, taken)
    return Asked(
        form=form,
        consent=_asking(form.consent, form.consent.name, None),
        askings={one.name: _asking(one, names[one.name], typed[one.name]) for one in questions},
        ids=id_names,
        why={one.name: _why(one, whys[f"{one.name}_why"], form) for one in silent},
        repeat=next(iter(group_names.values()), ""),
    )


def not_other(identity: Identity) -> bool:
    """Whether an id is asked for: whom a row of a repeat hangs on is known by where it stands."""
    return identity.names is not Names.OTHER


def identity_hint(identity: Identity, languages: Sequence[str]) -> Text:
    """What is said of an id: whoever is not named is known by the form that was sent."""
    if identity.names is Names.HOUSEHOLD:
        return identity.hint
    blank = text_of("blank_id", languages)
    return {tag: f"{hint} {blank[tag]}" for tag, hint in identity.hint.items()}


def _asking(question: Question, name: str, years: tuple[int, int] | None) -> Asking:
    return Asking(question, name, choice_names(one.code for one in question.answers), years)


def _why(question: Question, name: str, form: Form) -> Asking:
    """The question why a number or a year is not given."""
    label = text_of("why", form.languages, label=question.numbered)
    why = Question(f"{question.name}_why", Ask.ONE, label, {}, question.silences)
    return _asking(why, name, None)
