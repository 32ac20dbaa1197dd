"""Reading a list of values."""

from __future__ import annotations

from collections import Counter

from lanterne.codebook.model import Value
from lanterne.codebook.section import Findings, Section
from lanterne.codebook.values import own_labels
from lanterne.messages import Parameter


def read_values(
    data: object, path: str, findings: Findings, column: str | None
) -> tuple[Value, ...]:
    """A list of values; a plain text is its own label in every language."""
    if not isinstance(data, list):
        findings.note("wrong-type.values", key=path, column=column)
        return ()
    values: list[Value] = []
    for position, item in enumerate(data, start=1):
        if isinstance(item, str):
            values += own_labels([item], findings.languages)
            continue
        section = Section(item, f"{path}[{position}]", findings, column)
        if isinstance(item, dict):
            label = section.words("label", needed=True)
            values.append(Value(section.text("code"), label, section.words("definition")))
        section.close()
    for code, times in Counter(value.code for value in values).items():
        if times > 1:
            gaps: dict[str, Parameter] = {"code": code, "times": times}
            findings.note("duplicate-value.value", gaps, key=path, column=column)
    return tuple(values)
