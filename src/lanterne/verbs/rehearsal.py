"""All that is done after a spend, done once before it: on people who do not exist.

What can fail then, for the names of a codebook, its rules, its languages or the disk, fails here,
and nothing was spent. Nothing of it is kept.
"""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import InputError, annotate
from lanterne.messages import Message
from lanterne.stopping import tidying
from lanterne.verbs.precautions import Destination
from lanterne.verbs.settings import silent

if TYPE_CHECKING:
    from lanterne.anonymity import AnonymousTable, Checked
    from lanterne.codebook import Codebook
    from lanterne.harmonise import Definitions
    from lanterne.privacy import Entry, Protected, Spent, Unit
    from lanterne.synthesis.attest import Dial
    from lanterne.synthesis.fitted import Drawn, Fitted
    from lanterne.synthesis.result import ProtectedTable

PREFIX = ".lanterne-rehearsal-"
"""How the hidden folder of a rehearsal is called, beside the release that is to be made."""


FEW = 100
"""Rows of a part that is tried: there are a few of them."""


@dataclass(frozen=True)
class Rehearsal:
    """What is to be made, to be tried before.

    Attributes:
        to: Where the release goes, and the measurements.
        publisher: Who publishes it.
        licence: Of the data.
        in_parts: Whether there may be too many rows for one part, as is publicly known.
    """

    to: Destination
    publisher: str | None
    licence: str | None
    in_parts: bool = False

    def fitted(self, invented: Callable[[], Fitted], dial: Dial) -> None:
        """Keep measurements, read them back, draw from them, and try the release.

        Args:
            invented: Makes measurements of nobody, with a model.
            dial: Setting of the dial.

        Raises:
            Whatever goes wrong, with a note that it was a rehearsal.
        """
        from lanterne.synthesis.fitted import draw, load_kept, save_kept
        from lanterne.synthesis.rehearsal import SEED

        with _tried(self.to.release.parent) as folder:
            measured = invented()
            if self.to.kept is not None:
                measured = load_kept(save_kept(measured, folder / self.to.kept.name))
            self._write(draw(measured, dial, None, SEED, silent), folder)
            if self.in_parts:
                (folder / "parts").mkdir()
                parts = draw(measured, dial, None, SEED, silent, FEW)
                self._write(parts, folder / "parts")

    def drawn(self, candidate: Protected[ProtectedTable]) -> None:
        """Try the release of a candidate that was drawn from what was paid for."""
        with _tried(self.to.release.parent) as folder:
            self._write(candidate, folder)

    def grouped(
        self,
        made: Checked[AnonymousTable],
        original: Codebook | None,
        entry: Entry,
        spent: Spent,
        unit: Unit,
        definitions: Definitions | None,
    ) -> None:
        """Try a release by a k-method: with one row that the check let through, again and again.

        Args:
            made: What the method made.
            original: Of generalised rows, the codebook of the cases.
            entry: What the ledger will say of it.
            spent: The sums of the ledger then.
            unit: What each row stands for.
            definitions: Of a partner's file, what its mapping says.
        """
        import polars as pl

        from lanterne.anonymity import checked, k_statement
        from lanterne.release import write_k_release
        from lanterne.release.imprint import software

        table = made.value
        said = replace(table.guarantee, diversity=None, closeness=None, sensitive=())
        rows = pl.concat([table.data.head(1)] * (10 * said.k))  # their number is rounded to tens
        few = checked(replace(table, data=rows, guarantee=said), rows)
        with _tried(self.to.release.parent) as folder:
            place = write_k_release(
                few,
                k_statement(few.value, entry, spent, software(), unit),
                folder / self.to.release.name,
                original=original,
                publisher=self.publisher,
                licence=self.licence,
                definitions=definitions,
            )
            _verify(place)

    def _write(self, drawn: Drawn, folder: Path) -> None:
        from lanterne.release import write_release

        made = write_release(
            drawn,
            folder / self.to.release.name,
            publisher=self.publisher,
            licence=self.licence,
            condensed=self.to.condensed,
        )
        _verify(made)


def _verify(made: Path) -> None:
    from lanterne.release import verify_release

    problems = verify_release(made).problems
    if problems:
        raise InputError(problems)


@contextmanager
def _tried(beside: Path) -> Iterator[Path]:
    """A folder for what is tried, which is gone at the end; what goes wrong is said to be early."""
    folder = None
    try:
        with tidying():
            folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=beside))
        yield folder
    except Exception as error:
        annotate(error, Message("spend.rehearsed"))
        raise
    finally:
        if folder is not None:
            with tidying():
                shutil.rmtree(folder, ignore_errors=True)
