"""Figures of linked tables against the cases, by the words under which a page shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lanterne.evaluation import NetworkComparison
from lanterne.evaluation.network import LINKS, PERPETRATORS, VICTIMS, NetworkFigures

Figures = dict[str, float]

VICTIM_PERPETRATOR = "distance victims × perpetrators, two columns"
DEGREE = {
    VICTIMS: "distance of perpetrators per victim",
    PERPETRATORS: "distance of victims per perpetrator",
}
PEOPLE = {VICTIMS: "victims", PERPETRATORS: "perpetrators with a victim", LINKS: "links"}
ESTIMATED = {VICTIMS: "victims by the noisy counts", PERPETRATORS: "perpetrators by the same"}
CONDENSED = "distance of the condensed file, {} columns"
RINGS = "distance of sizes of rings"


def likeness(of: str, column: str) -> str:
    """The words for the share of pairs that are alike in a column."""
    other = "victim" if of == PERPETRATORS else "perpetrator"
    return f"{of} of one {other} alike: {column}"


def figures_of(source: NetworkFigures) -> Figures:
    """What a source says, in the order of a page: numbers of people, shares, and distances."""
    figures: Figures = {}
    numbers = (source.victims, source.perpetrators, source.links)
    for words, number in zip(PEOPLE.values(), numbers, strict=True):
        if number is not None:
            figures[words] = number
    figures |= dict(_distances(source))
    for degree in source.degrees:
        figures[DEGREE[degree.of]] = degree.distance
        figures[f"most links: {degree.of}"] = degree.most_released
    for alike in source.likeness:
        if alike.same_released is not None:
            figures[likeness(alike.of, alike.column)] = alike.same_released
    if source.components is not None:
        figures[RINGS] = source.components.distance
        figures["rings"] = source.components.rings_released
        figures["people in the largest ring"] = source.components.largest_released
    if source.condensed is not None:
        for length in source.condensed.lengths:
            figures[CONDENSED.format(length.length)] = length.distance_mean
    return figures


def truth_of(comparison: NetworkComparison) -> Figures:
    """The same of the cases, as far as it is not a distance."""
    release = comparison.release
    figures: Figures = {}
    for degree in release.degrees:
        figures[PEOPLE[degree.of]] = degree.people_real
        figures[f"most links: {degree.of}"] = degree.most_real
    figures[PEOPLE[LINKS]] = sum(
        count.degree * count.real for degree in release.degrees[:1] for count in degree.counts
    )
    for alike in release.likeness:
        if alike.same_real is not None:
            figures[likeness(alike.of, alike.column)] = alike.same_real
    if release.components is not None:
        figures["rings"] = release.components.rings_real
        figures["people in the largest ring"] = release.components.largest_real
    return figures


def estimates_of(settings: Mapping[str, str | float | int]) -> Figures:
    """How many people there are by the noisy counts."""
    return {words: float(settings[f"{of}_estimated"]) for of, words in ESTIMATED.items()}


def _distances(source: NetworkFigures) -> Iterator[tuple[str, float]]:
    for cross in source.cross:
        length = {2: "two", 3: "three"}[len(cross.tables)]
        yield f"distance {' × '.join(cross.tables)}, {length} columns", cross.pooled.distance_mean
