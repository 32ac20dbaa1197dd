"""How definitions were harmonised: a page of the release, from what of the mapping is public."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from mappings import ALL, book, text_of, write
from typer.testing import CliRunner

import lanterne
from lanterne.cli.app import app
from lanterne.codebook import Codebook, codebook_to_toml
from lanterne.harmonise import Rule, codebook_digest, definitions_of, load_mapping
from lanterne.harmonise.definitions import definitions_from_dict
from lanterne.messages import LANGUAGES
from lanterne.messages.store import part
from lanterne.release import write as release_writer
from lanterne.release.definitions_page import FILE, definitions_page
from lanterne.synthesis.fitted import load_kept, save_kept

COLUMNS = """
[[columns]]
target = "sex"
rule = "recode"
sources = ["Sexe"]
values = { "Homme" = "Man", "Femme" = "Woman" }
equivalence = "wider"
note = "Asked of | everybody\\n<b>at entry</b>"
[[columns]]
target = "age"
rule = "band"
sources = ["Âge"]
[[columns]]
target = "threats"
rule = "impossible"
"""


def few() -> Codebook:
    """Without the column of numbers, which no k-method keeps."""
    whole = book()
    columns = tuple(one for one in whole.table.columns if not one.traits.number)
    return replace(whole, tables=(replace(whole.table, columns=columns),))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """300 people of a partner, a codebook and a mapping."""
    tmp_path = tmp_path_factory.mktemp("partner")
    (tmp_path / "few.toml").write_text(codebook_to_toml(few()), encoding="utf-8")
    rest = tuple(name for name in ALL if name not in {"Sexe", "Âge"})
    mapping = text_of(COLUMNS, leave_out=rest)
    mapping = mapping.replace(codebook_digest(book()), codebook_digest(few()))
    (tmp_path / "mapping.toml").write_text(mapping, encoding="utf-8")
    chosen = random.Random(4)
    rows = [
        f"{i};Secret {i};{chosen.choice(['Homme', 'FEMME', ''])};{chosen.randrange(60)} ans;"
        f";;;;;;Oui"
        for i in range(300)
    ]
    write(tmp_path, *rows)
    return tmp_path


@pytest.fixture(scope="module")
def made(folder: Path) -> lanterne.Protection:
    """Of them a release, and what was measured: once, as it takes some seconds."""
    return lanterne.protect(
        folder / "partner.csv", **asked(folder, epsilon=8, out=folder / "release")
    )


def asked(folder: Path, **more: Any) -> dict[str, Any]:
    given = {"codebook": folder / "few.toml", "mapping": folder / "mapping.toml"}
    return {"subject_id": "No", **given, **more}


def page_of(folder: Path) -> str:
    return definitions_page(
        definitions_of(load_mapping(folder / "mapping.toml", few()), few()), book()
    )


def test_it_has_the_question_the_rule_how_near_it_is_and_the_note(folder: Path) -> None:
    page = page_of(folder)
    sex = "| Sex (`sex`) | `Sexe` | answer by answer | a wider question | "
    assert f"{sex}Asked of \\| everybody &lt;b>at entry&lt;/b> |" in page
    assert (
        "| Age (`age`) | `Âge` | the band in which the number lies | the same question | – |"
        in page
    )
    assert "| Threats (`threats`) | – | not asked | – | – |" in page
    assert "| Year (`year`) | – | left blank | – | – |" in page
    for tag in LANGUAGES:
        said = part("definitions", tag)
        assert f"| `Sexe` | {said['rule.recode']} | {said['near.wider']} |" in page
        assert said["title"] in page
    lines = [line for line in page.splitlines() if "(`sex`)" in line]
    assert len(lines) == len(LANGUAGES)


def test_it_says_nothing_of_people_of_answers_or_of_what_was_left_out(folder: Path) -> None:
    page = page_of(folder)
    for hidden in ("Ada", "Homme", "Accord", "Nom", "Moyens"):
        assert hidden not in page


def test_every_rule_and_every_nearness_has_words() -> None:
    mapping = lanterne.verbs.open_mapping("htcds-2.0/lanterne-cases")
    definitions = definitions_of(*mapping)
    assert definitions_from_dict(definitions.to_dict()) == definitions
    for rule in Rule:
        columns = tuple(replace(one, rule=rule) for one in definitions.columns)
        assert definitions_page(replace(definitions, columns=columns), mapping[1])


def test_a_name_that_somebody_hostile_made_stays_in_its_cell(folder: Path) -> None:
    definitions = definitions_of(load_mapping(folder / "mapping.toml", few()), few())
    bad = replace(definitions.columns[0], sources=("a`|<script>\n# b",))
    page = definitions_page(replace(definitions, columns=(bad,)), few())
    assert "<script" not in page
    assert "| `a'\\|&lt;script> # b` |" in page
    assert not [line for line in page.splitlines() if line.startswith("# b")]


def test_a_release_made_by_a_mapping_carries_it_and_so_does_what_is_drawn_again(
    folder: Path, made: lanterne.Protection
) -> None:
    again = lanterne.redraw(made.kept, out=folder / "again")
    for release in (made.release, again):
        assert (release / FILE).read_text("utf-8") == page_of(folder)
        assert f"| `{FILE}` |" in (release / "README.md").read_text("utf-8")
        assert lanterne.verify(release).ok
        assert b"Secret" not in (release / FILE).read_bytes()
    (again / FILE).write_text("# Changed\n", encoding="utf-8")
    assert not lanterne.verify(again).ok


def test_measurements_that_were_kept_without_it_are_still_drawn(
    tmp_path: Path, made: lanterne.Protection
) -> None:
    """As an earlier version kept them: which mapping it was is known, and not what it says."""
    assert made.kept is not None
    fitted: Any = load_kept(made.kept)
    assert fitted.value.definitions is not None
    old = replace(fitted, value=replace(fitted.value, definitions=None))
    save_kept(old, tmp_path / "old.lanterne")
    again = lanterne.redraw(tmp_path / "old.lanterne", out=tmp_path / "again", ledger=made.ledger)
    assert not (again / FILE).exists()
    assert FILE not in (again / "README.md").read_text("utf-8")
    assert lanterne.verify(again).ok


def test_a_page_that_cannot_be_made_is_found_before_anything_is_spent(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> str:
        raise RuntimeError("no page")

    monkeypatch.setattr(release_writer, "definitions_page", broken)
    given = asked(folder, epsilon=8, out=tmp_path / "release", ledger=tmp_path / "ledger")
    with pytest.raises(RuntimeError, match="no page"):
        lanterne.protect(folder / "partner.csv", **given)
    assert not (tmp_path / "ledger").exists()


@pytest.mark.parametrize("method", ["k-anonymous-synthetic", "k-anonymised"])
def test_a_release_by_a_k_method_carries_it(folder: Path, tmp_path: Path, method: str) -> None:
    more = {"quasi_identifiers": ["sex", "age"]} if method == "k-anonymised" else {}
    given = asked(folder, k=10, out=tmp_path / "release", ledger=tmp_path / "ledger")
    made = lanterne.anonymise(folder / "partner.csv", method=method, **given, **more)
    assert (made.release / FILE).read_text("utf-8") == page_of(folder)
    assert f"| `{FILE}` |" in (made.release / "README.md").read_text("utf-8")
    assert lanterne.verify(made.release).ok


def test_the_command_writes_it_for_a_mapping_alone(folder: Path) -> None:
    words = ["harmonise", "check", folder / "mapping.toml", "--codebook", folder / "few.toml"]
    done = CliRunner().invoke(app, [*map(str, words), "--out", str(folder / "page.md")])
    assert done.exit_code == 0, done.output
    assert (folder / "page.md").read_text("utf-8") == page_of(folder)
