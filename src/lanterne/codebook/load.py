"""Loading a codebook by name or from a file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from lanterne.codebook.check import check_codebook
from lanterne.codebook.check_condensed import condensed_problems
from lanterne.codebook.model import Codebook
from lanterne.codebook.reader import read_codebook
from lanterne.codebook.section import suggestion
from lanterne.codebook.translations import in_more_languages
from lanterne.codebook.undecided import as_if_kept, undecided_problems
from lanterne.errors import InputError, Problem, UsageError

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


def builtin_codebooks() -> tuple[str, ...]:
    """Names of the codebooks that come with Lanterne, in alphabetical order."""
    return tuple(
        sorted(
            entry.name.removesuffix(".toml")
            for entry in _standards().iterdir()
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
        hint = suggestion(name, builtin_codebooks())
        message = f"There is no codebook {name!r}, neither built in nor as a file. {hint}"
        raise UsageError(message.rstrip())
    return parse_codebook(bytes_of(name, "codebook"), name)


@cache
def _builtin(name: str) -> Codebook:
    file = f"{name}.toml"
    tables = parse_toml(_standards().joinpath(file).read_bytes(), file)
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
        problems = [replace(problem, file=file) for problem in found]
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
        message = f"condensed: there is no built-in codebook {name!r} with one table."
        return [Problem("unknown-codebook", message, suggestion(name, builtin_codebooks()))]
    return [*condensed_problems(codebook, standard.table)]


def _standards() -> Traversable:
    """The folder of built-in codebooks."""
    return files("lanterne.codebook").joinpath("standards")


def bytes_of(file: str, what: str) -> bytes:
    """The bytes of a file, such as a ``codebook``; raises InputError when it cannot be read."""
    try:
        return Path(file).read_bytes()
    except OSError as error:
        message = f"the {what} cannot be read: {error.strerror or 'unknown reason'}."
        raise InputError([Problem("unreadable-file", message, file=file)]) from None


def parse_toml(data: bytes, file: str) -> dict[str, object]:
    """The nested tables in the bytes of a TOML file; an error of syntax says its line.

    Raises:
        InputError: It is not TOML, or not in UTF-8.
    """
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message, hint = "the file is not text in UTF-8.", "Save it as UTF-8."
        raise InputError([Problem("not-utf-8", message, hint, file, line)]) from None
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else data.count(b"\n") + 1
        message = f"the file is not valid TOML: {_PLACE.sub('', str(error))}."
        hint = "Look at this line and the one above."
        raise InputError([Problem("bad-toml", message, hint, file, line)]) from None
    except RecursionError:
        message = "the file is nested too deeply."
        raise InputError([Problem("bad-toml", message, file=file)]) from None
