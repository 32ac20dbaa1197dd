"""A codebook is drafted, read by a person, changed, confirmed, and only then in force."""

from __future__ import annotations

import html
import re

import pytest
from case_worker import (
    BOOK,
    begin,
    bring,
    edit,
    in_order,
    last_file,
    page,
    rows,
    send_book,
    written,
)

from lanterne.codebook import parse_codebook
from lanterne.hub.people.roles import Role
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.models import CaseFile


def drafted(workspace, language="en"):
    """Somebody with a draft of their own cases."""
    client = begin(workspace)
    bring(client, ("cases.csv", written(rows())))
    place = f"/{language}/work/here/cases/{last_file().pk}/draft/"
    assert client.post(place).headers["Location"].endswith("/codebook/")
    client.dataset.refresh_from_db()
    return client


def act(client, act, **fields):
    answer = edit(client, f"{client.place}/codebook/", {"act": act, **fields})
    client.dataset.refresh_from_db()
    return answer


def place_of(client, name):
    draft = dataset_codebook.draft_of(client.dataset)
    return [column["name"] for column in draft.columns].index(name)


def test_a_draft_is_not_in_force_and_its_lists_are_not_in_the_database(workspace):
    client = drafted(workspace)
    assert client.dataset.draft
    assert client.dataset.codebook == ""
    assert dataset_codebook.in_force(client.dataset) is None
    assert dataset_codebook.book_of(client.dataset).draft
    shown = page(client, "/codebook/")
    assert "Columns to confirm: 4 / 4" in shown
    assert "numbers of people, cases or documents" in shown  # why a column was left out
    assert "Until you have confirmed it" in page(client)


def test_it_is_used_only_when_every_column_is_confirmed(workspace):
    client = drafted(workspace)
    assert act(client, "put-in-force").status_code == 400
    answer = act(client, "confirm-all")
    assert answer.status_code == 400
    assert "Tick the box first" in answer.content.decode()
    assert dataset_codebook.draft_of(client.dataset).to_confirm
    act(client, "confirm-all", sure="yes")
    assert dataset_codebook.draft_of(client.dataset).to_confirm == ()
    assert act(client, "put-in-force").status_code == 302
    book = dataset_codebook.in_force(client.dataset)
    assert (book.draft, client.dataset.draft) == (False, "")
    assert book.table.names == ("sexe", "âge", "pays", "contrôle")
    assert client.dataset.ignored == ["dossier", "note"]
    assert parse_codebook(client.dataset.codebook.encode(), "x").name == "cases-of-the-north"


def test_a_list_that_is_changed_has_to_be_confirmed_again(workspace):
    client = drafted(workspace)
    act(client, "confirm-all", sure="yes")
    place = place_of(client, "sexe")
    form = {
        "label.en": "Sex",
        "label.fr": "Sexe",
        "type": "category",
        "list": "",
        "values": "Femme | Woman | Femme\nHomme | Man\nAutre",
        "missing.unknown": "?, inconnu",
        "act": "back",
    }
    assert edit(client, f"{client.place}/codebook/{place}/", form).status_code == 302
    client.dataset.refresh_from_db()
    draft = dataset_codebook.draft_of(client.dataset)
    assert draft.to_confirm == ("sexe",)
    edit(client, f"{client.place}/codebook/{place}/", {**form, "confirmed": "yes"})
    client.dataset.refresh_from_db()
    act(client, "put-in-force")
    column = dataset_codebook.in_force(client.dataset).table.column("sexe")
    assert column.codes == ("Femme", "Homme", "Autre")
    assert dict(column.label) == {"en": "Sex", "fr": "Sexe"}
    assert [dict(value.label) for value in column.values] == [
        {"en": "Woman", "fr": "Femme"},
        {"en": "Man"},
        {"en": "Autre"},
    ]
    assert {kind.value: texts for kind, texts in column.missing.items()} == {
        "not_recorded": ("",),
        "unknown": ("?", "inconnu"),
    }


def test_saving_a_column_unchanged_changes_nothing(workspace):
    """What the form shows is what it reads: every field of every column, back and forth."""
    client = in_order(workspace)
    before = dataset_codebook.in_force(client.dataset)
    for place in range(len(before.table.columns)):
        shown = page(client, f"/codebook/{place}/")
        form = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', shown))
        form.update(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>', shown, re.S))
        for name, options in re.findall(r'<select[^>]* name="([^"]+)">(.*?)</select>', shown, re.S):
            chosen = re.findall(r'<option value="([^"]*)" selected', options)
            form[name] = chosen[0] if chosen else ""
        form.pop("csrfmiddlewaretoken", None)
        form.pop("confirmed", None)
        if 'name="required" value="yes" checked' not in shown:
            form.pop("required", None)
        form = {name: html.unescape(text) for name, text in form.items()}
        edit(client, f"{client.place}/codebook/{place}/", {**form, "confirmed": "yes"})
    client.dataset.refresh_from_db()
    assert dataset_codebook.draft_of(client.dataset).read()[1] == []
    act(client, "put-in-force")
    after = dataset_codebook.in_force(client.dataset)
    assert after.table.columns == before.table.columns


def test_a_column_is_left_out_and_taken_in_again(workspace):
    client = drafted(workspace)
    act(client, "leave-out", column="pays")
    draft = dataset_codebook.draft_of(client.dataset)
    assert "pays" in draft.excluded
    assert "pays" not in [column["name"] for column in draft.columns]
    act(client, "take-in", column="pays")
    draft = dataset_codebook.draft_of(client.dataset)
    assert draft.columns[-1]["name"] == "pays"
    assert "pays" in draft.to_confirm
    act(client, "confirm-all", sure="yes")
    answer = act(client, "put-in-force")  # its list is empty: a person has to write it
    assert answer.status_code == 400
    assert "the column has no value" in answer.content.decode()


def test_a_draft_is_thrown_away_and_what_was_in_force_stays(workspace):
    client = in_order(workspace)
    act(client, "leave-out", column="pays")
    assert client.dataset.draft
    assert "pays" in dataset_codebook.in_force(client.dataset).table.names
    act(client, "discard")
    assert client.dataset.draft == ""
    assert dataset_codebook.book_of(client.dataset) == dataset_codebook.in_force(client.dataset)


def test_rules_are_changed_as_text_and_go_with_their_columns(workspace):
    client = in_order(workspace)
    shown = page(client, "/codebook/")
    assert "minor-debts" in shown
    answer = act(client, "save", version="1.1", rules="[[tables.rules", **{"title.en": "Own"})
    assert answer.status_code == 400
    assert "TOML" in answer.content.decode()
    act(client, "save", version="1.1", rules="", **{"title.en": "Own", "title.fr": "À nous"})
    book, problems = dataset_codebook.draft_of(client.dataset).read()
    assert (problems, book.table.rules, book.version) == ([], (), "1.1")
    assert dict(book.title) == {"en": "Own", "fr": "À nous"}
    act(client, "discard")
    act(client, "leave-out", column="âge")  # the rule needs it
    book, problems = dataset_codebook.draft_of(client.dataset).read()
    assert (problems, book.table.rules) == ([], ())


def test_a_codebook_with_faults_is_not_taken_and_all_of_them_are_said(workspace):
    client = begin(workspace)
    wrong = BOOK.replace('"category"', '"kategory"').replace('values = "iso3"', 'values = "iso9"')
    answer = send_book(client, wrong)
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert "there is no type &#x27;kategory&#x27;." in shown
    assert "there is no list &#x27;iso9&#x27;." in shown
    assert client.dataset.codebook == ""
    assert "Line 2:" in send_book(client, 'name = "own"\nversion 1').content.decode()
    french = client.post(
        f"{client.place.replace('/en/', '/fr/')}/codebook/send/", {}
    ).content.decode()
    assert "Choisissez d&#x27;abord un fichier." in french


def send_french(client, text):
    """What the French page says of a codebook that is sent."""
    place = client.place
    client.place = place.replace("/en/", "/fr/")
    shown = html.unescape(send_book(client, text).content.decode())
    client.place = place
    (faults,) = re.findall(r'<div class="faults".*?</div>', shown, re.S)
    return faults


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ('type = "category"', "type = 3"),
            "doit être un texte\u00a0; il y a ici\u00a0: un nombre.",
        ),
        (
            ('title = { en = "Own" }', "title = 3"),
            "title\u00a0: doit être un texte dans chaque langue\u00a0; "
            "il y a ici\u00a0: un nombre.",
        ),
        (
            ('name = "own"', 'names = "own"'),
            "clé inconnue 'names'. Vouliez-vous dire 'name'\u00a0?",
        ),
        (('"0-17" = ["0-17"], ', ""), "aucune réponse plus large ne contient '0-17'."),
        (
            ('forbid = [{ column = "âge", values = ["0-17"] }, ', "forbid = [{ }, "),
            'ne cherche aucune réponse. Ajoutez values = ["…"].',
        ),
        (
            ('name = "victims"', 'name = "victims"\nkey = "k"'),
            "la table 'victims' a une clé, renvoie",
        ),
        (
            ('version = "1"', "version = 1x"),
            "le fichier n'est pas du TOML correct\u00a0: il y a quelque",
        ),
    ],
)
def test_faults_of_a_codebook_are_said_in_french(workspace, change, said):
    faults = send_french(begin(workspace), BOOK.replace(*change, 1))
    assert said in faults
    assert not re.search(r"\b(?:the|must|has|is|of)\b", re.sub(r"<[^>]*>", "", faults)), faults


def test_the_place_of_a_fault_is_said_once(workspace):
    client = begin(workspace)
    wrong = BOOK.replace('title = { en = "Own" }', "title = { en = 3 }")
    shown = html.unescape(send_book(client, wrong).content.decode())
    assert shown.count("title.en:") == 1
    assert shown.count("title.en") == 1


def test_the_line_of_a_fault_in_the_rules_is_that_of_what_was_written(workspace):
    client = in_order(workspace)
    client.place = client.place.replace("/en/", "/fr/")
    rules = '[[tables.rules]]\nname = "own\n'
    shown = html.unescape(act(client, "save", version="1.1", rules=rules).content.decode())
    assert "Règles\u00a0: Ligne\u00a02\u00a0: le fichier n'est pas du TOML correct" in shown


def test_a_codebook_that_says_it_is_a_draft_has_to_be_confirmed(workspace):
    client = begin(workspace)
    assert send_book(client, "draft = true\n" + BOOK).headers["Location"].endswith("/codebook/")
    client.dataset.refresh_from_db()
    assert dataset_codebook.in_force(client.dataset) is None
    assert len(dataset_codebook.draft_of(client.dataset).to_confirm) == 4


def test_a_codebook_comes_back_as_it_was_sent(workspace):
    client = in_order(workspace)
    for name in ("codebook.toml", "draft.toml"):
        answer = client.get(f"{client.place}/codebook/{name}")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="codebook.toml"'
        again = parse_codebook(answer.content, "again.toml")
        assert again.tables == parse_codebook(BOOK.encode(), "own.toml").tables


def test_a_changed_ready_codebook_has_a_name_of_its_own(workspace):
    client = begin(workspace)
    client.post(f"{client.place}/codebook/choose/", {"codebook": "lanterne-cases"})
    act(client, "leave-out", column="dataSource")
    act(client, "put-in-force")
    book = dataset_codebook.in_force(client.dataset)
    assert (book.name, client.dataset.codebook_name) == ("cases-of-the-north", "")
    assert "dataSource" not in book.table.names


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_words_of_a_draft_are_in_the_language_of_its_people_too(workspace, language):
    client = drafted(workspace, language)
    book, _problems = dataset_codebook.draft_of(client.dataset).read()
    assert book.table.column("pays").label[language] == "Pays"
    assert book.table.label["fr"] == "Victimes"


def test_hostile_labels_are_only_text(workspace):
    client = begin(workspace)
    evil = '<script>alert(1)</script>"><img src=x onerror=y>'
    send_book(client, BOOK.replace('en = "Sex"', f"en = '{evil}'").replace('"Femme"', f"'{evil}'"))
    bring(client, ("cases.csv", written([[*row[:1], "Homme", *row[2:]] for row in rows()])))
    client.post(f"{client.place}/data/who/", {"subject_id": "dossier", "ignored": ["note"]})
    client.post(f"{client.place}/risk/assess/", {"k": "5", "length": "2"})
    file = last_file()
    assert file.state == CaseFile.State.CHECKED
    places = ["/data/", "/codebook/", "/codebook/0/", "/risk/"]
    texts = [page(client, place) for place in places]
    texts.append(client.get(f"/en/work/here/cases/{file.pk}/preview/").content.decode())
    for text in texts:
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    assert sum("&lt;script&gt;" in text for text in texts) >= 3


def test_only_who_may_edit_does(workspace):
    client = in_order(workspace)
    for role in (Role.PRIVACY_OFFICER, Role.PUBLISHER, Role.AUDITOR, Role.ADMINISTRATOR):
        other = workspace.person(role)
        other.place = client.place
        assert other.get(f"{client.place}/codebook/").status_code == 403
        assert other.get(f"{client.place}/codebook/0/").status_code == 403
        assert other.get(f"{client.place}/codebook/draft.toml").status_code == 403
        assert send_book(other).status_code == 403
        assert other.get(f"{client.place}/codebook/codebook.toml").status_code == 200  # in force
