"""People who fill in an offline page in a real browser, which has no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pyrage import x25519

from form_answers import Sent
from lanterne.forms import Form, write_page
from lanterne.forms.asked import Asked, asked_in
from lanterne.forms.questions import Ask, Names, Section

PHONE = {"width": 390, "height": 844}

FILL = """([where, answers]) => {
  const field = name => [...where === null ? document.querySelectorAll('main .field')
    : document.querySelectorAll('main .card')[where].querySelectorAll('.field')]
    .find(one => one.dataset.name === name);
  const missed = [];
  for (const [name, texts] of answers) {
    const one = field(name), control = one && one.querySelector('select, input[type=text]');
    if (!one || one.closest('[hidden]')) { missed.push(name); continue; }
    if (control) {
      control.value = texts[0];
      control.dispatchEvent(new Event(control.localName === 'select' ? 'change' : 'input'));
      if (control.value !== texts[0]) missed.push(name);
    } else for (const text of texts) {
      const input = [...one.querySelectorAll('input')].find(each => each.value === text);
      if (input) input.click(); else missed.push(name + '=' + text);
    }
  }
  return missed;
}"""
"""Answers questions in their order; gives those that are not asked, or do not offer the answer."""

KEPT = """async () => ({
  local: localStorage.length, session: sessionStorage.length, cookies: document.cookie,
  databases: (await indexedDB.databases()).length, name: window.name, state: history.state,
  caches: 'caches' in window ? (await caches.keys()).length : 0,
})"""
"""Everything that a page can keep without asking."""

NOTHING_KEPT = {
    "local": 0,
    "session": 0,
    "cookies": "",
    "databases": 0,
    "name": "",
    "state": None,
    "caches": 0,
}


def key_file(folder: Path) -> tuple[Path, str]:
    """A new private key in a file, and its public key."""
    identity = x25519.Identity.generate()
    path = folder / "key"
    path.write_text(f"{identity}\n", "utf-8")
    path.chmod(0o600)
    return path, str(identity.to_public())


def page_file(form: Form, recipient: str, folder: Path, language: str = "en") -> Path:
    path = folder / "form.html"
    path.write_bytes(write_page(form, language, recipient))
    return path


@contextmanager
def phone(browser: Any, path: Path, wrong: list[str] | None = None) -> Iterator[Any]:
    """The page on a phone without network; at its end nothing may have gone wrong, unseen or not.

    Args:
        browser: A browser.
        path: The page.
        wrong: Is given what was asked elsewhere and what the console said; ``None``: nothing may
            be.
    """
    found: list[str] = [] if wrong is None else wrong
    context = browser.new_context(viewport=PHONE, accept_downloads=True)
    context.set_default_timeout(5000)
    address = path.as_uri()

    def asked(route: Any) -> None:
        if route.request.url == address:
            route.continue_()
        else:
            found.append(route.request.url)
            route.abort()

    context.route("**/*", asked)
    page = context.new_page()
    page.on("console", lambda one: found.append(f"{one.type}: {one.text}"))
    page.on("pageerror", lambda error: found.append(str(error)))
    page.goto(address)
    page.locator("main h2").wait_for()
    yield page
    if not page.is_closed():
        assert page.url == address
        assert page.evaluate(KEPT) == NOTHING_KEPT
        assert context.cookies() == []
    context.close()
    if wrong is None:
        assert found == []


def buttons(page: Any) -> Any:
    """The buttons at the end of what is shown."""
    return page.locator("main > .buttons button")


def save(page: Any, to: Path) -> Path:
    with page.expect_download() as download:
        buttons(page).nth(1).click()
    download.value.save_as(to)
    return to


def enter(page: Any, form: Form, one: Sent) -> bool:
    """Enter a case; whether the page takes it."""
    asked = asked_in(form)
    buttons(page).nth(0).click()
    rows = [
        (form.consent.name, [one.consent]),
        *answers_of(asked, form.cases, one.ids, one.answers),
    ]
    assert page.evaluate(FILL, [None, rows]) == []
    inner = [section for section in form.sections if section.under]
    for place, (ids, answers) in enumerate(one.links):
        page.locator("main > .buttons button").first.click()
        rows = [row for section in inner for row in answers_of(asked, section, ids, answers)]
        assert page.evaluate(FILL, [place, rows]) == []
    buttons(page).nth(-2).click()
    return page.locator("main .alarm[role=alert]").count() == 0


def answers_of(
    asked: Asked, section: Section, ids: dict[str, str], answers: dict[str, tuple[str, ...]]
) -> Iterator[tuple[str, Sequence[str]]]:
    """Question and what is chosen or typed there, in the order of the page."""
    for identity in section.identities:
        if identity.names is not Names.OTHER and ids.get(identity.name):
            yield asked.ids[identity.name], [ids[identity.name]]
    for question in section.questions:
        codes, asking = answers[question.name], asked.askings[question.name]
        silent = {one.code for one in question.silences}
        if not codes:
            continue
        if asking.typed:
            why = asked.why.get(question.name)
            if silent.intersection(codes) and why is not None:
                yield why.name, [why.choices[codes[0]]]
            else:
                yield asking.name, codes
        else:
            assert len(codes) == 1 or question.ask is Ask.SEVERAL
            yield asking.name, [asking.choices[code] for code in codes]
