"""A folder of parts that many workers write, and that is there whole or not at all."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from lanterne.cases.shards.receipts import Receipt
from lanterne.disk import PRIVATE_FOLDER, sync_folder
from lanterne.errors import LanterneError
from lanterne.files.shards import Shard
from lanterne.stopping import tidying


@contextmanager
def becomes(place: Path) -> Iterator[Path]:
    """A hidden folder beside a place, which is at that place when the block ends well.

    If the block fails nothing of it is left.

    Raises:
        FileExistsError: Something is there.
    """
    hidden = place.absolute().with_name(f".{place.name}.partial-{secrets.token_hex(4)}")
    try:
        hidden.mkdir(mode=PRIVATE_FOLDER)
        yield hidden
        if place.exists():  # an empty folder would be replaced
            raise FileExistsError(place)
        for folder in (*filter(Path.is_dir, hidden.iterdir()), hidden):
            sync_folder(folder)
        hidden.rename(place)
        sync_folder(place.absolute().parent)
    finally:
        with tidying():
            shutil.rmtree(hidden, ignore_errors=True)


def check_there(wanted: Mapping[Path, Shard], receipts: Sequence[Receipt], place: Path) -> None:
    """That what lies in folders is what workers have written, and nothing else.

    Args:
        wanted: Where each part was written, in folders of which nobody else knows.
        receipts: Of all workers.
        place: What the folder will be called.

    Raises:
        LanterneError: Something else is, as where machines do not share the folder.
    """
    there = {path for folder in {one.parent for one in wanted} for path in folder.iterdir()}
    for path in there - wanted.keys():  # of a task whose machine went down
        path.unlink()
    digests = {shard: digest for one in receipts for shard, digest in one.digests.items()}
    for path, shard in wanted.items():
        if not path.exists() or _digest(path) != digests[shard]:
            raise LanterneError("harmonise.part-lost", folder=str(place.absolute().parent))


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return file_digest(file, "sha256").digest()
