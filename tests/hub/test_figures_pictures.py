"""Pictures: what is drawn is what was counted, with its uncertainty, and nothing else."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from colours import contrast
from django.test import override_settings
from django.utils.translation import override
from shelf import GROUPED, NETWORK, TABLE

from lanterne.codebook.lists import builtin_list
from lanterne.hub import public, server
from lanterne.hub.portal import static
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.counts import PublishedCount
from lanterne.hub.portal.figures import geography, render
from lanterne.hub.portal.figures import picture_cache as keeping
from lanterne.hub.portal.figures.bars import bars
from lanterne.hub.portal.figures.figure import Shape, Sureness
from lanterne.hub.portal.figures.find import plans
from lanterne.hub.portal.figures.numbers import figure_of
from lanterne.hub.portal.figures.picture import boundaries, order
from lanterne.hub.portal.figures.picture_cache import Drawer, Key
from lanterne.hub.portal.figures.render import DrawingError
from lanterne.hub.portal.figures.render_process import drawn, hatched, slim
from lanterne.hub.portal.figures.style import HATCHED, THEMES, WIDTHS, Look, Size
from lanterne.hub.portal.figures.trend import trend
from lanterne.hub.portal.figures.world_map import off_the_map, shown, steps, world
from lanterne.hub.settings import WAIT_FOR_PICTURES

LIGHT = Look(Size.NARROW, THEMES["light"], right_to_left=False)
HARMLESS = {"svg", "g", "path", "text", "tspan", "rect", "line", "circle", "defs", "pattern"}


@pytest.fixture(scope="module")
def found(made):
    """Name of the release → name of the figure → the figure."""
    shelf = Catalogue(made)
    return {
        name: {plan.name: figure_of(plan) for plan in plans(shelf.get(name))}
        for name in (TABLE, NETWORK, GROUPED)
    }


def svg(figure, look=LIGHT, language="en"):
    with override(language):
        return drawn(json.loads(json.dumps(order(figure, look, "Source").values())))


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", list(Size))
def test_a_picture_holds_nothing_that_acts_or_fetches(found, language, size):
    look = Look(size, THEMES["dark"], right_to_left=language == "ar")
    for name in (TABLE, NETWORK):
        for figure in list(found[name].values())[:7]:
            text = svg(figure, look, language)
            root = ElementTree.fromstring(text)
            for element in root.iter():
                assert element.tag.rpartition("}")[2] in HARMLESS
                for attribute, value in element.attrib.items():
                    assert "href" not in attribute
                    assert not attribute.startswith("on")
                    assert "url(" not in value or re.fullmatch(r"url\(#hatch-\d\)", value)
            assert not any(colour in text for colour in HATCHED)
            assert float(root.get("width")) <= WIDTHS[size] + (50 if size is Size.ALONE else 16)


def test_labels_are_words_and_not_markup(found):
    figure = found[TABLE]["answers-workxy"]
    (column,) = figure.plan.rows
    for bad in ("<script>alert(2)</script>", '"><img src=x>', "{{1+1}}", "a\x00\x1b\u202eb", "]]>"):
        items = tuple(
            replace(item, answers=(replace(item.answers[0], labels=({"en": bad},)),))
            for item in figure.items
        )
        assert column.name
        root = ElementTree.fromstring(svg(replace(figure, items=items)))
        words = "".join(root.itertext())
        kept = re.sub(r"[\x00-\x1f\u202e]", " ", bad)
        assert words.replace("…", "").count(kept) == len(items)


def values_of(spec, kind):
    """The values of the first layer of that kind of mark, of each view."""
    views = spec.get("hconcat", [spec])
    return [
        next(one["data"]["values"] for one in view["layer"] if one["mark"]["type"] == kind)
        for view in views
        if any(one["mark"]["type"] == kind for one in view["layer"])
    ]


def test_bars_are_the_counts_and_lines_are_the_intervals(found):
    figure = found[TABLE]["answers-workxy"]
    (drawn_bars,) = values_of(bars(figure, LIGHT), "bar")
    (whiskers,) = values_of(bars(figure, LIGHT), "rule")
    said = [item.published for item in figure.items]
    assert [one["number"] for one in drawn_bars] == [one.estimate for one in said]
    assert [(one["low"], one["high"]) for one in whiskers] == [(one.low, one.high) for one in said]
    (most,) = {
        view["encoding"]["x"]["scale"]["domain"][1] for view in bars(figure, LIGHT)["hconcat"]
    }
    assert most == max(one.high for one in said)


def test_columns_of_bars_share_one_scale_and_miss_nothing(found):
    figure = found[NETWORK]["age-and-sex-majoritystatus-gender"]
    spec = bars(figure, LIGHT)
    assert len({tuple(v["encoding"]["x"]["scale"]["domain"]) for v in spec["hconcat"]}) == 1
    there = sorted(one["number"] for view in values_of(spec, "bar") for one in view)
    said = (item for item in figure.items if item.published or not item.unsaid)
    assert there == sorted(item.number for item in said)
    mirrored = bars(figure, replace(LIGHT, right_to_left=True))
    heads = [view["title"]["text"] for view in spec["hconcat"]]
    assert [view["title"]["text"] for view in mirrored["hconcat"]] == heads[::-1]
    for view in mirrored["hconcat"]:
        first, last = view["encoding"]["x"]["scale"]["range"]
        assert first > last


def test_what_is_unsure_is_hatched_and_of_too_few_to_say_there_is_no_bar(found):
    figure = found[TABLE]["answers-workxy"]
    item = figure.items[0]
    look, fills = LIGHT, {}
    for kind, published in (
        (Sureness.SURE, PublishedCount(100, 90, 110)),
        (Sureness.UNSURE, PublishedCount(100, 10, 110)),
        (Sureness.FEW, PublishedCount(100, 0, 110)),
    ):
        one = replace(item, published=published)
        assert one.sureness is kind
        ((value,),) = values_of(bars(replace(figure, items=(one,)), look), "bar")
        fills[kind] = value["fill"], value["number"]
    assert fills == {
        Sureness.SURE: (look.theme.bar, 100),
        Sureness.UNSURE: (HATCHED[-1], 100),
        Sureness.FEW: (look.theme.bar, 0),
    }
    unlisted = replace(figure, items=(replace(item, published=None),))
    assert values_of(bars(unlisted, look), "bar") == [[]]
    plain = replace(figure, items=(replace(item, published=None, counted=False),), counted=False)
    ((value,),) = values_of(bars(plain, look), "bar")
    assert value["fill"] == look.theme.bar
    assert "rule" not in str(bars(plain, look))
    assert "pattern" in svg(
        replace(figure, items=(replace(item, published=PublishedCount(9, 1, 20)),))
    )
    assert "pattern" not in svg(plain)


def test_numbers_on_an_axis_are_whole_and_different_ones(found):
    """Also where the longest bar is one, or there is none."""
    few = [
        replace(item, published=PublishedCount(1, 0, 1))
        for item in found[TABLE]["answers-workxy"].items
    ]
    text = svg(replace(found[TABLE]["answers-workxy"], items=tuple(few)))
    numbers = [one.text for one in ElementTree.fromstring(text).iter() if one.text]
    numbers = [one for one in numbers if one.strip().isdigit()]
    assert sorted(numbers) == ["0", "1"]


def test_a_trend_has_its_band(found):
    figure = found[TABLE]["trend-year"]
    spec = trend(figure, LIGHT)
    (band,) = values_of(spec, "area")
    assert [(one["low"], one["high"]) for one in band] == [
        (item.low, item.high) for item in figure.items
    ]
    names = [one["name"] for one in band]
    assert {"2019", "2020", "2021"} <= set(names)  # noise may publish a year that nobody has
    assert names == sorted(names)


def test_periods_of_different_length_are_drawn_by_the_year(found):
    figure = found[NETWORK]["trend-yearregister"]
    (steps_,) = values_of(trend(figure, LIGHT), "rect")
    for one, item in zip(steps_, figure.items, strict=True):
        length = one["to"] - one["from"]
        assert one["number"] * length == pytest.approx(item.number)
        assert one["high"] * length == pytest.approx(item.high)
    lengths = [one["to"] - one["from"] for one in steps_]
    assert lengths in ([9, 5, 1, 1, 2], [5, 1, 1, 2])  # by the noise hardly anybody gave the first


def test_a_country_has_the_colour_of_its_number(found):
    figure = found[NETWORK]["map-citizenship"]
    spec = world(figure, LIGHT)["vconcat"][0]
    shapes = spec["layer"][0]["data"]["values"]["objects"]["countries"]["geometries"]
    fills = {shape.get("id"): shape["properties"]["fill"] for shape in shapes}
    begins = steps(figure, 5)
    numbers = {place.code: item for place, item in shown(figure)}
    assert numbers  # few: of most countries of a small release there are too few to say
    for code, fill in fills.items():
        item = numbers.get(code)
        if item is None:
            assert fill == LIGHT.theme.land
            continue
        step = 5 - len(begins) + sum(begin <= round(item.number) for begin in begins) - 1
        sure = item.sureness is Sureness.SURE
        assert fill == (LIGHT.theme.steps[step] if sure else HATCHED[step])


def test_a_country_with_too_few_to_say_is_left_blank(found):
    """Whether its interval reaches 0, or it has rows and no published count."""
    figure = found[NETWORK]["map-citizenship"]
    (place, item), *_ = shown(figure)
    for published in (PublishedCount(9, 0, 20), None):
        few = replace(item, published=published, rows=50)
        items = tuple(few if one is item else one for one in figure.items)
        shapes = world(replace(figure, items=items), LIGHT)["vconcat"][0]["layer"][0]["data"]
        countries = shapes["values"]["objects"]["countries"]["geometries"]
        fills = {shape.get("id"): shape["properties"]["fill"] for shape in countries}
        assert fills[place.code] == LIGHT.theme.land
    assert "too few to say" in str(world(figure, LIGHT)["vconcat"][1])


def test_where_nobody_collects_there_is_an_outline_alone(found):
    """Of countries that are no answer nothing is said, not even that there are too few to say."""
    figure = found[NETWORK]["map-citizenship"]
    (column,) = figure.plan.rows
    some = {"FRA", "NGA", "UKR"}
    few = replace(column, values=tuple(one for one in column.values if one.code in some))
    asked = replace(figure, plan=replace(figure.plan, rows=(few,)), items=())

    def drawn_as(figure):
        parts = world(figure, LIGHT)["vconcat"]
        shapes = parts[0]["layer"][0]["data"]["values"]["objects"]["countries"]["geometries"]
        return {one.get("id"): one["properties"] for one in shapes}, str(parts[1])

    shapes, key = drawn_as(asked)
    theme = LIGHT.theme
    for code, look in shapes.items():
        empty = code in some or code is None  # territories without a code are as they were
        colours = (theme.land, theme.paper) if empty else (theme.paper, theme.line)
        assert (look["fill"], look["stroke"]) == colours, code
    assert "nobody collects" in key
    assert "nobody collects" not in drawn_as(figure)[1], "every country is an answer"


def test_every_country_of_the_lists_is_a_place_and_islands_are_points():
    world_map = geography.world()
    for name in ("iso2", "iso3"):
        places = [geography.place(value.code) for value in builtin_list(name)]
        assert all(places)
        for place in places:
            assert place.code in world_map.known or place.point, place
    for code in ("SGP", "MLT", "TUV", "GLP"):
        longitude, latitude = geography.place(code).point
        assert -180 <= longitude <= 180
        assert -90 <= latitude <= 90
    assert geography.place("Africa") is None
    assert "ATA" not in world_map.known


def test_small_places_are_drawn_and_what_has_no_place_is_named(found):
    figure = found[NETWORK]["map-citizenship"]
    first = figure.items[0]

    def at(code, number):
        answer = replace(first.answers[0], code=code, labels=({"en": code},))
        return replace(first, answers=(answer,), published=PublishedCount(number, number, number))

    figure = replace(
        figure, items=(at("TUV", 50), at("FRA", 900), at("Africa", 70), at("DEU", 0.3))
    )
    dots = world(figure, LIGHT)["vconcat"][0]["layer"][1]["data"]["values"]
    assert len(dots) == 1
    assert dots[0]["latitude"] == pytest.approx(-8, abs=3)
    assert [item.codes["citizenship"] for item in off_the_map(figure)] == ["Africa"]


def test_another_map_may_be_given(found, tmp_path):
    square = {
        "type": "Topology",
        "objects": {
            "countries": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[0]], "id": "4"},
                    {"type": "Polygon", "arcs": [[0]], "id": "FRA"},
                    {"type": "Polygon", "arcs": [[0]], "properties": {"name": "nowhere"}},
                ],
            }
        },
        "arcs": [[[0, 0], [0, 10], [10, 10], [10, 0], [0, 0]]],
    }
    path = tmp_path / "map.json"
    path.write_text(json.dumps(square), "utf-8")
    with override_settings(LANTERNE_MAP=path):
        assert geography.world().known == {"AFG", "FRA"}
        assert geography.world().mark != ""
        key = Key("s", "f", "en", "wide", "light")
        there = key.file
        ElementTree.fromstring(svg(found[NETWORK]["map-citizenship"]))
    assert key.file != there
    path.with_name("bad.json").write_text("[]", "utf-8")
    with (
        override_settings(LANTERNE_MAP=path.with_name("bad.json")),
        pytest.raises(ValueError, match="TopoJSON"),
    ):
        geography.world()


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_a_map_that_is_saved_says_what_borders_mean(found, language):
    look = Look(Size.ALONE, THEMES["light"], right_to_left=language == "ar")
    maps = [one for one in found[NETWORK].values() if one.plan.shape is Shape.MAP]
    root = ElementTree.fromstring(svg(maps[0], look, language))
    words = re.sub(r"[\s\u2066-\u2069]+", "", "".join(root.itertext()))
    with override(language):
        assert re.sub(r"\s+", "", boundaries()) in words
    assert "Source" in words


def test_hatching_stands_in_place_of_its_colours_only():
    text = '<svg width="1"><path fill="#fe0100" d="M0,0.1234L10.05,2"/><text>#fe0100</text></svg>'
    out = hatched(slim(text), {"#fe0100": ["#111111", "#222222"], "#fe0101": ["#333", "#444"]})
    assert 'fill="url(#hatch-0)"' in out
    assert out.count("<pattern") == 1
    assert "<text>#fe0100</text>" in out
    assert 'd="M0,.1l10.1,1.9"' in out or 'd="M0,.1l10,1.9"' in out


KEY = Key("source", "one", "en", "narrow", "light")


@pytest.fixture
def keep(tmp_path):
    """A drawer whose process is ended afterwards."""
    made = Drawer(tmp_path / "kept")
    yield made
    made._renderer.end()


def test_a_process_of_its_own_draws_all_and_what_it_drew_is_kept(found, keep):
    figures = {one.plan.name: one for one in found[TABLE].values()}
    asked, processes = [], set()
    for name, figure in figures.items():
        key = replace(KEY, figure=name)

        def ordered(figure=figure):
            asked.append(figure)
            return order(figure, LIGHT, "")

        content = keep.picture(key, ordered)
        assert ElementTree.fromstring(content).tag.endswith("svg")
        assert content == (keep.folder / key.file).read_bytes()
        assert keep.picture(key, ordered) == content
        processes.add(keep._renderer._process.pid)
    assert len(asked) == len(figures), "each was drawn once"
    assert len(processes) == 1
    png = keep.picture(replace(key, png=True), ordered)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert keep.folder.stat().st_mode & 0o077 == 0


def test_a_key_names_all_that_a_picture_depends_on():
    others = {replace(KEY, **{name: True if name == "png" else "other"}).file for name in vars(KEY)}
    assert len(others | {KEY.file}) == len(vars(KEY)) + 1


def test_one_that_cannot_be_drawn_leaves_the_others(found, keep):
    fine = order(found[TABLE]["answers-workxy"], LIGHT, "")
    for _time in range(2):
        with pytest.raises(DrawingError):
            keep.picture(KEY, lambda: replace(fine, spec={"mark": "no such"}))
        process = keep._renderer._process.pid
    assert keep.picture(KEY, lambda: fine).startswith(b"<svg")
    assert keep._renderer._process.pid == process


@pytest.mark.parametrize("how", ["has ended", "ends when it is asked"])
def test_another_process_goes_on_where_one_has_ended(found, keep, how, monkeypatch):
    fine = order(found[TABLE]["answers-workxy"], LIGHT, "")
    keep.picture(KEY, lambda: fine)
    process = keep._renderer._process
    if how == "has ended":
        process.kill()
        process.wait()
    else:  # it takes the order and no more
        process.send_signal(signal.SIGSTOP)
        threading.Timer(0.3, process.kill).start()
    assert keep.picture(replace(KEY, figure="two"), lambda: fine).startswith(b"<svg")
    assert keep._renderer._process is not process


@pytest.mark.parametrize("limit", ["IDLE", "MOST"])
def test_the_process_ends_by_itself(limit):
    """When nothing is asked for a while, and after many pictures."""
    code = (
        "from lanterne.hub.portal.figures import render_process as one;"
        f"one.{limit} = {0.1 if limit == 'IDLE' else 1}; one.drawn = lambda order: 'drawn';"
        "one.main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        if limit == "MOST":
            process.stdin.write(b'{"png": false, "number": 7}\n')
            process.stdin.flush()
            assert process.stdout.readline() == b'[7, "drawn"]\n'
        assert process.wait(60) == 0, "its input is still open"


def test_nothing_is_fetched(found, keep):
    """A server that is there is never asked."""
    fine = order(found[TABLE]["answers-workxy"], LIGHT, "")
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        server.timeout = 0.2
        server.handle_timeout = lambda: asked.append("nobody")
        server.process_request = lambda *_any: asked.append("somebody")
        asked = []
        url = f"http://127.0.0.1:{server.server_port}/x.json"
        spec = {"data": {"url": url}, "mark": "bar", "encoding": {"x": {"field": "a"}}}
        with pytest.raises(DrawingError):
            keep.picture(KEY, lambda: replace(fine, spec=spec))
        server.handle_request()
    assert asked == ["nobody"]


def test_secrets_of_the_server_stay_with_it(found, keep, monkeypatch):
    monkeypatch.setenv("LANTERNE_SECRET", "canary")
    seen = {}

    def begin(_command, **options):
        seen.update(options["env"])
        raise OSError

    monkeypatch.setattr(render.subprocess, "Popen", begin)
    with pytest.raises(DrawingError):
        keep.picture(KEY, lambda: order(found[TABLE]["answers-workxy"], LIGHT, ""))
    assert "canary" not in seen.values()
    assert "PATH" in seen


def test_a_process_that_takes_too_long_is_ended_and_the_next_one_draws(found, keep, monkeypatch):
    fine = order(found[TABLE]["answers-workxy"], LIGHT, "")
    with monkeypatch.context() as short:
        short.setattr(render, "TIME_LIMIT", 0.01)
        with pytest.raises(DrawingError):
            keep.picture(KEY, lambda: fine)
        assert keep._renderer._process is None
    assert keep.picture(KEY, lambda: fine).startswith(b"<svg")


STRAY = """
import json, sys
for count, line in enumerate(sys.stdin):
    if count == 1:
        print({stray}, flush=True)
    order = json.loads(line)
    print(json.dumps([order["number"], order["spec"]]), flush=True)
"""


@pytest.mark.parametrize("stray", ["'a warning'", "'[1, \"another\"]'", "'7'", "'null'"])
def test_no_picture_is_given_for_another(found, keep, monkeypatch, stray):
    """Whatever else the process writes: it is ended, and not read one line too late."""
    begin, code = subprocess.Popen, STRAY.format(stray=stray)
    monkeypatch.setattr(
        render.subprocess,
        "Popen",
        lambda command, **options: begin([command[0], "-c", code], **options),
    )
    fine = order(found[TABLE]["answers-workxy"], LIGHT, "")
    got = []
    for name in "abcd":
        asked = replace(fine, spec=name)
        try:
            got.append(keep.picture(replace(KEY, figure=name), lambda asked=asked: asked))
        except DrawingError:
            got.append(None)
    assert got[0] == b"a"
    assert got[1] is None
    assert got[2:] in ([b"c", None], [b"c", b"d"])  # the process in its place says it too


def test_an_answer_that_was_not_read_goes_with_its_process(found, keep):
    fine = order(found[TABLE]["answers-workxy"], LIGHT, "")
    keep.picture(KEY, lambda: fine)
    process = keep._renderer._process

    class Full:
        def readline(self):
            raise MemoryError

        def close(self):
            real.close()

    real, process.stdout = process.stdout, Full()
    with pytest.raises(MemoryError):
        keep.picture(replace(KEY, figure="two"), lambda: fine)
    assert process.wait(20)
    assert keep._renderer._process is None


def test_a_process_whose_server_has_gone_does_not_draw_for_ever():
    code = (
        "from lanterne.hub.portal.figures import render_process as one\n"
        "one.LONGEST = 0.5\n"
        "def drawn(order):\n    while True: pass\n"
        "one.drawn = drawn\n"
        "one.main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        process.stdin.write(b'{"png": false, "number": 1}\n')
        process.stdin.close()
        assert process.wait(60) == 1


def test_what_was_cut_short_is_drawn_again_and_leaves_nothing(tmp_path, monkeypatch):
    keep = Drawer(tmp_path)
    drawing_in(keep)
    (tmp_path / KEY.file).write_bytes(b"")
    assert keep.picture(KEY, lambda: None) == b"x" * 10
    (tmp_path / KEY.file).unlink()
    with monkeypatch.context() as full:
        full.setattr(keeping.Path, "replace", lambda *_: (_ for _ in ()).throw(OSError()))
        assert keep.picture(KEY, lambda: None) == b"x" * 10
    assert list(tmp_path.iterdir()) == []


def test_a_folder_whose_times_cannot_be_set_is_read(tmp_path, monkeypatch):
    keep = Drawer(tmp_path)
    drawing = drawing_in(keep)

    def refused(_path):
        raise PermissionError

    monkeypatch.setattr(keeping.os, "utime", refused)
    for _time in range(2):
        assert keep.picture(KEY, lambda: None) == b"x" * 10
    assert len(drawing.drawn) == 1


class Drawing:
    """In place of a process: draws as soon as it is let go."""

    def __init__(self):
        self.go, self.begun, self.now, self.most = threading.Event(), threading.Event(), 0, 0
        self.drawn = []

    def render(self, order, *, png):
        self.now += 1
        self.most = max(self.most, self.now)
        self.begun.set()
        assert self.go.wait(20)
        self.now -= 1
        self.drawn.append(order)
        return b"x" * 10


def drawing_in(keep, *, go=True):
    keep._renderer = Drawing()
    if go:
        keep._renderer.go.set()
    return keep._renderer


def at_once(keep, keys):
    """Threads that ask for pictures, and what each of them gets."""
    got = {}

    def ask(number, key):
        try:
            got[number] = keep.picture(key, lambda: key)
        except DrawingError:
            got[number] = None

    threads = [threading.Thread(target=ask, args=one) for one in enumerate(keys)]
    for thread in threads:
        thread.start()
    return threads, got


def test_one_is_drawn_at_a_time_and_each_once(tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "PATIENCE", 60)
    keep = Drawer(tmp_path)
    slow = drawing_in(keep, go=False)
    keys = [KEY, KEY, replace(KEY, figure="two")]
    threads, got = at_once(keep, keys)
    assert slow.begun.wait(20)
    slow.go.set()
    for thread in threads:
        thread.join(20)
    assert [got[number] for number in range(3)] == [b"x" * 10] * 3
    assert slow.most == 1
    assert sorted(key.figure for key in slow.drawn) == ["one", "two"]


def test_nobody_waits_for_ever_and_of_many_most_do_not_wait(tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "PATIENCE", 0.2)
    keep = Drawer(tmp_path)
    slow = drawing_in(keep, go=False)
    first, got = at_once(keep, [KEY])
    assert slow.begun.wait(20)
    with pytest.raises(DrawingError):
        keep.picture(replace(KEY, figure="two"), lambda: "two")
    assert (slow.now, slow.drawn) == (1, [])  # another is not drawn
    monkeypatch.setattr(keeping, "PATIENCE", 60)
    others = [replace(KEY, figure=str(number)) for number in range(keeping.MOST_WAITING - 1)]
    waiting, _others = at_once(keep, others)
    while keep._waiting.acquire(blocking=False):  # until all of them have their places
        keep._waiting.release()
        time.sleep(0.01)
    before = time.monotonic()
    with pytest.raises(DrawingError):
        keep.picture(replace(KEY, figure="more"), lambda: pytest.fail("too many"))
    assert time.monotonic() - before < 10
    slow.go.set()
    for thread in (*first, *waiting):
        thread.join(20)
    assert got[0] == b"x" * 10


def test_no_server_waits_for_pictures_alone():
    assert server.THREADS > keeping.MOST_WAITING
    assert public.THREADS > WAIT_FOR_PICTURES


def test_without_room_on_the_disk_a_picture_is_still_shown(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder", "utf-8")
    keep = Drawer(blocked)
    drawing_in(keep)
    assert keep.picture(KEY, lambda: KEY) == b"x" * 10


def test_what_was_not_asked_for_longest_goes(tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_KEPT", 25)
    monkeypatch.setattr(keeping, "TIDIED_AFTER", 2)
    keep = Drawer(tmp_path)
    drawing_in(keep)
    keys = [replace(KEY, figure=str(number)) for number in range(5)]
    for number, key in enumerate(keys):
        keep.picture(key, lambda: KEY)
        os.utime(tmp_path / key.file, (number, number))
    assert {path.name for path in tmp_path.iterdir()} == {key.file for key in keys[3:]}


def test_what_cannot_be_taken_away_stays_and_nothing_fails(tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_KEPT", 5)
    (tmp_path / "folder").mkdir()
    os.utime(tmp_path / "folder", (1, 1))
    keep = Drawer(tmp_path)
    drawing_in(keep)
    assert keep.picture(KEY, lambda: KEY) == b"x" * 10
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_the_server_never_loads_what_draws():
    code = (
        "import sys;"
        "import lanterne.hub.portal.figures.picture, lanterne.hub.portal.figures.picture_cache;"
        "assert 'vl_convert' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_colours_are_those_of_the_pages():
    (css,) = (one.read_text("utf-8") for one in static.FILES.values() if one.name == "portal.css")
    blocks = re.findall(r":root \{(.*?)\}", css, re.S)
    for name, block in zip(("light", "dark"), blocks, strict=True):
        said = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block))
        drawn_with = vars(THEMES[name])
        assert {key: drawn_with[key] for key in said if key in drawn_with} == {
            key: said[key] for key in ("paper", "ink", "soft", "line", "accent", "bar")
        }


@pytest.mark.parametrize("name", THEMES)
def test_the_steps_of_a_map_go_from_the_paper_to_the_ink(name):
    """Each is told from the one before, and the last, of the largest numbers, stands out most."""
    theme = THEMES[name]
    against = [contrast(colour, theme.paper) for colour in theme.steps]
    assert all(after / before > 1.25 for before, after in pairwise(against))
    assert against[-1] > 7
    assert contrast(theme.ink, theme.paper) > 7
