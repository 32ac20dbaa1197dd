"""Read a policy: all that is wrong with it is said at once, and nothing missing is guessed."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable
from pathlib import Path

from lanterne.codebook.load import bytes_of, parse_toml
from lanterne.codebook.section import Findings, Section, suggestion
from lanterne.errors import InputError, UsageError
from lanterne.gate.levels import LEVELS, level_text
from lanterne.gate.policy import (
    METHODS,
    WHOLE_ROWS,
    Family,
    Policy,
    PromiseRules,
    RiskRules,
    UseRules,
)

FORMAT = 1
"""Version of the file's format."""

LONGEST_NAME = 100
"""Characters of the name of a policy."""

LIGHTS = ("good", "fair", "poor")
"""Traffic lights, the best first."""


def load_policy(name_or_path: str | Path) -> Policy:
    """The policy of a level, or the one in a TOML file.

    Raises:
        UsageError: There is neither a level nor a file of that name.
        InputError: The file cannot be read, or it has problems; all of them are listed.
    """
    name = str(name_or_path)
    if name in LEVELS:
        return parse_policy(level_text(name).encode(), name)
    path = Path(name_or_path)
    if not path.exists():
        raise UsageError(
            f"There is no policy {name!r}, neither as a level nor as a file. "
            f"{suggestion(name, LEVELS)}"
        )
    return parse_policy(bytes_of(name, "policy"), name)


def parse_policy(data: bytes, file: str) -> Policy:
    """The policy in the bytes of a TOML file.

    Args:
        data: The bytes; UTF-8, with or without a byte order mark.
        file: Name of the file for messages.

    Raises:
        InputError: With every problem.
    """
    findings = Findings(file)
    root = Section(parse_toml(data, file), "", findings)
    _read_format(root)
    name = _name(root)
    promise, excess, people, use = (
        _part(root, key) for key in ("promise", "attacks", "people", "use")
    )
    policy = Policy(
        name,
        _read_promise(promise),
        RiskRules(
            {family: _share(excess, str(family)) for family in Family},
            _share(people, "told"),
            _share(people, "record"),
        ),
        UseRules(
            _share(use, "distance"),
            _share(use, "rows"),
            _share(use, "intervals"),
            _choice(use, "light", LIGHTS),
        ),
        hashlib.sha256(data).hexdigest(),
    )
    for section in (root, promise, excess, people, use):
        section.close()
    if findings.problems:
        raise InputError(findings.problems)
    return policy


def _part(root: Section, key: str) -> Section:
    """A table of the file; an empty one, whose keys are then missing, where there is none."""
    if root.has(key):
        return root.section(key)
    root.raw(key)
    hint = "lanterne policy FILE --level usual writes a whole policy to start from."
    root.problem("missing-key", f"has no table [{key}].", hint)
    return Section({}, key, Findings(None))


def _name(root: Section) -> str:
    name = root.text("name")
    if not name.isprintable() or len(name) > LONGEST_NAME:
        message = f"must be one line of at most {LONGEST_NAME} characters."
        root.problem("bad-name", message, "It is published in the record.", "name")
    return name


def _read_format(root: Section) -> None:
    given = root.raw("format")
    if given is None:
        root.problem("missing-key", "has no 'format'.", f"Add format = {FORMAT}.")
    elif given != FORMAT or isinstance(given, bool | float):
        message = f"must be {FORMAT}."
        root.problem("policy-format", message, "Use a newer version of Lanterne.", "format")


def _read_promise(section: Section) -> PromiseRules:
    methods = section.texts("methods")
    for name in methods:
        if name not in METHODS:
            message = f"there is no technique {name!r}."
            section.problem("unknown-value", message, suggestion(name, METHODS), "methods")
    if not methods:
        hint = f"Name at least one of {', '.join(METHODS)}."
        section.problem("missing-key", "allows no technique.", hint, "methods")
    return PromiseRules(
        methods,
        _above_zero(section, "epsilon"),
        _above_zero(section, "epsilon_total"),
        _whole(section, "k", 2),
        _length(section),
    )


def _length(section: Section) -> int | None:
    if section.raw("length") == WHOLE_ROWS:
        return None
    return _whole(section, "length", 1, f', or "{WHOLE_ROWS}"')


def _above_zero(section: Section, key: str) -> float:
    return _number(section, key, lambda value: value > 0, "a number above 0")


def _share(section: Section, key: str) -> float:
    return _number(section, key, lambda value: 0 <= value <= 1, "a share from 0 to 1")


def _whole(section: Section, key: str, least: int, other: str = "") -> int:
    wanted = f"a whole number of {least} or more{other}"
    value = _number(section, key, lambda value: value >= least, wanted, whole=True)
    return int(value)


def _number(
    section: Section,
    key: str,
    allows: Callable[[float], bool],
    wanted: str,
    *,
    whole: bool = False,
) -> float:
    """A number that has to be there and in its range; 0 beside a problem."""
    value = section.raw(key)
    kinds = (int,) if whole else (int, float)
    if value is None:
        section.problem("missing-key", f"has no {key!r}.", f"Add {key} = …, {wanted}.")
    elif not isinstance(value, kinds) or isinstance(value, bool):
        section.problem("wrong-type", f"must be {wanted}.", at=key)
    elif not (math.isfinite(value) and allows(value)):
        section.problem("out-of-range", f"must be {wanted}, is {value}.", at=key)
    else:
        return value
    return 0


def _choice(section: Section, key: str, known: Iterable[str]) -> str:
    known = tuple(known)
    value = section.text(key)
    if value and value not in known:
        message = f"{value!r} is none of {', '.join(known)}."
        section.problem("unknown-value", message, suggestion(value, known), key)
    return value
