"""What is asked for when a partner's file becomes cases."""

from __future__ import annotations

from collections import Counter
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import UsageError, check_language
from lanterne.verbs.arguments import take_fields
from lanterne.verbs.parts import check_runner
from lanterne.verbs.requests import shared
from lanterne.verbs.requests.option import option

if TYPE_CHECKING:
    from lanterne.codebook import Codebook


@dataclass(frozen=True)
class HarmoniseRequest:
    """Cases of a codebook from a partner's file; see :func:`lanterne.harmonise_file`.

    Attributes:
        file: The partner's file; of linked tables also a workbook or a folder. A folder in which
            every file is a part of one table is read in parts, and of linked tables one in which a
            table is a folder.
        mapping: TOML file of the mapping.
        codebook: Name of a built-in codebook, path of a TOML file, or a codebook; ``None``: the
            built-in one that the mapping names.
        out: File of cases to write, as CSV; of linked tables that are sheets or files, a folder of
            such files; of what is read in parts, a folder of parts, or a folder of such folders.
            Must not exist.
        left_over: Private sheet of the answers that the mapping does not know; ``None``: beside
            the cases, as ``….left-over.csv``. Must not exist.
        send_back: Workbook to write for the partner: the rows with such answers, their cells
            marked, without columns that are left out; of linked tables a sheet for each of the
            partner's. ``None``: none. Must not exist.
        language: Language of the words in that workbook: ``en``, ``fr``, ``es`` or ``ar``.
        duplicates: Sheet of :func:`lanterne.find_duplicates` in which a person said which ids are
            one person; ``None``: each id is a person of their own.
        pair_key: Key of that sheet; ``None``: ``duplicates.key`` beside it.
        runner: ``processes`` or ``spark``: who reads the file, in parts; ``None``: this process.
        master: Address of a Spark cluster; ``None``: as Spark is set.

    Raises:
        UsageError: A value is of another type, two files would be one, the workbook does not end in
            ``.xlsx``, nothing is written in that language, or there is an address and no Spark.
    """

    file: str | Path = field(metadata=option(argument=True, text="partner-file"))
    _: KW_ONLY
    mapping: str | Path = field(metadata=option(short="-m", metavar="FILE", text="mapping-needed"))
    codebook: str | Path | Codebook | None = field(
        default=None, metadata=option(short="-c", metavar="CODEBOOK", default="mapping-codebook")
    )
    out: str | Path = field(metadata=option(metavar="FILE", text="cases-out"))
    left_over: str | Path | None = field(
        default=None, metadata=option(metavar="FILE", default="beside-cases")
    )
    send_back: str | Path | None = field(default=None, metadata=option(metavar="FILE"))
    language: str = field(default="en", metadata=shared.language("send-back-language"))
    duplicates: str | Path | None = field(default=None, metadata=option(metavar="FILE"))
    pair_key: str | Path | None = field(
        default=None, metadata=option(metavar="FILE", default="beside-pairs")
    )
    runner: str | None = field(default=None, metadata=shared.RUNNER)
    master: str | None = field(default=None, metadata=shared.MASTER)

    def __post_init__(self) -> None:
        take_fields(self)
        check_language(self.language)
        check_runner(self.runner, self.master)
        places = [Path(self.out), self.sheet]
        places += [] if self.send_back is None else [Path(self.send_back)]
        counts = Counter(place.absolute() for place in places)
        twice = [place for place in places if counts[place.absolute()] > 1]
        if twice:
            raise UsageError("harmonise.one-place", place=str(twice[0]))
        if self.send_back is not None and Path(self.send_back).suffix.lower() != ".xlsx":
            raise UsageError("harmonise.send-back-ending", place=str(self.send_back))

    @property
    def sheet(self) -> Path:
        """Where the answers go that the mapping does not know."""
        if self.left_over is not None:
            return Path(self.left_over)
        cases = Path(self.out)
        return cases.with_name(f"{cases.stem}.left-over.csv")
