"""HTCDS 2.0: what of it is a column, and the export of the form of its toolkit."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import polars as pl
import pytest

from lanterne import verbs
from lanterne.codebook import load_codebook
from lanterne.codebook.lists import builtin_list, standards
from lanterne.errors import InputError
from lanterne.files.xlsform import read_form
from workbooks import write_xlsx

FORM = "htcds-xlsform/htcds-2.0"
SETS = {
    "vic_MethodOfRecruitment": "vic_MethodOfRecruitment",
    "vic_Methods_of_Control": "vic_MethodsOfControl",
    "vic_TypeOfExploitation": "vic_TypeOfExploitation",
    "vic_ForcedLabourIndustry": "vic_ForcedLabourIndustry",
    "vic_TypeOfSexExploitation": "vic_TypeOfSexExploitation",
}
"""Questions of the form with several answers → columns of the standard."""
ONE_OF = ("prs_Gender", "cas_Status", "vic_TraffickingStatus")
TEXTS = (
    "prs_Salutation",
    "prs_First_Name",
    "prs_Second_Name",
    "prs_Title",
    "prs_Email",
    "prs_HomePhone",
    "prs_MobilePhone",
    "prs_MailingCity",
    "prs_MailingCountry",
    "prs_MailingState",
    "prs_MailingStreet",
    "prs_MailingPostalCode",
    "vic_LocationOfRecruitment",
    "vic_LocationOfExploitation",
    "cas_ReferringOrganisation",
    "cas_ReferringPrimaryCaseWorker",
    "cas_ReasonForIncomingReferral",
    "cas_IncomingReferralDetails",
)
NOT_IN_THE_FORM = {"RestrictsMovement", "UsesChildren"}
META = ("_id", "_uuid", "_submission_time", "_validation_status", "_index")


def choices(name: str) -> list[str]:
    """The answers that the form offers: those of the standard, the gender with its unknown."""
    if name == "prs_Citizenship":
        return [value.code for value in builtin_list("iso2")]
    codes = load_codebook("htcds-2.0").table.column(SETS.get(name, name)).codes
    silent = ["NonSpecifiedUnknown"] if name == "prs_Gender" else []
    return [code for code in codes if code not in NOT_IN_THE_FORM] + silent


def survey() -> list[list[str]]:
    """A form of the shape of the toolkit's: English, 31 questions, three under other names."""
    listed = [*ONE_OF, "prs_Citizenship", "vic_TraffickingStatusDecisionMakingOrg"]
    rows = [["type", "name", "label", "required"], ["start", "start", "", ""]]
    rows += [["select_one consent", "con_Consent", "Consent", "false"]]
    rows += [["text", name, name, "false"] for name in TEXTS]
    rows += [
        ["date", name, name, "false"] for name in ("prs_Birthdate", "cas_IncomingReferralDate")
    ]
    rows += [[f"select_one {name}", name, name, "false"] for name in listed]
    rows += [[f"select_multiple {name}", name, name, "false"] for name in SETS]
    return [*rows, ["calculate", "__version__", "", ""]]


def form_choices() -> list[list[str]]:
    rows = [["list_name", "name", "label"], ["consent", "TRUE", "Yes"], ["consent", "FALSE", "No"]]
    for kind, name, *_ in survey()[3:]:
        blank = " " if name == "vic_Methods_of_Control" else ""  # the form has one behind a choice
        rows += [[name, one + blank, one] for one in choices(name)] if "select" in kind else []
    return rows


def export(path: Path, cases: list[dict[str, str]], *, split: bool = True) -> Path:
    """As KoboToolbox exports it with XML values, each choice once more in a column of its own."""
    asked = [row[1] for row in survey()[1:]]
    single = [f"{name}/{one}" for name in SETS for one in choices(name)] if split else []
    names = [*asked, *META, *single]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for number, case in enumerate(cases, 1):
            full = {"_id": str(number), "prs_First_Name": "Awa", "con_Consent": "TRUE", **case}
            chosen = {f"{name}/{one}": "1" for name in SETS for one in full.get(name, "").split()}
            writer.writerow([{**full, **chosen}.get(name, "") for name in names])
    return path


def applied(file: Path, folder: Path) -> pl.DataFrame:
    made = verbs.harmonise_file(file=file, mapping=FORM, out=folder / "cases.csv")
    assert made.left_over == ()
    return pl.read_csv(folder / "cases.csv", infer_schema=False).fill_null("")


def test_every_field_of_the_standard_is_a_column_or_is_left_out_for_a_reason() -> None:
    text = (standards() / "htcds-2.0.toml").read_text("utf-8")
    head = "\n".join(line for line in text.splitlines() if line.startswith("#"))
    left_out = re.findall(r"\b(?:org|prs|vic|per|cas|cco|hte|spl|con)_\w+", head)
    columns = load_codebook("htcds-2.0").table.names
    assert not {*left_out} & {*columns}
    assert len(left_out) == len({*left_out})
    assert len(left_out) + len(columns) == 83, "84 rows of the standard, one of them without a name"


def test_the_form_asks_what_the_mapping_knows(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "form.xlsx", {"survey": survey(), "choices": form_choices()})
    form = read_form(tmp_path / "form.xlsx")
    asked = {question.name for question in form.questions if question.asked}
    assert len(asked) == 31
    mapping, _ = verbs.open_mapping(FORM)
    assert asked <= mapping.accounted
    means = next(one for one in form.questions if one.name == "vic_Methods_of_Control")
    assert [choice.name for choice in means.choices] == choices("vic_Methods_of_Control")


@pytest.mark.parametrize("split", [True, False])
def test_every_choice_of_the_form_is_known(tmp_path: Path, split: bool) -> None:
    names = [*SETS, *ONE_OF, "prs_Citizenship", "vic_TraffickingStatusDecisionMakingOrg"]
    given = [(name, one) for name in names for one in choices(name)]
    cases = applied(
        export(tmp_path / "a.csv", [{n: one} for n, one in given], split=split), tmp_path
    )
    assert cases.columns == [*load_codebook("htcds-2.0").table.names]
    for (name, one), row in zip(given, cases.iter_rows(named=True), strict=True):
        assert {text for text in row.values() if text} == {one}
        assert row[SETS.get(name, name)] == one


def test_a_whole_case_of_the_form(tmp_path: Path) -> None:
    case = {
        "prs_Birthdate": "1994-03-02",
        "cas_IncomingReferralDate": "2021-11-30",
        "prs_Gender": "Feminine",
        "prs_Citizenship": "NA",
        "vic_Methods_of_Control": "Other DebtBondage",
        "vic_ForcedLabourIndustry": "F_Construction C_Manufacturing",
        "prs_MailingCountry": "Côte d'Ivoire",
    }
    refuses, silent = {**case, "con_Consent": "FALSE"}, {**case, "con_Consent": ""}
    cases = applied(export(tmp_path / "a.csv", [case, refuses, silent]), tmp_path)
    assert cases.height == 1, "who does not consent plays no part"
    said = {name: text for name, text in cases.row(0, named=True).items() if text}
    assert said == {
        "prs_Birthdate": "1994",
        "cas_IncomingReferralDate": "2021",
        "prs_Gender": "Feminine",
        "prs_Citizenship": "NA",
        "prs_MailingCountry": "CI",
        "vic_MethodsOfControl": "DebtBondage;Other",
        "vic_ForcedLabourIndustry": "C_Manufacturing;F_Construction",
    }
    assert "Awa" not in (tmp_path / "cases.csv").read_text("utf-8")


def test_a_question_that_somebody_added_is_a_decision(tmp_path: Path) -> None:
    file = export(tmp_path / "a.csv", [{}])
    file.write_text(file.read_text("utf-8").replace("prs_Salutation", "religion", 1), "utf-8")
    with pytest.raises(InputError, match="religion"):
        applied(file, tmp_path)


def test_cases_of_the_form_go_on_to_our_codebook(tmp_path: Path) -> None:
    applied(export(tmp_path / "a.csv", [{"vic_TypeOfExploitation": "ForcedBegging"}]), tmp_path)
    ours = tmp_path / "ours.csv"
    made = verbs.harmonise_file(
        file=tmp_path / "cases.csv", mapping="htcds-2.0/lanterne-cases", out=ours
    )
    assert made.rows == 1
    row = pl.read_csv(ours, infer_schema=False).row(0, named=True)
    assert (row["isForcedLabour"], row["labourBegging"], row["isSexualExploitation"]) == (
        "1",
        "1",
        "",
    )
    verbs.check(ours, codebook="lanterne-cases")
