"""What a person chooses for a release, as a form, as arguments of a verb, and as a command line.

All of it is public: nothing here reads a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lanterne.anonymity import Method
from lanterne.codebook import Codebook
from lanterne.codebook.model import in_language
from lanterne.hub.people.made import NEWEST_FIRST
from lanterne.hub.problem_texts import says
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.models import CaseFile, Dataset
from lanterne.hub.web.publish.licences import LICENCES, NONE_YET
from lanterne.messages import Message
from lanterne.messages.dates import moment
from lanterne.privacy import Unit
from lanterne.synthesis.attest import Dial
from lanterne.verbs.terms import largest_bounds

DP = "differential-privacy"
"""The technique that is meant when nobody says."""

Choices = dict[str, Any]
"""Name → value, as JSON: what :class:`ChoicesForm` has made of what was chosen."""

METHODS = (
    (DP, _("Differential privacy: synthetic rows, and counts with a known error")),
    (
        str(Method.K_ANONYMOUS_SYNTHETIC),
        _("Synthetic rows, each answer shared by at least k people"),
    ),
    (str(Method.K_ANONYMISED), _("Real rows, made coarser until at least k are alike")),
)
ANSWERS = (
    (1, _("one answer, such as a country")),
    (2, _("two answers together")),
    (3, _("three answers together")),
)
DIALS = (
    (str(Dial.CLOSEST), _("closest to the cases")),
    (str(Dial.BALANCED), _("close to the cases, with fewer invented combinations")),
    (str(Dial.STRICT), _("as few invented combinations as possible, but rare answers are lost")),
)
LENGTHS = (
    ("1", _("one answer")),
    ("2", _("two answers together")),
    ("3", _("three answers together")),
    ("rows", _("whole rows")),
)


def units_of(dataset: Dataset, codebook: Codebook) -> tuple[Unit, ...]:
    """Whom a promise can be made to, the usual one first."""
    network = codebook.network
    if network is not None:
        household = (Unit.HOUSEHOLD,) if network.victims.household else ()
        return (Unit.VICTIM, Unit.PERPETRATOR, *household)
    table = codebook.table
    who = dataset_codebook.who_of(dataset)
    known = who.subject_id or (not who.rows_are_people and table.subject_id)
    person = Unit.PERSON if known else Unit.ROW
    household = (Unit.HOUSEHOLD,) if who.household or table.household else ()
    return (person, *household)


def unit_label(unit: Unit) -> str:
    """Whom a promise is made to, in the language of the page."""
    return says(Message(f"workspace.unit.{unit}"))


class ImprintForm(forms.Form):
    """What the files of a release say of who publishes it."""

    publisher = forms.CharField(label=_("Publisher, in the files"), max_length=200, required=False)
    licence = forms.ChoiceField(
        label=_("Licence, in the files"),
        choices=[NONE_YET, *LICENCES],
        required=False,
    )


class ChoicesForm(ImprintForm):
    """The choices for a run. Fields of one technique are ignored by the others."""

    method = forms.ChoiceField(label=_("Technique"), choices=METHODS, widget=forms.RadioSelect)
    case_file = forms.ModelChoiceField(label=_("Cases"), queryset=CaseFile.objects.none())
    unit = forms.ChoiceField(label=_("Who is protected"), required=False, widget=forms.RadioSelect)
    answers = forms.TypedChoiceField(
        label=_("Counts of people with"), choices=ANSWERS, coerce=int, required=False
    )
    within = forms.FloatField(
        label=_("may be off by"), min_value=0.1, max_value=1e6, required=False
    )
    epsilon = forms.FloatField(
        label=_("ε, in place of the accuracy"), min_value=0.001, max_value=100, required=False
    )
    delta = forms.FloatField(
        label=_("δ: chance that the promise fails"), min_value=1e-10, max_value=1e-2, required=False
    )
    bound = forms.IntegerField(
        label=_("Links, or people of a household, that count"),
        min_value=1,
        max_value=1000,
        required=False,
    )
    dial = forms.ChoiceField(label=_("The synthetic rows are"), choices=DIALS, required=False)
    condensed = forms.BooleanField(label=_("Also one row per victim"), required=False)
    k = forms.IntegerField(
        label=_("k: fewest people who share what is written"),
        min_value=2,
        max_value=10_000,
        required=False,
    )
    length = forms.ChoiceField(label=_("k holds for"), choices=LENGTHS, required=False)
    quasi = forms.MultipleChoiceField(
        label=_("Columns by which a person may be found"), required=False
    )
    diversity = forms.IntegerField(
        label=_("Fewest different sensitive answers among rows that are alike"),
        min_value=2,
        required=False,
    )
    closeness = forms.FloatField(
        label=_(
            "How far the spread of sensitive answers among rows that are alike may differ from "
            "that in all rows, 0 to 1"
        ),
        min_value=0,
        max_value=1,
        required=False,
    )
    sensitive = forms.MultipleChoiceField(label=_("Sensitive columns"), required=False)

    def __init__(
        self, data: Any, *, dataset: Dataset, codebook: Codebook, language: str = "en"
    ) -> None:
        super().__init__(data, initial=_usual(dataset))
        self.dataset, self.codebook = dataset, codebook
        files: Any = self.fields["case_file"]
        files.queryset = usable_files(dataset)
        files.empty_label = None
        files.label_from_instance = _file_label
        units: Any = self.fields["unit"]
        units.choices = [(str(unit), unit_label(unit)) for unit in units_of(dataset, codebook)]
        if codebook.network is not None:
            methods: Any = self.fields["method"]
            methods.choices = METHODS[:1]
            return
        columns = [(one.name, in_language(one.label, language)) for one in codebook.table.columns]
        for name in ("quasi", "sensitive"):
            field: Any = self.fields[name]
            field.choices = columns

    def clean(self) -> dict[str, Any]:
        """What the technique needs beside what each field needs."""
        found = super().clean() or {}
        method = found.get("method")
        found["unit"] = found.get("unit") or self.usual_unit
        if method == DP and not (found.get("epsilon") or found.get("within")):
            self.add_error("within", _("Say how far off counts may be."))
        most = self._largest_bound(found["unit"])
        if method == DP and most is not None and (found.get("bound") or 0) > most:
            text = _("%(most)s at most: according to the codebook nobody has more links.")
            self.add_error("bound", text % {"most": most})
        if method == Method.K_ANONYMISED and not found.get("quasi"):
            self.add_error("quasi", _("Choose at least one column."))
        asks = found.get("diversity") or found.get("closeness") is not None
        if method == Method.K_ANONYMISED and asks and not found.get("sensitive"):
            self.add_error("sensitive", _("Choose at least one column."))
        return found

    @property
    def usual_unit(self) -> str:
        """Who is protected when nobody says."""
        return str(units_of(self.dataset, self.codebook)[0])

    def _largest_bound(self, unit: str) -> int | None:
        network = self.codebook.network
        return None if network is None else largest_bounds(network).get(Unit(unit))

    @property
    def choices(self) -> Choices:
        """What was chosen, as JSON, without what belongs to another technique."""
        found = self.cleaned_data
        names = ["publisher", "licence"]
        if found["method"] == DP:
            names += ["unit", "delta", "dial"]
            names += ["epsilon"] if found["epsilon"] else ["answers", "within"]
            names += [] if found["unit"] in {Unit.PERSON, Unit.ROW} else ["bound"]
            names += ["condensed"] if self.codebook.network is not None else []
        elif found["method"] == Method.K_ANONYMOUS_SYNTHETIC:
            names += ["k", "length"]
        else:
            names += ["k", "quasi", "diversity", "closeness", "sensitive"]
        return {name: found[name] for name in names if found[name] not in (None, "", [], False)}


def usable_files(dataset: Dataset) -> Any:
    """The case files of a dataset that can be protected, the newest first."""
    return dataset.case_files.filter(state=CaseFile.State.CHECKED).order_by(*NEWEST_FIRST)


def _file_label(case_file: CaseFile) -> str:
    return f"{moment(case_file.created, get_language() or 'en')} UTC"


def _usual(dataset: Dataset) -> Choices:
    return {
        "method": DP,
        "answers": 1,
        "dial": str(Dial.BALANCED),
        "k": 10,
        "length": "3",
        "publisher": dataset.organisation.name,
    }


def unit_of(choices: Mapping[str, Any]) -> str | None:
    """Whom the promise is made to, where that is not what the ids of people say."""
    unit = choices.get("unit")
    return None if unit is None or Unit(unit).traits.alone else unit


def bounds_of(choices: Mapping[str, Any]) -> dict[str, int] | None:
    """Unit → how much of it counts, where somebody chose that."""
    unit, bound = unit_of(choices), choices.get("bound")
    return {unit: bound} if unit and bound else None


def household_of(choices: Mapping[str, Any], dataset: Dataset) -> str | None:
    """Column of households, where they are protected and somebody named one."""
    unit = unit_of(choices)
    if unit is None or not Unit(unit).traits.group:
        return None
    return dataset_codebook.who_of(dataset).household or None
