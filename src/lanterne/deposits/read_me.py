"""The page beside the archive of a deposit: what it is, on what terms, and what to look out for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lanterne.catalogue.gate_answer import OWN, Passing
from lanterne.codebook.model import in_language
from lanterne.deposits.item import Item
from lanterne.messages import Message, say
from lanterne.messages.numbers import number
from lanterne.release.formats.about import About
from lanterne.release.formats.caveats import biases, made, worth
from lanterne.release.texts import plain, words
from lanterne.release.wrapping import wrapped

NAME = "README.md"


def page(about: About, passing: Passing, archive: Item, language: str) -> str:
    """The page in one language.

    Args:
        about: The release, with the DOI of the deposit where it is certain.
        passing: What the gate said of it.
        archive: The archive beside which the page stands.
        language: ``en``, ``fr``, ``es`` or ``ar``.
    """
    said = words(language)
    holds = said["deposit.holds"].format(
        archive=archive.name,
        folder=archive.name.removesuffix(".zip"),
        bytes=number(archive.size, language, 0),
        sha256=archive.sha256,
    )
    paragraphs = _paragraphs(about, (holds, passed(passing, language)), language)
    return wrapped("\n\n".join(paragraphs)).rstrip() + "\n"


def passed(passing: Passing, language: str) -> str:
    """Under which policy the gate let a release pass, in a sentence."""
    named = passing.policy if passing.policy in {OWN, "lenient"} else "level"
    gaps = {"policy": passing.policy, "digest": passing.content}
    policy = say(Message(f"terminal.publish.policy.{named}", gaps), language)
    return words(language)["deposit.gate"].format(policy=policy)


def _paragraphs(about: About, own: Iterable[str], language: str) -> Iterator[str]:
    said = words(language)
    yield f"# {plain(in_language(about.title, language))}"
    yield plain(in_language(about.description, language))
    yield made(about, language)
    yield from own
    yield said["deposit.verify"]
    yield said["export.licence"].format(licence=about.licence)
    yield said["export.cite"].format(citation=plain(about.citation(language)))
    if about.publication.contact:
        yield said["export.contact"].format(contact=about.publication.contact)
    yield said["deposit.stays"]
    yield f"## {said['promise.title' if about.release.statement else 'guarantee.title']}"
    yield about.promise(language)
    yield f"## {said['deposit.limits']}"
    yield from biases(about, language)
    yield from worth(about, language)
