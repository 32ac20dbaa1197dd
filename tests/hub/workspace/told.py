"""What programs say is wrong, read from their source, and whether it is translated.

A text has a word in each of its gaps. It is found by where it goes: to a call that makes a
problem, to an error that is raised, or out of a generator that yields sentences. A gap that can
only hold a few words, which stand in the same module, is filled with each of them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from pathlib import Path

from django.utils.translation import gettext

from lanterne.hub.sentences import said
from lanterne.hub.sentences.every import PARTS, SENTENCES

GAP = "xyz"
"""Stands where a text has a gap."""

RAISED = {"UsageError": 0, "Refused": 0, "LanterneError": 0, "EditionRefused": 1}
"""Error → position of its text."""


class Module:
    """The source of a module.

    Args:
        path: The file.
        few: Expression in a gap, or the function that it calls → the words that it may be, where
            that cannot be read from here.
    """

    def __init__(self, path: Path, few: Mapping[str, Sequence[str]] | None = None) -> None:
        self.name = path.name
        self._few = few or {}
        self._tree = ast.parse(path.read_text("utf-8"))
        self._asked: list[str] = []

    @cached_property
    def problems(self) -> list[str]:
        """Messages and hints of the problems that it makes."""
        return list(dict.fromkeys(t for one in self._functions for t in self._problems_of(one)))

    @cached_property
    def errors(self) -> list[str]:
        """What its errors say, and the sentences that its generators yield."""
        return list(dict.fromkeys(t for one in self._functions for t in self._errors_of(one)))

    @cached_property
    def _functions(self) -> list[ast.FunctionDef]:
        return [one for one in ast.walk(self._tree) if isinstance(one, ast.FunctionDef)]

    def _problems_of(self, function: ast.FunctionDef) -> Iterator[str]:
        for call in _calls(function):
            name = _name(call.func)
            first = {"Problem": 1, "problem": 1, "add": 2}.get(name)
            if first is None or len(call.args) <= first:
                continue
            hints = [one.value for one in call.keywords if one.arg == "hint"]
            for given in (*call.args[first : first + 2], *hints):
                yield from filter(None, self._spelt(given, function))

    def _errors_of(self, function: ast.FunctionDef) -> Iterator[str]:
        for node in ast.walk(function):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                place = RAISED.get(_name(node.exc.func))
                given = node.exc.args[place : place + 1] if place is not None else []
            elif isinstance(node, ast.Yield) and node.value is not None:
                given = [node.value]
            else:
                continue
            for one in given:
                yield from filter(None, self._spelt(one, function))

    def _spelt(self, node: ast.AST, function: ast.FunctionDef) -> list[str]:
        """All that an expression may say; nothing where that cannot be told."""
        inside: Sequence[ast.AST] = ()
        if isinstance(node, ast.JoinedStr):
            parts = [self._in_gap(one, function) for one in node.values]
            return ["".join(words) for words in product(*parts)]
        if isinstance(node, ast.Constant):
            return [node.value] if isinstance(node.value, str) else []
        if isinstance(node, ast.Name):
            return self._named(node.id, function)
        if isinstance(node, ast.IfExp):
            inside = (node.body, node.orelse)
        elif isinstance(node, ast.BoolOp):
            inside = node.values
        elif isinstance(node, ast.List):
            inside = node.elts
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            inside = node.args[:1] if node.func.attr == "join" else [node.func.value]
        return [text for one in inside for text in self._spelt(one, function)]

    def _named(self, name: str, function: ast.FunctionDef) -> list[str]:
        """What a name may say: what it is set to, or what callers in the module give."""
        if name in self._asked:  # what is set to something of itself says nothing new
            return []
        self._asked.append(name)
        found = [
            text
            for node in (*ast.walk(function), *self._tree.body)
            if isinstance(node, ast.Assign)
            for target, value in _pairs(node)
            if _name(target) == name
            for text in self._spelt(value, function)
        ]
        self._asked.remove(name)
        arguments = [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]
        if found or name not in arguments:
            return found
        place = arguments.index(name)
        given = [
            call.args[place : place + 1]
            for call in _calls(self._tree)
            if _name(call.func) == function.name
        ]
        return [
            str(one.value)
            for one, *_rest in filter(None, given)
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        ]

    def _in_gap(self, node: ast.AST, function: ast.FunctionDef) -> Sequence[str]:
        if not isinstance(node, ast.FormattedValue):
            return self._spelt(node, function)
        said = ast.unparse(node.value)
        for known in (said, said.partition("(")[0]):
            if known in self._few:
                return self._few[known]
        words = self._named(said, function) if isinstance(node.value, ast.Name) else []
        return words if words and node.conversion == -1 else [GAP]


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(node: ast.AST) -> str:
    return str(getattr(node, "id", getattr(node, "attr", "")))


def _pairs(node: ast.Assign) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Target and value, of an assignment of several too."""
    for target in node.targets:
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            yield from zip(target.elts, node.value.elts, strict=True)
        else:
            yield target, node.value


_GAP = re.compile(r"%\((\w+)\)s")
_NO_ISOLATES = {ord(sign): None for sign in "\u2068\u2069"}


def shapes() -> dict[str, tuple[str, dict[str, str]]]:
    """Each sentence with its gaps filled → the sentence, and what fills each of its gaps."""
    found = {}
    for sentence in SENTENCES:
        gaps = dict.fromkeys(_GAP.findall(sentence))
        words = [[GAP, *PARTS.get(gap, ())] for gap in gaps]
        for filled in product(*words):
            fillings = dict(zip(gaps, filled, strict=True))
            found[_GAP.sub(GAP, sentence % fillings)] = (sentence, fillings)
    return found


def is_translated(text: str, known: Mapping[str, tuple[str, dict[str, str]]]) -> bool:
    """Whether each sentence of a text is one of the known, and is said by its own translation.

    What a person is to write into a file is the same in every language: it may stand in a gap.
    """
    parts = [text] if text in known else re.split(r"(?<=[.?!]) (?=[A-Z])|\n", text)
    return all(_is_one(part.strip(), known) for part in parts if part.strip() != GAP)


def _is_one(text: str, known: Mapping[str, tuple[str, dict[str, str]]]) -> bool:
    if text not in known:
        return (
            re.fullmatch(r"(Add|Write) \S+ = .*|Write \[?\{ .*", text) is not None
            and said(text) != text
        )
    sentence, gaps = known[text]
    words = {name: _GAP.sub(GAP, gettext(word)) for name, word in gaps.items()}
    whole = gettext(sentence) % words if words else gettext(sentence)
    told = said(text).translate(_NO_ISOLATES)
    return told == whole.translate(_NO_ISOLATES) and told != text
