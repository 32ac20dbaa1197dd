"""What a notebook shows of a result: a small table, in which every text is escaped.

A notebook keeps and hands on what it shows. So a result that was computed from cases without a
mechanism says here that it is SENSITIVE. Of an evaluation no number is told; of a check its
problems are, with their rows, and no cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

SENSITIVE = "SENSITIVE: computed from cases, and covered by no promise."
"""What stands below a result that must not be handed on."""


def table_of(title: str, fields: Mapping[str, object], note: str = "") -> str:
    """A table with a row for each field.

    Args:
        title: What is shown.
        fields: Name of each field → its value; one that is ``None`` is left out.
        note: What stands below the title; empty: nothing.
    """
    from markupsafe import Markup  # noqa: PLC0415 - ``import lanterne`` is quick

    row = Markup('<tr><th scope="row">{}</th><td>{}</td></tr>')
    rows = (row.format(name, value) for name, value in fields.items() if value is not None)
    return _table(title, "", Markup("").join(rows), note)


def listed(
    title: str, columns: Sequence[str], lines: Iterable[Sequence[object]], note: str = ""
) -> str:
    """A table with a header and any number of lines; the arguments are those of :func:`table_of`.

    Args:
        title: What is shown.
        columns: The names of the columns.
        lines: What stands in each of them, line by line.
        note: What stands below the title; empty: nothing.
    """
    from markupsafe import Markup  # noqa: PLC0415 - as above

    name, cell = Markup('<th scope="col">{}</th>'), Markup("<td>{}</td>")
    head = Markup("<thead><tr>{}</tr></thead>").format(Markup("").join(map(name.format, columns)))
    rows = (Markup("").join(map(cell.format, line)) for line in lines)
    return _table(title, head, Markup("").join(map(Markup("<tr>{}</tr>").format, rows)), note)


def _table(title: str, head: str, rows: str, note: str) -> str:
    from markupsafe import Markup  # noqa: PLC0415 - as above

    below = Markup("<br><strong>{}</strong>").format(note) if note else ""
    caption = Markup("<caption>{}{}</caption>").format(title, below)
    return str(Markup("<table>{}{}<tbody>{}</tbody></table>").format(caption, head, rows))
