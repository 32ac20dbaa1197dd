"""Fields that several requests have: the same names, words and groups everywhere."""

from __future__ import annotations

from collections.abc import Mapping

from lanterne.messages import TAGS
from lanterne.verbs.parts import RUNNERS
from lanterne.verbs.requests.option import Option, option

DIALS = ("closest", "balanced", "strict")
"""Settings of the dial, from closest to the cases to least invented."""

LANGUAGES = tuple(TAGS)
"""Languages of a report."""

READING = "reading"
LINKED = "linked"
IMPRINT = "imprint"
LEDGER_PANEL = "ledger"
BY_K = "by-k"

CASES = option(argument=True)
CASES_FILE = option(argument=True, text="cases-file")
CODEBOOK = option(short="-c", metavar="CODEBOOK")
CODEBOOK_OF_RELEASE = option(
    short="-c",
    metavar="CODEBOOK",
    text="codebook-of-release",
    default="release-codebook",
    panel=READING,
)
MAPPING = option(short="-m", metavar="FILE", panel=READING, default="no-mapping")
DUPLICATES = option(metavar="FILE", panel=READING, default="nobody-twice")
HARMONISED_BY = option(metavar="FILE", panel=READING, default="no-mapping-before")
SUBJECT_ID = option(metavar="COLUMN", panel=READING, default="codebook-says")
HOUSEHOLD = option(metavar="COLUMN", panel=LINKED, default="codebook-says")
IGNORE = option(metavar="COLUMN", panel=READING)
RUNNER = option(metavar="RUNNER", choices=RUNNERS, default="this-process")
DRAWN_BY = option(metavar="RUNNER", choices=RUNNERS, text="drawn-by", default="this-process")
MASTER = option(metavar="ADDRESS", default="as-spark-is-set")
OUT = option(metavar="FOLDER")
REPORT = option(metavar="FOLDER", text="report", needed=True)
DIAL = option(metavar="DIAL", choices=DIALS)
CONDENSED = option(panel=LINKED)
ACCEPT_RISK = option(metavar="REASON", panel=BY_K)
LEDGER = option(metavar="FILE", panel=LEDGER_PANEL, default="ledger-beside-cases")
SERIES = option(metavar="FOLDER", text="series-of-edition", panel=READING, default="no-edition")
LOOKS = option(metavar="FILE", text="ledger-of-looks", default="ledger-if-there")
POPULATION = option(metavar="TEXT", panel=LEDGER_PANEL)
ACCEPT_DRAFT = option()
SEEN = option(hidden=True)
PUBLISHER = option(metavar="TEXT", panel=IMPRINT)
LICENCE = option(metavar="LICENCE", panel=IMPRINT)
TITLE = option(metavar="TEXT", panel=IMPRINT, default="codebook-title")


def language(text: str) -> Mapping[str, Option]:
    """How the command line shows a language; ``text`` names what its help says."""
    return option(
        metavar="LANGUAGE",
        text=text,
        choices=LANGUAGES,
        default="terminal-language",
        spoken=True,
    )


LANGUAGE = language("report-language")
