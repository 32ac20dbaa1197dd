"""Files that offline pages of a codebook saved, from several laptops: decrypted and joined.

Whose each cell is follows the rules of ``own_forms``. In which file a case stands depends on the
case alone. Every second case stands in another file as well, as it was before somebody changed it:
with other answers, and with a consent that may have been withdrawn since.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from linked_forms import REFUSING
from own_forms import OF_LINKS, OF_PEOPLE, OF_VICTIMS, SENT
from whose_cells import Files, Row, plain

from lanterne.codebook.model import Codebook
from lanterne.forms import make_form, new_pair, open_saved, private_key_of
from lanterne.harmonise.form_names import CONSENT, GIVEN
from saved_files import Case, case, content, encrypted

LAPTOPS = 3


def write_pages(codebook: Codebook, rows: Sequence[Row], path: Path, ignored: str) -> Path:
    """The cases of one table; a page has no column of notes."""
    del ignored
    cases = []
    for row in filter(lambda row: any(row.values()), rows):
        named = not plain(row["id"]).startswith(SENT)
        answers = {
            CONSENT: row[CONSENT],
            "id": row["id"] if named else "",
            "home": row["home"],
            "place": row["place"],
            "child": row["child"],
            "control": row["control"].replace(";", " "),
        }
        cases.append(case(repr(row), _typed(answers), revision=2))
    _open(codebook, cases, path.parent)
    return path


def write_linked_pages(codebook: Codebook, files: Files, folder: Path) -> Path:
    """Victims, with a repeat for each link."""
    folder.mkdir()
    cases = []
    for row in files["victims"]:
        who = plain(row["victim"])
        consent = "refused" if who in REFUSING else GIVEN
        told = {name: row[name] for name in ("victim", "home", *OF_VICTIMS)}
        repeats = [
            _typed(
                {name: link[name] for name in ("perpetrator", *OF_PEOPLE, *OF_LINKS)}
                | {"roles": link["roles"].replace(";", " ")}
            )
            for link in files["links"]
            if plain(link["victim"]) == who
        ]
        cases.append(case(who, {CONSENT: consent, **_typed(told)}, repeats, revision=2))
    _open(codebook, cases, folder)
    return folder


def _typed(answers: Row) -> Row:
    """A page keeps no blank answers, and none around what was typed."""
    return {name: text.strip() for name, text in answers.items() if text.strip()}


def _open(codebook: Codebook, cases: Sequence[Case], folder: Path) -> None:
    """Save, encrypt, decrypt and join; where a number is in several files it means the same."""
    form, (private, public) = make_form(codebook), new_pair()
    files: list[dict[str, Case]] = [{} for _ in range(LAPTOPS)]
    for one in cases:
        place = int(one["key"][:8], 16)
        files[place % LAPTOPS][one["key"]] = one
        if one["key"][-1] < "8":
            before = one["answers"] | {CONSENT: GIVEN, "place": "b"}
            files[(place + 1) % LAPTOPS][one["key"]] = one | {"revision": 1, "answers": before}
    sealed = folder / "sealed"
    sealed.mkdir()
    for place, kept in enumerate(files):
        (sealed / f"{place}.age").write_bytes(encrypted(content(form, kept.values()), public))
    paths = sorted(sealed.iterdir())
    joined = open_saved(paths, [private_key_of(private)], same_numbers=True, form=form)
    for path in paths:
        path.unlink()
    sealed.rmdir()
    for name, text in joined.tables.items():
        (folder / name).write_text(text, "utf-8")
