"""A table that is no file: text that comes by standard input."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from lanterne.errors import InputError
from lanterne.files import read, standard_input, text_blocks
from lanterne.files.problem_log import Findings
from lanterne.files.standard_input import StandardInput


def piped(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    source = StandardInput(io.BytesIO(content))
    monkeypatch.setattr(read, "standard_input", lambda: source)


@pytest.mark.parametrize("block", [20, 1 << 20])
def test_standard_input_reads_as_a_file_does(
    block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standard_input, "BLOCK", block)
    monkeypatch.setattr(text_blocks, "BLOCK", block)
    content = "id;nom\n" + "".join(f"{i};Zoé\n" for i in range(30))
    (tmp_path / "a").write_text(content, "cp1252")
    piped((tmp_path / "a").read_bytes(), monkeypatch)
    found = []
    for path in (tmp_path / "a", Path("-")):
        file = read.open_table(path, "", (), Findings(""))
        rows = list(file.batches(Findings("")))
        found.append((file.header, [(*r.numbers, *r.frame.rows()) for r in rows]))
    assert found[0] == found[1]


def test_standard_input_comes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is longer than a block; the header may be read as often as is liked."""
    piped(b"a,b\n1,2\n", monkeypatch)
    for _ in range(2):
        file = read.open_table(Path("-"), "", (), Findings(""))
        assert sum(rows.frame.height for rows in file.batches(Findings(""))) == 1
    monkeypatch.setattr(standard_input, "BLOCK", 6)
    piped(b"a,b\n1,2\n", monkeypatch)
    for _ in range(2):
        file = read.open_table(Path("-"), "", (), Findings(""))
    assert sum(rows.frame.height for rows in file.batches(Findings(""))) == 1
    with pytest.raises(InputError) as caught:
        list(file.batches(Findings("")))
    assert caught.value.problems[0].code == "standard-input.twice"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file.whole"),
        (b"PAR1" + bytes(50), "standard-input.not-text"),
        (b'[{"a": 1}]', "standard-input.not-text"),
        (b"%PDF-1.7", "not-a-table.pdf"),
    ],
)
def test_standard_input_is_text(content: bytes, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    piped(content, monkeypatch)
    with pytest.raises(InputError) as caught:
        read.open_table(Path("-"), "", (), Findings(""))
    assert caught.value.problems[0].code == code
