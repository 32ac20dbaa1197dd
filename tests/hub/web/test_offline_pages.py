"""The offline page of a dataset in the hub, its key, and what comes back from it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from case_worker import begin, bring, dataset_of, edit, in_the_vault, last_file, page, rows, written
from page_worker import LINKED, ONE, file_of, form_of, new_key, people, same_number, with_key
from pyrage import x25519

from lanterne.codebook import load_codebook
from lanterne.errors import problem_from_json
from lanterne.forms import fingerprint, make_form
from lanterne.harmonise.form_names import GIVEN
from lanterne.hub import leftovers
from lanterne.hub.audit.models import Event
from lanterne.hub.jobs.models import Job
from lanterne.hub.people.roles import Role
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import encrypted_uploads, page_keys, subprocess_reader
from lanterne.hub.web.data.case_files import document_of
from lanterne.hub.web.models import CaseFile, PageKey
from saved_files import case, content, encrypted, saved_case


def codes() -> list[tuple[str | None, str]]:
    """Which file has which problem."""
    problems = map(problem_from_json, document_of(last_file())["problems"])
    return [(one.file, one.code) for one in problems]


def in_clear(text: str) -> str:
    """What a person reads of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("&#x27;", "'").split())


@pytest.mark.parametrize("book", [ONE, LINKED])
def test_ten_files_of_five_laptops_are_cases_at_once(workspace, book):
    """In any order; some cases stand in two files, and some of these were changed in between."""
    client, form = with_key(workspace, book), form_of(book)
    sent = [replace(one, ids={}) for one in people(form, 20)]  # no household is in two files
    cases = [saved_case(form, one) for one in sent]
    older = [saved_case(form, replace(one, consent=GIVEN)) for one in sent]
    newer = [case | {"revision": 2} for case in cases]
    files = [
        (
            f"form-{place}.age",
            file_of(client, form, [*newer[2 * place : 2 * place + 2], older[(2 * place + 2) % 20]]),
        )
        for place in range(9, -1, -1)
    ]
    bring(client, *files)
    made, document = last_file(), document_of(last_file())
    assert made.state == CaseFile.State.CHECKED, document["problems"]
    assert document["people"] == sum(one.consent == GIVEN for one in sent)
    assert [part["kind"] for part in made.parts] == ["csv"] * (2 if book == LINKED else 1)
    shown = in_clear(page(client))
    assert "The cases passed the check" in shown
    assert "form-3.age" in shown
    assert "Cases of which another file holds an earlier version: 10" in shown
    assert client.get(f"{client.place}/risk/").status_code == 200
    seen = client.get(f"/en/work/here/cases/{made.pk}/preview/").content.decode()
    assert "refused" not in seen
    assert "consent_statistics" not in seen


def test_the_cases_are_those_of_the_command_line(workspace, tmp_path):
    """One road: the table in the vault is the one that ``collect open`` writes."""
    from lanterne import verbs  # noqa: PLC0415 - here alone
    from lanterne.hub.web.data.case_files import cases_path  # noqa: PLC0415

    client, form = with_key(workspace), form_of(ONE)
    halves = [people(form)[:7], people(form)[5:]]
    files = [
        (f"{number}.age", file_of(client, form, [saved_case(form, one) for one in half]))
        for number, half in enumerate(halves)
    ]
    bring(client, *files)
    with cases_path(last_file(), None) as path:
        in_the_hub = path.read_text("utf-8")
    (private,) = page_keys.private_keys(client.dataset)
    key = tmp_path / "key"
    key.write_text(private, "utf-8")
    key.chmod(0o600)
    for name, data in files:
        (tmp_path / name).write_bytes(data)
    verbs.open_collected([tmp_path / name for name, _ in files], key, tmp_path / "cases")
    assert (tmp_path / "cases" / "cases.csv").read_text("utf-8") == in_the_hub


def test_a_key_is_made_by_who_may_edit_the_codebook_and_never_shown(workspace):
    client = begin(workspace)
    assert "offline-page" not in page(client)  # there is no codebook to ask by
    client.post(f"{client.place}/codebook/page-key/")
    assert not PageKey.objects.exists()
    client.post(f"{client.place}/codebook/choose/", {"codebook": ONE})
    assert "Make the key" in page(client)
    assert client.get(f"{client.place}/codebook/form.page").status_code == 302
    assert client.get(f"{client.place}/codebook/page-key/").status_code == 405
    new_key(client)
    (private,) = page_keys.private_keys(client.dataset)
    assert private.startswith("AGE-SECRET-KEY-")
    shown, said = page(client), fingerprint(client.recipient)
    assert said in shown
    assert "Make the key" not in shown
    for other in (Role.PUBLISHER, Role.PRIVACY_OFFICER, Role.CASE_WORKER):
        colleague = workspace.person(other)
        assert colleague.post(f"{client.place}/codebook/page-key/").status_code == 403
        assert "Make a new key" not in colleague.get(f"{client.place}/data/").content.decode()
    answered = client.get(f"{client.place}/codebook/form.page")
    assert "attachment" in answered["Content-Disposition"]
    assert said in answered.content.decode()
    told = "".join(map(str, Event.objects.values_list("details", flat=True)))
    assert said in told
    for text in (shown, answered.content.decode(), told):
        assert private not in text
    assert private.encode() not in b"".join(
        path.read_bytes() for path in workspace.home.root.rglob("*") if path.is_file()
    )


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_page_speaks_the_language_of_the_hub_first(workspace, language):
    client = with_key(workspace)
    place = client.place.replace("/en/", f"/{language}/", 1)
    made = client.get(f"{place}/codebook/form.page").content.decode()
    assert f'<html lang="{language}"' in made


def test_files_for_an_earlier_key_are_read_with_those_of_the_new_one(workspace):
    client, form = with_key(workspace), form_of(ONE)
    first, second = people(form)[:5], people(form)[5:]
    before = fingerprint(client.recipient)
    early = file_of(client, form, [saved_case(form, one) for one in first])
    new_key(client)
    late = file_of(client, form, [saved_case(form, one) for one in second])
    bring(client, ("early.age", early), ("late.age", late))
    assert last_file().state == CaseFile.State.CHECKED
    assert document_of(last_file())["people"] == sum(
        one.consent == GIVEN for one in (*first, *second)
    )
    shown = page(client)
    assert before in shown
    assert fingerprint(client.recipient) in shown
    assert before not in client.get(f"{client.place}/codebook/form.page").content.decode()


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_lost(workspace):
    client, form = with_key(workspace), form_of(ONE)
    cases = [saved_case(form, one) for one in people(form)]
    good = file_of(client, form, cases)
    stranger = str(x25519.Identity.generate().to_public())
    other_book = replace(load_codebook(ONE), version="0.9")
    changed = cases[1] | {"answers": cases[1]["answers"] | {"consent_statistics": "withdrawn"}}
    formula = cases[2] | {"key": "f" * 32, "answers": {"consent_statistics": "=1"}}
    files = [
        ("good.age", good),
        ("stranger.age", encrypted(content(form, cases), stranger)),
        ("cut.age", good[:-20]),
        ("changed.age", good[:-1] + bytes([good[-1] ^ 1])),
        ("version.age", file_of(client, make_form(other_book), [])),
        ("words.age", encrypted(b"hello", client.recipient)),
        ("columns.age", file_of(client, form, [], columns=["consent_statistics", "x"])),
        ("formula.age", file_of(client, form, [formula])),
        ("twice.age", file_of(client, form, [changed])),
    ]
    bring(client, *files)
    assert codes() == [
        ("changed.age", "saved-file-damaged"),
        ("columns.age", "saved-file-not-cases"),
        ("cut.age", "saved-file-damaged"),
        ("formula.age", "saved-file-formula"),
        ("stranger.age", "saved-file-other-key"),
        ("version.age", "form-other-version.page"),
        ("words.age", "saved-file-not-cases"),
        ("twice.age", "saved-case-two-versions"),
    ]
    made = last_file()
    assert made.state == CaseFile.State.FAULTY
    assert [part["kind"] for part in made.parts] == ["age"] * len(files)
    for language in ("en", "fr", "es", "ar"):
        shown = page(client, language=language)
        assert fingerprint(client.recipient) in shown.split("offline-page")[0]
        assert str(workspace.home.root) not in shown
        assert "=1" not in in_clear(shown)
    assert "None of the encrypted files was read" in page(client)
    bring(client, files[0])
    assert last_file().state == CaseFile.State.CHECKED


@pytest.mark.parametrize("code", ["formula", "two-versions", "same-number"])
def test_of_a_forged_file_few_problems_are_kept_and_the_others_counted(workspace, code):
    client, form = with_key(workspace, LINKED), form_of(LINKED)
    number, files = form.cases.itself.name, []
    for name, consent in (("a", GIVEN), ("b", "refused")):
        answers = {
            "formula": {"consent_statistics": "=1"},
            "two-versions": {"consent_statistics": consent},
            "same-number": {"consent_statistics": GIVEN, number: "1"},
        }[code]
        keys = [f"{one}" if code == "two-versions" else f"{name}{one}" for one in range(52)]
        cases = [case(key, answers) for key in keys]
        files.append((f"{name}.age", file_of(client, form, cases)))
    bring(client, *files)
    kept = [problem_from_json(one) for one in document_of(last_file())["problems"]]
    of_last = [one for one in kept if one.file == "b.age"]
    assert [one.rule for one in of_last] == [of_last[0].rule] * 11
    assert code in of_last[0].code
    assert (of_last[-1].code, of_last[-1].parameters) == ("problems.more-rows", {"count": 42})
    for language in ("en", "fr", "es", "ar"):
        counts = {int(one) for one in re.findall(r"\d+", in_clear(page(client, language=language)))}
        assert counts & {42, 2 * 42}  # of one file or of both


def test_one_file_that_cannot_be_read_is_said_without_a_name_of_the_hubs_own(workspace):
    client, form = with_key(workspace), form_of(ONE)
    bring(client, ("a.age", file_of(client, form, [])[:-5]))
    assert codes() == [(None, "saved-file-damaged")]


def test_files_of_one_name_are_told_apart(workspace):
    client, form = with_key(workspace), form_of(ONE)
    good = file_of(client, form, [])
    bring(client, ("cases.age", good), ("cases.age", good[:-5]))
    assert codes() == [("cases (2).age", "saved-file-damaged")]


def test_the_same_number_in_two_files_is_asked_about_and_may_be_the_same(workspace):
    book = LINKED  # its numbers are in every form
    client, form = with_key(workspace, book), form_of(book)
    files = same_number(client, form)
    bring(client, *files)
    assert {code for _, code in codes()} == {"saved-case-same-number"}
    shown = page(client)
    assert "say so below" in shown
    assert "--same-numbers" not in shown
    assert "secret" not in shown
    made = last_file()
    assert (
        workspace.person(Role.PUBLISHER)
        .post(f"/en/work/here/cases/{made.pk}/same-numbers/")
        .status_code
        == 403
    )
    client.post(f"/en/work/here/cases/{made.pk}/same-numbers/")
    assert "saved-case-same-number" not in {
        one["code"] for one in document_of(last_file())["problems"]
    }
    assert [part["kind"] for part in last_file().parts] == ["csv", "csv"]
    assert {"opened": "same-numbers"} in Event.objects.values_list("details", flat=True)


def refusal(client: Any, *files: tuple[str, bytes | str]) -> str:
    """What is said of files of which nothing is kept."""
    kept = in_the_vault()
    answered = bring(client, *files)
    assert answered.status_code == 400
    assert not CaseFile.objects.exists()
    assert in_the_vault() == kept
    return in_clear(answered.content.decode())


def test_what_cannot_be_read_at_all_is_refused_before_it_is_kept(workspace, monkeypatch):
    client, form = with_key(workspace), form_of(ONE)
    saved = file_of(client, form, [])
    plain = ("cases.csv", written(rows()))
    said = refusal(client, ("a.age", saved), plain, ("c.age", b""))
    assert "cases.csv · This file is not encrypted" in said
    assert "c.age · The file is empty" in said
    assert "a.age ·" not in said
    monkeypatch.setattr(encrypted_uploads, "MOST", 0)
    assert "a.age · The encrypted files have more than 0 megabytes" in refusal(
        client, ("a.age", saved)
    )
    PageKey.objects.all().delete()
    said = refusal(client, ("a.age", saved), plain)
    assert "a.age · The file is encrypted, but no key was ever made" in said
    assert "cases.csv · This file is not encrypted" in said


def test_a_file_that_is_not_encrypted_is_a_table_whatever_its_name(workspace):
    client = with_key(workspace)
    bring(client, ("cases.age", written(rows())))
    assert [part["kind"] for part in last_file().parts] == ["csv"]


def test_a_codebook_is_no_encrypted_file(workspace):
    client, form = with_key(workspace), form_of(ONE)
    from io import BytesIO  # noqa: PLC0415 - here alone

    stream = BytesIO(file_of(client, form, []))
    stream.name = "own.toml"
    kept = in_the_vault()
    assert client.post(f"{client.place}/codebook/send/", {"toml": stream}).status_code == 400
    assert in_the_vault() == kept


def test_nobody_who_consents(workspace):
    client, form = with_key(workspace), form_of(ONE)
    refused = [saved_case(form, replace(one, consent="refused")) for one in people(form)]
    bring(client, ("a.age", file_of(client, form, refused)))
    assert last_file().state == CaseFile.State.FAULTY
    assert [code for _, code in codes()] == ["no-rows.whole"]
    bring(client, ("a.age", file_of(client, form, [])))
    assert last_file().state == CaseFile.State.FAULTY
    assert [code for _, code in codes()] == ["no-rows.whole"]


def test_files_wait_for_the_codebook_of_their_page(workspace):
    client, form = with_key(workspace), form_of(ONE)
    saved = file_of(client, form, [saved_case(form, one) for one in people(form)])
    client.post(f"{client.place}/codebook/choose/", {"codebook": "htcds-2.0"})
    bring(client, ("a.age", saved))
    assert codes() == [(None, "form-other-version.page")]
    client.post(f"{client.place}/codebook/choose/", {"codebook": ONE})
    assert last_file().state == CaseFile.State.CHECKED
    assert document_of(last_file())["people"] > 0
    dataset = dataset_of(client)
    dataset.codebook_name = ""
    dataset.save()
    bring(client, ("a.age", saved))
    assert codes() == [(None, "saved-file-no-codebook")]
    page(client)


def test_reading_is_written_into_the_log_and_keys_are_in_no_job(workspace):
    client, form = with_key(workspace), form_of(ONE)
    bring(client, ("a.age", file_of(client, form, [saved_case(form, people(form)[0])])))
    assert {"opened": "apart"} in Event.objects.values_list("details", flat=True)
    (private,) = page_keys.private_keys(client.dataset)
    assert not any(private in str(job.__dict__) for job in Job.objects.all())
    auditor = workspace.person(Role.AUDITOR)
    log = auditor.get("/en/work/here/audit/").content.decode()
    assert "Encrypted files of the offline page" in log
    assert "New key of the offline page" in log


def test_what_is_deleted_is_gone_and_the_key_stays(workspace):
    client, form = with_key(workspace), form_of(LINKED)
    kept = in_the_vault()
    for saved in (file_of(client, form, []), b"age-encryption.org/v1\n" + bytes(200)):
        bring(client, ("a.age", saved), ("b.age", saved))
        assert in_the_vault() > kept
        client.post(f"/en/work/here/cases/{last_file().pk}/delete/")
        assert in_the_vault() == kept
    assert page_keys.private_keys(client.dataset)


def test_files_that_are_deleted_while_they_are_read_leave_nothing(workspace, monkeypatch):
    client, form = with_key(workspace), form_of(ONE)
    kept = in_the_vault()
    real = subprocess_reader.looked_at

    def slow(*given: Any, **more: Any) -> Any:
        found = real(*given, **more)
        client.post(f"/en/work/here/cases/{last_file().pk}/delete/")
        return found

    monkeypatch.setattr(subprocess_reader, "looked_at", slow)
    bring(client, ("a.age", file_of(client, form, [])))
    assert last_file().state == CaseFile.State.DELETED
    assert in_the_vault() == kept


@pytest.mark.parametrize("deleted", [False, True])
def test_a_worker_that_dies_after_it_noted_the_tables_leaves_nothing(
    workspace, monkeypatch, deleted
):
    client, form = with_key(workspace), form_of(ONE)
    kept, died = set(vault_documents.vault().file_ids("here")), []
    saved = file_of(client, form, [saved_case(form, one) for one in people(form)])

    def dies(*_given: Any) -> None:
        died.append(True)
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(vault_documents, "forget", dies)
        bring(client, ("a.age", saved))
    assert died
    made = last_file()
    (part,) = made.parts
    assert part["kind"] == "csv"
    if deleted:
        client.post(f"/en/work/here/cases/{made.pk}/delete/")
    leftovers.clear_up()
    there = set(vault_documents.vault().file_ids("here")) - kept
    assert there == (set() if deleted else {part["file"], made.findings})
    if not deleted:
        client.post(f"/en/work/here/cases/{made.pk}/check/")
        assert last_file().state == CaseFile.State.CHECKED
        assert in_the_vault() == len(kept) + 2


def test_a_worker_that_dies_before_it_notes_the_tables_loses_no_file(workspace, monkeypatch):
    client, form = with_key(workspace), form_of(ONE)
    saved = file_of(client, form, [saved_case(form, one) for one in people(form)])

    def dies(*_given: Any, **_more: Any) -> None:
        died.append(True)
        raise MemoryError

    bring(client, ("a.age", saved[:-5]))
    made, kept, died = last_file(), in_the_vault(), []
    (part,) = made.parts
    tables = {"tables": {"cases.csv": "x\n"}, "idle": [], "replaced": 0}
    with monkeypatch.context() as patched:
        patched.setattr(subprocess_reader, "looked_at", lambda *_given, **_more: tables)
        patched.setattr(CaseFile, "save", dies)
        client.post(f"/en/work/here/cases/{made.pk}/check/")
    assert died
    leftovers.clear_up()
    assert last_file().parts == [part]
    assert in_the_vault() == kept
    assert {part["file"], last_file().findings} <= {*vault_documents.vault().file_ids("here")}
    client.post(f"/en/work/here/cases/{made.pk}/check/")
    assert codes() == [(None, "saved-file-damaged")]


def test_files_are_read_while_somebody_has_a_draft_of_the_codebook(workspace):
    client, form = with_key(workspace), form_of(ONE)
    edit(client, f"{client.place}/codebook/", {"act": "save", "version": "2", "title.en": "Own"})
    assert dataset_of(client).draft
    bring(client, ("a.age", file_of(client, form, [saved_case(form, one) for one in people(form)])))
    assert [part["kind"] for part in last_file().parts] == ["csv"]
    assert dataset_of(client).draft
    edit(client, f"{client.place}/codebook/", {"act": "discard"})
    client.post(f"/en/work/here/cases/{last_file().pk}/check/")
    assert last_file().state == CaseFile.State.CHECKED
    assert document_of(last_file())["people"] > 0


@pytest.mark.apart
def test_files_that_need_too_much_are_said_to(workspace, monkeypatch):
    client, form = with_key(workspace), form_of(ONE)
    monkeypatch.setattr(subprocess_reader, "most_memory", lambda: 1 << 20)
    bring(client, ("a.age", file_of(client, form, [])))
    assert codes() == [(None, "too-large.saved")]
