"""Several tables hang together, or the codebook says why they do not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from mistaken_codebooks import problems

from lanterne.codebook import (
    Codebook,
    Household,
    Reference,
    check_codebook,
    codebook_from_dict,
    codebook_to_dict,
    load_codebook,
    parse_codebook,
)
from lanterne.codebook.check_condensed import condensed_problems
from lanterne.codebook.lists import builtin_list
from lanterne.codebook.relations import relations
from lanterne.codebook.views import UNSAID, perpetrator_view, victim_view
from lanterne.codebook.words import view_words
from lanterne.messages import store
from pseudo_language import forget
from said_everywhere import assert_said_everywhere

GOOD = """
name = "good"
version = "1"
title = { en = "Good" }
[mappings.side]
left = ["small"]
right = ["large", "huge"]
[[groups]]
name = "g"
label = { en = "Group" }

[[tables]]
name = "people"
label = { en = "People" }
key = "person"
household = { column = "home", counted = 4 }
[[tables.columns]]
name = "size"
type = "ordinal"
label = { en = "Size" }
values = ["small", "large", "huge"]
group = "g"
[[tables.columns]]
name = "hand"
type = "category"
label = { en = "Hand" }
values = ["left", "right"]
[[tables.dependencies]]
child = "hand"
parent = "size"
mapping = "side"

[[tables]]
name = "bosses"
label = { en = "Bosses" }
key = "boss"
[[tables.columns]]
name = "sex"
type = "category"
label = { en = "Sex" }
values = ["f", "m"]

[[tables]]
name = "ties"
label = { en = "Ties" }
[[tables.references]]
column = "person"
table = "people"
at_most = 5
[[tables.references]]
column = "of"
table = "bosses"
dangling = true
every = true
[[tables.columns]]
name = "paid"
type = "category"
label = { en = "Paid" }
values = ["yes", "no"]

[[tables]]
name = "homes"
label = { en = "Homes" }
key = "home"
optional = true
[[tables.references]]
column = "within"
table = "homes"
required = false
"""
HOMES = GOOD[GOOD.index('[[tables]]\nname = "homes"') :]
OF_BOSS = '[[tables.references]]\ncolumn = "of"\ntable = "bosses"\ndangling = true\nevery = true\n'


def test_tables_that_hang_together_are_a_network() -> None:
    codebook = parse_codebook(GOOD.encode(), "book.toml")
    network = codebook.network
    assert network is not None
    assert network.victims.household == Household("home", counted=4)
    assert network.of_victim == Reference("person", "people", at_most=5, counted=5)
    assert network.of_perpetrator == Reference("of", "bosses", dangling=True, every=True)
    assert network.households is not None
    assert network.households.optional
    assert network.households.references == (Reference("within", "homes", required=False),)
    assert network.victims.dependencies[0].mapping == {
        "small": "left",
        "large": "right",
        "huge": "right",
    }


def test_the_order_of_the_tables_is_free_and_households_may_be_missing() -> None:
    codebook = parse_codebook(GOOD.encode(), "book.toml")
    turned = replace(codebook, tables=codebook.tables[::-1])
    assert check_codebook(turned) == ()
    assert turned.network == codebook.network
    alone = parse_codebook(GOOD.replace(HOMES, "").encode(), "book.toml").network
    assert alone is not None
    assert alone.households is None
    assert alone.victims.household == Household("home", counted=4)


MISTAKES = [
    # what is replaced, by what, the rule of the problem, a piece of what is said
    ('table = "people"', 'table = "peple"', "unknown-table", "Did you mean 'people'?"),
    ('table = "homes"', 'table = "houses"', "unknown-table", "'houses', which is not there"),
    (OF_BOSS, "", "not-a-network", "0 have two"),
    (
        OF_BOSS,
        OF_BOSS + OF_BOSS.replace('"of"', '"too"').replace("bosses", "people"),
        "not-a-network",
        "0 have two",
    ),
    (
        'key = "boss"\n',
        'key = "boss"\n'
        '[[tables.references]]\ncolumn = "x"\ntable = "people"\n'
        '[[tables.references]]\ncolumn = "y"\ntable = "homes"\n',
        "not-a-network",
        "2 have two",
    ),
    (OF_BOSS, OF_BOSS.replace("bosses", "people"), "not-a-network", "two other tables"),
    (OF_BOSS, OF_BOSS.replace("bosses", "ties"), "not-a-network", "two other tables"),
    (HOMES, HOMES + HOMES.replace("home", "home2"), "not-a-network", "'homes', 'home2s'"),
    ('household = { column = "home", counted = 4 }\n', "", "not-a-network", "no household column"),
    ('key = "person"\n', "", "no-key", "'people' has no key"),
    ('key = "boss"\n', "", "no-key", "'bosses' has no key"),
    ('key = "home"\n', "", "no-key", "'homes' has no key"),
    ('label = { en = "Ties" }', 'label = { en = "Ties" }\nkey = "t"', "key-of-links", "a key"),
    ('column = "of"', 'column = "person"', "duplicate-name", "both references"),
    ("dangling = true", "required = false", "bad-reference", "must be required"),
    (
        'key = "boss"\n',
        'key = "boss"\n[[tables.references]]\ncolumn = "x"\ntable = "people"\n',
        "bad-reference",
        "only links refer",
    ),
    ("required = false", "required = true", "bad-reference", "impossible for every household"),
    ("required = false", "required = false\nevery = true", "bad-reference", "or to have parts"),
    ('table = "homes"', 'table = "bosses"', "bad-reference", "only refer to itself"),
    ('key = "boss"', 'key = "boss"\noptional = true', "bad-optional", "only that of the house"),
    (
        'key = "boss"',
        'key = "boss"\nhousehold = { column = "h" }',
        "bad-household",
        "only the table of victims can have",
    ),
    ('key = "person"', 'key = "person"\nsubject_id = "p"', "subject-id-in-network", "Use key"),
    (
        'label = { en = "Sex" }',
        'label = { en = "Sex" }\ntarget = true',
        "target-in-network",
        "there can be none",
    ),
    (
        HOMES,
        HOMES + '[[tables.columns]]\nname = "x"\ntype = "flag"\nlabel = { en = "X" }\n',
        "columns-of-households",
        "never released",
    ),
    (GOOD[GOOD.index('[[tables.columns]]\nname = "paid"') :], "", "no-columns", "'ties'"),
    ('name = "bosses"', 'name = "People"', "duplicate-name", "small or capital"),
    ('name = "homes"', 'name = "condensed"', "bad-name", "condensed file"),
    # names
    ('name = "sex"', 'name = "size"', "duplicate-name", "of 'bosses', a column of 'people'"),
    ('name = "paid"', 'name = "boss"', "duplicate-name", "a column of 'ties', the key of 'b"),
    ('name = "paid"', 'name = "of"', "duplicate-name", ", a reference of 'ties'"),
    ('key = "boss"', 'key = "person"', "duplicate-name", "the key of 'bosses', the key of 'p"),
    ('name = "hand"', 'name = "home"', "duplicate-name", "a column of 'people', the key of 'h"),
    ('column = "home"', 'column = "size"', "duplicate-name", ", the household of 'people'"),
    ('column = "within"', 'column = "home"', "duplicate-name", "a reference of 'homes'"),
    ('name = "size"', 'name = "bosses"', "duplicate-name", "about the links of 'people'"),
    ('name = "sex"', 'name = "same_hand"', "duplicate-name", "about the links of 'bosses'"),
    ('values = ["f", "m"]', 'values = ["f;", "m"]', "bad-separator", "joins several answers"),
    ('label = { en = "Sex" }', 'label = { en = "Sex" }\ngroup = "g"', "group-of-tables", "people"),
    # bounds
    ("at_most = 5", "at_most = 0", "bad-bound", "with 0, nothing would count"),
    ("at_most = 5", "at_most = -1", "bad-bound", "is -1"),
    ("at_most = 5", "at_most = true", "wrong-type", "whole number, is true or false"),
    ("at_most = 5", 'at_most = "5"', "wrong-type", "whole number, is a text"),
    ("at_most = 5", "at_most = 5.5", "wrong-type", "whole number"),
    ("at_most = 5", "counted = 0", "bad-bound", "counted: must be a whole number of at least 1"),
    ("at_most = 5", "at_most = 5\ncounted = 6", "bad-bound", "6 rows cannot count"),
    ("counted = 4", "counted = 0", "bad-bound", "household.counted"),
    # keys of the file
    ("dangling = true", "danglin = true", "unknown-key", "Did you mean 'dangling'?"),
    ("counted = 4", "countd = 4", "unknown-key", "Did you mean 'counted'?"),
    ('column = "home", ', "", "missing-key", "has no 'column'"),
    ('column = "of"\n', "", "missing-key", "has no 'column'"),
    ("every = true", 'every = "yes"', "wrong-type", "true or false"),
    ('"side"', '"sid"', "unknown-mapping", "Did you mean 'side'?"),
    ('["small"]', '["small", "large"]', "duplicate-value", "'large' is listed both under"),
    ('["small"]', '"small"', "wrong-type", "must be a list"),
    ('["small"]', "[]", "dependency-not-total", "'small'"),
    ("left = ", "lef = ", "unknown-value", "Did you mean 'left'?"),
]


@pytest.mark.parametrize(("old", "new", "rule", "said"), MISTAKES)
def test_each_mistake_is_found_and_explained(old: str, new: str, rule: str, said: str) -> None:
    assert GOOD.count(old) >= 1
    found = problems(GOOD.replace(old, new, 1))
    assert any(p.rule == rule and said in str(p) for p in found), [str(p) for p in found]


@pytest.mark.parametrize(("old", "new", "rule", "said"), MISTAKES)
def test_one_mistake_is_not_reported_as_many(old: str, new: str, rule: str, said: str) -> None:
    found = problems(GOOD.replace(old, new, 1))
    assert len({str(problem) for problem in found}) == len(found) <= 4, (rule, said)


ONE = """
name = "one"
version = "1"
title = { en = "One" }
[[tables]]
name = "people"
label = { en = "People" }
subject_id = "person"
household = { column = "home" }
[[tables.columns]]
name = "a"
type = "category"
label = { en = "A" }
values = ["x", "y"]
"""


def test_one_table_may_say_who_lives_together() -> None:
    codebook = parse_codebook(ONE.encode(), "one.toml")
    assert codebook.network is None
    assert codebook.table.household == Household("home", counted=6)
    assert codebook_from_dict(codebook_to_dict(codebook)) == codebook


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('column = "home"', 'column = "a"', "household-is-column"),
        ('column = "home"', 'column = "person"', "household-is-column"),
        ('column = "home"', 'column = "home", counted = 0', "bad-bound"),
        ('subject_id = "person"', 'key = "person"', "not-a-network"),
        ('subject_id = "person"', "optional = true", "not-a-network"),
        (
            "[[tables.columns]]",
            '[[tables.references]]\ncolumn = "x"\ntable = "people"\n[[tables.columns]]',
            "not-a-network",
        ),
        ("[[tables]]", '[condensed]\ncodebook = "gvpsd-2022"\n[[tables]]', "not-a-network"),
        (ONE[ONE.index("[[tables]]") :], "", "no-tables"),
    ],
)
def test_one_table_is_no_network(old: str, new: str, rule: str) -> None:
    assert rule in [problem.rule for problem in problems(ONE.replace(old, new, 1))]


CONDENSED = (
    GOOD + '[condensed]\ncodebook = "gvpsd-2022"\ncolumns = [{ name = "gender", source = "sex" }]\n'
)


@pytest.mark.parametrize(
    ("old", "new", "rule", "said"),
    [
        ("gvpsd-2022", "gvpsd-2002", "unknown-codebook", "Did you mean 'gvpsd-2022'?"),
        ("gvpsd-2022", "lanterne-network", "unknown-codebook", "with one table"),
        ("gvpsd-2022", "good", "unknown-codebook", "no built-in codebook 'good'"),
        ("gender", "gendre", "unknown-column", "Did you mean 'gender'?"),
        ('source = "sex"', 'source = "sax"', "unknown-column", "no column 'sax'"),
        ('source = "sex"', 'sourc = "sex"', "unknown-key", "Did you mean 'source'?"),
        ("gender", "gender", "condensed-columns", "has no entry for 'yearRegister'"),
        (
            "gender",
            "gender",
            "condensed-type",
            "'sex' gives several answers, but the file gives one",
        ),
        ("gender", "IP_Gender", "unknown-value", "no 'f', 'm', which 'sex' may hold"),
        (
            'name = "gender", source = "sex"',
            'name = "IP_Gender", source = "size"',
            "condensed-type",
            "'size' gives one answer, but the file gives several answers",
        ),
        ('"sex" }', '"sex" }, { name = "gender" }', "duplicate-name", "more than once"),
        ('"sex" }', '"sex", member = "f" }', "condensed-type", "'sex' is not a set"),
    ],
)
def test_mistakes_in_a_condensed_file(old: str, new: str, rule: str, said: str) -> None:
    assert old in CONDENSED
    place = CONDENSED.index("[condensed]")
    found = problems(CONDENSED[:place] + CONDENSED[place:].replace(old, new, 1))
    assert any(p.rule == rule and said in str(p) for p in found), [str(p) for p in found]


def changed(name: str, **more: object) -> Codebook:
    """The built-in network with one column changed."""
    codebook = load_codebook("lanterne-network")
    return replace(
        codebook,
        tables=tuple(
            replace(
                table,
                columns=tuple(
                    replace(column, **more) if column.name == name else column
                    for column in table.columns
                ),
            )
            for table in codebook.tables
        ),
    )


@pytest.mark.parametrize(
    ("codebook", "rule", "said"),
    [
        (changed("IP_Roles", values=builtin_list("yes-no")), "unknown-value", "'Exploiter'"),
        (changed("IP_Gender", separator="|"), "bad-separator", "Join them with ';'"),
        (changed("gender", values=builtin_list("yes-no")), "unknown-value", "'1', '0'"),
        (
            changed("gender", missing={"not_recorded": ("",), "unknown": ("?",)}),
            "unknown-value",
            "'?'",
        ),
    ],
)
def test_a_condensed_file_holds_only_what_its_codebook_knows(
    codebook: Codebook, rule: str, said: str
) -> None:
    standard = load_codebook("gvpsd-2022").table
    found = list(condensed_problems(codebook, standard))
    assert_said_everywhere(found)
    assert any(p.rule == rule and said in str(p) for p in found), [str(p) for p in found]


def test_what_may_be_blank_is_no_column_that_may_not() -> None:
    standard = load_codebook("gvpsd-2022").table
    strict = tuple(replace(column, required=True) for column in standard.columns)
    found = [
        *condensed_problems(load_codebook("lanterne-network"), replace(standard, columns=strict))
    ]
    assert_said_everywhere(found)
    assert {problem.code for problem in found} == {"condensed-type.blank"}
    assert found[0].place.key == f"condensed.columns.{found[0].column}"


def test_the_columns_of_a_condensed_file_stand_in_order() -> None:
    codebook = load_codebook("lanterne-network")
    assert codebook.condensed is not None
    turned = replace(codebook.condensed, columns=codebook.condensed.columns[::-1])
    standard = load_codebook("gvpsd-2022").table
    (problem,) = condensed_problems(replace(codebook, condensed=turned), standard)
    assert "order" in problem.says()


def test_the_built_in_network_is_what_it_says() -> None:
    codebook = load_codebook("lanterne-network")
    network, gvpsd = codebook.network, load_codebook("gvpsd-2022").table
    assert network is not None
    assert network.households is not None
    assert (network.of_victim.at_most, network.of_victim.counted) == (50, 4)
    assert (network.of_perpetrator.at_most, network.of_perpetrator.counted) == (1000, 10)
    assert codebook.condensed is not None
    assert tuple(column.name for column in codebook.condensed.columns) == gvpsd.names
    for column in network.victims.columns:
        if column.name in gvpsd.names:
            assert column.codes == gvpsd.column(column.name).codes
            assert column.type == gvpsd.column(column.name).type
    for column in (*network.perpetrators.columns, *network.links.columns):
        if column.name in gvpsd.names:
            assert column.codes == gvpsd.column(column.name).codes
    views = (victim_view(network), perpetrator_view(network))
    assert all(len(view.names) == len(set(view.names)) for view in views)


def test_each_country_leads_to_its_region() -> None:
    network = load_codebook("lanterne-network").network
    assert network is not None
    first, second = network.victims.dependencies
    assert first.mapping == second.mapping
    assert set(first.mapping) == {value.code for value in builtin_list("iso3")}
    expected = {"NAM": "Africa", "CHL": "Americas/Oceania", "FJI": "Americas/Oceania"}
    expected |= {"KHM": "Asia", "CYP": "Asia", "MDA": "Europe", "RUS": "Europe"}
    assert {code: first.mapping[code] for code in expected} == expected


def test_every_sentence_about_a_table_can_be_said_in_both_languages() -> None:
    texts = [
        relation.text[language].format(**relation.gaps)
        for codebook in (parse_codebook(GOOD.encode(), "x"), load_codebook("lanterne-network"))
        for table in codebook.tables
        for relation in relations(table, codebook)
        for language in ("en", "fr")
    ]
    assert "A key in of may have no row in bosses: then only the link is recorded." in texts
    assert "Chaque ligne de bosses doit avoir un lien." in texts
    assert "La table peut être omise." in texts
    assert relations(load_codebook("gvpsd-2022").table, load_codebook("gvpsd-2022")) == ()


def test_a_check_of_a_codebook_reads_no_catalogue(monkeypatch):
    """Its views are looked at, and nobody reads them."""
    read: list[str] = []
    monkeypatch.setattr(store, "catalogue_bytes", lambda tag: read.append(tag) or b"")
    forget()
    try:
        network = parse_codebook(GOOD.encode(), "good.toml").network
        assert not read
        assert victim_view(network)
        assert set(read) == {"en", "fr", "es", "ar"}
    finally:
        forget()


def test_a_view_without_words_is_the_same_but_for_these():
    network = load_codebook("lanterne-network").network
    assert set(UNSAID) == set(view_words())
    for view in (victim_view, perpetrator_view):
        said, unsaid = view(network), view(network, UNSAID)
        assert said != unsaid
        for one, other in zip(said.columns, unsaid.columns, strict=True):
            values = tuple(
                replace(value, label=named.label)
                for value, named in zip(other.values, one.values, strict=True)
            )
            assert replace(other, definition=one.definition, values=values) == one
