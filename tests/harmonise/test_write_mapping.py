"""A mapping that was written reads back equal, whatever stands in it."""

import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.codebook.model import Missing
from lanterne.codebook.spelling import plain
from lanterne.harmonise.mapping import (
    DateOrder,
    Equivalence,
    LegalBasis,
    MappedColumn,
    Mapping,
    Rule,
    Source,
    Status,
)
from lanterne.harmonise.read_mapping import read_mapping
from lanterne.harmonise.write_mapping import draft_to_toml, mapping_to_toml

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda text: bool(plain(text))
)
SOME = st.lists(TEXTS, max_size=3, unique=True).map(tuple)
KINDS = st.sampled_from([kind for kind in Missing if kind is not Missing.SUPPRESSED])
PERHAPS = st.one_of(st.just(""), TEXTS)


@st.composite
def columns(draw: st.DrawFn, target: str) -> MappedColumn:
    words = draw(st.lists(TEXTS, max_size=6, unique_by=plain))
    said = draw(st.integers(0, len(words)))
    return MappedColumn(
        target,
        draw(st.sampled_from(Rule)),
        draw(SOME),
        {word: draw(TEXTS) for word in words[:said]},
        {word: draw(KINDS) for word in words[said:]},
        {header: draw(TEXTS) for header in draw(SOME)},
        draw(SOME),
        draw(st.one_of(st.none(), st.sampled_from(DateOrder))),
        draw(PERHAPS),
        draw(st.one_of(st.none(), KINDS)),
        draw(st.sampled_from(Equivalence)),
        draw(st.sampled_from(Status)),
        draw(PERHAPS),
        draw(PERHAPS),
    )


@st.composite
def mappings(draw: st.DrawFn) -> Mapping:
    targets = draw(st.lists(TEXTS, max_size=3, unique=True))
    return Mapping(
        *(draw(TEXTS) for _ in range(5)),
        Source(
            draw(PERHAPS),
            draw(SOME),
            draw(PERHAPS),
            draw(st.integers(1, 9)),
            draw(SOME),
            draw(SOME),
            draw(st.integers(1, 2)),
        ),
        LegalBasis(draw(PERHAPS), draw(SOME), draw(PERHAPS), draw(PERHAPS)),
        tuple(draw(columns(target)) for target in targets),
    )


@given(mappings())
@settings(max_examples=60, deadline=None)
def test_a_mapping_reads_back_equal(mapping: Mapping) -> None:
    read, findings = read_mapping(tomllib.loads(mapping_to_toml(mapping, "Two\nlines")))
    assert findings.problems == []
    assert read == mapping


def test_answers_stand_in_an_order_of_their_own() -> None:
    def written(values: dict[str, str]) -> str:
        column = MappedColumn("gender", Rule.RECODE, ("sexe",), values)
        return mapping_to_toml(Mapping("m", "1", "c", "1", "d", Source(), LegalBasis(), (column,)))

    assert written({"F": "Woman", "H": "Man"}) == written({"H": "Man", "F": "Woman"})


def test_a_draft_says_who_reviews_it() -> None:
    mapping = Mapping("m", "1", "c", "1", "d", Source(), LegalBasis(), ())
    for language, word in (("en", "PROPOSAL"), ("fr", "PROPOSITION"), ("ar", "اقتراح")):
        head = draft_to_toml(mapping, language).split("\n\n")[0]
        assert word in head
        assert all(line.startswith("#") for line in head.splitlines())
