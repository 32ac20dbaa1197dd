"""Answers that are kept: the same as fresh ones, for everybody, and never of older releases."""

from __future__ import annotations

import gzip
import os
import shutil
import threading
from itertools import pairwise
from urllib.parse import quote

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory, override_settings
from edition_shelf import FIRST, REASON, make_candidates, moment, notice, publish
from shelf import GROUPED, NETWORK, TABLE

from lanterne.catalogue import withdraw
from lanterne.hub.portal import answer_cache, api, views
from lanterne.hub.portal.answer_cache import LARGEST, Answers, kept_of, reads_gzip
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.edition import Broken
from lanterne.hub.portal.folder_listing import Listing
from lanterne.hub.portal.recent_look import RecentLook
from lanterne.hub.settings import KEPT_BYTES

NAME = quote(TABLE)
PAGES = ("", f"releases/{NAME}/", f"releases/{NAME}/explore/", f"releases/{NAME}/codebook/")
LANGUAGES = ("en", "fr", "es", "ar")


@pytest.fixture
def made_anew(monkeypatch):
    """The pages that were made, not taken from what was kept."""
    made = []
    real = views.render
    monkeypatch.setattr(views, "render", lambda *given: made.append(given[1]) or real(*given))
    return made


@pytest.fixture
def a_second_passes(monkeypatch):
    """To be called: whoever comes then sees all files as they are."""
    return lambda: monkeypatch.setattr(RecentLook, "now", lambda looks: Listing(looks.folder))


def body(answer):
    text = answer.content
    return gzip.decompress(text) if answer.get("Content-Encoding") == "gzip" else text


def test_a_kept_answer_is_the_fresh_one_in_every_language(made, portal, made_anew):
    client = portal(made)
    addresses = [f"/{language}/{page}" for page in PAGES for language in LANGUAGES]
    addresses += [f"/en/releases/{NAME}/explore/?by={name}" for name in ("year", "gender")]
    with override_settings(LANTERNE_KEPT_BYTES=0):
        fresh = [client.get(address) for address in addresses]
    assert len({one.content for one in fresh}) == len(addresses)
    made_anew.clear()
    for _ in range(2):
        for address, one in zip(addresses, fresh, strict=True):
            answer = client.get(address)
            assert answer.content == one.content
            assert answer["Content-Type"] == one["Content-Type"]
            language = address.split("/")[1]
            assert answer["Content-Language"] == language
            assert f'<html lang="{language}"'.encode() in answer.content
    assert len(made_anew) == len(addresses)


def test_a_language_that_the_browser_asks_for_changes_nothing(made, portal):
    client = portal(made)
    for wanted in ("ar", "fr"):
        answer = client.get("/es/", headers={"accept-language": wanted})
        assert b'<html lang="es"' in answer.content
        moved = client.get("/", headers={"accept-language": wanted})
        assert (moved.status_code, moved["Location"]) == (302, f"/{wanted}/")


@pytest.mark.parametrize("address", ["counts?by=year", "counts.csv?by=year", "counts?by=nothing"])
def test_programs_get_one_and_the_same_answer_whatever_their_browser_speaks(
    made, portal, monkeypatch, address
):
    client = portal(made)
    counted = []
    real = api.question_in
    monkeypatch.setattr(api, "question_in", lambda *given: counted.append(1) or real(*given))
    answers = [
        client.get(f"/api/v1/releases/{NAME}/{address}", headers={"accept-language": language})
        for language in LANGUAGES
    ]
    assert len({one.content for one in answers}) == 1
    assert len(counted) == (1 if answers[0].status_code == 200 else len(LANGUAGES))


def test_the_order_of_an_address_does_not_matter_and_all_else_does(made, portal, made_anew):
    client = portal(made)
    page = f"/en/releases/{NAME}/explore/"
    one, other = "where[gender]=Woman", "where[year]=2020"
    assert (
        client.get(f"{page}?{one}&{other}").content == client.get(f"{page}?{other}&{one}").content
    )
    assert len(made_anew) == 1
    for query in (one, other, f"{one}&by=year&by=debt", f"{one}&by=debt&by=year"):
        client.get(f"{page}?{query}")
    assert len(made_anew) == 5


FILES = ("README.md", "data/people.csv", "SHA256SUMS", "manifest.json")


@pytest.mark.parametrize("file", FILES)
def test_a_release_that_is_touched_is_gone_at_once(shelf, portal, a_second_passes, file):
    client = portal(shelf)
    addresses = [f"/en/{page}" for page in PAGES[1:]] + [f"/api/v1/releases/{NAME}"]
    for address in addresses:
        assert client.get(address).status_code == 200
    before = client.get("/en/").content
    place = shelf / TABLE / file
    seen = place.stat()
    place.write_bytes(place.read_bytes().swapcase())
    os.utime(place, ns=(seen.st_atime_ns, seen.st_mtime_ns))  # the same size and time
    for address in addresses:
        assert client.get(address).status_code == 409
    a_second_passes()
    assert client.get("/en/").content != before


def test_a_release_that_is_withdrawn_or_put_there_is_seen_at_once(made, shelf, portal):
    client = portal(shelf)
    everywhere = [f"/en/releases/{NETWORK}/", "/en/", "/api/v1/releases", f"/en/releases/{NAME}/"]
    before = [client.get(address).content for address in everywhere]
    (shelf / NETWORK).rename(shelf / f".{NETWORK}")
    assert client.get(everywhere[0]).status_code == 404
    assert NETWORK.encode() not in client.get("/en/").content
    assert NETWORK not in client.get("/api/v1/releases").content.decode()
    (shelf / f".{NETWORK}").rename(shelf / NETWORK)
    assert [client.get(address).content for address in everywhere] == before
    shutil.rmtree(shelf / TABLE)
    shutil.copytree(made / GROUPED, shelf / TABLE)  # another release under the same name
    assert client.get(everywhere[3]).content != before[3]


def test_what_went_and_came_back_while_a_page_was_made_does_not_stay_away(
    shelf, portal, monkeypatch
):
    client = portal(shelf)
    before = client.get("/fr/").content
    real = views.render

    def meanwhile(*given):
        (shelf / NETWORK).rename(shelf / ".away")
        answer = real(given[0], given[1], {"groups": [], "broken": []})
        (shelf / ".away").rename(shelf / NETWORK)
        return answer

    monkeypatch.setattr(views, "render", meanwhile)
    assert client.get("/en/").content != before
    monkeypatch.setattr(views, "render", real)
    assert NETWORK.encode() in client.get("/en/").content
    assert client.get("/fr/").content == before


def test_what_lies_beside_the_releases_counts_when_it_may_speak_of_them(shelf):
    catalogue = Catalogue(shelf)
    look = catalogue.look()
    assert look == Catalogue(shelf).look()
    (shelf / "notes.txt").write_text("another", "utf-8")
    assert catalogue.look() == look
    notice = shelf / f"{TABLE}.edition.json"
    for text in ("{}", "[]"):
        notice.write_text(text, "utf-8")
        assert catalogue.look() != look
        look = catalogue.look()


def test_editions_are_superseded_and_withdrawn_at_once(tmp_path, portal):
    one, other = make_candidates(tmp_path)
    for name in ("catalogue", "archive"):
        (tmp_path / name).mkdir()
    publish(one, tmp_path / "catalogue", notice(1))
    client = portal(tmp_path / "catalogue")
    addresses = ("/en/", f"/en/releases/{FIRST}/", f"/api/v1/releases/{FIRST}", "/api/v1/releases")
    seen = [[client.get(address) for address in addresses]]
    publish(other, tmp_path / "catalogue", notice(2))
    seen.append([client.get(address) for address in addresses])
    withdraw(
        FIRST, tmp_path / "catalogue", REASON, archive=tmp_path / "archive", withdrawn=moment(9)
    )
    seen.append([client.get(address) for address in addresses])
    for earlier, later in pairwise(seen):
        assert all(one.content != two.content for one, two in zip(earlier, later, strict=True))
    assert [[one.status_code for one in answers] for answers in seen] == [
        [200, 200, 200, 200],
        [200, 200, 200, 200],
        [200, 410, 410, 200],
    ]
    assert [answers[3].json()["releases"][-1]["status"] for answers in seen] == [
        "current",
        "superseded",
        "withdrawn",
    ]


def test_what_is_gone_takes_no_memory(shelf):
    catalogue = Catalogue(shelf)
    assert catalogue.get(NETWORK) is not None
    shutil.rmtree(shelf / NETWORK)
    catalogue.look()
    assert NETWORK not in catalogue._known


def test_only_good_and_whole_answers_are_kept(made, portal):
    client = portal(made)
    for address, status in (
        (f"/en/releases/{NAME}/explore/?by=nothing", 400),
        ("/en/releases/nobody/", 404),
        (f"/en/releases/{NAME}/files/README.md", 200),
        ("/en/", 200),
    ):
        answer = client.get(address)
        assert answer.status_code == status
        held = address == "/en/"
        assert ("max-age" in answer["Cache-Control"]) == held
        answers = answer_cache._answers(made, KEPT_BYTES)
        assert bool(answers._kept) == held
        answer.close()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda request, answer: answer.set_cookie("who", "me"),
        lambda request, answer: request.META.update(CSRF_COOKIE_NEEDS_UPDATE=True),
        lambda request, answer: setattr(request, "session", type("Used", (), {"accessed": True})),
        lambda request, answer: answer.__setitem__("Cache-Control", "no-store"),
        lambda request, answer: setattr(answer, "status_code", 203),
    ],
)
def test_what_may_know_who_asks_is_not_kept(made, portal, spoil):
    portal(made)
    made_for = []

    @answer_cache.kept
    def view(request):
        made_for.append(request)
        answer = HttpResponse("for you")
        if request.GET["spoilt"] == "yes":
            spoil(request, answer)
        return answer

    ask = RequestFactory(headers={"host": "data.example.org"})
    for spoilt, times in (("yes", 2), ("no", 1)):
        made_for.clear()
        for _ in range(2):
            assert view(ask.get("/en/", {"spoilt": spoilt})).content == b"for you"
        assert len(made_for) == times
    streamed = answer_cache.kept(lambda request: StreamingHttpResponse(iter([b"x"])))
    assert streamed(ask.get("/en/stream")).streaming


def test_names_of_the_portal_are_kept_apart(made, portal):
    portal(made)
    with override_settings(ALLOWED_HOSTS=["one.example.org", "two.example.org"]):
        view = answer_cache.kept(lambda request: HttpResponse(request.build_absolute_uri()))
        for host in ("one.example.org", "two.example.org", "one.example.org"):
            ask = RequestFactory(headers={"host": host})
            assert view(ask.get("/en/")).content.decode() == f"http://{host}/en/"
            assert view(ask.get("/en/", secure=True)).content.decode() == f"https://{host}/en/"


def test_answers_take_no_more_memory_than_they_may():
    most = 100_000
    answers = Answers(most)
    for number in range(2000):
        answers.keep(number, (), kept_of(os.urandom(number), []))
        held = list(answers._kept.values())
        assert sum(one.size for one in held) == answers.size <= most
    assert len(held) > 20
    assert answers.find(1999, ()) is not None
    assert answers.find(0, ()) is None
    answers.keep("large", (), kept_of(os.urandom(most // LARGEST), []))
    assert answers.find("large", ()) is None
    oldest = next(iter(answers._kept))
    assert answers.find(oldest, ()) is not None  # and so it is not the next to go
    answers.keep("one more", (), kept_of(os.urandom(5000), []))
    assert answers.find(oldest, ()) is not None
    answers.keep(oldest, (), kept_of(b"", []))
    assert sum(one.size for one in answers._kept.values()) == answers.size


def test_another_look_forgets_everything():
    answers = Answers(100_000)
    old, new = (("x", ()),), (("y", ()),)
    answers.keep("a", old, kept_of(b"a", []))
    assert answers.find("a", new) is None
    assert answers.find("a", old) is None
    assert answers.size == 0


def test_many_who_ask_the_same_are_answered_once(made, portal):
    portal(made)
    together, made_for = threading.Barrier(8), []
    started = threading.Event()

    @answer_cache.kept
    def view(request):
        made_for.append(1)
        started.wait(5)
        return HttpResponse("slow")

    def ask(found):
        together.wait(10)
        found.append(view(RequestFactory(headers={"host": "data.example.org"}).get("/en/")).content)

    found = []
    threads = [threading.Thread(target=ask, args=(found,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    while not made_for:
        pass
    started.set()
    for thread in threads:
        thread.join(20)
    assert found == [b"slow"] * 8
    assert len(made_for) == 1
    assert not answer_cache._answers(made, KEPT_BYTES)._turns


def test_who_waited_for_an_answer_that_failed_makes_it_again(made, portal):
    portal(made)
    tried = []

    @answer_cache.kept
    def view(request):
        tried.append(1)
        if len(tried) == 1:
            raise RuntimeError
        return HttpResponse("at last")

    ask = RequestFactory(headers={"host": "data.example.org"}).get("/en/")
    with pytest.raises(RuntimeError):
        view(ask)
    assert view(ask).content == b"at last"
    assert not answer_cache._answers(made, KEPT_BYTES)._turns


def test_opening_a_release_keeps_nobody_from_another(shelf, monkeypatch):
    from lanterne.hub.portal import catalogue as module  # noqa: PLC0415

    catalogue = Catalogue(shelf)
    known = catalogue.get(TABLE)
    opening, go = threading.Event(), threading.Event()

    def slow(name, folder, marks):
        opening.set()
        go.wait(10)
        return Broken(name, marks)

    monkeypatch.setattr(module, "open_edition", slow)
    thread = threading.Thread(target=catalogue.get, args=(NETWORK,))
    thread.start()
    assert opening.wait(10)
    found = []
    other = threading.Thread(target=lambda: found.append(catalogue.get(TABLE)))
    other.start()
    other.join(5)
    go.set()
    thread.join(10)
    assert found == [known]


@pytest.mark.parametrize(
    ("header", "reads"),
    [
        ("gzip", True),
        ("deflate, GZIP;q=0.5", True),
        ("*", True),
        ("", False),
        ("gzip;q=0", False),
        ("br, gzip; q=0.000", False),
        ("identity, *;q=0", False),
        ("xgzip", False),
    ],
)
def test_who_reads_gzip(header, reads):
    assert reads_gzip(RequestFactory(headers={"accept-encoding": header}).get("/")) is reads


def test_public_answers_are_compressed_and_may_be_kept_by_browsers(made, portal):
    client = portal(made)
    style = client.get("/en/").content.decode().partition('href="/static/')[2].partition('"')[0]
    for address in ("/en/", f"/api/v1/releases/{NAME}/codebook.csv", f"/static/{style}"):
        plain = client.get(address)
        small = client.get(address, headers={"accept-encoding": "gzip"})
        assert gzip.decompress(small.content) == plain.content
        assert len(small.content) < len(plain.content)
        assert int(small["Content-Length"]) == len(small.content)
        assert small["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain
        for answer in (plain, small):
            assert "Accept-Encoding" in answer["Vary"]
            assert answer["Cache-Control"].startswith("public, max-age=")
            assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert plain["ETag"] != small["ETag"]
        for answer, encoding in ((plain, "identity"), (small, "gzip")):
            headers = {"accept-encoding": encoding, "if-none-match": answer["ETag"]}
            again = client.get(address, headers=headers)
            assert (again.status_code, again.content) == (304, b"")
            assert again["ETag"] == answer["ETag"]
            other = {"accept-encoding": encoding, "if-none-match": '"another"'}
            assert client.get(address, headers=other).status_code == 200


def test_a_tag_names_one_content(made, portal):
    client = portal(made)
    tags = {client.get(f"/{language}/{page}")["ETag"] for page in PAGES for language in LANGUAGES}
    assert len(tags) == len(PAGES) * len(LANGUAGES)


def test_head_tells_of_the_same_answer(made, portal):
    client = portal(made)
    told = client.head("/en/")
    given = client.get("/en/")
    assert told.content == b""
    for name in ("Content-Length", "ETag", "Content-Type", "Cache-Control"):
        assert told[name] == given[name]


def test_behind_a_door_nothing_is_compressed_or_kept_by_browsers(hub):
    for _ in range(2):
        answer = hub.get("/en/", headers={"accept-encoding": "gzip"})
        assert "Content-Encoding" not in answer
        assert answer["Cache-Control"] == "private, no-cache"
        again = hub.get("/en/", headers={"if-none-match": answer["ETag"]})
        assert again.status_code == 304


def test_without_memory_for_them_answers_are_made_anew(made, portal, made_anew):
    client = portal(made, kept_bytes=0)
    assert client.get("/en/").content == client.get("/en/").content
    assert len(made_anew) == 2


def test_a_page_and_its_style_are_light(made, portal):
    """Style and script of an ordinary page: 60 kB compressed at most."""
    client = portal(made)
    page = client.get(f"/en/releases/{NAME}/explore/").content.decode()
    files = {part.partition('"')[0] for part in page.split('"/static/')[1:]}
    sizes = [
        len(client.get(f"/static/{name}", headers={"accept-encoding": "gzip"}).content)
        for name in files
    ]
    assert "<script" not in page
    assert 1000 < sum(sizes) < 60_000


def test_a_page_of_one_dataset_says_the_same_whatever_becomes_of_another(shelf, portal):
    """So an answer about one is kept while another is touched, and made again when it is itself."""
    client = portal(shelf)
    page = f"/en/releases/{NAME}/"
    parts = ("", "figures/", "profiles/", "explore/?by=year", "codebook/")
    addresses = [*(f"{page}{one}" for one in parts), f"/api/v1/releases/{NAME}"]
    with override_settings(LANTERNE_KEPT_BYTES=0):
        before = [client.get(address) for address in addresses]
        (shelf / NETWORK / "README.md").write_text("spoilt", "utf-8")
        assert client.get(f"/en/releases/{NETWORK}/").status_code == 409
        after = [client.get(address) for address in addresses]
    assert {one.status_code for one in before} == {200}
    assert [one.content for one in before] == [one.content for one in after]


def test_what_is_kept_goes_when_its_own_dataset_is_touched_and_no_other(
    shelf, portal, made_anew, a_second_passes
):
    client = portal(shelf)
    page, other = f"/en/releases/{NAME}/", f"/en/releases/{quote(NETWORK)}/"
    for address in (page, other, "/en/", page, other, "/en/"):
        assert client.get(address).status_code == 200
    assert len(made_anew) == 3
    (shelf / NETWORK / "README.md").write_text("spoilt", "utf-8")
    made_anew.clear()
    assert client.get(page).status_code == 200
    assert made_anew == []
    assert client.get(other).status_code == 409
    made_anew.clear()
    a_second_passes()
    assert client.get("/en/").status_code == 200
    assert len(made_anew) == 1, "it shows all releases"


def test_a_page_of_an_edition_is_made_again_when_another_edition_is_touched(
    tmp_path, a_second_passes
):
    for number in (1, 2):
        (tmp_path / f"a.v{number}").mkdir()
        for file in ("manifest.json", "SHA256SUMS"):
            (tmp_path / f"a.v{number}" / file).write_text("{}", "utf-8")
    shutil.copytree(tmp_path / "a.v1", tmp_path / "b.v1")
    catalogue = Catalogue(tmp_path)
    about = ("a.v1", "a", "b.v1", "")
    before = [catalogue.look(one) for one in about]
    (tmp_path / "a.v2" / "manifest.json").write_text("[]", "utf-8")
    a_second_passes()
    after = [catalogue.look(one) for one in about]
    assert [one != other for one, other in zip(before, after, strict=True)] == [1, 1, 0, 1]
