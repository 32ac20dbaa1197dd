"""Exports of the programs that partners use, of nobody: what a guide brings in."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyreadstat
from blocks import blocks

from workbooks import write_xlsx

SURVEY = [
    ["type", "name", "label::English (en)", "label::Français (fr)"],
    ["begin_group", "person", "", ""],
    ["select_one sex", "sex", "Sex", "Sexe"],
    ["integer", "age", "Age", "Âge"],
    ["end_group", "", "", ""],
    ["select_multiple means", "means", "Means of control", "Moyens de contrôle"],
    ["select_one yn", "stats", "May we use this case for statistics?", "Accord statistiques"],
]
CHOICES = [
    ["list_name", "name", "label::English (en)", "label::Français (fr)"],
    ["sex", "1", "Woman", "Femme"],
    ["sex", "2", "Man", "Homme"],
    ["means", "debt", "Debt", "Dettes"],
    ["means", "threats", "Threats", "Menaces"],
    ["yn", "yes", "Yes", "Oui"],
    ["yn", "no", "No", "Non"],
]
KOBO = """person/sex,person/age,means,means/debt,means/threats,stats,_id
1,25,debt threats,1,1,yes,101
2,17,,0,0,yes,102
1,41,threats,0,1,no,103
"""
PRIMERO = """case_id,sex,age,nationality,protection_concerns,consent_reporting
P-1,Female,25,Mali,Trafficking,true
P-2,Male,17,Togo,Trafficking,true
P-3,Female,41,Mali,Trafficking,false
"""
EXCEL = [
    ["Association A, 2024"],
    [],
    ["Dossier", "Nom", "Sexe", "Âge", "Nationalité", "Accord statistiques"],
    ["D1", "Awa", "Femme", "25 ans", "Mali", "Oui"],
    ["D2", "Bo", "Homme", "17", "Togo", "Oui"],
    ["D3", "Cy", "Femme", "41", "Mali", "Non"],
]


def write_exports(folder: Path) -> None:
    """Write one export of each program, and the codebook of the guide on mappings."""
    guide = Path(__file__).parents[2] / "docs" / "guides" / "harmonise.md"
    (book,) = (block for block in blocks(guide) if block.noted("file") == "small.toml")
    (folder / "small.toml").write_text(book.text, encoding="utf-8")
    write_xlsx(folder / "association.xlsx", {"Lisez-moi": [["Cas 2024"]], "Cas 2024": EXCEL})
    (folder / "kobo.csv").write_text(KOBO, encoding="utf-8")
    sheets = {"survey": SURVEY, "choices": CHOICES, "settings": [["version"], ["2"]]}
    write_xlsx(folder / "form.xlsx", sheets)
    (folder / "primero.csv").write_text(PRIMERO, encoding="utf-8")
    pyreadstat.write_sav(
        pd.DataFrame({"caseno": ["S1", "S2", "S3"], "q1": [1.0, 2.0, 1.0], "q2": [25, 17, 41]}),
        folder / "survey.sav",
        column_labels={"caseno": "Case number", "q1": "Sex", "q2": "Age"},
        variable_value_labels={"q1": {1: "Woman", 2: "Man"}},
    )
