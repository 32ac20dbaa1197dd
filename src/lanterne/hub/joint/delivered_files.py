"""What organisations have handed in, as the folder that a delivery is; in plain for one block."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from lanterne.codebook import Codebook
from lanterne.codebook.toml_text import key_lines
from lanterne.disk import PRIVATE_FILE
from lanterne.errors import InputError, LanterneError, Problem
from lanterne.hub.audit import Outcome, record
from lanterne.hub.joint.handing_in import fits
from lanterne.hub.joint.models import Agreement, Contribution
from lanterne.hub.joint.terms import codebook_of
from lanterne.hub.leftovers import DELIVERED
from lanterne.hub.people.models import User
from lanterne.hub.people.roles import Purpose
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.data.case_files import cases_path
from lanterne.hub.web.harmonise.stored_mapping import mapping_path
from lanterne.series.partner_files import SHEET
from lanterne.vault import VaultError


class UnusableError(Exception):
    """What some organisations have handed in cannot be used; code → why, for them alone."""

    def __init__(self, why: Mapping[str, LanterneError]) -> None:
        super().__init__()
        self.why = why


@dataclass(frozen=True)
class Delivered:
    """A delivery on the disk.

    Attributes:
        folder: With the sheet of all organisations.
        files: Code of each → the file of its cases, which is in plain in this block alone.
    """

    folder: Path
    files: Mapping[str, Path]

    def blamed(self, error: InputError) -> Mapping[str, LanterneError]:
        """Whose files problems are about; all of theirs, and of nobody else's."""
        found: dict[str, list[Problem]] = {}
        for problem in error.problems:
            for code, file in self.files.items():
                if problem.place.file == str(file):
                    found.setdefault(code, []).append(problem)
        return {code: InputError(problems) for code, problems in found.items()}


def note_reading(handed: Sequence[Contribution], by: User) -> None:
    """Write into the log of each organisation that its cases are read, before they are.

    Args:
        handed: What is read.
        by: Who asked for it.
    """
    for one in handed:
        record(
            "joint.measure",
            Purpose.PROTECTION,
            actor=by,
            organisation=one.case_file.dataset.organisation,
            thing=one,
            outcome=Outcome.ALLOWED,
        )


@contextmanager
def delivered(agreement: Agreement, handed: Sequence[Contribution]) -> Iterator[Delivered]:
    """What was handed in, as a folder for the verbs.

    Args:
        agreement: Says the codebook.
        handed: One of each organisation.

    Raises:
        UnusableError: Some cannot be had: they were deleted, damaged, or must not be read now.
    """
    codebook, said, files = codebook_of(agreement), {}, {}
    unusable: dict[str, LanterneError] = {}
    with ExitStack() as stack:
        for one in handed:
            code = one.partner.code
            try:
                said[code], files[code] = _in_plain(one, codebook, stack)
            except VaultError as error:
                unusable[code] = error
        if unusable:
            raise UnusableError(unusable)
        place = settings.LANTERNE_HOME.series
        made = stack.enter_context(tempfile.TemporaryDirectory(prefix=DELIVERED, dir=place))
        sheet = Path(made) / SHEET
        sheet.touch(mode=PRIVATE_FILE)
        sheet.write_text(
            "".join(f"[{code}]\n{key_lines(lines)}\n" for code, lines in said.items()), "utf-8"
        )
        yield Delivered(Path(made), files)


def _in_plain(
    one: Contribution, codebook: Codebook, stack: ExitStack
) -> tuple[dict[str, object], Path]:
    """What the sheet says of one contribution, and its file, until the stack is closed."""
    case_file, dataset = one.case_file, one.case_file.dataset
    if not case_file.parts or case_file.deleted is not None:
        raise VaultError("joint.deleted")
    if not fits(dataset, one.partner.agreement):
        raise VaultError("joint.fits-no-more")
    cases = stack.enter_context(cases_path(case_file, codebook))
    mapping = stack.enter_context(mapping_path(case_file))
    said: dict[str, object] = {
        "name": one.partner.name,
        "cases": str(cases),
        "ignore": list(dataset_codebook.left_out_of(cases, dataset, codebook)),
        "subject-id": dataset_codebook.subject_of(dataset, codebook) or codebook.table.subject_id,
    }
    if one.most_are_gone:
        said["most-are-gone"] = True
    if mapping is not None:
        said["harmonised-by"] = str(mapping)
    return said, cases
