"""Files that offline pages saved become tables of cases: the one way, whoever brings them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lanterne.errors import InputError, Place, Problem
from lanterne.forms.joined_cases import JoinedCases, join_saved
from lanterne.forms.page_model import page_model
from lanterne.forms.questions import Form
from lanterne.forms.saved_cases import SavedFile, read_saved

if TYPE_CHECKING:
    from pyrage.x25519 import Identity


def open_saved(
    files: Sequence[Path],
    keys: Sequence[Identity],
    *,
    same_numbers: bool = False,
    form: Form | None = None,
    within: Path | None = None,
) -> JoinedCases:
    """Decrypt files and join them; everything that is wrong is told at once.

    Args:
        files: The files; a case that is in several counts once, as it was changed last.
        keys: The private keys of the pages.
        same_numbers: Whether a number means the same in files that were filled in apart.
        form: The form whose page must have saved them; ``None``: that of any codebook.
        within: A folder that messages do not name; ``None``: they name whole paths.

    Raises:
        InputError: A file cannot be read, is of another form, or they cannot be joined.
    """
    read: list[SavedFile] = []
    problems: list[Problem] = []
    more = 0
    for path in files:
        try:
            file = read_saved(path, keys, path.relative_to(within) if within else path)
        except InputError as error:
            problems, more = [*problems, *error.problems], more + error.more
            continue
        other = [*_of_another(file, form)] if form else []
        problems += other
        read += [] if other else [file]
    if read:
        try:
            joined = join_saved(read, same_numbers=same_numbers)
        except InputError as error:
            problems, more = [*problems, *error.problems], more + error.more
    if problems:
        raise InputError(problems, more)
    return joined


def _of_another(file: SavedFile, form: Form) -> Iterator[Problem]:
    """What is wrong with a file that the page of a form has not saved."""
    model = page_model(form, form.languages[0])
    place, repeat = Place(str(file.path)), model["repeat"]
    of_case = [model["consent"], *_items(model)]
    of_repeat = [*_items(repeat)] if repeat else []
    ids = [item for item in (*of_case, *of_repeat) if item["kind"] == "text"]
    if file.stamp != model["stamp"]:
        gaps = {"codebook": form.stamp.codebook, "version": form.stamp.version}
        yield Problem("form-other-version.page", gaps, place)
    elif (file.columns, file.repeat, file.repeated, file.ids) != (
        _names(of_case),
        repeat["name"] if repeat else "",
        _names(of_repeat),
        _names(ids),
    ):
        yield Problem("saved-file-not-cases", {}, place)


def _items(asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return chain.from_iterable(group["items"] for group in asked["groups"])


def _names(items: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(item["name"] for item in items)
