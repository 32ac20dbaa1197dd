"""Forms of KoboToolbox and ODK, and the columns of what they export."""

from __future__ import annotations

from pathlib import Path

import pytest

from lanterne.errors import InputError
from lanterne.files.xlsform import Choice, Form, columns_of, read_form
from workbooks import write_xls, write_xlsx

SURVEY = [
    ["type", "name", "label::English (en)", "label::Français (fr)", "label", "media::image"],
    ["start", "start", "", "", "", ""],
    ["begin_group", "victim", "The victim", "La victime", "", "v.png"],
    ["integer", "age", "Age", "Âge", "", ""],
    ["select_one yn", "consent", "Consent", "Consentement", "", ""],
    ["", "", "", "", "", ""],
    ["begin group", "means", "", "", "", ""],
    ["select_multiple means or_other", "control", "Means", "", "Moyens", ""],
    ["end group", "", "", "", "", ""],
    ["end_group", "", "", "", "", ""],
    ["begin_repeat", "perpetrator", "", "", "", ""],
    ["text", "role", "Role", "", "", ""],
    ["end_repeat", "", "", "", "", ""],
    ["note", "thanks", "Thank you", "", "", ""],
]
CHOICES = [
    ["list_name", "name", "label::English (en)", "label::Français (fr)"],
    ["yn", "1", "Yes", "Oui"],
    ["yn", "0", "No", "Non"],
    ["means", "debt", "Debt", "Dette"],
    ["", "", "", ""],
    ["means", "threat", "Threats", "Menaces"],
]


def form_of(path: Path, survey: list[list[str]] = SURVEY) -> Form:
    sheets = {"survey": survey, "choices": CHOICES, "settings": [["version"], [2]]}
    return read_form(write_xlsx(path, sheets))


def test_questions_with_their_groups_labels_and_choices(tmp_path: Path) -> None:
    form = form_of(tmp_path / "form")
    by_name = {question.name: question for question in form.questions}
    assert list(by_name) == ["start", "age", "consent", "control", "role", "thanks"]
    assert [one.name for one in form.questions if one.asked] == [
        "age",
        "consent",
        "control",
        "role",
    ]
    assert by_name["age"].labels == {"English (en)": "Age", "Français (fr)": "Âge"}
    assert by_name["age"].groups == ("victim",)
    assert by_name["consent"].choices == (
        Choice("1", {"English (en)": "Yes", "Français (fr)": "Oui"}),
        Choice("0", {"English (en)": "No", "Français (fr)": "Non"}),
    )
    assert by_name["control"].groups == ("victim", "means")
    assert by_name["control"].labels == {"English (en)": "Means", "": "Moyens"}
    assert [choice.name for choice in by_name["control"].choices] == ["debt", "threat"]
    assert (by_name["control"].several, by_name["consent"].several) == (True, False)
    assert [one.name for one in form.questions if one.repeated] == ["role"]


def test_an_old_workbook_is_the_same_form(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "old", {"survey": SURVEY, "choices": CHOICES})
    assert read_form(path) == form_of(tmp_path / "today")


def test_columns_of_an_export(tmp_path: Path) -> None:
    """With groups or without, several answers joined, split, or both."""
    columns = columns_of(form_of(tmp_path / "form"))
    for header, name, choice in (
        ("age", "age", None),
        ("victim/age", "age", None),
        ("victim/means/control", "control", None),
        ("control", "control", None),
        ("control/debt", "control", "debt"),
        ("victim/means/control/threat", "control", "threat"),
    ):
        asked = columns[header]
        assert (asked.question.name, asked.choice and asked.choice.name) == (name, choice)
    assert "consent/1" not in columns
    assert "_id" not in columns


def test_a_name_in_two_groups_is_known_behind_them_only(tmp_path: Path) -> None:
    lines = [SURVEY[0]]
    for group in ("victim", "perpetrator"):
        lines += [["begin_group", group], ["integer", "age"], ["end_group"]]
    columns = columns_of(form_of(tmp_path / "form", [[*each, *[""] * 6][:6] for each in lines]))
    assert sorted(columns) == ["perpetrator/age", "victim/age"]


def refusal(path: Path) -> list[tuple[str, int | None]]:
    with pytest.raises(InputError) as caught:
        read_form(path)
    return [(one.code, one.row) for one in caught.value.problems]


def test_what_is_no_form(tmp_path: Path) -> None:
    assert refusal(write_xlsx(tmp_path / "a", {"cases": [["a"], ["b"]]})) == [("no-xlsform", None)]
    for survey in ([["type", "age"], ["text", "b"]], [["type", "name"]]):
        assert refusal(write_xlsx(tmp_path / "a", {"survey": survey})) == [("no-xlsform", None)]
    (tmp_path / "a").write_text("type,name\n")
    assert refusal(tmp_path / "a") == [("no-xlsform", None)]


def test_all_rows_that_are_wrong(tmp_path: Path) -> None:
    survey = [
        ["type", "name"],
        ["end_group", ""],
        ["select_one nobody", "a"],
        ["select_one_from_file x.csv", "c"],
        ["begin_group", "g"],
        ["text", "b"],
    ]
    assert refusal(write_xlsx(tmp_path / "a", {"survey": survey})) == [
        ("xlsform.begin-without-end", None),
        ("xlsform.end-without-begin", 2),
        ("xlsform.no-such-list", 3),
    ]
