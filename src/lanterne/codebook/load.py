"""Loading a codebook by name or from a file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from lanterne.codebook.advice import nearest
from lanterne.codebook.check import check_codebook
from lanterne.codebook.check_condensed import KEY, condensed_problems
from lanterne.codebook.lists import standards
from lanterne.codebook.model import Codebook
from lanterne.codebook.reader import read_codebook
from lanterne.codebook.toml_reasons import why_no_toml
from lanterne.codebook.translations import in_more_languages
from lanterne.codebook.undecided import as_if_kept, undecided_problems
from lanterne.disk import reason
from lanterne.errors import NOTHING, InputError, Place, Problem, UsageError

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


def builtin_codebooks() -> tuple[str, ...]:
    """Names of the codebooks that come with Lanterne, in alphabetical order."""
    return tuple(
        sorted(
            entry.name.removesuffix(".toml")
            for entry in standards().iterdir()
            if entry.name.endswith(".toml")
        )
    )


def load_codebook(name_or_path: str | Path) -> Codebook:
    """The built-in codebook of that name, or the one in that TOML file.

    Raises:
        UsageError: There is neither a built-in codebook nor a file of that name.
        InputError: The file cannot be read, or it has problems; all of them are listed.
    """
    name = str(name_or_path)
    if name in builtin_codebooks():
        return _builtin(name)
    path = Path(name_or_path)
    if not path.exists():
        hint = nearest(name, builtin_codebooks()) or NOTHING
        raise UsageError("codebook.not-there", name=name, hint=hint)
    return parse_codebook(bytes_of(name, "codebook"), name)


@cache
def _builtin(name: str) -> Codebook:
    file = f"{name}.toml"
    tables = parse_toml(standards().joinpath(file).read_bytes(), file)
    return _read(in_more_languages(tables), file)


def parse_codebook(data: bytes, file: str, *, decided: bool = True) -> Codebook:
    """The codebook in the bytes of a TOML file; raises InputError with every problem.

    Args:
        data: The bytes; UTF-8, with or without a byte order mark.
        file: Name of the file for messages.
        decided: Whether answers on which nobody has decided are a problem, as they are wherever
            the codebook is used.
    """
    return _read(parse_toml(data, file), file, decided=decided)


def _read(tables: Mapping[str, object], file: str, *, decided: bool = True) -> Codebook:
    codebook, problems = read_codebook(tables, file)
    if not problems:
        found = [*undecided_problems(codebook)] if decided else []
        found += [*check_codebook(as_if_kept(codebook))] or _condensed_problems(codebook)
        problems = [problem.at(file=file) for problem in found]
    if problems:
        raise InputError(problems)
    return codebook


def _condensed_problems(codebook: Codebook) -> list[Problem]:
    """What is wrong with the condensed file of a codebook that is good in itself."""
    if codebook.condensed is None:
        return []
    name = codebook.condensed.codebook
    standard = load_codebook(name) if name in builtin_codebooks() else None
    if standard is None or len(standard.tables) != 1:
        place, advice = Place(key=KEY), nearest(name, builtin_codebooks())
        return [Problem("unknown-codebook.condensed", {"name": name}, place, advice)]
    return [*condensed_problems(codebook, standard.table)]


def bytes_of(file: str, what: str) -> bytes:
    """The bytes of a file, such as a ``codebook``; raises InputError when it cannot be read."""
    try:
        return Path(file).read_bytes()
    except OSError as error:
        gaps = {"why": reason(error)}
        raise InputError([Problem(f"unreadable-file.{what}", gaps, Place(file))]) from None


def parse_toml(data: bytes, file: str) -> dict[str, object]:
    """The nested tables in the bytes of a TOML file; an error of syntax says its line.

    Raises:
        InputError: It is not TOML, or not in UTF-8.
    """
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError([Problem("not-utf-8", place=Place(file, line))]) from None
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else data.count(b"\n") + 1
        why = why_no_toml(_PLACE.sub("", str(error)))
        problem = Problem("bad-toml.syntax", {"why": why}, Place(file, line))
        raise InputError([problem]) from None
    except RecursionError:
        raise InputError([Problem("bad-toml.too-deep", place=Place(file))]) from None
