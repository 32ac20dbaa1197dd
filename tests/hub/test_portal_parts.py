"""A release whose rows are in parts: its page offers each part, and figures are of all of them."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from lanterne.hub.portal.catalogue import Catalogue
from parted_release import PARTS, ROWS, protect_people, write_parts

NAME = "people"
PATHS = [f"data/people/{name}" for name in PARTS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("shelf")
    people = tmp_path_factory.mktemp("people")
    protect_people(people)
    write_parts(people, made / NAME)
    return made


def test_its_page_offers_every_part_and_no_csv_of_rows(folder, visit):
    page = visit(folder).get(f"/en/releases/{NAME}/").content.decode()
    for path in PATHS:
        assert f"/releases/{NAME}/files/{path}" in page
    assert "data/people.csv" not in page


def test_a_part_is_sent_as_it_is(folder, visit):
    visitor = visit(folder)
    answer = visitor.get(f"/en/releases/{NAME}/files/{PATHS[2]}")
    assert answer["Content-Type"] == "application/vnd.apache.parquet"
    assert f'filename="{NAME}-{PARTS[2]}"' in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content) == (folder / NAME / PATHS[2]).read_bytes()
    assert visitor.get(f"/en/releases/{NAME}/files/data/people.csv").status_code == 404


def test_all_files_together_hold_the_parts(folder, visit):
    answer = visit(folder).get(f"/en/releases/{NAME}.zip")
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
        assert {name.partition("/")[2] for name in archive.namelist()} >= set(PATHS)


def test_figures_are_of_the_rows_of_all_parts(folder):
    (people,) = Catalogue(folder).get(NAME).people
    assert people.rows.height == ROWS
