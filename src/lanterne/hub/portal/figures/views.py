"""The pages of figures, their pictures, and the same for programs."""

from __future__ import annotations

from http import HTTPStatus
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lanterne.hub.portal import api_schemas
from lanterne.hub.portal.answer_cache import packed
from lanterne.hub.portal.api import csv_answer, for_programs, json_answer
from lanterne.hub.portal.api_operations import Operation, answers
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.figures import serialise, words
from lanterne.hub.portal.figures.asked import asked_in
from lanterne.hub.portal.figures.context import shown
from lanterne.hub.portal.figures.drawn_alone import (
    SVG,
    Alone,
    drawn_alone,
    not_drawn,
    picture_to_be_saved,
    source_of,
)
from lanterne.hub.portal.figures.figure import Figure, Plan
from lanterne.hub.portal.figures.figure_cache import figure, figures
from lanterne.hub.portal.figures.find import plans
from lanterne.hub.portal.figures.form import form_of
from lanterne.hub.portal.figures.grouped import grouped
from lanterne.hub.portal.figures.panels import panels_of
from lanterne.hub.portal.figures.picture import Order, order
from lanterne.hub.portal.figures.picture_cache import Key, drawer
from lanterne.hub.portal.figures.render import DrawingError
from lanterne.hub.portal.figures.serialise_grouped import (
    grouped_header,
    grouped_lines,
    grouped_values,
)
from lanterne.hub.portal.figures.share import query_of, snippet
from lanterne.hub.portal.figures.style import THEMES, Look, Size
from lanterne.hub.portal.lookup import edition_or_404, for_people, for_people_not_kept


@for_people
def figures_page(request: HttpRequest, name: str) -> HttpResponse:
    """All figures of a release, and what those would need that it lacks."""
    edition = edition_or_404(name)
    found = figures(edition)
    there = {one.plan.kind for one in found}
    context = {
        "edition": edition,
        "figures": [shown(one, edition) for one in found],
        "lacking": [words.need(kind) for kind in words.NEEDED if kind not in there],
    }
    return render(request, "portal/figures.html", context)


@for_people
def figure_page(request: HttpRequest, name: str, figure: str) -> HttpResponse:
    """One figure with its table; or what it says to a question, as bars in the page itself."""
    edition, found = figure_or_404(name, figure)
    asked = asked_in(request.GET, found.plan, edition, strict=False)
    view = shown(found, edition)
    context = {"edition": edition, "view": view}
    frame = reverse("embed", args=[name, figure]) + query_of(asked)
    context["snippet"] = snippet(request, frame, view.heading)
    if asked.is_nothing:
        context["form"] = form_of(found.plan, asked, None)
        context["strip"] = panels_of(grouped(found.plan, asked))
        return render(request, "portal/figure.html", context)
    told = grouped(found.plan, asked)
    context |= {"panels": panels_of(told), "form": form_of(found.plan, asked, told)}
    return render(request, "portal/figure.html", context)


@for_people_not_kept
def picture(request: HttpRequest, name: str, figure: str, size: str, theme: str) -> HttpResponse:
    """A picture as a page shows it; where it cannot be drawn, one that says so.

    Pictures are kept by what draws them, and not with answers: while one of these is made, all who
    ask the same wait for it, so making it must never wait for pictures.
    """
    edition, found = figure_or_404(name, figure)
    if theme not in THEMES or size not in {Size.NARROW, Size.WIDE}:
        raise Http404
    try:
        content = _drawn(edition, found.plan, Size(size), theme)
        return packed(request, HttpResponse(content, content_type=SVG))
    except DrawingError:
        unavailable = HTTPStatus.SERVICE_UNAVAILABLE
        answer = HttpResponse(_undrawn(theme), content_type=SVG, status=unavailable)
        answer["Cache-Control"] = "no-store"
        return answer


@for_people_not_kept
def saved(request: HttpRequest, name: str, figure: str, suffix: str) -> HttpResponse:
    """A picture to be saved, with its title and where it comes from."""
    edition, found = figure_or_404(name, figure)
    png = suffix == "png"
    try:
        content = drawn_alone(Alone(edition, figure, lambda: found), png=png)
    except DrawingError:
        back = reverse("figure", args=[name, figure])
        return not_drawn(request, edition, words.title(found.plan), back)
    return picture_to_be_saved(request, content, f"{edition.name}-{found.plan.name}.{suffix}")


@answers(Operation("Figures over time and place: what each says, without its numbers."))
@for_programs
def figures_data(request: HttpRequest, name: str, suffix: str = "json") -> HttpResponse:
    """The figures of a release, without their numbers."""
    edition = edition_or_404(name)
    found = figures(edition)
    if suffix == "csv":
        lines = (serialise.entry_line(edition, one) for one in found)
        return csv_answer(f"{name}-figures", serialise.LIST, lines)
    return json_answer({"figures": [serialise.entry_values(edition, one) for one in found]})


@answers(
    Operation(
        "A figure with its numbers, of everybody or of those whom a question is about.",
        api_schemas.FIGURE_COUNTS,
        api_schemas.FIGURE_QUESTION,
    )
)
@for_programs
def figure_data(request: HttpRequest, name: str, figure: str, suffix: str = "json") -> HttpResponse:
    """One figure with its numbers, or what it says to a question."""
    edition, found = figure_or_404(name, figure)
    asked = asked_in(request.GET, found.plan, edition, strict=True)
    if not asked.is_nothing:
        told = grouped(found.plan, asked)
        if suffix == "csv":
            file = f"{name}-{figure}-filtered"
            return csv_answer(file, grouped_header(found, told), grouped_lines(told))
        return json_answer(grouped_values(edition, found, told))
    if suffix == "csv":
        header, lines = serialise.figure_header(found), serialise.figure_lines(found)
        return csv_answer(f"{name}-{figure}", header, lines)
    return json_answer(serialise.figure_values(edition, found))


def figure_or_404(name: str, wanted: str) -> tuple[Edition, Figure]:
    """A release and one of its figures.

    Raises:
        Http404, BrokenReleaseError, SuspendedError, WithdrawnError: As the address deserves.
    """
    edition = edition_or_404(name)
    for plan in plans(edition):
        if plan.name == wanted and (found := figure(edition, plan)).items:
            return edition, found
    raise Http404


def _drawn(edition: Edition, plan: Plan, size: Size, theme: str) -> bytes:
    """The picture.

    Raises:
        DrawingError: There is none now.
    """
    source = source_of(edition)

    def ordered() -> Order:
        look = Look(size, THEMES[theme], words.right_to_left())
        return order(figure(edition, plan), look, source)

    return drawer().picture(Key(source, plan.name, words.language(), size, theme), ordered)


def _undrawn(theme: str) -> str:
    """A picture that says that there is none."""
    colours = THEMES[theme]
    text = escape(_("The picture cannot be drawn now. The table has the same numbers."))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="660" height="60" viewBox="0 0 660 60">'
        f'<rect width="660" height="60" fill="{colours.paper}"/>'
        f'<text x="330" y="36" text-anchor="middle" font-family="sans-serif" font-size="16" '
        f'fill="{colours.soft}">{text}</text></svg>'
    )
