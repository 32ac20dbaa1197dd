"""What nobody has published says so: on its page, in the catalogue and to programs."""

from __future__ import annotations

import csv
import io
import shutil

import pytest
from edition_shelf import FIRST, SERIES, make_candidates, notice, publish

from lanterne.catalogue import Asked
from lanterne.errors import UsageError
from lanterne.gate import load_policy
from lanterne.gate.levels import level_text
from lanterne.gate.policy_file import parse_policy
from lanterne.release import check_destination
from let_pass import judged, let_pass

STRAY = {
    "en": "Not published through the catalogue: there is no statement that the gate let it pass.",
    "fr": "Non publiée par l'intermédiaire du catalogue",
    "es": "No se publicó a través del catálogo",
    "ar": "لم يُنشر هذا الإصدار عن طريق الفهرس",
}
ALONE = {
    "en": "Nothing shows that the gate checked this release",
    "fr": "Rien n'indique que la barrière ait contrôlé",
    "es": "Nada indica que la barrera haya comprobado si esta publicación",
    "ar": "لا شيء يبيّن أن البوابة فحصت هذا الإصدار",
}
OWN = {
    "en": "The policy is the publisher's own",
    "fr": "propre à l'organisation qui publie",
    "es": "propia de la organización que publica",
    "ar": "هذه السياسة خاصة بالجهة الناشرة",
}
LOOSE = parse_policy(level_text("lenient").replace("told = 0.1", "told = 0.9").encode(), "p.toml")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_candidates(tmp_path_factory.mktemp("made"), 1)[0]


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "catalogue"
    place.mkdir()
    return place


def text_of(client, address):
    return client.get(address).content.decode().replace("&#x27;", "'")


def told(client, name):
    (one,) = (e for e in client.get("/api/v1/releases").json()["releases"] if e["name"] == name)
    return one


def test_a_release_copied_among_editions_is_said_not_to_be_published(made, folder, visit):
    publish(made, folder, notice(1))
    shutil.copytree(made, folder / "sneaked")
    client = visit(folder)
    for language, words in STRAY.items():
        assert words in text_of(client, f"/{language}/releases/sneaked/")
        assert text_of(client, f"/{language}/").count(words) == 1
        assert words in told(client, "sneaked")["gate_in_words"][language]
        assert words not in text_of(client, f"/{language}/releases/{FIRST}/")
    lines = csv.DictReader(io.StringIO(client.get("/api/v1/releases.csv").content.decode()))
    assert STRAY["en"] in {one["name"]: one["gate_in_words"] for one in lines}["sneaked"]


def test_a_folder_without_editions_says_that_no_gate_stands_behind(made, folder, visit):
    shutil.copytree(made, folder / "mine")
    client = visit(folder)
    for language, words in ALONE.items():
        assert words in text_of(client, f"/{language}/releases/mine/")
        assert words in told(client, "mine")["gate_in_words"][language]
        assert words not in text_of(client, f"/{language}/")
        assert STRAY[language] not in text_of(client, f"/{language}/releases/mine/")


def test_an_own_policy_and_an_earlier_refusal_stand_on_the_page(made, folder, visit, tmp_path):
    candidate = shutil.copytree(made, tmp_path / "candidate")
    judged(candidate, passed=False, policy="strict")
    let_pass(candidate, LOOSE)
    done = publish(candidate, folder, notice(1), asked=Asked(LOOSE))
    client = visit(folder)
    strict = {"en": "under: strict", "fr": "stricte", "es": "estricta", "ar": "صارمة"}
    for language, words in OWN.items():
        page = text_of(client, f"/{language}/releases/{FIRST}/")
        for said in (words, strict[language], LOOSE.content, "risk.told = 0.9"):
            assert said in page, (language, said)
        assert done.notice.gate.public_key in page
        assert words in text_of(client, f"/{language}/")
        assert words in told(client, FIRST)["gate_in_words"][language]
        assert strict[language] in told(client, FIRST)["gate_in_words"][language]
    assert told(client, FIRST)["gate"]["rules"] == LOOSE.rules
    assert load_policy("strict").content == told(client, FIRST)["gate"]["refused"][0]["content"]


@pytest.mark.parametrize("end", ["edition", "withdrawn", "suspended"])
def test_no_release_is_made_in_a_catalogue_that_lost_its_lock(made, folder, end):
    check_destination(folder / "sneaked")
    publish(made, folder, notice(1))
    (folder / ".publication.lock").unlink()
    (folder / f"{SERIES}.v1.edition.json").rename(folder / f"{SERIES}.v1.{end}.json")
    with pytest.raises(UsageError, match="is a catalogue"):
        check_destination(folder / "sneaked")
