"""Rules of the codebook when quasi-identifiers become blank.

A wider answer breaks no rule that the answer under it keeps. A blank may: "a sector of work needs
forced labour" is broken where forced labour is blanked and the sector stays. All columns of a rule
are quasi-identifiers where one is, and each is recoded by itself; so what a rule needs is never
blanked.
"""

from __future__ import annotations

from collections.abc import Collection

from lanterne.codebook.model import Rule, Table


def blankable(table: Table, quasi_identifiers: Collection[str]) -> set[str]:
    """The quasi-identifiers that may become blank: none that must be answered, or a rule needs."""
    return {
        name
        for name in quasi_identifiers
        if not table.column(name).required
        and not any(_met_by_blank(rule, name) for rule in table.rules)
    }


def _met_by_blank(rule: Rule, name: str) -> bool:
    """Whether a blank meets all that the rule asks of the column, and it asks something."""
    asked = [condition for condition in rule.forbid if condition.column == name]
    return bool(asked) and all(("" in test.values) != test.negated for test in asked)
