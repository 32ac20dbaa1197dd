"""Reading is strict: every mistake is found, named and placed, all at once."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from mistaken_codebooks import problems

from lanterne.codebook import (
    Codebook,
    Condition,
    Missing,
    Rule,
    Value,
    builtin_codebooks,
    codebook_to_dict,
    load_codebook,
    parse_codebook,
)
from lanterne.codebook.load import bytes_of
from lanterne.codebook.translations import translations
from lanterne.errors import InputError, UsageError

GOOD = """
name = "good"
version = "1"
title = { en = "Good" }
[lists]
size = ["small", "large"]
[[groups]]
name = "g"
label = { en = "Group" }
[[tables]]
name = "t"
label = { en = "Table" }
missing = { unknown = "U" }
[[tables.columns]]
name = "a"
type = "category"
label = { en = "A" }
values = "size"
group = "g"
[[tables.columns]]
name = "b"
type = "flag"
label = { en = "B" }
[[tables.columns]]
name = "s"
type = "set"
label = { en = "S" }
values = ["x", "y"]
missing = {}
[[tables.rules]]
name = "r"
label = { en = "R" }
forbid = [{ column = "b", values = ["1"] }, { column = "s", values = ["x"] }]
[[tables.columns]]
name = "c"
type = "ordinal"
label = { en = "C" }
values = ["low", "high"]
[[tables.dependencies]]
child = "c"
parent = "a"
mapping = { small = "low", large = "high" }
"""


def test_the_good_codebook_is_good() -> None:
    codebook = parse_codebook(GOOD.encode(), "book.toml")
    assert codebook.table.names == ("a", "b", "s", "c")
    assert codebook.table.column("a").codes == ("small", "large")
    assert codebook.table.column("a").missing == {
        Missing.NOT_RECORDED: ("",),
        Missing.UNKNOWN: ("U",),
    }
    assert codebook.table.column("b").codes == ("1",)
    assert codebook.table.column("s").missing == {Missing.NOT_RECORDED: ("",)}


MISTAKES = [
    # what is replaced, by what, the rule of the problem, a piece of what is said
    ('version = "1"', 'verson = "1"', "unknown-key", "Did you mean 'version'?"),
    ('type = "category"', 'type = "categry"', "unknown-type", "Did you mean 'category'?"),
    ('version = "1"', 'verson = "1"', "missing-key", "has no 'version'"),
    ('version = "1"', "version = 1", "wrong-type", "must be a text, is a number"),
    ('name = "good"', 'name = "../evil"', "bad-name", "letters, digits"),
    ('name = "t"', 'name = "a/b"', "bad-name", "tables.a/b.name"),
    ('title = { en = "Good" }', 'title = { fr = "Bon" }', "missing-label", "no English text"),
    ('title = { en = "Good" }', 'title = "Good"', "wrong-type", "a text in each language"),
    ('title = { en = "Good" }', 'title = { en = "G", FR = "B" }', "unknown-language", "'FR'"),
    ('title = { en = "Good" }', 'title = { en = " " }', "wrong-type", "an empty text"),
    ('version = "1"', 'version = "1"\nlanguages = ["en", "fr"]', "missing-translation", "'fr'"),
    ('version = "1"', 'version = "1"\nlanguages = ["fr"]', "missing-language", "must hold 'en'"),
    ('label = { en = "A" }', "", "missing-label", "tables.t.columns.a: has no 'label'"),
    ('type = "category"', 'type = "categry"', "unknown-type", "'category'"),
    ('type = "category"', 'type = "category"\ncolour = 1', "unknown-key", "'colour'"),
    ('type = "category"', 'type = "category"\nrequired = "yes"', "wrong-type", "true or false"),
    ('type = "category"', 'type = "category"\nseparator = ";"', "separator-without-set", "set"),
    ('values = "size"', 'values = "sise"', "unknown-list", "'size'"),
    ('values = "size"', "", "no-values", "has no list"),
    ('values = ["low", "high"]', "values = []", "unknown-value", "no value 'low'"),
    ('values = "size"', "values = 3", "wrong-type", "list of values"),
    ('values = "size"', 'values = ["small", "large", "large"]', "duplicate-value", "'large'"),
    ('values = "size"', 'values = ["small", "large", "U"]', "value-means-missing", "'U'"),
    ('values = "size"', 'values = ["small", "large", " b"]', "bad-text", "blanks around"),
    ('values = "size"', 'values = ["small", "large", 3]', "wrong-type", "table of keys"),
    ('values = "size"', 'values = [{ code = "small" }]', "missing-label", "values[1]"),
    ('values = ["x", "y"]', 'values = ["x"]', "one-value-column", "has only one possible value"),
    ('values = ["x", "y"]', 'values = ["x", "y;z"]', "bad-separator", "'y;z'"),
    ('values = ["x", "y"]', 'values = ["x", "y"]\nseparator = ""', "wrong-type", "separator"),
    ("missing = {}", 'missing = { unknown = ["U", ""] }', "blank-has-a-meaning", "blank"),
    ("missing = {}", 'missing = { unknwon = ["U"] }', "unknown-key", "'unknown'"),
    ("missing = {}", 'missing = { unknown = "U", refused = "U" }', "duplicate-missing", "'U'"),
    ("missing = {}", "missing = { unknown = [] }", "no-texts", "no text"),
    (
        'values = ["x", "y"]\nmissing = {}',
        'values = ["x", "y", "z", "v", "w"]',
        "set-missing-kinds",
        "4",
    ),
    ('group = "g"', 'group = "h"', "unknown-group", "'h'"),
    ('group = "g"', "", "unused-group", "'g'"),
    ('name = "b"', 'name = "a"', "duplicate-name", "'a' is there 2 times"),
    ('name = "b"', 'name = " b"', "bad-text", "blanks around"),
    ('missing = { unknown = "U" }', 'subject_id = "a"', "subject-id-is-column", "never published"),
    ('{ column = "b",', '{ column = "bb",', "unknown-column", "Did you mean 'b'?"),
    ('values = ["1"] }', 'values = ["2"] }', "unknown-value", "no value '2'"),
    ('values = ["1"] }', "values = [1] }", "wrong-type", "quotation marks"),
    (', values = ["1"] }', " }", "bad-rule", "looks for no answer"),
    ('values = ["1"] }', 'values = ["1"], not = true }', "unknown-key", "'not'"),
    ("forbid = [{", "when = {}\nforbid = [{", "bad-rule", "either 'forbid'"),
    ("forbid = [{", "requires = [{", "wrong-type", "table"),
    (', large = "high"', "", "dependency-not-total", "'large'"),
    ('large = "high"', 'large = "hig"', "unknown-value", "'high'"),
    ('large = "high"', 'large = "high", huge = "high"', "unknown-value", "'huge'"),
    ('large = "high"', "large = 3", "wrong-type", "must be a text"),
    ('parent = "a"', 'parent = "s"', "dependency-on-set", "is a set"),
    ('parent = "a"', 'parent = "z"', "unknown-column", "'z'"),
    ("[lists]", "[list]", "unknown-key", "'lists'"),
    ("[lists]", '[lists]\niso3 = ["x"]', "duplicate-name", "built in"),
    ("[[groups]]", "[groups]", "wrong-type", "must be a list"),
    ('[lists]\nsize = ["small", "large"]', "lists = 3", "wrong-type", "one list per name"),
    ("[lists]", "hierarchies = 3\n[lists]", "wrong-type", "one hierarchy per name"),
    (
        'values = "size"',
        'values = "iso3"\n[[groups]]\nname = "g"\nlabel = { en = "G" }',
        "duplicate-name",
        "the group 'g' is there 2 times",
    ),
    (
        '[[tables.columns]]\nname = "c"',
        '[[tables.rules]]\nname = "r"\nlabel = { en = "R" }\n'
        'forbid = [{ column = "b", values = ["1"] }]\n[[tables.columns]]\nname = "c"',
        "duplicate-name",
        "the rule 'r' is there 2 times",
    ),
    (
        "[[tables.dependencies]]",
        '[[tables.dependencies]]\nchild = "c"\nparent = "a"\n'
        'mapping = { small = "low", large = "high" }\n[[tables.dependencies]]',
        "duplicate-name",
        "the child 'c' is there 2 times",
    ),
    ('mapping = { small = "low", large = "high" }', "mapping = 3", "wrong-type", "table of texts"),
    ('values = ["x", "y"]', "values = ['x', 'y']\nseparator = '\"'", "bad-separator", "cannot"),
    ('values = ["x", "y"]', 'values = ["x", "y"]\nat_most = 3', "bad-at-most", "up to 4 values"),
    (
        'forbid = [{ column = "b", values = ["1"] }, { column = "s", values = ["x"] }]',
        "forbid = []",
        "bad-rule",
        "forbids nothing",
    ),
    (
        'version = "1"',
        'version = "1"\nlanguages = ["en", "de"]\n[[tables]]\nname = "u"\n'
        'label = { en = "U", de = "U" }\n[[tables.columns]]\nname = "n"\ntype = "country"\n'
        'label = { en = "N", de = "N" }\nvalues = "iso3"',
        "missing-translation",
        "the built-in list 'iso3' has no text in 'de'",
    ),
]


@pytest.mark.parametrize(("old", "new", "rule", "said"), MISTAKES)
def test_each_mistake_is_found_and_explained(old: str, new: str, rule: str, said: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    if new.startswith("[groups]"):
        text = text.replace('group = "g"', "")
    found = problems(text)
    assert any(p.rule == rule and said in str(p) for p in found), [str(p) for p in found]


def test_all_problems_are_listed_at_once() -> None:
    text = GOOD.replace('type = "category"', 'type = "x"').replace('values = ["x", "y"]', "")
    text = text.replace('mapping = { small = "low",', "mapping = {")
    assert {"unknown-type", "no-values", "dependency-not-total"} <= {p.rule for p in problems(text)}


def test_problems_name_the_column() -> None:
    (problem,) = problems(GOOD.replace('type = "flag"', 'type = "flag"\nseperator = ";"'))
    assert problem.column == "b"
    assert "separator" in problem.advises()


def test_a_mistake_of_syntax_says_its_line() -> None:
    (problem,) = problems('name = "x"\nversion = \n')
    assert (problem.rule, problem.row) == ("bad-toml", 2)


def test_a_repeated_key_is_an_error() -> None:
    (problem,) = problems('name = "x"\nname = "y"\n')
    assert (problem.rule, problem.row) == ("bad-toml", 2)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b'name = "\xe9"', bytes(range(256))])
def test_a_file_that_is_not_utf8_says_its_line(data: bytes) -> None:
    with pytest.raises(InputError, match="UTF-8"):
        parse_codebook(data, "book.toml")


@pytest.mark.parametrize("what", ["codebook", "policy", "configuration"])
def test_a_file_that_cannot_be_read_says_why(what: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=rf"the {what} cannot be read: Is a directory\.") as raised:
        bytes_of(str(tmp_path), what)
    assert [problem.rule for problem in raised.value.problems] == ["unreadable-file"]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"tables = []", b"a = " + b"[" * 20000])
def test_empty_and_absurd_files_are_input_errors(data: bytes) -> None:
    with pytest.raises(InputError):
        parse_codebook(data, "book.toml")


def test_a_byte_order_mark_is_no_matter() -> None:
    assert parse_codebook(b"\xef\xbb\xbf" + GOOD.encode(), "x") == parse_codebook(
        GOOD.encode(), "x"
    )


def test_files_load_and_missing_ones_are_usage_errors(tmp_path: Path) -> None:
    path = tmp_path / "good.toml"
    path.write_text(GOOD, "utf-8")
    assert load_codebook(path) == load_codebook(str(path)) == parse_codebook(GOOD.encode(), "x")
    with pytest.raises(UsageError, match="Did you mean 'gvpsd-2022'"):
        load_codebook("gvpsd-2002")
    with pytest.raises(InputError, match="cannot be read"):
        load_codebook(tmp_path)


def test_requires_becomes_one_rule_per_column() -> None:
    text = GOOD.replace(
        'forbid = [{ column = "b", values = ["1"] }, { column = "s", values = ["x"] }]',
        'when = { columns = ["b", "s"], values = ["1", "x"] }\n'
        'requires = { column = "a", values = ["small", ""] }',
    )
    assert {p.rule for p in problems(text)} == {"unknown-value"}
    text = text.replace(
        'columns = ["b", "s"], values = ["1", "x"]', 'columns = ["b"], values = ["1"]'
    )
    needed = Condition("a", ("small", ""), negated=True)
    expected = Rule("r/b", {"en": "R"}, (Condition("b", ("1",)), needed))
    assert parse_codebook(text.encode(), "x").table.rules == (expected,)


def test_years_are_spelt_out() -> None:
    column = '[[tables.columns]]\nname = "y"\ntype = "year"\nlabel = { en = "Y" }\n'
    years = GOOD + column + "year = { from = 2019, to = 2021 }"
    table = parse_codebook(years.encode(), "x").table
    assert table.column("y").codes == ("2019", "2020", "2021")
    wrong = GOOD + column + "year = { from = 2021, to = 2019, by = 2 }"
    assert {p.rule for p in problems(wrong)} >= {"bad-range", "unknown-key"}
    both = GOOD + column + 'year = { from = 2019, to = 2021 }\nvalues = ["1"]'
    assert {p.rule for p in problems(both)} == {"two-value-lists"}


def test_countries_are_there_in_every_language_and_namibia_is_a_country() -> None:
    codebook = load_codebook("ctdc-global-2024")
    values = {value.code: value.label for value in codebook.table.column("citizenship").values}
    assert len(values) == 249
    assert values["NAM"] == {"en": "Namibia", "fr": "Namibie", "es": "Namibia", "ar": "ناميبيا"}
    assert all(set(label) == {"en", "fr", "es", "ar"} for label in values.values())
    iso2 = GOOD + '[[tables.columns]]\nname = "k"\ntype = "country"\nlabel = { en = "K" }\n'
    table = parse_codebook((iso2 + 'values = "iso2"\n').encode(), "x").table
    assert {"NA", "NO"} <= set(table.column("k").codes)


def test_built_in_codebooks_have_their_columns() -> None:
    assert {"ctdc-global-2024", "gvpsd-2022"} <= set(builtin_codebooks())
    gvpsd, ctdc = (load_codebook(name).table for name in ("gvpsd-2022", "ctdc-global-2024"))
    assert len(gvpsd.columns) == 16
    assert len(ctdc.columns) == 27
    assert gvpsd.column("IP_ageBroad").codes == ("0--29", "30--38", "39--47", "48+")
    assert not any(column.required for column in (*gvpsd.columns, *ctdc.columns))


def all_values(codebook: Codebook) -> Iterator[Value]:
    return (value for table in codebook.tables for one in table.columns for value in one.values)


def texts_in(node: object) -> Iterator[dict[str, str]]:
    """Every text in nested tables."""
    if isinstance(node, list):
        for one in node:
            yield from texts_in(one)
    elif isinstance(node, dict) and "en" in node:
        yield node
    elif isinstance(node, dict):
        yield from texts_in([*node.values()])


@pytest.mark.parametrize("name", builtin_codebooks())
def test_built_in_codebooks_speak_four_languages_throughout(name: str) -> None:
    codebook = load_codebook(name)
    assert codebook.languages == ("en", "fr"), "what is added need not be in all of them"
    years = {value.code for value in all_values(codebook) if value.label["en"] == value.code}
    for text in texts_in(codebook_to_dict(codebook)):
        if text["en"] not in years:
            assert set(text) == {"en", "fr", "es", "ar"}, text["en"]
            assert all(text.values())


def test_every_translation_is_of_a_text_in_a_built_in_codebook() -> None:
    books = (load_codebook(name) for name in builtin_codebooks())
    used = {text["en"] for book in books for text in texts_in(codebook_to_dict(book))}
    assert set(translations()) <= used


@pytest.mark.parametrize("name", builtin_codebooks())
def test_built_in_codebooks_load_in_a_tenth_of_a_second(name: str) -> None:
    times = []
    for _ in range(3):
        start = time.process_time()
        load_codebook(name)
        times.append(time.process_time() - start)
    assert min(times) < 0.1


def test_the_rules_that_the_global_codebook_offers_can_be_switched_on() -> None:
    text = (
        files("lanterne.codebook").joinpath("standards", "ctdc-global-2024.toml").read_text("utf-8")
    )
    offered = "\n".join(line.removeprefix("#? ") for line in text.splitlines() if line[:2] == "#?")
    table = parse_codebook(f"{text}\n{offered.replace('#?', '')}".encode(), "x").table
    assert len(table.rules) == 6


def test_the_examples_of_the_description_are_right() -> None:
    text = files("lanterne.codebook").joinpath("standards", "README.md").read_text("utf-8")
    one, several, _ = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    codebook = parse_codebook(one.encode(), "README.md")
    assert [rule.name for rule in codebook.table.rules][-1] == "labour-type/labourMining"
    mapping = dict(codebook.table.dependencies[0].mapping)
    named = one.replace('mapping = { "0--17" = "Minor", "18+" = "Adult" }', 'mapping = "majority"')
    assert named != one
    assert parse_codebook(named.encode(), "x").table.dependencies[0].mapping == mapping
    network = parse_codebook(several.encode(), "README.md").network
    assert network is not None
    assert network.households is not None


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = (
        "import sys, lanterne.codebook\n"
        "print([m for m in ('jinja2', 'polars', 'numpy', 'numba') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
