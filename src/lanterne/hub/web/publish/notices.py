"""The notice of a submission: what the public will read beside the release, and its form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lanterne.catalogue import Notice, faults, read_state
from lanterne.catalogue.notice import (
    LONGEST_CITATION,
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    LONGEST_TITLE,
)
from lanterne.hub.languages import LANGUAGES, direction
from lanterne.hub.people.made import NEWEST_FIRST
from lanterne.hub.web.models import Dataset, Decision, Run, Submission
from lanterne.hub.web.publish import release_folders
from lanterne.hub.web.publish.licences import LICENCES
from lanterne.hub.web.review.gate_exemption import may_be_public, passing_of
from lanterne.release.integrity import read_manifest

Fields = Mapping[str, Any]

_NOW = datetime(2026, 1, 1, tzinfo=UTC)


def notice_of(submission: Submission, published: datetime | None = None) -> Notice:
    """The notice, as it would be if the submission were published now.

    Args:
        submission: What is to be published.
        published: When; ``None``: the moment of its submission, to be looked at only.
    """
    moment = (published or submission.created).astimezone(UTC).replace(microsecond=0)
    agreed = _approved_by(submission)
    notice = _notice(submission.run.dataset, submission.notice, moment, agreed)
    said = passing_of(submission)
    return replace(notice, mark=submission.mark, gate=said if may_be_public(said) else None)


def is_a_name(submission: Submission, name: str) -> bool:
    """Whether the public may be told that somebody of that name has approved."""
    return not faults(_notice(submission.run.dataset, submission.notice, _NOW, name))


def _approved_by(submission: Submission) -> str:
    """Who has approved these words, if they want the public to know; empty: nobody says so."""
    verdict = Decision.Verdict.APPROVE
    found = submission.decisions.filter(verdict=verdict, seal=submission.seal).first()
    return found.public_name if found else ""


def _notice(dataset: Dataset, fields: Fields, moment: datetime, approved_by: str = "") -> Notice:
    found = read_state(settings.LANTERNE_HOME.releases).series.get(dataset.series)
    last = None if found is None else found.last.notice
    return Notice(
        series=dataset.series,
        edition=1 if last is None else last.edition + 1,
        title=dict(fields["title"]),
        description=dict(fields["description"]),
        licence=fields["licence"],
        publisher=fields["publisher"],
        languages=tuple(fields["languages"]),
        published=moment,
        supersedes=None if last is None else last.name,
        citation=fields.get("citation", ""),
        submitted_by=fields.get("submitted_by", ""),
        approved_by=approved_by,
    )


class NoticeForm(forms.Form):
    """What the public will read beside a release, in one language or several."""

    publisher = forms.CharField(label=_("Publisher"), max_length=LONGEST_NAME)
    licence = forms.ChoiceField(label=_("Licence"), choices=LICENCES)
    citation = forms.CharField(
        label=_("How to cite it, if not in the way the portal suggests"),
        max_length=LONGEST_CITATION,
        required=False,
    )
    name_is_public = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, run: Run, language: str, name: str = "") -> None:
        super().__init__(data, initial=_usual(run, language))
        self.run = run
        self.name = name
        for tag, own in LANGUAGES:
            attributes = {"lang": tag, "dir": direction(tag)}
            self.fields[f"title_{tag}"] = forms.CharField(
                label=_("Title"),
                max_length=LONGEST_TITLE,
                required=False,
                widget=forms.TextInput(attributes),
            )
            self.fields[f"description_{tag}"] = forms.CharField(
                label=_("Description"),
                max_length=LONGEST_DESCRIPTION,
                required=False,
                widget=forms.Textarea({**attributes, "rows": 4}),
            )
            self.fields[f"title_{tag}"].own = own  # type: ignore[attr-defined]
        said = named_by(run)
        for key in ("publisher", "licence"):
            if said[key]:
                self.fields[key].disabled = True
                self.initial[key] = said[key]
        if said["licence"] and said["licence"] not in dict(LICENCES):
            licence: Any = self.fields["licence"]
            licence.choices = [(said["licence"], said["licence"])]

    def by_language(self) -> Iterator[tuple[str, str, Any, Any]]:
        """Code and own name of each language, and its two fields."""
        for tag, own in LANGUAGES:
            yield tag, own, self[f"title_{tag}"], self[f"description_{tag}"]

    def clean(self) -> dict[str, Any]:
        """That every language has all of the words, and nothing that cannot be published."""
        found = super().clean() or {}
        titled = [tag for tag, _own in LANGUAGES if found.get(f"title_{tag}")]
        told = [tag for tag, _own in LANGUAGES if found.get(f"description_{tag}")]
        if not titled:
            self.add_error(None, _("Give a title in at least one language."))
        for tag in told:
            if tag not in titled:
                self.add_error(f"title_{tag}", _("Give a title in this language too."))
        if told:
            for tag in titled:
                if tag not in told:
                    self.add_error(
                        f"description_{tag}", _("Describe it in this language too, or in none.")
                    )
        if not self.errors and faults(_notice(self.run.dataset, self.notice, _NOW)):
            self.add_error(
                None, _("One of the texts contains an invisible character. Type the texts again.")
            )
        return found

    @property
    def notice(self) -> dict[str, Any]:
        """What was filled in, as JSON."""
        found = self.cleaned_data
        languages = [tag for tag, _own in LANGUAGES if found.get(f"title_{tag}")]
        description = {tag: lines(found.get(f"description_{tag}", "")) for tag in languages}
        return {
            "title": {tag: found[f"title_{tag}"] for tag in languages},
            "description": {tag: text for tag, text in description.items() if text},
            "licence": found["licence"],
            "publisher": found["publisher"],
            "citation": found["citation"],
            "languages": languages,
            "submitted_by": self.name if found["name_is_public"] else "",
        }


def named_by(run: Run) -> dict[str, str]:
    """The publisher and the licence that the release itself names; empty where it names none."""
    manifest, _problems = read_manifest(release_folders.release_of(run))
    return {name: str(manifest.get(name) or "") for name in ("publisher", "licence")}


def _usual(run: Run, language: str) -> dict[str, Any]:
    """What was written last for this dataset, else what is known."""
    dataset = run.dataset
    before = Submission.objects.filter(run__dataset=dataset).order_by(*NEWEST_FIRST).first()
    if before is None:
        return {"publisher": dataset.organisation.name, f"title_{language}": dataset.title}
    said: Fields = before.notice
    names = ("publisher", "licence", "citation")
    return {
        **{name: said.get(name, "") for name in names},
        **{f"title_{tag}": text for tag, text in said["title"].items()},
        **{f"description_{tag}": text for tag, text in said["description"].items()},
    }


def lines(text: str) -> str:
    """A text with the ends of lines that files have."""
    return "\n".join(text.splitlines()).strip()
