"""What the README says of the files: one table, linked tables, the condensed file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lanterne.codebook.model import Network, Reference, Table
from lanterne.codebook.views import compared_columns, folded_columns, same
from lanterne.messages.numbers import number
from lanterne.messages.punctuation import colon, comma
from lanterne.release.contents import Contents
from lanterne.release.coverage_page import FILE as COVERAGE
from lanterne.release.coverage_page import TABLE
from lanterne.release.definitions_page import FILE as DEFINITIONS
from lanterne.release.formats import FORMATS
from lanterne.release.layout import CONDENSED, DATASETS, CountsFile, DataFile, Layout
from lanterne.release.texts import label, names, text_template, words

if TYPE_CHECKING:  # what reads partners' files is not loaded with it
    from lanterne.harmonise.definitions import Definitions


def file_words(contents: Contents, language: str) -> dict[str, str]:
    """The places of the README that depend on which tables a release holds.

    Returns:
        ``rows``: how many rows there are; ``files``: lines of the table of files; ``order``: of
        the order of the rows; ``network``: sections on joining, on the condensed file, on reading
        parts, and on data sets for inference;
        ``counts_files`` and ``intervals``: which files hold the counts, and that these have
        intervals.
    """
    layout, said = contents.layout, words(language)
    is_network = layout.network is not None
    return {
        "rows": _rows(contents, language),
        "files": "\n".join(
            [
                *_lines(layout, language),
                *definition_lines(contents.definitions, language),
                *_coverage_lines(contents, language),
            ]
        ),
        "order": said[_order(layout)],
        "network": "".join(
            part(layout, language) for part in (_sections, _reading_parts, _datasets)
        ),
        "counts_files": f" {said['files.and']} ".join(f"`{file.path}`" for file in layout.counts),
        "intervals": said["files.they_have" if is_network else "files.it_has"],
    }


def _order(layout: Layout) -> str:
    """Key of what is said of the order of the rows."""
    if layout.network is not None:
        return "files.order_by_key"
    return "files.order_in_parts" if layout.in_parts else "files.order"


def format_lines(language: str) -> str:
    """Lines of the table of files: what tells programs and catalogues what the release is."""
    said = words(language)
    return "\n".join(f"| `{one.path}` | {said[one.said]} |" for one in FORMATS)


def _coverage_lines(contents: Contents, language: str) -> Iterator[str]:
    """The line of the table of files that a joint release has."""
    if contents.partners:
        yield f"| `{COVERAGE}`, `{TABLE}` | {words(language)['files.coverage']} |"


def definition_lines(definitions: Definitions | None, language: str) -> Iterator[str]:
    """The line of the table of files that a partner's mapping adds."""
    if definitions is not None:
        yield f"| `{DEFINITIONS}` | {words(language)['files.definitions']} |"


def _rows(contents: Contents, language: str) -> str:
    """How many rows of what: of each table of a network apart from the condensed file."""
    said = words(language)
    numbers = [
        said["files.rows_of" if file.keys else "files.rows"].format(
            number=number(sum(contents.sizes[file.name]), language), name=file.name
        )
        for file in contents.layout.data
        if not _is_condensed(file, contents.layout)
    ]
    return comma(language).join(numbers)


def _is_condensed(file: DataFile, layout: Layout) -> bool:
    return layout.condensed is not None and file.name == CONDENSED


def _lines(layout: Layout, language: str) -> Iterator[str]:
    """Lines of the table of files; of several tables each is named."""
    said = words(language)
    for file in layout.data:
        if file.parts:
            text = said["files.in_parts"].format(number=number(file.parts, language))
            yield f"| `data/{file.name}/` | {text} |"
            continue
        text = said["files.one_per_victim" if _is_condensed(file, layout) else "files.same_rows"]
        paths = names((file.path("csv"), file.path("parquet")), language)
        yield f"| {paths} | {_named(file, layout, language)}{text} |"
    for counts in layout.counts:
        yield f"| `{counts.path}` | {_named(counts, layout, language)}{said['files.counts']} |"
    if layout.datasets:
        yield f"| `{DATASETS}/` | {said['files.datasets']} |"


def _named(file: DataFile | CountsFile, layout: Layout, language: str) -> str:
    if layout.network is None or (isinstance(file, DataFile) and _is_condensed(file, layout)):
        return ""
    table = file.table if isinstance(file, DataFile) else file.view
    return f"{label(table.label, language)}{colon(language)} "


def _sections(layout: Layout, language: str) -> str:
    """How the tables are joined, and what the condensed file loses; nothing for one table."""
    network = layout.network
    if network is None:
        return ""
    text = text_template("network", language).substitute(_joining(network, language))
    if layout.condensed is not None:
        text += text_template(CONDENSED, language).substitute(
            condensed=f"{layout.condensed.name} {layout.condensed.version}",
            left_out=names(_left_out(layout, network), language) or words(language)["files.none"],
        )
    return text


def _reading_parts(layout: Layout, language: str) -> str:
    """How a table in parts is read; nothing where there is none."""
    return "".join(
        text_template("parts", language).substitute(
            number=number(file.parts, language),
            table=file.name,
            first=file.paths[0].rpartition("/")[2],
            last=file.paths[-1].rpartition("/")[2],
        )
        for file in layout.data
        if file.parts
    )


def _datasets(layout: Layout, language: str) -> str:
    """What data sets for inference are for, and what not; nothing where there are none."""
    if not layout.datasets:
        return ""
    many = number(len(layout.datasets), language)
    return text_template(DATASETS, language).substitute(number=many)


def _joining(network: Network, language: str) -> dict[str, str]:
    return {
        "victims": network.victims.name,
        "perpetrators": network.perpetrators.name,
        "links": network.links.name,
        "victim": network.of_victim.column,
        "perpetrator": network.of_perpetrator.column,
        "victim_bound": _bound(network.of_victim, language),
        "perpetrator_bound": _bound(network.of_perpetrator, language),
        "folded": names((column.name for column in folded_columns(network)), language),
        "same": names(map(same, compared_columns(network)), language),
    }


def _bound(reference: Reference, language: str) -> str:
    if reference.at_most is None:
        return words(language)["files.any_number"]
    return words(language)["files.at_most"].format(number=number(reference.at_most, language))


def _left_out(layout: Layout, network: Network) -> Iterator[str]:
    """Columns of the network of which the condensed file holds nothing."""
    condensed = layout.codebook.condensed
    kept = {column.source for column in condensed.columns} if condensed else set()
    tables: tuple[Table, ...] = (network.victims, network.perpetrators, network.links)
    return (name for table in tables for name in table.names if name not in kept)
