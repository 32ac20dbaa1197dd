"""Whether problems and errors are said in every language, with no English left in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lanterne.errors import InputError, LanterneError, Problem
from lanterne.messages import TAGS, Message, advise, say
from lanterne.messages.message import Parameter
from lanterne.messages.store import Entry, english, template, translated

_ENGLISH = re.compile(
    r"\b(?:the|of|is|are|was|be|has|have|holds|must|cannot|give|and|or|not|it|this|that|there|"
    r"what|which|with|each|than|above|number|nothing|spent|released|release|person|household)\b",
    re.IGNORECASE,
)
"""Words that no French, Spanish or Arabic sentence has."""

_SAME = re.compile(
    r"--[a-z-]+|lanterne[\w-]*|\[[\w-]+\]|\{\w*\}|household = |\(household\)"
    r"|[\u2066‹][^\u2069›]*[\u2069›]"
)
"""Options, commands, rules and keys, which are the same in every language, and formulas."""

_SAME_IN_ARABIC = re.compile(
    r"CSV|XLSX|ODS|Parquet|PDF|JSON|XML|Excel|UTF-8|TOML|KiB|#N/A|at_most|every = false"
    r"|SHA-256|Lanterne|Spark|local|\(manifest\)|«[a-z_]+»|\b(?:en|fr|es|ar)\b"
)
"""Names of formats, programs, keys and languages."""


def english_in(text: str) -> list[str]:
    """English words of a text, but for what is the same in every language."""
    return _ENGLISH.findall(_SAME.sub("", text))


def assert_said_everywhere(what: Iterable[Problem | LanterneError | Message]) -> None:
    """Every sentence, the advice and what stands in their gaps are of the store, and translated."""
    for one in what:
        if isinstance(one, InputError):
            assert_said_everywhere((*one.problems, *([one.message] if one.more else ())))
        elif isinstance(one, Problem):
            labelled = one.rule.startswith("rule:")  # the advice is a label of the codebook
            advice = [one.advice] if one.advice and not labelled else []
            assert_said_everywhere((one.message, *advice))
        else:
            _assert_said(one.message if isinstance(one, LanterneError) else one)


def _assert_said(message: Message) -> None:
    for part in _parts(message):
        if not part.code:
            continue
        entry = english()[part.code]
        for language in TAGS:
            assert language == "en" or is_translated(entry, language), (language, entry)
            for said in (say(part, language), advise(part, language)):
                assert not re.search(r"(?<!\{)\{\w+(!r)?\}", said), said
    bare = _without_names(message)
    assert isinstance(bare, Message)
    for language in TAGS - {"en"}:
        said = f"{say(bare, language)} {advise(bare, language)}"
        assert not english_in(said), (language, said)
        left = _SAME_IN_ARABIC.sub("", _SAME.sub("", said))
        assert language != "ar" or not re.search("[A-Za-z]{2}", left), left


def is_translated(entry: Entry, language: str) -> bool:
    """The text and the hint, each where it has words."""
    said = {
        entry.text: template(entry, language, 2),
        entry.hint: translated(entry.hint, language),
    }
    return all(text != other for text, other in said.items() if _has_words(text))


def _has_words(text: str) -> bool:
    """Whether there is something to translate: gaps alone are alike."""
    return bool(re.search("[A-Za-z]{2}", re.sub(r"{[^}]*}", "", text)))


def _parts(value: Parameter) -> Iterator[Message]:
    """A message and all messages in its gaps."""
    if isinstance(value, Message):
        yield value
        for one in value.parameters.values():
            yield from _parts(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from _parts(one)


def _without_names(value: Parameter) -> Parameter:
    """The same, where names are signs: they are as they are in every language."""
    if isinstance(value, Message):
        gaps = value.parameters.items()
        return replace(value, parameters={name: _without_names(one) for name, one in gaps})
    if isinstance(value, tuple):
        return tuple(_without_names(one) for one in value)
    return "…" if isinstance(value, str) else value
