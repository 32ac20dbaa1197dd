"""Releases in, a folder of files out: whole or not at all, and always the same bytes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lanterne.disk import reason
from lanterne.errors import LanterneError
from lanterne.hub.showcase.ask import Portal
from lanterne.hub.showcase.crawl import crawl
from lanterne.hub.showcase.gather import gather
from lanterne.hub.showcase.place import places
from lanterne.hub.showcase.site import NOWHERE, broken, open_site
from lanterne.hub.showcase.texts import Site
from lanterne.release.folder import check_destination, new_folder


@dataclass(frozen=True)
class Made:
    """What was made.

    Attributes:
        folder: Where it is.
        files: How many files there are.
        size: Bytes of all of them.
    """

    folder: Path
    files: int
    size: int


def make_showcase(
    releases: Sequence[Path],
    out: Path,
    *,
    address: str = "",
    downloads: bool = True,
    contact: str = "",
    progress: Callable[[str, float], None] = lambda _stage, _share: None,
) -> Made:
    """Write the pages of releases as files. Once per process: it becomes a portal.

    Args:
        releases: Folders: each a release, or one that holds releases, such as a catalogue.
        out: Folder of the files; must not exist.
        address: Where the files will be on the web; empty: nobody knows, and nothing is written
            for programs that must know it.
        downloads: Whether the files of the releases come along.
        contact: Whom to ask about the data: a page, or ``mailto:`` and an address; empty: nobody
            says.
        progress: Called with the name of the stage and the share of it that is done.

    Raises:
        UsageError: ``out`` cannot be made, or the releases do not go together.
        InputError: A release is not whole.
        LanterneError: The disk is full or failed, or a page cannot be made. Nothing is left.
    """
    check_destination(out)
    origin = _origin(address)
    with tempfile.TemporaryDirectory(prefix="lanterne-showcase-") as temporary:
        shelf, kept = Path(temporary, "releases"), Path(temporary, "answers")
        shelf.mkdir()
        kept.mkdir()
        progress("verify", 0.0)
        gather(releases, shelf)
        host = urlsplit(origin).hostname or ""
        somewhere = bool(address)
        portal = Portal(
            open_site(shelf, host, is_somewhere=somewhere, downloads=downloads, contact=contact),
            origin,
            kept,
        )
        for name in broken():
            raise LanterneError("showcase.changed-meanwhile", name=name)
        try:
            crawled = crawl(
                portal,
                is_somewhere=somewhere,
                downloads=downloads,
                tell=lambda share: progress("pages", share),
            )
        except OSError as error:
            raise LanterneError("showcase.not-copied", why=reason(error)) from error
        progress("write", 0.0)
        site = Site(crawled, places(crawled.answers), address and f"{address.rstrip('/')}/")
        with new_folder(out) as partial:
            return Made(out, *_write(site, partial))


def _origin(address: str) -> str:
    """Scheme and host of an address, or those of nowhere."""
    whole = urlsplit(address or NOWHERE)
    return f"{whole.scheme}://{whole.netloc}"


def _write(site: Site, folder: Path) -> tuple[int, int]:
    """Write every file once.

    Returns:
        How many there are, and their bytes.
    """
    sizes: dict[str, int] = {}
    for address, path in site.places.items():
        if path in sizes:
            continue
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        answer = site.crawled.answers[address]
        text = site.text_of(address, answer)
        if text is None:
            shutil.copyfile(answer.path, target)
        else:
            target.write_text(text, "utf-8", newline="")
        sizes[path] = target.stat().st_size
    return len(sizes), sum(sizes.values())
