"""What is particular to a unit stands in one place, and what is said of it in one file."""

from __future__ import annotations

import pytest

from lanterne.errors import UsageError
from lanterne.messages.store import english
from lanterne.privacy import Unit
from lanterne.privacy.units import GROUPS, KINDS, kind_of, neighbours_of, people_per, unit_of


@pytest.mark.parametrize("unit", Unit)
def test_all_that_is_said_of_a_unit_is_in_the_store(unit):
    """Codes are put together from its name, so that no other test sees one that is missing."""
    codes = [f"unit.{unit}", f"read-me.unit.{unit}"]
    codes += [f"statement.{part}.{unit}" for part in ("whose", "given", "protected")]
    if unit in KINDS:
        codes += [f"cap.each.{unit}", f"ledger.people.{unit}"]
    if unit.traits.group:
        codes += [f"statement.counted.{people_per(unit)}"]
    if unit.traits.group and unit.traits.one_table:
        codes += [f"bounds.no-column.{unit}", f"choice.no-column.{unit}"]
    if unit.traits.linked:
        codes += [f"read-me.unpromised.{unit}", f"statement.unpromised.{unit}"]
        codes += [f"report.network.{part}.{unit}" for part in ("unit", "size")]
        codes += [f"evaluation.reason.unpromised.{unit}"]
    assert not [code for code in codes if code not in english()]


def test_the_subjects_have_one_sum_and_each_other_kind_its_own():
    assert KINDS == ("person", "perpetrator", "household")
    assert [kind_of(unit) for unit in ("person", "row", "victim")] == ["person"] * 3
    assert GROUPS == ("household",)


@pytest.mark.parametrize("unit", Unit)
def test_a_unit_is_promised_something_somewhere_and_says_its_neighbours(unit):
    assert unit.traits.one_table or unit.traits.linked
    assert not (unit.traits.group and unit.traits.subject)
    assert all(neighbours_of(unit, one_table=one).startswith("adding or") for one in (True, False))
    assert unit_of(str(unit)) is unit


def test_in_one_table_a_household_has_no_links():
    assert "links" in neighbours_of("household", one_table=False)
    assert "links" not in neighbours_of("household", one_table=True)


def test_there_is_no_other_unit():
    with pytest.raises(UsageError, match="There is no unit"):
        unit_of("village")
