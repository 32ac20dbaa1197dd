"""Records in JSON: an array or one after the other, with groups, lists and what was left out."""

from __future__ import annotations

import json
import tracemalloc
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.errors import InputError
from lanterne.files import json_file, json_stream
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table

SECRET = "Qwertia"

Row = dict[str, str]


def read(path: Path, known: tuple[str, ...] = ()) -> list[Row]:
    """Each row by the names of columns."""
    findings = Findings(str(path))
    file = open_table(path, "", known, findings)
    rows = [
        (int(number), dict(zip(file.header, row, strict=True)))
        for batch in file.batches(findings)
        for number, row in zip(batch.numbers, batch.frame.iter_rows(), strict=True)
    ]
    findings.raise_any()
    assert [number for number, _ in rows] == list(range(2, len(rows) + 2))
    return [row for _, row in rows]


def written(path: Path, objects: list[Any], form: str) -> Path:
    if form == "lines":
        text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects)
    else:
        text = json.dumps(objects, indent=2 if form == "indented" else None)
    path.write_text(text, "utf-8")
    return path


OBJECTS = [
    {"id": 1, "age": 17.0, "group": {"sex": "f", "more": {"x": True}}, "ways": ["a", "b"]},
    {"id": 2, "age": 17.5, "nom": "Zoé", "ways": [], "gps": [None, None], "status": {}},
    {"id": 123456789012345678901234567890, "age": None, "group": {"sex": 'he said "{]"'}},
]
ANSWERS = {
    "id": ["1", "2", "123456789012345678901234567890"],
    "age": ["17", "17.5", ""],
    "group/sex": ["f", "", 'he said "{]"'],
    "group/more/x": ["true", "", ""],
    "ways": ["a;b", "", ""],
    "nom": ["", "Zoé", ""],
    "gps": ["", "", ""],
    "status": ["", "", ""],
}


@pytest.mark.parametrize("form", ["array", "indented", "lines"])
@pytest.mark.parametrize(("block", "cells"), [(7, 1), (1 << 20, 1 << 20)])
def test_objects_are_rows(
    form: str, block: int, cells: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_stream, "BLOCK", block)
    monkeypatch.setattr(json_file, "CELLS", cells)
    rows = read(written(tmp_path / "cases.csv", OBJECTS, form))
    assert {name: [row[name] for row in rows] for name in rows[0]} == ANSWERS


def test_a_byte_order_mark_and_wide_letters(tmp_path: Path) -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        (tmp_path / "a").write_text('[{"é": "ü"}]', encoding)
        assert read(tmp_path / "a") == [{"é": "ü"}]


def test_a_column_that_nobody_answered_is_there_and_blank(tmp_path: Path) -> None:
    """Also where the file spells it otherwise."""
    path = written(tmp_path / "a", [{"Prenom": "x"}], "array")
    assert read(path, ("prénom", "age")) == [{"Prenom": "x", "age": ""}]


@pytest.mark.parametrize("form", ["array", "lines"])
def test_a_person_changes_no_answer_of_another(form: str, tmp_path: Path) -> None:
    """All sets of people, each read alone, answer what they answer among the others."""
    known = tuple(ANSWERS)
    whole = read(written(tmp_path / "all", OBJECTS, form), known)
    for size in (1, 2):
        for places in combinations(range(3), size):
            some = read(written(tmp_path / "some", [OBJECTS[i] for i in places], form), known)
            assert some == [whole[i] for i in places]


SCALARS = st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False)


@settings(max_examples=40)
@given(
    st.lists(st.dictionaries(st.sampled_from("abc"), SCALARS, min_size=1), min_size=1),
    st.integers(1, 40),
)
def test_any_objects_are_read_as_the_library_reads_them(
    tmp_path_factory: pytest.TempPathFactory, objects: list[dict[str, Any]], block: int
) -> None:
    path = tmp_path_factory.mktemp("json") / "cases"
    path.write_text("\n".join(map(json.dumps, objects)) + "\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "BLOCK", block)
        rows = read(path)
    for row, one in zip(rows, objects, strict=True):
        for name, text in row.items():
            value = one.get(name)
            if isinstance(value, bool) or value is None:
                assert text == {True: "true", False: "false", None: ""}[value]
            elif isinstance(value, str | int):
                assert text == str(value)
            else:
                assert float(text) == value


BAD = {
    "cut": ('[{"a": 1}, {"a": "Qwertia', [("json.damaged", 3)]),
    "cut before the end": ('[{"a": 1}, ', [("json.damaged", 3)]),
    "more after the end": ('[{"a": 1}] {"a": 2}', [("json.no-object", 3)]),
    "numbers": ('[{"a": 1}, 2]', [("json.no-object", 3)]),
    "arrays": ('[{"a": 1}, ["Qwertia"]]', [("json.no-object", 3)]),
    "lines that are no objects": ('{"a": 1}\nQwertia\n', [("json.no-object", 3)]),
    "a quotation mark too many": ('{"a": "Qwer"tia"}\n', [("json.damaged", 2)]),
    "a name twice": ('{"a": 1, "a": "Qwertia"}', [("json.name-twice", 2)]),
    "a group and a name": ('{"a": {"b": 1}, "a/b": "Qwertia"}', [("json.name-twice", 2)]),
    "a table": ('{"a": [{"b": "Qwertia"}]}', [("json.table-inside", 2)]),
    "an answer like two": ('{"a": ["Qwertia;x"]}', [("json.table-inside", 2)]),
    "half a letter": ('{"a": "Qwertia\\ud83d"}', [("json.half-letter", 2)]),
    "half a letter of a name": ('{"\\ud83d": "Qwertia"}', [("json.half-letter", None)]),
    "not UTF-8": ('{"a": "Qwertia\udce9"}', [("encoding", 2)]),
    "deep": ('{"a":' * 100_000 + "1" + "}" * 100_000, [("json.too-deep", 2)]),
    "deep arrays": ('{"a":' + "[" * 200_000 + "]" * 200_000 + "}", [("json.too-deep", 2)]),
    "long": ('{"a": "' + "x" * 3_000_000 + '"}', [("json.too-long", 2)]),
    "columns": (
        "{" + ",".join(f'"{i}":1' for i in range(20_000)) + "}",
        [("too-many-columns", None)],
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_json(kind: str, tmp_path: Path) -> None:
    text, expected = BAD[kind]
    (tmp_path / "a").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError) as caught:
        read(tmp_path / "a")
    assert [(one.code, one.row) for one in caught.value.problems] == expected
    assert SECRET not in str(caught.value)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Twenty thousand objects of a kilobyte in one line are 20 MB."""
    path = tmp_path / "a"
    path.write_text("[" + ",".join([json.dumps({"a": "x" * 1000})] * 20_000) + "]")
    findings = Findings("")
    tracemalloc.start()
    file = open_table(path, "", (), findings)
    rows = sum(1 for _ in json_stream.JsonObjects(path, findings))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (file.header, rows) == (("a",), 20_000)
    assert peak < 10_000_000
