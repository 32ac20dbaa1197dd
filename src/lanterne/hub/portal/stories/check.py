"""Whether a story can be told of an edition: everything is looked at before anything is written.

It is told once, in each of its languages, as its page will be: what the page could not show is
found here, with its file and its line.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence

from lanterne.errors import InputError, Place, Problem
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.stories.markdown import is_figure, row_of
from lanterne.hub.portal.stories.shown import tell
from lanterne.hub.portal.stories.source import Source, read_sources


def checked(files: Sequence[str], edition: Edition) -> tuple[Source, ...]:
    """The files of a story that can be told of an edition.

    Args:
        files: One for each language.
        edition: It has a notice, and is whole.

    Raises:
        InputError: Something is wrong; all of it is listed.
    """
    found, problems = read_sources(files)
    told = [one for source in found for one in _problems(source, edition)]
    told += [*problems, *_languages(found, edition), *_figures(found)]
    if told:
        raise InputError(told)
    return found


def _problems(source: Source, edition: Edition) -> Iterator[Problem]:
    """What is wrong with one file, line by line."""
    found = list(source.problems)
    try:
        tell(source.parsed, edition, source.language, source.first)
    except InputError as error:
        found += error.problems
    for one in sorted(found, key=lambda one: one.row or 0):
        yield one.at(file=source.file)


def _languages(found: Sequence[Source], edition: Edition) -> Iterator[Problem]:
    """Whether whoever can read the title of the edition can read the story."""
    offered = edition.notice.languages if edition.notice else ()
    missing = tuple(tag for tag in offered if tag not in {one.language for one in found})
    if found and missing:
        example = f"{found[0].story}{'' if missing[0] == 'en' else f'.{missing[0]}'}.md"
        yield Problem("story-language.missing", {"languages": missing, "file": example})


def _figures(found: Sequence[Source]) -> Iterator[Problem]:
    """Whether there are the same figures, in one order, in every language: their data are one."""
    shown = [[*_asked(one)] for one in found]
    for source, figures in zip(found[1:], shown[1:], strict=True):
        if [text for text, _row in figures] != [text for text, _row in shown[0]]:
            row = next((row for _text, row in figures), source.first)
            gaps = {"other": found[0].file}
            yield Problem("story-figure.differ", gaps, Place(source.file, row))


def _asked(source: Source) -> Iterator[tuple[object, int]]:
    """What each figure of a text asks for, and where."""
    for token in source.parsed.tokens:
        if is_figure(token):
            try:
                yield tomllib.loads(token.content), row_of(token, source.first)
            except tomllib.TOMLDecodeError:
                yield token.content, row_of(token, source.first)
