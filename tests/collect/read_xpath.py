"""Reads the conditions of an XLSForm as a program that shows it would, by another road."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation


class Node(str):
    """An answer: text beside a text, number beside a number."""

    def number(self) -> Decimal:
        try:
            return Decimal(self)
        except InvalidOperation:
            return Decimal("nan")

    def __eq__(self, other: object) -> bool:
        return str(self) == other if isinstance(other, str) else self.number() == other

    __hash__ = str.__hash__

    def __ge__(self, other) -> bool:
        return bool(self.strip()) and self.number() >= other

    def __le__(self, other) -> bool:
        return bool(self.strip()) and self.number() <= other

    def __sub__(self, other) -> Decimal:
        return self.number() - other


def holds(expression: str, answers: Mapping[str, str], own: str = "") -> bool:
    """Whether a condition holds.

    Args:
        expression: The condition.
        answers: Name of a question → what was answered, several with blanks between them.
        own: The answer that is held against it.
    """
    texts: list[str] = []

    def text(match: re.Match[str]) -> str:
        texts.append(match[1])
        return f" T[{len(texts) - 1}] "

    code = re.sub(r"'([^']*)'", text, expression)
    code = re.sub(r"\$\{(\w+)\}", r"V('\1')", code)
    code = re.sub(r"(?<![\w.)])\.(?![\w.])", "own", code)
    code = re.sub(r"(?<![<>=])=(?!=)", "==", code).replace("mod", "%")
    code = re.sub(r"(?<![\w.'\[(-])(-?\d+(?:\.\d+)?)(?![\w\]'])", r"D('\1')", code)
    known = {
        "T": texts,
        "V": lambda name: Node(answers.get(name, "")),
        "own": Node(own),
        "D": Decimal,
        "selected": lambda node, choice: choice in node.split(),
        "count": lambda node: len(node.split()),
    }
    code = code.replace("count-selected", "count").replace("not(", "not (")
    return bool(eval(code, {"__builtins__": {}}, known))
