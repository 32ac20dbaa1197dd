"""An invented codebook of 120 columns of every type, with rules and names that need care."""

from __future__ import annotations

from lanterne.codebook import Codebook, parse_codebook

_HEAD = """
name = "invented"
version = "2.0 beta"
languages = ["en", "fr", "ar"]
title = { en = "Invented", fr = "Inventé", ar = "مختلق" }

[[groups]]
name = "work"
label = { en = "Work", fr = "Travail", ar = "العمل" }

[[tables]]
name = "people"
label = { en = "People", fr = "Personnes", ar = "الأشخاص" }
subject_id = "case number"
household = { column = "home" }
missing = { unknown = ["Not known", "?"], refused = "Refused" }
"""
_KINDS = (
    'type = "category"\nvalues = ["9--17", "Not asked", "a", "A", "é/ü_u20_", "18+"]',
    'type = "flag"',
    'type = "flag"\nvalues = "yes-no"',
    'type = "set"\nvalues = ["debt", "two words", "x;y"]\nseparator = "|"\nat_most = 2',
    'type = "set"\nmissing = {}\nvalues = ["a b", "a_b", "a", "b", "c", "d e"]',
    'type = "number"\nnumber = { from = 0, to = 120, step = 1 }',
    'type = "number"\nnumber = { from = -1, to = 6, step = 0.5 }',
    'type = "number"\nmissing = {}\nnumber = { from = 10, to = 100, step = 5 }',
    'type = "year"\nyear = { from = 2001, to = 2024 }',
    'type = "year"\nmissing = {}\nyear = { from = 2001, to = 2024 }',
    'type = "country"\nvalues = "iso2"\nmissing = {}',
    'type = "ordinal"\nvalues = ["1-2", "3-4", "5+"]\nrequired = true',
)
COLUMNS = 120
_ANSWERS = ("9--17", "Not asked", "a", "A", "é/ü_u20_", "18+")
_BANDS = ", ".join(
    f'"{one}" = "{band}"'
    for one, band in zip(_ANSWERS, ("1-2", "3-4", "1-2", "5+", "5+", "1-2"), strict=True)
)
_OTHERS = ", ".join(
    f'"{one}" = "{other}"'
    for one, other in zip(
        _ANSWERS, ("A", "a", "18+", "9--17", "Not asked", "é/ü_u20_"), strict=True
    )
)


def invented() -> Codebook:
    """The codebook."""
    columns = []
    for number in range(COLUMNS):
        name = f"عمود {number}" if number % 10 == 3 else f"{number}.question-{number}"
        group = 'group = "work"' if number % 3 == 1 else ""
        label = ", ".join(f'{tag} = "{tag} {number} = ${{x}}"' for tag in ("en", "fr", "ar"))
        kind = _KINDS[number % len(_KINDS)]
        columns.append(
            f'[[tables.columns]]\nname = "{name}"\n{kind}\n{group}\nlabel = {{ {label} }}\n'
        )
    said = 'label = { en = "Not so.", fr = "Pas ainsi.", ar = "ليس كذلك." }'
    rules = f"""
[[tables.rules]]
name = "needs"
{said}
when = {{ columns = ["1.question-1", "25.question-25"], values = ["1"] }}
requires = {{ column = "14.question-14", values = ["1"] }}

[[tables.rules]]
name = "number"
{said}
forbid = [
  {{ column = "5.question-5", values = ["0--12"] }},
  {{ column = "0.question-0", values = ["18+", ""] }},
  {{ column = "4.question-4", values = ["a b"], negated = true }},
]

[[tables.rules]]
name = "circle"
{said}
when = {{ columns = ["37.question-37"], values = ["1"] }}
requires = {{ column = "49.question-49", values = ["1"] }}

[[tables.rules]]
name = "circle-back"
{said}
when = {{ columns = ["49.question-49"], values = ["1"] }}
requires = {{ column = "37.question-37", values = ["1"] }}

[[tables.dependencies]]
child = "35.question-35"
parent = "24.question-24"
mapping = {{ {_BANDS} }}

[[tables.dependencies]]
child = "36.question-36"
parent = "0.question-0"
mapping = {{ {_OTHERS} }}

[[tables.rules]]
name = "of-what-follows"
{said}
forbid = [
  {{ column = "36.question-36", values = ["A"] }},
  {{ column = "48.question-48", values = ["A", "a", "9--17"] }},
]

[[tables.rules]]
name = "before-what-follows"
{said}
forbid = [
  {{ column = "36.question-36", values = ["A", "9--17"] }},
  {{ column = "12.question-12", values = ["18+"] }},
]
"""
    text = _HEAD + "\n".join(columns) + rules
    return parse_codebook(text.encode(), "invented.toml")
