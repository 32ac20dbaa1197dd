"""Which columns of a file are those of its mapping, and which are new or gone."""

from __future__ import annotations

from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass

from lanterne.codebook.advice import nearest
from lanterne.codebook.spelling import plain
from lanterne.errors import Place, Problem
from lanterne.harmonise.mapping import Mapping


@dataclass(frozen=True)
class Headers:
    """The columns of a file beside those of a mapping.

    Attributes:
        places: Column of the mapping → its position in the file.
        new: Columns of the file about which nothing was decided.
        gone: Columns that the mapping needs and the file does not have.
        problems: Columns that stand there twice or have no name; or that there is no header.
    """

    places: Table[str, int]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    problems: tuple[Problem, ...]


def match_headers(header: Sequence[str], mapping: Mapping) -> Headers:
    """Find the columns of a mapping in a file; capitals, accents and blanks do not count.

    Args:
        header: The columns of the file.
        mapping: The mapping.
    """
    found: dict[str, list[int]] = {}
    for place, name in enumerate(header):
        found.setdefault(plain(name), []).append(place)
    names = dict.fromkeys((*mapping.source.headers, *sorted(mapping.accounted)))
    spelt = {plain(name): name for name in names}
    places = {name: found[key][0] for key, name in spelt.items() if key in found}
    problems = [
        Problem("mapping-header-twice", {"name": header[at[0]], "times": len(at)})
        for key, at in found.items()
        if len(at) > 1 and spelt.get(key) in mapping.accounted
    ]
    problems += [
        Problem("unnamed-column", {"position": str(place + 1)}) for place in found.get("", ())
    ]
    needed = names.keys() - set(mapping.source.leave_out)
    if 2 * len(places.keys() & needed) < len(needed):  # the first row may be a case: only its place
        return Headers(places, (), (), (Problem("harmonise-no-header", place=Place(row=1)),))
    new = tuple(name for name in header if name and spelt.get(plain(name)) not in mapping.accounted)
    gone = tuple(sorted(mapping.accounted - set(places) - set(mapping.source.leave_out)))
    return Headers(places, new, gone, tuple(problems))


def header_problems(headers: Headers) -> tuple[Problem, ...]:
    """What a person has to decide before a file can be harmonised."""
    new = [
        Problem("harmonise-new-column", {"name": name}, Place(column=name)) for name in headers.new
    ]
    gone = [
        Problem(
            "harmonise-vanished-column",
            {"name": name},
            Place(column=name),
            nearest(name, headers.new),
        )
        for name in headers.gone
    ]
    return (*headers.problems, *gone, *new)
