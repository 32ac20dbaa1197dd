"""Offline pages in a real browser: filled in, saved, opened; nothing is kept or sent."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl
import pytest
from large_codebook import invented
from polars.testing import assert_frame_equal
from test_exports import BOOKS, OF_ONE, book_of, network_folder, same

from chromium import chromium, faults_of, needs_chromium
from form_answers import _one, answer, holds
from lanterne import verbs
from lanterne.cases.network import open_network
from lanterne.codebook import load_codebook
from lanterne.forms import make_form, page, parts_as_form
from offline_page import FILL, buttons, enter, key_file, page_file, phone, save

pytestmark = needs_chromium

LOOKS = ((390, "light"),)


@pytest.fixture(scope="module")
def browser():
    with chromium() as one:
        yield one


@pytest.fixture
def key(tmp_path):
    return key_file(tmp_path)


def opened(files, key, tmp_path, **options):
    out = tmp_path / "cases"
    return verbs.open_collected(files, key[0], out, **options), out


def test_two_cases_in_french_and_one_in_arabic(browser, key, tmp_path):
    """By hand, on a phone; axe looks at each state."""
    form = make_form(book_of("lanterne-network"))
    path = page_file(form, key[1], tmp_path, "fr")
    with phone(browser, path) as p:
        assert faults_of(p, LOOKS) == []
        p.get_by_role("button", name="Ajouter un dossier").click()
        assert p.evaluate("document.activeElement.localName") == "h2"
        p.get_by_role("button", name="Ajouter à la liste").click()
        alert = p.get_by_role("alert")
        assert alert.evaluate("one => one === document.activeElement")
        alert.get_by_role("link").click()
        p.keyboard.press("Space")
        assert p.get_by_label("Oui, le consentement a été donné").is_checked()
        p.get_by_label("Numéro de dossier").fill("D-1")
        p.get_by_label("Féminin").first.check()
        p.get_by_role("button", name="Ajouter un auteur présumé").click()
        p.get_by_label("Numéro de cet auteur présumé").fill("P-1")
        p.get_by_role("button", name="Ajouter un auteur présumé").click()
        p.on("dialog", lambda dialog: dialog.accept())
        p.get_by_role("button", name="Retirer l’auteur présumé 2").click()
        assert faults_of(p, LOOKS) == []
        p.get_by_role("button", name="Ajouter à la liste").click()
        p.get_by_role("button", name="Ajouter un dossier").click()
        p.get_by_label("Non, le consentement a été refusé").check()
        p.get_by_label("Numéro de dossier").fill("D-2")
        p.get_by_role("button", name="Ajouter à la liste").click()
        p.get_by_label("Langue").select_option("ar")
        assert p.evaluate("document.documentElement.dir") == "rtl"
        p.get_by_role("button", name="إضافة حالة").click()
        p.get_by_label("نعم", exact=False).first.check()
        p.get_by_label("رقم الحالة").fill("٣")
        assert faults_of(p, LOOKS) == []
        p.get_by_role("button", name="إضافة إلى القائمة").click()
        assert faults_of(p, LOOKS) == []
        assert p.locator("main li.card").count() == 3
        file = save(p, tmp_path / "one.age")
    joined, out = opened([file], key, tmp_path)
    assert joined.count == 3
    report = verbs.check(out, form.codebook)
    assert report.problems == ()
    cases = pl.read_csv(out / "cases.csv", infer_schema=False)
    assert cases["victim"].to_list() == ["D-1", "D-2", "٣"]
    assert cases["consent_statistics"].to_list() == ["given", "refused", "given"]
    assert cases["gender"].to_list() == ["Female", None, None]
    assert pl.read_csv(out / "links.csv", infer_schema=False)["perpetrator"].to_list() == ["P-1"]


def consenting(form, count, seed):
    """People who answer as a form lets them; of consent something must be said."""
    return [
        replace(one, consent=one.consent or "refused") for one in answer(form, count, seed=seed)
    ]


def fill_all(browser, name, key, tmp_path, count):
    form = make_form(book_of(name))
    path = page_file(form, key[1], tmp_path)
    sent = consenting(form, count, seed=8)
    with phone(browser, path) as p:
        assert all(enter(p, form, one) for one in sent)
        file = save(p, tmp_path / "saved.age")
    joined, out = opened([file], key, tmp_path)
    assert joined.count == count
    named = pl.read_csv(out / "cases.csv", infer_schema=False)["KEY"].to_list()
    sent = [replace(one, number=number) for number, one in enumerate(sent)]
    return form, [with_key(one, key) for one, key in zip(sent, named, strict=True)], out


def with_key(one, name):
    """The case under the name that its page gave it."""
    made = type("Named", (type(one),), {"key": property(lambda self: name)})
    return made(**vars(one))


QUICK = ("lanterne-cases", "invented")


@pytest.mark.parametrize(
    "name",
    [
        # the same steps over the other codebooks take a second each
        one if one in QUICK else pytest.param(one, marks=pytest.mark.long)
        for one in OF_ONE
    ],
)
def test_what_a_page_saves_is_read_as_cases(name, browser, key, tmp_path):
    form, sent, out = fill_all(browser, name, key, tmp_path, 5)
    same(out / "cases.csv", form, sent, tmp_path)


def test_linked_tables_are_read_as_cases(browser, key, tmp_path):
    form, sent, out = fill_all(browser, "lanterne-network", key, tmp_path, 12)
    assert verbs.check(out, form.codebook).problems == ()
    got = open_network(out, form.codebook, open_parts=parts_as_form(out, form.codebook)).tables()
    wanted = open_network(network_folder(form, sent, tmp_path / "wanted"), form.codebook).tables()
    for name in ("victims", "links", "perpetrators"):
        one, other = getattr(got, name), getattr(wanted, name)
        assert one.height > 4
        assert_frame_equal(one, other, check_row_order=False)


@pytest.mark.parametrize("name", BOOKS[:-1])
def test_a_page_is_small(name, key):
    form = make_form(book_of(name))
    assert len(page.write_page(form, form.languages[0], key[1])) < 300_000


def test_a_page_takes_what_the_rules_allow_and_nothing_else(browser, key, tmp_path):
    """Of answers at random: the page and the rules of the codebook, said in another way, agree."""
    import random  # noqa: PLC0415

    form = make_form(invented())
    chance, seen = random.Random(5), set()
    names = {test.column for q in form.questions for r in q.constraints for test in r.forbid}
    with phone(browser, page_file(form, key[1], tmp_path)) as p:
        for one in consenting(form, 9, seed=9):
            by_name = {question.name: question for question in form.cases.questions}
            given = dict(one.answers)
            for name in names:
                given[name] = _one(by_name[name], chance)
            for question in form.cases.questions:  # what is not asked has no answer
                if not all(holds(test, by_name, given) for test in question.relevance):
                    given[question.name] = ()
            fine = not any(
                all(holds(test, by_name, given) for test in rule.forbid)
                for question in form.cases.questions
                if all(holds(test, by_name, given) for test in question.relevance)
                for rule in question.constraints
            )
            took = enter(p, form, replace(one, answers=given))
            seen.add(took)
            assert took == fine
            if not took:
                p.once("dialog", lambda dialog: dialog.accept())
                buttons(p).nth(-1).click()
    assert seen == {True, False}


def test_a_title_of_ones_own_stands_at_the_head_in_each_language(browser, key, tmp_path):
    book = book_of("lanterne-network")
    path = page_file(make_form(book, "Fiche 3"), key[1], tmp_path, "fr")
    with phone(browser, path) as p:
        for language in ("fr", "ar"):
            p.locator("header select").select_option(language)
            assert p.get_by_role("heading", level=1).inner_text() == "Fiche 3"
            assert p.title() == "Fiche 3"
            assert book.title[language] not in p.locator("body").inner_text()


def small(tmp_path):
    text = """
name = "small"
version = "1"
languages = ["en"]
title = { en = "Small </script><script>alert(1)</script>" }
[[tables]]
name = "people"
label = { en = "People" }
subject_id = "case"
missing = { unknown = "Unknown" }
[[tables.columns]]
name = "age"
type = "number"
number = { from = 0, to = 110, step = 0.5 }
label = { en = "Age <b>" }
[[tables.columns]]
name = "means"
type = "set"
values = ["debt", "threats"]
label = { en = "Means" }
[[tables.columns]]
name = "constructor"
type = "flag"
values = "yes-no"
label = { en = "Labour" }
[[tables.columns]]
name = "__proto__"
type = "category"
values = ["Farm", "Home"]
label = { en = "Sector" }
[[tables.rules]]
name = "sector"
label = { en = "A sector needs labour." }
when = { columns = ["__proto__"], values = ["Farm", "Home"] }
requires = { column = "constructor", values = ["1"] }
"""
    path = tmp_path / "small.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def form(tmp_path):
    return make_form(load_codebook(small(tmp_path)))


def add(p, *answers, consent="given"):
    buttons(p).nth(0).click()
    assert p.evaluate(FILL, [None, [("consent_statistics", [consent]), *answers]]) == []
    buttons(p).nth(-2).click()


def test_answers_that_cannot_be_are_said_where_they_are(browser, key, form, tmp_path):
    with phone(browser, page_file(form, key[1], tmp_path)) as p:
        buttons(p).nth(0).click()
        age = p.get_by_label(re.compile(r"^\d+\. Age <b>$"))
        good, bad = ("٣٤٫٥", "34,5", "0"), ("111", "x", "3.3", "34.49", "-1")
        for typed in (*good, *bad):
            age.fill(typed)
            assert (age.get_attribute("aria-invalid") == "true") == (typed in bad)
        says = p.locator(f"#{age.get_attribute('aria-describedby').split()[-1]}")
        assert "0.0" in says.inner_text()
        assert p.get_by_role("group", name="why is there no answer").count() == 0
        age.fill("")
        p.get_by_role("group", name="why is there no answer").get_by_label("Unknown").check()
        p.get_by_label("debt").check()
        means = p.get_by_role("group", name="Means")
        means.get_by_label("Unknown").check()
        assert "cannot be combined" in means.locator("xpath=..").inner_text()
        p.get_by_label("Case number").fill("=1+1")
        p.get_by_role("button", name="Add to the list").click()
        assert p.get_by_role("alert").get_by_role("link").count() == 3


def test_an_answer_does_not_count_whose_question_is_not_asked_any_more(
    browser, key, form, tmp_path
):
    with phone(browser, page_file(form, key[1], tmp_path)) as p:
        buttons(p).nth(0).click()
        p.get_by_label("Yes, consent was given").check()
        labour, sector = (p.get_by_role("group", name=name) for name in ("Labour", "Sector"))
        assert not sector.is_visible()
        labour.get_by_label("Yes").check()
        sector.get_by_label("Farm").check()
        labour.get_by_label("No", exact=True).check()
        assert not sector.is_visible()
        buttons(p).nth(-2).click()
        add(p, ("constructor", ["1"]), ("__proto__", ["Farm"]))
        file = save(p, tmp_path / "one.age")
    _, out = opened([file], key, tmp_path)
    assert pl.read_csv(out / "cases.csv")["__proto__"].to_list() == [None, "Farm"]
    assert verbs.check(out / "cases.csv", form.codebook).problems == ()


def test_who_leaves_with_unsaved_cases_is_warned_and_loses_those_alone(
    browser, key, form, tmp_path
):
    path, asked = page_file(form, key[1], tmp_path), []
    with phone(browser, path) as p:
        p.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        add(p, ("case", ["A"]))
        file = save(p, tmp_path / "one.age")
        p.evaluate("document.body.click()")
        p.reload()
        p.locator("main h2").wait_for()
        assert asked == []
        assert p.locator("main li.card").count() == 0
        add(p, ("case", ["B"]))
        p.reload()
        p.locator("main h2").wait_for()
        assert asked == ["beforeunload"]
        assert p.locator("main li.card").count() == 0
    joined, out = opened([file], key, tmp_path)
    assert joined.count == 1
    assert pl.read_csv(out / "cases.csv")["case"].to_list() == ["A"]


def test_files_that_were_saved_one_after_the_other_are_joined(browser, key, form, tmp_path):
    with phone(browser, page_file(form, key[1], tmp_path)) as p:
        add(p, ("case", ["A"]), ("age", ["20"]))
        add(p, ("case", ["B"]))
        first = save(p, tmp_path / "1.age")
        p.get_by_role("button", name="Change case 1").click()
        assert p.get_by_label(re.compile(r"^\d+\. Age <b>$")).input_value() == "20"
        p.get_by_label("Consent was given and later withdrawn").check()
        buttons(p).nth(-2).click()
        p.once("dialog", lambda dialog: dialog.accept())
        p.get_by_role("button", name="Delete case 2").click()
        add(p, ("case", ["a"]))
        assert "the same number as case 1" in p.get_by_role("status").inner_text()
        p.get_by_role("button", name="Change case 2").click()
        p.get_by_label("Case number").fill("C")
        buttons(p).nth(-2).click()
        assert "same" not in p.get_by_role("status").inner_text()
        second = save(p, tmp_path / "2.age")
    assert first.stat().st_size == second.stat().st_size  # it does not tell how many there are
    joined, out = opened([second, first, first], key, tmp_path)
    assert (joined.count, joined.replaced, joined.idle) == (3, 1, (first,))
    cases = pl.read_csv(out / "cases.csv")
    assert dict(zip(cases["case"], cases["consent_statistics"], strict=True)) == {
        "A": "withdrawn",
        "C": "given",
        "B": "given",
    }
    assert verbs.check(out / "cases.csv", tmp_path / "small.toml").rows == 2


def test_where_a_browser_has_no_cryptography_for_the_page_the_library_has(
    browser, key, form, tmp_path
):
    """As for pages that a program of the phone shows: not a secure context."""
    path = page_file(form, key[1], tmp_path)
    context = browser.new_context(accept_downloads=True)
    context.set_default_timeout(5000)
    context.route("http://form.test/", lambda route: route.fulfill(path=path))
    p = context.new_page()
    p.goto("http://form.test/")
    p.locator("main h2").wait_for()
    assert p.evaluate("crypto.subtle === undefined")
    add(p, ("case", ["A"]))
    file = save(p, tmp_path / "one.age")
    context.close()
    assert opened([file], key, tmp_path)[0].count == 1


def test_a_browser_that_cannot_encrypt_is_refused_before_anything_is_entered(
    browser, key, form, tmp_path
):
    context = browser.new_context()
    context.add_init_script("crypto.getRandomValues = () => { throw new Error('none'); }")
    p = context.new_page()
    p.goto(page_file(form, key[1], tmp_path).as_uri())
    assert "cannot encrypt" in p.get_by_role("alert").inner_text()
    assert p.get_by_role("button").count() == 0
    context.close()


SENDS = 'fetch("https://example.org/", {method: "POST", body: "x"}).catch(() => 0);'


def planted(monkeypatch, script, policy):
    """A page whose script sends something, and whose policy is another."""
    own, known = page._script, page._policy
    monkeypatch.setattr(page, "_script", lambda: own() + script)
    monkeypatch.setattr(page, "_policy", lambda *of: policy(known(*of)))


@pytest.mark.parametrize(
    ("policy", "caught"),
    [
        (lambda known: known, "Content Security Policy"),
        (lambda known: f"{known}; connect-src *", "https://example.org/"),
        (lambda known: known.replace("sha256-", "sha256-x"), "Content Security Policy"),
    ],
)
def test_a_page_that_sends_something_is_caught(
    policy, caught, browser, key, form, tmp_path, monkeypatch
):
    planted(monkeypatch, SENDS, policy)
    path, wrong = page_file(form, key[1], tmp_path), []
    context = browser.new_context()
    context.route("https://**", lambda route: (wrong.append(route.request.url), route.abort()))
    p = context.new_page()
    p.on("console", lambda one: wrong.append(one.text))
    p.goto(path.as_uri())
    p.wait_for_timeout(100)
    context.close()
    assert any(caught in one for one in wrong)
    assert ("https://example.org/" in wrong) == (caught == "https://example.org/")


def test_a_page_has_a_policy_and_nothing_from_elsewhere(key, form):
    text = page.write_page(form, "en", key[1]).decode()
    policy = text.split('Content-Security-Policy" content="')[1].split('"')[0]
    parts = dict(one.split(" ", 1) for one in policy.split("; "))
    assert parts["default-src"] == "'none'"
    assert parts["form-action"] == parts["base-uri"] == "'none'"
    assert parts["script-src"].count("sha256-") == 2
    assert "unsafe" not in policy
    assert "http" not in policy
    for keeps in ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "pushState"):
        assert keeps not in text
    assert "</script><script>alert" not in text
