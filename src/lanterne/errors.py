"""What can go wrong, as data: a code, what stands in its gaps, and the place.

    LanterneError          exit code 1
    ├── InputError         exit code 1   a file, a codebook or a release has problems; all listed
    ├── UsageError         exit code 2   the call itself is wrong: an option, a path, a number
    └── Refused            exit code 3   the privacy ledger or a policy says no

No parameter ever holds the value of a cell: a message may be mailed, logged or read aloud. The
sentences are in :mod:`lanterne.messages`; ``str`` of a problem or an error is its English.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from lanterne.messages import TAGS, Message, Parameter, advise, from_json, say, to_json
from lanterne.messages.languages import apart
from lanterne.messages.punctuation import colon, comma

FRAME = "data frame"
"""What a data frame is called where a file would be named."""

FRAMES = "data frames"
"""The same of a data frame for each of linked tables, where a folder would be named."""

_IN_MEMORY: Mapping[str | None, str] = {FRAME: "place.frame", FRAMES: "place.frames"}
"""What stands where a file would be named → its words."""


@dataclass(frozen=True)
class Place:
    """Where a problem is; everything may be missing.

    Attributes:
        file: Path of the file as the person gave it; of a data frame ``FRAME``, of those of linked
            tables together ``FRAMES``.
        row: Line in the file or sheet, counted as a spreadsheet does: the header is row 1. A data
            frame has no header: its first row is row 1.
        column: Name of the column.
        key: Path of a key in a file of settings or a codebook: ``tables.victims.label``.
        sheet: Name of the sheet of a workbook, where it has several; of data frames that of the
            table.
    """

    file: str | None = None
    row: int | None = None
    column: str | None = None
    key: str | None = None
    sheet: str | None = None

    def say(self, language: str = "en") -> str:
        """In words: ``cases.csv, row 17, column gender``; the key is not among them."""
        return comma(language).join(self._parts(language))

    def _parts(self, language: str) -> Iterator[str]:
        if self.file == FRAME and self.sheet:
            yield say(Message("place.frame-of-table", {"table": self.sheet}), language)
        elif self.file in _IN_MEMORY:
            yield say(Message(_IN_MEMORY[self.file]), language)
        elif self.file:
            yield apart(self.file, language)
        if self.sheet and self.file != FRAME:
            yield say(Message("place.sheet", {"sheet": self.sheet}), language)
        if self.row is not None:
            yield say(Message("place.row", {"row": str(self.row)}), language)
        if self.column:
            yield say(Message("place.column", {"column": self.column}), language)


NOWHERE = Place()
"""The problem is of the whole."""

NOTHING = Message("")
"""For ``advice``: there is nothing to be done that the message does not say."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it is, and what to do about it.

    Attributes:
        code: Which sentence of the store. Its part before a dot is the stable name of the rule
            that is broken, such as ``value-not-listed``; one rule may have several sentences.
        parameters: Name of each gap → what stands in it; never a cell's value.
        place: Where it is.
        advice: What to do about it, where that is not the hint that the store has for the code.
        named: Name of the rule, where that is not a part of the code: a rule of a codebook, or
            one sentence that is said of many rules.
    """

    code: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    place: Place = NOWHERE
    advice: Message | None = None
    named: str = ""

    def __hash__(self) -> int:
        """Of all of it, as that of a message is."""
        return hash((self.message, self.place, self.advice, self.named))

    @property
    def rule(self) -> str:
        """Stable name of the rule that is broken."""
        return self.named or self.message.rule

    @property
    def file(self) -> str | None:
        """Path of the file as the person gave it."""
        return self.place.file

    @property
    def row(self) -> int | None:
        """Line in the file or sheet."""
        return self.place.row

    @property
    def column(self) -> str | None:
        """Name of the column."""
        return self.place.column

    def at(self, **place: Any) -> Self:
        """The same problem; the parts of its place that are given are others."""
        return replace(self, place=replace(self.place, **place))

    @property
    def message(self) -> Message:
        """What is wrong, in no language."""
        return Message(self.code, self.parameters)

    def says(self, language: str = "en") -> str:
        """What is wrong."""
        text = say(self.message, language)
        return f"{self.place.key}{colon(language)} {text}" if self.place.key else text

    def advises(self, language: str = "en") -> str:
        """What to do about it; empty when there is nothing to add."""
        return say(self.advice, language) if self.advice else advise(self.message, language)

    def sentences(self, language: str = "en") -> str:
        """What is wrong and what to do about it, without the file, row and column."""
        return " ".join(filter(None, (self.says(language), self.advises(language))))

    def placed(self, language: str = "en") -> str:
        """The place, what is wrong and what to do."""
        place, sentences = self.place.say(language), self.sentences(language)
        return f"{place}{colon(language)} {sentences}" if place else sentences

    def paragraph(self, language: str = "en") -> str:
        """All of it, and the name of the rule."""
        return f"{self.placed(language)} [{self.rule}]"

    def fields(self, language: str = "en") -> dict[str, str | int]:
        """For programs: rule, sentences and the parts of the place, without what is blank."""
        found = {
            "rule": self.rule,
            "message": self.says(language),
            "hint": self.advises(language),
            "file": self.file,
            "sheet": self.place.sheet,
            "row": self.row,
            "column": self.column,
        }
        return {name: value for name, value in found.items() if value}

    def __str__(self) -> str:
        """All of it, in English."""
        return self.paragraph()


def problem_as_json(problem: Problem) -> dict[str, Any]:
    """The problem as data that JSON holds, without what is missing."""
    place = {name: value for name, value in vars(problem.place).items() if value is not None}
    advice = {} if problem.advice is None else {"advice": to_json(problem.advice)}
    named = {"named": problem.named} if problem.named else {}
    return {**to_json(problem.message), "place": place, **advice, **named}


def problem_from_json(data: Mapping[str, Any]) -> Problem:
    """The problem that :func:`problem_as_json` wrote.

    Raises:
        ValueError: It is none.
        TypeError: Its place has a part that no place has.
    """
    message, advice = from_json(data), data.get("advice")
    return Problem(
        message.code,
        message.parameters,
        Place(**data.get("place", {})),
        None if advice is None else from_json(advice),
        str(data.get("named", "")),
    )


class LanterneError(Exception):
    """Root of every error that Lanterne raises on purpose.

    Attributes:
        message: What is said, in no language.
    """

    exit_code = 1

    def __init__(self, message: str | Message = "", /, **parameters: Parameter) -> None:
        """Of a code and what stands in its gaps, or of a message that has both."""
        self.message = Message(message, parameters) if isinstance(message, str) else message
        super().__init__(self.message)

    def says(self, language: str = "en") -> str:
        """What went wrong, in a language."""
        return say(self.message, language)

    def __str__(self) -> str:
        """What went wrong, in English."""
        return self.says()


class InputError(LanterneError):
    """A file, a codebook or a release has problems; all that were found are listed.

    Attributes:
        problems: The problems, in the order of the file.
        more: How many further problems were found but are not listed.
    """

    def __init__(self, problems: Iterable[Problem], more: int = 0) -> None:
        self.problems = tuple(problems)
        self.more = more
        super().__init__(Message("problems.more", {"count": more}))
        self.args = (self.problems, more)

    def says(self, language: str = "en") -> str:
        """Each problem on a line of its own, and how many more there are."""
        lines = [problem.paragraph(language) for problem in self.problems]
        if self.more:
            lines.append(say(self.message, language))
        return "\n".join(lines)


class UsageError(LanterneError):
    """The call itself is wrong: an option, a path or a number."""

    exit_code = 2


class Refused(LanterneError):  # noqa: N818 - the word that a person reads
    """A policy or the privacy budget forbids what was asked."""

    exit_code = 3


def check_language(language: str) -> None:
    """That there are words in a language.

    Raises:
        UsageError: There are none.
    """
    if language not in TAGS:
        raise UsageError("language.no-words", language=language, languages=tuple(TAGS))


def annotate(error: BaseException, message: Message) -> None:
    """Add to what is raised a sentence that is shown below it, such as what was spent."""
    error.add_note(say(message))
    vars(error).setdefault(_BELOW, []).append(message)


def notes_of(error: BaseException) -> tuple[Message, ...]:
    """What was added to it, in no language."""
    return tuple(vars(error).get(_BELOW, ()))


_BELOW = "said_below"
"""Name under which an error carries what was added to it."""
