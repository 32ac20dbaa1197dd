"""Policies: the levels are in order of strictness, and every fault of a file is said at once."""

from __future__ import annotations

import hashlib
import tomllib
from itertools import pairwise

import pytest
from gated_tables import policy_with

from lanterne.errors import InputError, UsageError
from lanterne.gate import LEVELS, Family, level_text, load_policy, parse_policy
from said_everywhere import assert_said_everywhere


def problems(text):
    with pytest.raises(InputError) as caught:
        parse_policy(text.encode() if isinstance(text, str) else text, "p.toml")
    assert_said_everywhere(caught.value.problems)
    return caught.value.problems


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_is_a_file_that_reads_back(level, tmp_path):
    path = tmp_path / "p.toml"
    path.write_text(level_text(level), "utf-8")
    found = load_policy(path)
    assert found == load_policy(level)
    assert found.name == level
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_levels_are_in_order_of_strictness():
    strict, usual, lenient = map(load_policy, LEVELS)
    for tight, loose in ((strict, usual), (usual, lenient)):
        assert tight.promise.epsilon < loose.promise.epsilon
        assert tight.promise.epsilon_total < loose.promise.epsilon_total
        assert tight.promise.k > loose.promise.k
        assert tight.risk.told < loose.risk.told
        assert tight.risk.record < loose.risk.record
        assert all(tight.risk.excess[one] <= loose.risk.excess[one] for one in Family)
        assert tight.use.distance < loose.use.distance
        assert tight.use.rows < loose.use.rows
        assert tight.use.intervals > loose.use.intervals
    assert (strict.promise.length, usual.promise.length, lenient.promise.length) == (None, 3, 2)


@pytest.mark.parametrize("level", LEVELS)
def test_no_level_lets_copies_or_differences_beat_chance(level):
    excess = load_policy(level).risk.excess
    assert excess[Family.COPIES] == excess[Family.DIFFERENCING] == 0


def test_every_setting_is_explained():
    """Each key of the file stands below a line of comment, or below its neighbour."""
    lines = level_text("usual").splitlines()
    for before, line in pairwise(lines):
        if " = " in line and not line.startswith(("#", "name", "format", "epsilon_total")):
            assert before.startswith("#"), line


def test_all_faults_are_said_at_once():
    text = level_text("usual")
    for old, new in (
        ("epsilon_total = 10.0", 'epsilon_totl = "10"'),
        ("k = 10", "k = 1"),
        ("linkability = 0.03", "linkability = 3"),
        ("told = 0.05", "told = true"),
        ('light = "poor"', 'light = "pour"'),
        ('"k-anonymised"]', '"k-anonymized"]'),
        ("intervals = 0.85", "intervals = nan"),
    ):
        assert old in text
        text = text.replace(old, new)
    found = problems(text)
    said = "\n".join(map(str, found))
    assert {problem.rule for problem in found} == {
        "unknown-key", "missing-key", "out-of-range", "wrong-type", "unknown-value",
    }  # fmt: skip
    assert len(found) == 8
    for part in (
        "Did you mean 'epsilon_total'?",
        "promise.k: must be a whole number of 2 or more, is 1",
        "attacks.linkability: must be a share from 0 to 1, is 3",
        "people.told",
        "Did you mean 'poor'?",
        "Did you mean 'k-anonymised'?",
        "use.intervals",
    ):
        assert part in said
    assert all(problem.file == "p.toml" for problem in found)


@pytest.mark.parametrize(("text", "rule"), [
    ("format = 1\nname = ", "bad-toml"),
    (b"\xff\xfe", "not-utf-8"),
    ("", "missing-key"),
    (level_text("usual").replace("format = 1", "format = 2"), "policy-format"),
    (level_text("usual").replace("format = 1", "format = true"), "policy-format"),
    (level_text("usual").replace("[use]", "[used]"), "unknown-key"),
    (level_text("usual").replace('name = "usual"', 'name = "a\\nb"'), "bad-name"),
    (level_text("usual").replace("length = 3", "length = 2.5"), "wrong-type"),
    (level_text("usual").replace("length = 3", 'length = "row"'), "wrong-type"),
    (level_text("usual").replace("epsilon = 5.0", "epsilon = inf"), "out-of-range"),
    (level_text("usual").replace("epsilon = 5.0", "epsilon = 0"), "out-of-range"),
    (level_text("usual").replace("epsilon = 5.0", ""), "missing-key"),
    ("attacks = 3\n" + level_text("usual").replace("[attacks]", "[attack]"), "wrong-type"),
])  # fmt: skip
def test_what_is_no_policy_is_refused_in_words(text, rule):
    found = problems(text)
    assert rule in {problem.rule for problem in found}
    assert all(problem.says() and problem.file for problem in found)


def test_a_missing_table_is_one_problem_and_not_all_its_keys():
    text = level_text("usual")
    found = problems(text[: text.index("[use]")])
    assert [problem.rule for problem in found] == ["missing-key"]
    assert "[use]" in found[0].says()


def test_any_key_left_out_is_found():
    values = tomllib.loads(level_text("usual"))
    keys = [
        (part, key) for part, table in values.items() if isinstance(table, dict) for key in table
    ]
    assert len(keys) > 15
    for part, key in keys:
        lines = level_text("usual").split(f"[{part}]")
        rest = "\n".join(line for line in lines[1].splitlines() if not line.startswith(f"{key} = "))
        found = problems(f"{lines[0]}[{part}]{rest}")
        assert [problem.rule for problem in found] == ["missing-key"], key
        assert key in found[0].says()


def test_rows_as_length_asks_for_whole_rows():
    assert policy_with("length = 3", 'length = "rows"').promise.length is None


def test_a_name_that_is_nothing_suggests_a_level():
    with pytest.raises(UsageError, match="usual") as raised:
        load_policy("usuel")
    assert_said_everywhere([raised.value])
    with pytest.raises(UsageError, match="strict, usual, lenient"):
        level_text("loose")
