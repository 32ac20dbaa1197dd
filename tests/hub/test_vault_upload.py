"""A form's files are in the vault or refused with a reason, whatever is sent."""

from __future__ import annotations

import errno
import io
import zipfile
import zlib
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import UnreadablePostError
from django.test import RequestFactory, override_settings
from django.utils.translation import override
from tools import catalogues
from vaults import CANARY, holding, make_vault

from lanterne.errors import InputError
from lanterne.files import zip_safety as packing
from lanterne.files.kinds import Kind
from lanterne.hub.home import Home
from lanterne.hub.settings import workspace_core
from lanterne.hub.upload import receive as upload
from lanterne.hub.upload.receive import SENTENCES, NoFiles, receiving, safe_name
from lanterne.vault import VaultError, VaultWriter, plaintext
from lanterne.vault.kinds import check_workbook
from workbooks import write_ods

TABLE = pl.DataFrame({"gender": ["Woman", "Man"] * 40, "note": [CANARY.decode()] * 80})


def packed(*members: tuple[str, bytes], first: str = "xl/workbook.xml") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ((first, b"<workbook/>"), *members):
            archive.writestr(name, content)
    return data.getvalue()


def xlsx(*cells: str) -> bytes:
    book, data = openpyxl.Workbook(), io.BytesIO()
    for cell in cells or ("A1", "B2"):
        book.active[cell] = "x"
    book.save(data)
    return data.getvalue()


def ods(tmp_path: Path) -> bytes:
    write_ods(tmp_path / "a.ods", {"cases": TABLE})
    return (tmp_path / "a.ods").read_bytes()


def parquet() -> bytes:
    data = io.BytesIO()
    TABLE.write_parquet(data)
    return data.getvalue()


@pytest.fixture
def vault(tmp_path):
    return make_vault(tmp_path / "hub")


def send(vault, *files: tuple[str, bytes], limit: int = 1 << 24, keep: bool = True, **fields: str):
    data = {"cases": [SimpleUploadedFile("x", content) for _, content in files], **fields}
    for file, (name, _) in zip(data["cases"], files, strict=True):
        file._name = name
    request = RequestFactory().post("/", data)
    with receiving(request, vault, "north", limit=limit) as came:
        assert sorted(request.POST) == sorted(fields)
        assert request.FILES.getlist("cases") == came.files
        if keep:
            came.keep()
    return came


@pytest.mark.parametrize("kind", ["csv", "tsv", "xlsx", "ods", "parquet"])
def test_every_kind_of_table_is_kept_whatever_its_name(vault, tmp_path, kind):
    content = {
        "csv": lambda: TABLE.write_csv().encode(),
        "tsv": lambda: TABLE.write_csv(separator="\t").encode("utf-16"),
        "xlsx": xlsx,
        "ods": lambda: ods(tmp_path),
        "parquet": parquet,
    }[kind]()
    came = send(vault, ("cases.data", content), title="Été")
    (file,) = came.files
    assert not came.refusals
    assert (file.name, file.size) == ("cases.data", len(content))
    kinds = {"xlsx": Kind.WORKBOOK, "ods": Kind.WORKBOOK, "parquet": Kind.PARQUET}
    assert file.table_kind is kinds.get(kind, Kind.DELIMITED)


@pytest.mark.parametrize("encrypted", [False, True])
def test_encrypted_files_come_in_where_they_are_wanted_alone(vault, encrypted):
    """Judged by their first bytes, whatever comes after them and whatever they are called."""
    data = b"age-encryption.org/v1\n" + bytes(range(256)) * 600
    request = RequestFactory().post("/", {"cases": SimpleUploadedFile("x.csv", data)})
    with receiving(request, vault, "north", limit=1 << 24, encrypted=encrypted) as came:
        assert request.POST is not None
        came.keep()
    assert [file.table_kind for file in came.files] == [Kind.ENCRYPTED] * encrypted
    assert [one.rule for one in came.refusals] == ["not-a-table"] * (not encrypted)
    assert len(vault.file_ids("north")) == encrypted


def test_several_files_come_in_at_once_and_one_that_is_refused_spoils_none(vault):
    came = send(vault, ("victims.csv", b"a\nb\n"), ("x.pdf", b"%PDF-1"), ("links.csv", b"c\nd\n"))
    assert [file.name for file in came.files] == ["victims.csv", "links.csv"]
    assert [(each.name, each.rule) for each in came.refusals] == [("x.pdf", "not-a-table")]
    assert "x.pdf" not in repr(came.refusals[0])
    names = {file.name: file.file_id for file in came.files}
    with plaintext(vault, "north", names) as folder:
        assert sorted(file.read_bytes() for file in folder.iterdir()) == [b"a\nb\n", b"c\nd\n"]


REFUSED = {
    "empty-file": b"",
    "archive": packed(first="letters.doc"),
    "not-a-table": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "damaged-workbook": xlsx()[:-40],
    "large-workbook": xlsx("A1", "XFD1048576"),
}


@pytest.mark.parametrize("rule", REFUSED)
def test_what_is_no_table_is_refused_with_a_reason_and_leaves_nothing(vault, rule):
    came = send(vault, ("a.csv", REFUSED[rule]))
    assert [each.rule for each in came.refusals] == [rule]
    assert not came.files
    assert vault.file_ids("north") == ()
    assert not list((vault.home / "vault").rglob("*.part"))
    assert came.refusals[0].sentence == SENTENCES[rule]


@pytest.mark.parametrize(
    "content",
    [
        b"\x1f\x8b\x08",
        b"7z\xbc\xaf'",
        b"Rar!\x1a",
        b"MZ\0\0",
        b"P\0",
    ],
)
def test_other_kinds_of_file_are_seen_from_their_content(vault, content):
    came = send(vault, ("a.csv", content))
    assert came.refusals[0].rule in {"archive", "not-a-table"}
    assert vault.file_ids("north") == ()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<!doctype html><table><tr><td>a</table>", Kind.WEB_TABLE),
        (b'[{"a": 1}]', Kind.JSON),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Kind.OLD_WORKBOOK),
        (b"<stata_dta><header>", Kind.STATA),
        (b"$FL2@(#) SPSS", Kind.SPSS),
    ],
)
def test_kinds_that_partners_keep_come_in_whatever_they_are_called(vault, content, kind):
    came = send(vault, ("a.csv", content))
    assert [file.table_kind for file in came.files] == [kind]


def test_the_limit_is_of_all_files_together_and_the_rest_of_the_form_is_read(vault):
    half = b"a\n" + b"b\n" * 50_000
    came = send(vault, ("a.csv", half), ("b.csv", half), ("c.csv", b"x\n"), limit=150_000, last="1")
    assert [file.name for file in came.files] == ["a.csv"]
    assert [each.rule for each in came.refusals] == ["too-large", "too-large"]
    assert len(vault.file_ids("north")) == 1
    many = send(vault, *[("a.csv", b"x\n")] * 22)
    assert (len(many.files), {each.rule for each in many.refusals}) == (20, {"too-many-files"})


def test_what_the_view_does_not_keep_is_gone(vault):
    came = send(vault, ("a.csv", b"a\nb\n"), keep=False)
    assert len(came.files) == 1
    assert vault.file_ids("north") == ()
    with (
        pytest.raises(ZeroDivisionError),
        receiving(
            RequestFactory().post("/", {"f": SimpleUploadedFile("a.csv", b"x\n")}),
            vault,
            "north",
            limit=10,
        ),
    ):
        _ = 1 / 0
    assert vault.file_ids("north") == ()


def cut(request, missing: int):
    """The same request, of which the end did not arrive."""
    body = request.environ["wsgi.input"].read()
    request.environ["wsgi.input"] = io.BytesIO(body[:-missing])
    return RequestFactory().generic(
        "POST", "/", body[:-missing], content_type=request.META["CONTENT_TYPE"]
    )


def test_a_request_that_ends_in_the_middle_leaves_nothing(vault):
    whole = RequestFactory().post("/", {"f": SimpleUploadedFile("a.csv", b"x\n" * 90_000)})
    request = cut(whole, 1000)
    with receiving(request, vault, "north", limit=1 << 20) as came:
        assert not request.FILES
        came.keep()
    assert [each.rule for each in came.refusals] == ["interrupted"]
    assert vault.file_ids("north") == ()
    assert not list((vault.home / "vault").rglob("*.part"))


class Broken(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() > 100_000:
            raise OSError
        return super().read(size)


def test_a_connection_that_breaks_leaves_nothing(vault):
    whole = RequestFactory().post("/", {"f": SimpleUploadedFile("a.csv", b"x\n" * 90_000)})
    whole._stream = Broken(whole.environ["wsgi.input"].read())
    parts = []

    def send() -> None:
        with receiving(whole, vault, "north", limit=1 << 20):
            _ = whole.POST

    real = VaultWriter.write
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(VaultWriter, "write", lambda *given: parts.append(real(*given)))
        with pytest.raises(UnreadablePostError):
            send()
    assert parts, "something had gone into the vault"
    assert not list((vault.home / "vault").rglob("*.part"))
    assert vault.file_ids("north") == ()


@pytest.mark.parametrize("call", ["write", "commit"])
def test_a_full_disk_is_said_and_leaves_nothing(vault, monkeypatch, call):
    def full(writer, *_):
        writer.close()
        raise VaultError("disk-full.vault") from OSError(errno.ENOSPC, "")

    monkeypatch.setattr(VaultWriter, call, full)
    came = send(vault, ("a.csv", b"a\nb\n"))
    assert [each.rule for each in came.refusals] == ["disk-full"]
    assert not list((vault.home / "vault").rglob("*.part"))
    monkeypatch.setattr(upload.Vault, "create", lambda *_: (_ for _ in ()).throw(VaultError("x")))
    assert [each.rule for each in send(vault, ("a.csv", b"a\n")).refusals] == ["not-kept"]


def test_no_other_form_keeps_a_file(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    handlers = workspace_core(Home(tmp_path), (), "")["FILE_UPLOAD_HANDLERS"]
    assert handlers == [f"{NoFiles.__module__}.{NoFiles.__qualname__}"]
    with override_settings(FILE_UPLOAD_HANDLERS=handlers, FILE_UPLOAD_TEMP_DIR=str(tmp_path)):
        big = SimpleUploadedFile("a.csv", CANARY * 300_000)
        request = RequestFactory().post("/", {"f": big, "after": "1"})
        assert sorted(request.POST) == ["after"]
        assert not request.FILES
    assert not holding(CANARY, tmp_path)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("cases.csv", "cases.csv"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\cases\\été 2024.xlsx", "C__cases_été 2024.xlsx"),
        ("a\u202etxt.exe", "atxt.exe"),
        ("\0\n", "file"),
        ("...", "file"),
        (".csv", "csv"),
        ("x" * 500 + ".parquet", "x" * 112 + ".parquet"),
        ("ضحايا.csv", "ضحايا.csv"),
    ],
)
def test_a_name_is_made_safe(vault, sent, kept):
    made = safe_name(sent)
    assert made == kept
    assert len(made) <= 120
    with vault.create("north", "cases") as file:
        file.write(b"x")
    with plaintext(vault, "north", {made: file.file_id}) as path:
        assert path.read_bytes() == b"x"


def test_every_refusal_is_said_in_every_language():
    for language in ("fr", "es", "ar"):
        with override(language):
            said = {rule: str(sentence) for rule, sentence in SENTENCES.items()}
        with override("en"):
            assert not [rule for rule, text in said.items() if text == str(SENTENCES[rule])]
    assert set(REFUSED) < set(SENTENCES)
    texts = {one.id for one in catalogues.sentences()}
    assert "This is an archive, not a table. Unpack it and send the tables in it." in texts


def refused(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        check_workbook(io.BytesIO(data))
    return caught.value.problems[0].rule


def test_a_workbook_that_would_unpack_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(packing, "UNPACKED", 3_000_000)
    bomb = packed(("xl/worksheets/sheet1.xml", bytes(3_000_001)))
    assert len(bomb) < 10_000
    assert refused(bomb) == "large-workbook"
    parts = [(f"xl/{i}.xml", bytes(1_000_000)) for i in range(4)]
    assert refused(packed(*parts)) == "large-workbook"
    check_workbook(io.BytesIO(packed(*parts[:2])))
    assert refused(packed(*((f"xl/{i}", b"") for i in range(packing.ENTRIES)))) == "large-workbook"


def lying(data: bytes, real: int, said: int) -> bytes:
    """The archive with another size in its list and in front of the member."""
    return data.replace(real.to_bytes(4, "little"), said.to_bytes(4, "little"))


def test_an_archive_that_lies_about_a_size_is_refused():
    honest = packed(("xl/worksheets/sheet1.xml", bytes(1_234_567)))
    check_workbook(io.BytesIO(honest))
    for said in (1000, 1_234_566, 1_234_568):
        assert refused(lying(honest, 1_234_567, said)) == "damaged-workbook"
    true_sum, part_sum = (zlib.crc32(bytes(size)) for size in (1_234_567, 1000))
    forged = lying(lying(honest, 1_234_567, 1000), true_sum, part_sum)
    with zipfile.ZipFile(io.BytesIO(forged)) as archive:
        assert len(archive.read("xl/worksheets/sheet1.xml")) == 1000, "a reader may be deceived"
    assert refused(forged) == "damaged-workbook"


def test_one_cell_far_away_is_refused_in_any_spelling():
    assert refused(xlsx("A1", "XFD1048576")) == "large-workbook"
    check_workbook(io.BytesIO(xlsx("A1", "XFD4000")))
    for cell in (
        b"<c r='XFD1048576'/>",
        b'<x:c s="1" r\n=\n"XFD1048576">',
        b'<c\tr="xfd1048576"/>',
    ):
        padded = bytes(1_048_560) + cell  # across two blocks
        assert refused(packed(("xl/worksheets/other.bin", padded))) == "large-workbook"


def test_cells_are_counted_over_all_sheets():
    far = b'<c r="XFD3000"/>'
    check_workbook(io.BytesIO(packed(("xl/worksheets/sheet1.xml", far))))
    sheets = [(f"xl/worksheets/sheet{i}.xml", far) for i in range(2)]
    assert refused(packed(*sheets)) == "large-workbook"


def sheet(rows: int, columns: int, text: str = "x", doctype: str = "") -> bytes:
    table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    content = (
        f'{doctype}<d xmlns:t="{table}"><t:table><t:table-row t:number-rows-repeated="{rows}">'
        f'<t:table-cell t:number-columns-repeated="{columns}">{text}</t:table-cell>'
        "</t:table-row></t:table></d>"
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", content)
    return data.getvalue()


def test_cells_that_are_only_said_to_be_there_are_counted():
    assert refused(sheet(1_048_576, 16_384, "<p>x</p>")) == "large-workbook"
    check_workbook(io.BytesIO(sheet(1_048_576, 16_384, "")))  # as LibreOffice ends a sheet
    check_workbook(io.BytesIO(sheet(1000, 1000, "<p>x</p>")))
    entity = '<!DOCTYPE d [<!ENTITY a "aaaa">]>'
    assert refused(sheet(1, 1, "<p>&a;</p>", entity)) == "damaged-workbook"


def test_a_password_other_packing_and_two_of_a_name_are_refused(tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/workbook.xml", b"x" * 100)
    assert refused(data.getvalue()) == "damaged-workbook"
    encrypted = bytearray(packed())
    place = encrypted.index(b"PK\x01\x02")
    encrypted[place + 8] |= 1
    assert refused(bytes(encrypted)) == "damaged-workbook"
    twice = packed(("xl/workbook.xmm", b"y")).replace(b"workbook.xmm", b"workbook.xml")
    assert refused(twice) == "damaged-workbook"
    assert refused(b"PK\x03\x04") == "damaged-workbook"
    check_workbook(io.BytesIO(xlsx()))
    check_workbook(io.BytesIO(ods(tmp_path)))
