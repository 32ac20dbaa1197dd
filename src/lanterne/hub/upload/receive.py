"""Files that come in by a form: from the request into the vault, and nowhere else.

Django's own handlers keep small files in memory and write large ones into a temporary file, as
they are. These two write none: :class:`NoFiles` is for every form (``FILE_UPLOAD_HANDLERS``), and
:func:`receiving` for the forms that take cases::

    @csrf_exempt                     # the form is read first, so that the handler is there; then
    def add(request):                # the inner view is refused, and nothing is kept
        with receiving(request, vault, "north", limit=LIMIT) as upload:
            return inner(request, upload)

    @csrf_protect
    def inner(request, upload):
        ...                          # upload.files, upload.refusals; upload.keep() at the end
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lanterne.errors import InputError, Problem
from lanterne.files.kinds import SNIFF, Kind
from lanterne.vault.errors import VaultError
from lanterne.vault.kinds import check_workbook, kind_of
from lanterne.vault.store import Vault
from lanterne.vault.writer import VaultWriter

SENTENCES: Mapping[str, Any] = {
    "empty-file": _("The file is empty."),
    "archive": _("This is an archive, not a table. Unpack it and send the tables in it."),
    "not-a-table": _("This is not a table. Save the cases as CSV, XLSX, ODS or Parquet."),
    "damaged-workbook": _(
        "The workbook is damaged or protected by a password. Save it again, without one."
    ),
    "large-workbook": _("The workbook is too large once it is unpacked. Save it as CSV."),
    "too-large": _("The files together are larger than may be sent at once."),
    "too-many-files": _("These are more files than may be sent at once."),
    "interrupted": _("The file did not arrive whole. Send it again."),
    "disk-full": _("The disk of the server is full. Nothing was kept. Tell the administrator."),
    "not-kept": _("The file could not be kept. Tell the administrator."),
}
"""Rule → what is said to the person who sent a file. Every refusal has one of these rules."""

NO_FILE = _("Choose a file first.")

FILES = 20
"""Most files in a request: the tables of a network, and then some."""

NAME = 120
"""Most characters of a name that is kept."""

_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|]')


@dataclass(frozen=True)
class Refusal:
    """A file that was not kept.

    Attributes:
        name: What the person called it; shown to that person only.
        rule: Stable name of the reason.
    """

    name: str = field(repr=False)
    rule: str

    @property
    def sentence(self) -> str:
        """The reason, and what to do, in the language of the reader."""
        return str(SENTENCES[self.rule])


class VaultedFile(UploadedFile):
    """A file that is in the vault; ``request.FILES`` holds it.

    Attributes:
        file_id: Its id in the vault.
        table_kind: What kind of table it is.
    """

    def __init__(self, name: str, size: int, file_id: str, table_kind: Kind) -> None:
        super().__init__(file=None, name=name, size=size)
        self.file_id, self.table_kind = file_id, table_kind

    def __repr__(self) -> str:
        """The id: the name may be that of a person."""
        return f"VaultedFile({self.file_id!r})"

    def close(self) -> None:
        """Nothing is open."""


class Upload:
    """What came in by a request. Known once ``request.POST`` was read.

    Attributes:
        files: The files that are in the vault.
        refusals: The others.
    """

    def __init__(self) -> None:
        self.files: list[VaultedFile] = []
        self.refusals: list[Refusal] = []
        self.kept = False

    def wrong(self, request: HttpRequest) -> list[str]:
        """Why nothing came that could be kept, for the person who sent it; empty: something did."""
        assert request.POST is not None  # files come when the form is read
        refused = [one.sentence for one in self.refusals]
        return refused if refused or self.files else [str(NO_FILE)]

    def keep(self) -> None:
        """Keep the files; without this they are removed when the request ends."""
        self.kept = True


@contextmanager
def receiving(
    request: HttpRequest,
    vault: Vault,
    organisation: str,
    *,
    limit: int,
    kind: str = "cases",
    encrypted: bool = False,
) -> Iterator[Upload]:
    """Let the files of a request go into the vault, for as long as the block lasts.

    Whether the person may send files is to be known before. If the process is killed meanwhile,
    :meth:`Vault.recover` removes what nobody has noted.

    Args:
        request: Whose body nobody has read.
        vault: Where the files go.
        organisation: Whose they will be.
        limit: Most bytes of all files together.
        kind: What they are for, as the vault calls it.
        encrypted: Whether files that age has encrypted may come as well as tables.
    """
    upload = Upload()
    handler = _IntoVault(upload, vault, organisation, kind, limit, encrypted)
    request.upload_handlers = [handler]
    try:
        yield upload
    finally:
        handler.abandon()
        if not upload.kept:
            for file in upload.files:
                vault.delete(organisation, file.file_id)
        handler.marks.close()


class NoFiles(FileUploadHandler):
    """For every other form: a file that is sent to it is not kept anywhere."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Pass over the file."""
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never called."""

    def file_complete(self, file_size: int) -> None:
        """Never called."""


class _IntoVault(FileUploadHandler):
    """Django's side of :func:`receiving`. A file that is refused is passed over, so that the rest
    of the form is still understood and the page can say why.
    """

    def __init__(
        self,
        upload: Upload,
        vault: Vault,
        organisation: str,
        kind: str,
        limit: int,
        encrypted: bool,
    ) -> None:
        super().__init__()
        self._upload, self._vault = upload, vault
        self._organisation, self._kind, self._room = organisation, kind, limit
        self._encrypted = encrypted
        self._sent = 0
        self._name = ""
        self._first = b""
        self._table: Kind | None = None
        self._writer: VaultWriter | None = None
        self.marks = ExitStack()

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        self._name, self._first, self._table = safe_name(file_name), b"", None
        self._sent += 1
        if self._sent > FILES:
            self._refuse("too-many-files")
        try:
            self._writer = self._vault.create(self._organisation, self._kind)
            self.marks.enter_context(self._vault.mark(self._organisation, self._writer.file_id))
        except VaultError as error:
            self._refuse(error.rule)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal a part of the file."""
        self._room -= len(raw_data)
        if self._room < 0:
            self._refuse("too-large")
        assert self._writer is not None
        try:
            if len(self._first) < SNIFF:
                self._first += raw_data[:SNIFF]
                self._look()
            self._writer.write(raw_data)
        except VaultError as error:
            self._refuse(error.rule)

    def file_complete(self, file_size: int) -> VaultedFile | None:
        """Keep the file, if it is a table that can be opened without harm."""
        file = self._writer
        assert file is not None
        try:
            table = self._table or self._table_kind()
            file_id = file.commit()
            if table is Kind.WORKBOOK:
                self._check_workbook(file_id)
        except (InputError, VaultError) as error:
            rule = error.rule if isinstance(error, VaultError) else error.problems[0].rule
            self.abandon()
            self._note(rule)
            return None
        kept = VaultedFile(self._name, file.size, file_id, table)
        self._upload.files.append(kept)
        return kept

    def upload_interrupted(self) -> None:
        """The request ended in the middle of the file."""
        if self._writer is not None:
            self.abandon()
            self._note("interrupted")

    def abandon(self) -> None:
        """Leave nothing of a file that is not whole."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _look(self) -> None:
        try:
            self._table = self._table_kind()
        except InputError as error:
            self._refuse(error.problems[0].rule)

    def _table_kind(self) -> Kind:
        kind = kind_of(self._first)
        if kind is Kind.ENCRYPTED and not self._encrypted:
            raise InputError([Problem("not-a-table.encrypted")])
        return kind

    def _check_workbook(self, file_id: str) -> None:
        try:
            with self._vault.open(self._organisation, file_id) as stream:
                check_workbook(stream)
        except BaseException:
            self._vault.delete(self._organisation, file_id)
            raise

    def _refuse(self, rule: str) -> None:
        self.abandon()
        self._note(rule)
        raise SkipFile

    def _note(self, rule: str) -> None:
        known = rule if rule in SENTENCES else "not-kept"
        self._upload.refusals.append(Refusal(self._name, known))


def safe_name(name: str) -> str:
    """A name to show, and to give a file whose folder is private; never more of a path.

    Characters that no system has in names, that cannot be seen or that turn the direction of
    writing are gone; the ending stays.
    """
    seen = "".join(one for one in name if unicodedata.category(one)[0] not in "CZ" or one == " ")
    clean = _NOT_IN_NAMES.sub("_", unicodedata.normalize("NFC", seen)).strip(" .")
    stem, dot, ending = clean.rpartition(".")
    if not dot or len(ending) > 10:
        return clean[:NAME] or "file"
    return f"{stem[: NAME - len(ending) - 1].strip(' .') or 'file'}.{ending}"
