"""Names that an XLSForm takes, for texts that it does not: there and back without a loss.

What may not stand in a name is written as ``_u20_``, its number in Unicode between ``_u`` and
``_``; so is the ``_`` of a text that has ``_u2`` itself. With ``_x`` in place of ``_u``, as ISO
9075-14 has it, a spreadsheet would read the sign that is meant, and the name would not be one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import chain, count

QUESTION = re.compile(r"[A-Za-z0-9_]")
"""What may stand in the name of a question, which is also one of XML."""

CHOICE = re.compile(r"[A-Za-z0-9_.+-]")
"""What may stand in the name of a choice: exports put blanks between several, and ``/`` before."""

_WRITTEN = re.compile(r"_u([0-9a-f]+)_")


def question_names(texts: Iterable[str], taken: Collection[str] = ()) -> Mapping[str, str]:
    """Text → its name as a question, each different from the others whatever their capitals are.

    Args:
        texts: Names of columns.
        taken: Names that other questions have.
    """
    names = _apart({text: _started(_written(text, QUESTION)) for text in texts})
    used = {name.casefold() for name in taken}
    found = {}
    for text, name in names.items():
        others = (_sign(text[0], zeros) + _written(text[1:], QUESTION) for zeros in count(1))
        found[text] = next(one for one in chain([name], others) if one.casefold() not in used)
        used.add(found[text].casefold())
    return found


def choice_names(codes: Iterable[str]) -> Mapping[str, str]:
    """Code → its name as a choice, each different from the others whatever their capitals are."""
    return _apart({code: _written(code, CHOICE) for code in codes})


def text_of_name(name: str) -> str:
    """The text of a name that this module made."""
    return _WRITTEN.sub(lambda match: chr(int(match[1], 16)), name)


def plain_name(text: str) -> str:
    """A text as one name that needs no other beside it."""
    return _written(text, CHOICE)


def _written(text: str, allowed: re.Pattern[str]) -> str:
    signs = re.sub("_(?=u[0-9a-f])", "\0", text)  # no text of a codebook holds it
    return "".join(
        _sign("_") if one == "\0" else one if allowed.fullmatch(one) else _sign(one)
        for one in signs
    )


def _sign(letter: str, zeros: int = 0) -> str:
    """A letter as its number; zeros before it say nothing, and make another name."""
    return f"_u{'0' * zeros}{ord(letter):x}_"


def _started(name: str) -> str:
    """A name that begins with a letter or ``_``."""
    return _sign(name[0]) + name[1:] if name[:1].isdigit() else name


def _apart(names: dict[str, str]) -> dict[str, str]:
    """Names that differ in capitals alone, with their capitals written as numbers."""
    alike = Counter(name.casefold() for name in names.values())
    return {
        text: re.sub("[A-Z]", lambda match: _sign(match[0]), name)
        if alike[name.casefold()] > 1
        else name
        for text, name in names.items()
    }
