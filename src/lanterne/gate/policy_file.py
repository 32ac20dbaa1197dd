"""Read a policy: all that is wrong with it is said at once, and nothing missing is guessed."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable
from pathlib import Path

from lanterne.codebook.advice import add, nearest
from lanterne.codebook.load import bytes_of, parse_toml
from lanterne.codebook.section import Findings, Section
from lanterne.errors import NOTHING, InputError, UsageError
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
from lanterne.messages import Message, Parameter

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
        raise UsageError("policy.not-there", name=name, hint=nearest(name, LEVELS) or NOTHING)
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
        root.part(key, "missing-key.table-of-policy")
        for key in ("promise", "attacks", "people", "use")
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


def _name(root: Section) -> str:
    name = root.text("name")
    if not name.isprintable() or len(name) > LONGEST_NAME:
        root.problem("bad-name.policy", {"count": LONGEST_NAME}, at="name")
    return name


def _read_format(root: Section) -> None:
    given = root.raw("format")
    if given is None:
        root.problem("missing-key.key", {"key": "format"}, advice=add(f"format = {FORMAT}"))
    elif given != FORMAT or isinstance(given, bool | float):
        root.problem("policy-format", {"format": str(FORMAT)}, at="format")


def _read_promise(section: Section) -> PromiseRules:
    methods = section.texts("methods")
    for name in methods:
        if name not in METHODS:
            advice = nearest(name, METHODS)
            section.problem("unknown-value.technique", {"name": name}, at="methods", advice=advice)
    if not methods:
        section.problem("missing-key.techniques", {"names": tuple(METHODS)}, at="methods")
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
    wanted = Message("wanted.length", {"least": 1, "rows": WHOLE_ROWS})
    return _whole(section, "length", 1, wanted)


def _above_zero(section: Section, key: str) -> float:
    return _number(section, key, lambda value: value > 0, Message("wanted.above-zero"))


def _share(section: Section, key: str) -> float:
    return _number(section, key, lambda value: 0 <= value <= 1, Message("wanted.share"))


def _whole(section: Section, key: str, least: int, wanted: Message | None = None) -> int:
    wanted = wanted or Message("wanted.whole", {"least": least})
    value = _number(section, key, lambda value: value >= least, wanted, whole=True)
    return int(value)


def _number(
    section: Section,
    key: str,
    allows: Callable[[float], bool],
    wanted: Message,
    *,
    whole: bool = False,
) -> float:
    """A number that has to be there and in its range; 0 beside a problem."""
    value = section.raw(key)
    kinds = (int,) if whole else (int, float)
    if value is None:
        section.problem("missing-key.number", {"key": key, "wanted": wanted})
    elif not isinstance(value, kinds) or isinstance(value, bool):
        section.problem("wrong-type.number", {"wanted": wanted}, at=key)
    elif not (math.isfinite(value) and allows(value)):
        gaps: dict[str, Parameter] = {"wanted": wanted, "value": str(value)}
        section.problem("out-of-range.number", gaps, at=key)
    else:
        return value
    return 0


def _choice(section: Section, key: str, known: Iterable[str]) -> str:
    known = tuple(known)
    value = section.text(key)
    if value and value not in known:
        gaps: dict[str, Parameter] = {"name": value, "names": known}
        section.problem("unknown-value.none-of", gaps, at=key, advice=nearest(value, known))
    return value
