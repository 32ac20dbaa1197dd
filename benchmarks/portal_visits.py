"""How visitors of a portal go from page to page: people, and programs."""

from __future__ import annotations

import html
import random
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote, urlencode

LANGUAGES = ("en", "fr", "es", "ar")
CLICKS = 6
"""Most filters that a visitor of the explorer sets one after the other."""

WORDS = ("travail", "labour", "edad", "recruiter", "women", "enfants", "debt", "العمل", "documents")
"""What people look for."""


@dataclass(frozen=True)
class Release:
    """What visitors know of a release: its name, and its columns with their answers."""

    name: str
    people: str
    columns: dict[str, list[str]]


class Browser(Protocol):
    """What visitors look through."""

    async def get(self, kind: str, path: str) -> str:
        """The content of a page, whose kind it is counted under."""


async def person(
    browser: Browser, releases: Sequence[Release], chance: random.Random
) -> AsyncIterator[None]:
    """Pages one after the other; pauses after each."""
    language = chance.choice(LANGUAGES)
    while True:
        await browser.get("catalogue", f"/{language}/")
        yield
        if chance.random() < 0.3:
            asked = urlencode({"q": chance.choice(WORDS)})
            await browser.get("search", f"/{language}/search/?{asked}")
            yield
        release = chance.choice(releases)
        page = f"/{language}/releases/{quote(release.name)}/"
        await browser.get("dataset page", page)
        yield
        if chance.random() < 0.3:
            await browser.get("codebook", f"{page}codebook/")
            yield
        async for _ in _figures(browser, page, chance):
            yield
        async for _ in _explorer(browser, page, release, chance):
            yield


async def _figures(browser: Browser, page: str, chance: random.Random) -> AsyncIterator[None]:
    """The list of figures, one of them, and the same with one filter or two; then a country."""
    text = await browser.get("figures", f"{page}figures/")
    await _pictures(browser, text)
    yield
    names = sorted(set(re.findall(r'href="[^"]*figures/([a-z0-9-]+)/"', text)))
    if names:
        address = f"{page}figures/{chance.choice(names)}/"
        text = await browser.get("figure", address)
        await _pictures(browser, text)
        yield
        fields = re.findall(r'<select[^>]* name="([^"]+)">(.*?)</select>', text, re.S)
        asked = {
            html.unescape(name): html.unescape(chance.choice(options))
            for name, listed in chance.sample(fields, min(2, len(fields)))
            if (options := re.findall(r'<option value="([^"]+)"', listed))
        }
        asked.pop(f"where[{asked.get('by')}]", None)  # compared and filtered at once is refused
        if asked:
            await browser.get("figure with filters", f"{address}?{urlencode(asked)}")
            yield
    text = await browser.get("countries and themes", f"{page}profiles/")
    yield
    places = sorted(set(re.findall(r'href="[^"]*profiles/([\w-]+)/"', text)))
    if places:
        await browser.get("a country or theme", f"{page}profiles/{chance.choice(places)}/")
        yield


async def _pictures(browser: Browser, text: str) -> None:
    """Those that are seen without scrolling: a browser fetches the others when they come near."""
    for address in re.findall(r'<img class="drawn[^"]*" src="([^"]+)"', text)[:2]:
        await browser.get("picture", address)


async def _explorer(
    browser: Browser, page: str, release: Release, chance: random.Random
) -> AsyncIterator[None]:
    query = "?" + "&".join(f"by={quote(one)}" for one in _some(release, chance, 6))
    query = chance.choice(["", query])
    for _ in range(chance.randint(1, CLICKS)):
        text = await browser.get("explore", f"{page}explore/{query}")
        yield
        links = re.findall(r'<th scope="row"><a href="(\?[^"]+)"', text)
        query = html.unescape(chance.choice(links)) if links else ""


async def program(
    browser: Browser, releases: Sequence[Release], chance: random.Random
) -> AsyncIterator[None]:
    """Counts by random columns under random filters."""
    while True:
        release = chance.choice(releases)
        columns = _some(release, chance, 5)
        by, others = columns[: chance.randint(1, 3)], columns[3:]
        where = [(name, chance.choice(release.columns[name])) for name in others]
        where = where[: chance.randint(0, 2)]
        parts = [f"people={release.people}", *(f"by={quote(name)}" for name in by)]
        parts += [f"where%5B{quote(name)}%5D={quote(answer)}" for name, answer in where]
        address = f"/api/v1/releases/{quote(release.name)}/counts"
        await browser.get("API counts", f"{address}?{'&'.join(parts)}")
        yield


def _some(release: Release, chance: random.Random, most: int) -> list[str]:
    return chance.sample(sorted(release.columns), min(most, len(release.columns)))
