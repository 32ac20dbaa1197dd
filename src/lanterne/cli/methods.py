"""Which request of protection is meant by the options that are given."""

from __future__ import annotations

from collections.abc import Mapping

from lanterne.cli.parameters import Chosen, Words
from lanterne.errors import UsageError
from lanterne.verbs.requests import (
    DIFFERENTIAL_PRIVACY,
    METHODS,
    AnonymiseRequest,
    ProtectRequest,
)
from lanterne.verbs.requests.option import Described, described


def by_method(words: Words) -> Chosen:
    """The class of the request for ``--method``, and what is given for it.

    Raises:
        UsageError: An option is of another method, all of them named; or ε is missing.
    """
    method = words.get("method", DIFFERENTIAL_PRIVACY)
    private = method == DIFFERENTIAL_PRIVACY
    kind = ProtectRequest if private else AnonymiseRequest
    if method in METHODS:
        _check_foreign(words, method)
    if private and "epsilon" not in words:
        raise UsageError("option.epsilon-missing")
    return kind, {name: given for name, given in words.items() if name in described(kind)}


def _check_foreign(words: Words, method: str) -> None:
    fields, methods = _fields(), _methods()
    foreign = [name for name in words if name in methods and method not in methods[name]]
    if not foreign:
        return
    named = tuple(
        fields[name].option.off if words[name] is False else fields[name].flag
        for name in sorted(foreign, key=list(fields).index)
    )
    others = sorted({one for name in foreign for one in methods[name]})
    raise UsageError(
        "option.of-other-method",
        count=len(foreign),
        options=named,
        method=method,
        others=" | ".join(others),
    )


def _fields() -> Mapping[str, Described]:
    return {**described(AnonymiseRequest), **described(ProtectRequest)}


def _methods() -> Mapping[str, tuple[str, ...]]:
    """Field → the methods that have it; those of all methods are left out."""
    grouped, private = described(AnonymiseRequest), described(ProtectRequest)
    of_one = {name: one.option.methods for name, one in grouped.items() if one.option.methods}
    return of_one | {name: (DIFFERENTIAL_PRIVACY,) for name in private if name not in grouped}
