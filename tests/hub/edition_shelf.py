"""Editions of fictional datasets: releases to publish, and a catalogue in which some were."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from shelf import BOOK, write_people

import lanterne
from lanterne.catalogue import Notice, Published, Story, tell, withdraw
from lanterne.catalogue import publish as publish_passed
from lanterne.gate import record_beside
from let_pass import let_pass

SERIES = "survivors-2026"
FIRST, SECOND, THIRD = (f"{SERIES}.v{number}" for number in (1, 2, 3))
"""Superseded, withdrawn, current."""

GONE = "mistake.v1"
"""The only edition of its dataset, withdrawn."""

PLAIN = "plain <release>"
"""A release without a notice, as earlier versions left them."""

STORY = "women"
"""What is told of the current edition, in the languages of its title."""

TITLE = {"en": "Survivors <i>& co", "fr": "Survivantes <i>& co", "ar": "الناجون"}
REASON = {
    "fr": "Une colonne <b>était mal codée.\n\nElle sera corrigée.",
    "ar": "خطأ في أحد الأعمدة.",
}


def moment(day: int, hour: int = 12) -> datetime:
    """A moment of May 2026."""
    return datetime(2026, 5, day, hour, tzinfo=UTC)


def notice(edition: int, series: str = SERIES, **others: Any) -> Notice:
    """A notice that is well formed."""
    given: dict[str, Any] = {
        "series": series,
        "edition": edition,
        "title": TITLE,
        "description": {
            "en": "First paragraph.\n\nSecond <b>one.",
            "fr": "Premier paragraphe.\n\nSecond <b>un.",
            "ar": "الفقرة الأولى.\n\nالفقرة الثانية.",
        },
        "licence": "CC-BY-4.0",
        "publisher": "Réseau <b>",
        "languages": ("en", "fr", "ar"),
        "published": moment(max(1, edition)),
        "supersedes": f"{series}.v{edition - 1}" if edition > 1 else None,
    }
    return Notice(**given | others)


def publish(candidate: Path, catalogue: Path, said: Notice, **more: Any) -> Published:
    """Publish what the gate lets pass: it says so first, where it has said nothing."""
    if (candidate / "manifest.json").is_file() and not record_beside(candidate).exists():
        let_pass(candidate)
    return publish_passed(candidate, catalogue, said, **more)


def story(edition: str = THIRD, **others: Any) -> Story:
    """A story that is well formed, with numbers, a figure with groups and one of a filter."""
    series, _dot, number = edition.rpartition(".v")
    asked = (
        '{share gender = "Woman"} · {count gender = "Woman"} · '
        '{share gender = "Woman", debt = "1"} · {count "work[x]&y" = "farm"}'
    )
    figures = (
        '```figure\ncolumn = "gender"\nby = "debt"\n```\n\nA [page](https://example.org/a).\n\n'
        '```figure\nfigure = "trend-year"\nwhere = { gender = "Woman" }\n```'
    )
    given: dict[str, Any] = {
        "title": {"en": "Women <b>in these data", "fr": "Les femmes <b>", "ar": "النساء"},
        "summary": {"en": "What is <i>known.", "fr": "Ce qu'on <i>sait.", "ar": "ما هو معروف."},
        "text": {
            tag: f"{asked}\n\n## {heading} *a*\n\n- 7 {heading}\n\n{figures}"
            for tag, heading in (("en", "More"), ("fr", "Plus"), ("ar", "المزيد"))
        },
        "published": moment(4),
    }
    return Story(series, int(number), STORY, **given | others)


def make_candidates(folder: Path, number: int = 2) -> list[Path]:
    """Releases of fictional people that are not public yet."""
    cases = write_people(folder / "cases.csv", 300)
    made = []
    for count in range(number):
        made.append(folder / f"candidate-{count}")
        lanterne.protect(cases, BOOK, epsilon=4, out=made[-1], ledger=folder / "ledger.jsonl")
    return made


def make_catalogue(folder: Path) -> Path:
    """A catalogue with three editions of a dataset, one of which is told of, one of another, and a
    plain release."""
    one, other = make_candidates(folder)
    catalogue, archive = folder / "catalogue", folder / "archive"
    catalogue.mkdir()
    archive.mkdir()
    publish(one, catalogue, notice(1))
    publish(other, catalogue, notice(2, published=moment(1, 3)))  # the clock had jumped back
    withdraw(SECOND, catalogue, REASON, archive=archive, withdrawn=moment(9))
    people = {"submitted_by": "A. <b>", "approved_by": "B. & C."}
    publish(
        other, catalogue, notice(3, citation="Réseau <b> (2026): “Survivors”, 3rd ed.", **people)
    )
    publish(
        one,
        catalogue,
        notice(1, "mistake", title={"es": "Error"}, description={}, languages=("es",)),
    )
    withdraw(GONE, catalogue, {"es": "Era un error."}, archive=archive, withdrawn=moment(8))
    one.rename(catalogue / PLAIN)
    tell(story(), catalogue)
    return catalogue
