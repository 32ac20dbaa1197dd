"""Courses for a learning platform: a package for each, as SCORM 1.2 has it.

Version 1.2, of 2001, is the one that learning platforms have in common: many read 2004 in part or
not at all, and a lesson that is opened and finished needs nothing that 2004 added. A course is one
lesson (a *sharable content object*), as its steps follow on each other with one fictional release.

References: ADL, SCORM 1.2 Content Aggregation Model, 2.3 (manifest), and Run-Time Environment, 3.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from lanterne.documentation.frame import DOORS, TEMPLATES, Frame, figure, text_from
from lanterne.documentation.handout import ENDING
from lanterne.documentation.papers import papers_of
from lanterne.documentation.render import Body, Renderer
from lanterne.documentation.site import Site
from lanterne.documentation.slides import is_talk
from lanterne.documentation.source import Place, Source, Sources, sources
from lanterne.errors import check_language
from lanterne.release.folder import new_folder
from lanterne.release.zip_entries import plain_entry

MANIFEST = "imsmanifest.xml"
"""Where a platform begins to read."""

SCRIPT = TEMPLATES / "lesson.js"
"""Tells the platform of a lesson; no other page has it."""

_ASKED = re.compile(r'(?:href|src)="([^"#:]+)(?:#[^"]*)?"')
_ELSEWHERE = re.compile(r'<a (?=href="[^#])')


def write_courses(out: Path, language: str = "en") -> list[Path]:
    """Write a package of each course in one language.

    Args:
        out: The folder to make; must not exist, nor lie in a release.
        language: ``en``, ``fr``, ``es`` or ``ar``.

    Returns:
        The packages, which are archives (ZIP).

    Raises:
        UsageError: There is no such language, or the folder exists.
        LanterneError: The disk refuses; nothing is written.
    """
    check_language(language)
    given = sources()
    made = {f"{Path(name).name}.{language}.zip": name for name in course_names(given)}
    with new_folder(out) as folder:
        for file, name in made.items():
            (folder / file).write_bytes(package(given, name, language))
    return [out / file for file in made]


def course_names(given: Sources) -> list[str]:
    """Names of all courses, which handouts and talks are not."""
    pages = [page for page in given.pages if Place(page.name).parent == Place(DOORS).parent]
    names = {page.name for page in pages if not is_talk(page)}
    return sorted(name for name in names if name != DOORS and not name.endswith(ENDING))


def package(given: Sources, name: str, language: str) -> bytes:
    """The archive of a course: its page, its handout, what they show and lead to, and a manifest.

    Args:
        given: All pages and files of the documentation.
        name: Of the course, such as ``learn/my-story``.
        language: Of the course.
    """
    course = given.of(name, language)
    files = dict(_files(given, course))
    listed = text_from(
        MANIFEST,
        identifier=f"lanterne-{Place(name).name}-{course.language}",
        version=version("lanterne"),
        title=_body(Sources([course], {}, ""), course).title,
        first=str(course.address),
        files=sorted(map(str, files)),
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(plain_entry(MANIFEST), listed)
        for place, content in sorted(files.items()):
            archive.writestr(plain_entry(str(place)), content)
    return packed.getvalue()


def _files(given: Sources, course: Source) -> Iterator[tuple[Place, bytes]]:
    handouts = [
        page
        for page in given.pages
        if page.name == course.name + ENDING and page.language == course.language
    ]
    # A handout that led back would open the lesson a second time, beside the platform.
    pages = {course: [course, *handouts], **{one: [one] for one in handouts}}
    for page, leads_to in pages.items():
        known = Sources(leads_to, given.files, given.style)
        body = _body(known, page)
        text = Frame(known).lesson(page, body, told=page is course)
        yield page.address, text.encode()
        yield from ((one.place, one.make()) for one in papers_of(page, known))
        yield from _beside(known, page.address, text)


def _body(known: Sources, page: Source) -> Body:
    """Its links open beside the lesson, which would end if another page took its place."""
    body = Renderer(known, figure).body(page)
    return Body(_ELSEWHERE.sub('<a target="_blank" ', body.html), body.sections)


def _beside(known: Sources, at: Place, text: str) -> Iterator[tuple[Place, bytes]]:
    """What a page asks for or leads to, but for other pages."""
    pages = {page.address for page in known.pages}
    there = {**Site(known, "en").files, Place(SCRIPT.name): SCRIPT.read_bytes}
    for link in _ASKED.findall(text):
        place = Place(posixpath.normpath(at.parent / link))
        if place in there and place not in pages:
            yield place, there[place]()
