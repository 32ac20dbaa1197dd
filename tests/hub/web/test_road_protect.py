"""The Protect step: the price before anything is spent, one spend for one run, and refusals."""

from __future__ import annotations

import html
import re
import shlex
import shutil
import uuid

import pytest
import typer
from road import choices, dataset_with_cases, run_with_release

from lanterne import verbs
from lanterne.cli.app import app
from lanterne.hub.jobs.execution import do_job
from lanterne.hub.jobs.models import Job
from lanterne.hub.people.roles import Role
from lanterne.hub.problem_texts import kept_says
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.models import CaseFile, Dataset, Run
from lanterne.hub.web.protect import price
from lanterne.hub.web.protect.choices import DP
from lanterne.hub.web.protect.sentences import short_name
from lanterne.hub.web.publish import release_folders
from lanterne.hub.web.requests import as_files, protecting
from lanterne.privacy import Budget, Ledger, default_delta, strength_in_words
from lanterne.privacy.spending import Spend
from lanterne.release import verify_release
from lanterne.release.worth_words import verdict
from lanterne.verbs.requests import command_line
from lanterne.verbs.terms import terms_of


@pytest.fixture
def dataset(officer, tmp_path):
    return dataset_with_cases(officer.user, tmp_path)


def at(dataset, rest=""):
    return f"/en/work/here/datasets/{dataset.pk}/protect/{rest}"


def ledger(dataset):
    return Ledger(release_folders.ledger_of(dataset))


def start(client, dataset, **others):
    return client.post(at(dataset, "start/"), choices(dataset, **{"run": uuid.uuid4()} | others))


def test_the_price_is_said_and_nothing_is_spent(officer, dataset):
    page = officer.get(at(dataset), choices(dataset)).content.decode()
    assert "Spend it, and protect" in page
    assert [one.kind for one in ledger(dataset).entries()] == ["open"]
    closer = officer.get(at(dataset), choices(dataset, within=10)).content.decode()
    assert price_in(closer) > price_in(page) > 0


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize(("width", "shown"), [(45.0, "45"), (2.5, "2.5")])
def test_a_whole_number_begins_without_a_point(
    officer, dataset, monkeypatch, language, width, shown
):
    monkeypatch.setattr(price, "usual_width", lambda *_: width)
    page = officer.get(at(dataset).replace("/en/", f"/{language}/")).content.decode()
    assert re.search(r'name="within" value="([^"]*)"', page)[1] == shown


@pytest.mark.parametrize(("epsilon", "sure"), [(1, "74%"), (4, "99%"), (10, "99.996%")])
def test_how_sure_somebody_can_become_is_rounded_up(officer, dataset, epsilon, sure):
    page = officer.get(at(dataset), choices(dataset, epsilon=epsilon)).content.decode()
    assert f"be at most {sure} sure" in page


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_price_is_shown_as_worlds_of_all_that_was_spent(officer, dataset, language):
    before = Spend("all", "person", Budget(1.0, 1e-6), (), "before")
    Ledger(release_folders.ledger_of(dataset)).charge(before)
    address = at(dataset).replace("/en/", f"/{language}/")
    page = officer.get(address, choices(dataset, epsilon=1.0)).content.decode()
    shown = [path.count("M") for path in re.findall(r'class="with" d="([^"]*)"', page)]
    assert shown == [1, 8, 50, 89, 1, 7]  # those of ε = 2
    assert 'data-epsilon="2"' in page


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_price_page_says_what_the_rows_will_be_worth(officer, dataset, language):
    """For a few sizes and the people who are expected, with a verdict; and ε in words that fit."""
    place = at(dataset).replace("/en/", f"/{language}/")
    page = html.unescape(officer.get(place, choices(dataset, epsilon=10)).content.decode())
    asked = {"epsilon": 10, "unit": "row"}
    found = price.worth(
        dataset, asked, verbs.accuracy(dataset_codebook.codebook_of(dataset), epsilon=10)
    )
    assert [one.people for one in found] == sorted({300, 3_000, 30_000, dataset.people_expected})
    for one in found:
        assert verdict(one, language) in page
    assert strength_in_words(10, language) in page
    assert "50" in page[page.index('class="figure"') :][:900], "how sure somebody was before"


def test_how_far_off_counts_may_be_is_said_for_the_people_who_are_expected(officer, dataset):
    """Of one table the noise is shared out by how many there are."""
    asked = {"epsilon": 4, "delta": 1e-6, "unit": "row"}
    book, now = dataset_codebook.codebook_of(dataset), price.standing(dataset)
    said = []
    for people in (300, 300_000):
        dataset.people_expected = people
        said.append(price.price(dataset, asked, now).accuracy)
        assert said[-1] == verbs.accuracy(book, epsilon=4, delta=1e-6, people=people)
    assert said[0].widths != said[1].widths


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "about 4,321 people"), ("ar", "يقارب 4,321"), ("es", "unas 4\u202f321")],
)
def test_the_page_says_for_how_many_people_counts_come_so_close(officer, dataset, language, said):
    dataset.people_expected = 4_321
    dataset.save()
    place = at(dataset).replace("/en/", f"/{language}/")
    page = html.unescape(officer.get(place, choices(dataset, epsilon=4)).content.decode())
    assert said in page[page.index('class="widths"') :]
    assert "the number that was stated" not in page, "there is no field in which to state it"


def test_the_price_is_written_as_the_language_does(officer, dataset):
    for language, written in (("en", "2.5"), ("ar", "2.5"), ("fr", "2,5"), ("es", "2,5")):
        place = at(dataset).replace("/en/", f"/{language}/")
        page = officer.get(place, choices(dataset, epsilon=2.5)).content.decode()
        assert f'class="figure"><bdi dir="ltr">ε = {written}<' in page


def price_in(page):
    return float(re.search(r'class="figure"><bdi dir="ltr">ε = ([\d.]+)', page)[1])


def test_a_run_makes_a_release_and_spends_once(officer, dataset):
    form = choices(dataset, run=uuid.uuid4())
    first = officer.post(at(dataset, "start/"), form)
    again = officer.post(at(dataset, "start/"), form)
    assert (first.status_code, again.status_code) == (302, 302)
    run = Run.objects.get()
    assert run.job.state == "done", run.job.problems
    assert verify_release(release_folders.release_of(run)).ok
    spent = ledger(dataset).spent()
    assert (spent.releases, spent.epsilon) == (1, run.choices["epsilon"])
    assert run.promise["epsilon"] == run.choices["epsilon"]
    assert run.job.spent
    assert "Draw again, at no cost" in officer.get(f"/en/work/here/runs/{run.pk}/").content.decode()


def test_the_command_line_is_one_that_lanterne_knows(officer, dataset):
    Dataset.objects.filter(pk=dataset.pk).update(subject_id="id of them", ignored=["notes"])
    page = officer.get(at(dataset), choices(dataset, unit="person", publisher="A & b", bound=""))
    line = re.search(r'class="verb" tabindex="0">(.*?)<', page.content.decode())[1]
    words = shlex.split(html.unescape(line))
    known = typer.main.get_command(app).commands[words[1]].params
    options = {name for one in known for name in one.opts}
    assert {word for word in words if word.startswith("--")} <= options
    text = " ".join(words)
    for part in ("--subject-id id of them", "--ignore notes", "--publisher A & b"):
        assert part in text


@pytest.mark.parametrize(
    ("people", "delta", "said"),
    [
        (100_000, None, []),
        (100_000, 1e-6, []),  # it follows from the usual number
        (100_000, 1e-7, ["--delta 1e-07"]),
        (2_000_000, None, ["--people 2000000"]),
        (2_000_000, 1e-8, ["--people 2000000"]),
        (2_000_000, 1e-6, ["--delta 1e-06", "--people 2000000"]),
    ],
)
def test_the_command_says_of_delta_what_somebody_chose(dataset, people, delta, said):
    dataset.people_expected = people
    chosen = {"epsilon": 2.5, **({} if delta is None else {"delta": delta})}
    request = protecting(chosen, DP, dataset, as_files(dataset, None), "release")
    line = command_line("protect", request)
    assert re.findall(r"--(?:delta|people) \S+", line) == said
    terms = terms_of(request)
    assert terms.delta == (delta or default_delta(people))


def test_a_method_with_k_beside_another_release_needs_a_reason(officer, dataset, made):
    run_with_release(dataset, officer.user, made)
    method = {"method": "k-anonymised", "quasi": ["gender", "year"], "k": 3}
    page = officer.get(at(dataset), choices(dataset, **method)).content.decode()
    assert 'name="accept_risk"' in page
    assert start(officer, dataset, **method).status_code == 409
    assert start(officer, dataset, accept_risk="no", **method).status_code == 409
    reason = "Asked for by the ministry"
    assert start(officer, dataset, accept_risk=reason, **method).status_code == 302
    run = Run.objects.latest("created")
    assert run.job.state == "done", run.job.problems
    assert run.promise["k"] == 3
    assert ledger(dataset).entries()[-1].details["accepted_risk"] == reason


def test_a_reason_of_several_lines_is_one_and_stands_in_the_command(officer, dataset, made):
    run_with_release(dataset, officer.user, made)
    method = {"method": "k-anonymised", "quasi": ["gender", "year"], "k": 3}
    reason = {"accept_risk": "Asked for\r\nby the ministry"}
    page = officer.get(at(dataset), choices(dataset, **method, **reason)).content.decode()
    assert "--accept-risk &#x27;Asked for by the ministry&#x27;" in page
    assert start(officer, dataset, **method, **reason).status_code == 302
    assert Run.objects.latest("created").choices["accept_risk"] == "Asked for by the ministry"


def test_a_ledger_that_was_changed_is_said_and_nothing_is_started(officer, dataset, made):
    run = run_with_release(dataset, officer.user, made)
    path = release_folders.ledger_of(dataset)
    path.write_text(path.read_text("utf-8").replace('"epsilon":4', '"epsilon":1'), "utf-8")
    for place in (at(dataset), f"/en/work/here/datasets/{dataset.pk}/evaluate/"):
        answer = officer.get(place)
        assert answer.status_code == 200
        assert "The ledger cannot be read." in answer.content.decode()
    form = choices(dataset, seen="", run=uuid.uuid4())
    page = officer.get(at(dataset), form).content.decode()
    assert "Spend it, and protect" not in page
    assert officer.post(at(dataset, "start/"), form).status_code == 422
    assert list(Run.objects.all()) == [run]


def test_who_names_a_budget_is_promised_no_other_accuracy(officer, dataset):
    start(officer, dataset, epsilon=1.5, unit="", bound=3)
    run = Run.objects.get()
    assert run.job.state == "done", run.job.problems
    assert not {"within", "answers", "bound"} & set(run.choices)
    assert run.choices["unit"] == "row"
    assert "Counts within" not in officer.get(f"/en/work/here/runs/{run.pk}/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"within": ""}, "Say how far off counts may be."),
        ({"within": "0"}, "greater than or equal to 0.1"),
        ({"within": "0.1"}, "No budget is large enough"),
        ({"method": "magic"}, "Select a valid choice"),
        ({"unit": "victim"}, "Select a valid choice"),
        ({"case_file": str(uuid.uuid4())}, "Select a valid choice"),
        ({"method": "k-anonymised"}, "Choose at least one column."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_started(officer, dataset, wrong, said):
    page = officer.get(at(dataset), choices(dataset, **wrong)).content.decode()
    assert said in html.unescape(page)
    assert start(officer, dataset, **wrong).status_code == 422
    assert not Run.objects.exists()


def test_rows_are_drawn_again_at_no_cost_once(officer, dataset, made):
    run = run_with_release(dataset, officer.user, made)
    before = release_folders.ledger_of(dataset).read_bytes()
    form = {"run": uuid.uuid4(), "dial": "strict", "licence": "CC0-1.0", "publisher": "Us"}
    place = f"/en/work/here/runs/{run.pk}/redraw/"
    assert officer.post(place, form).status_code == 302
    assert officer.post(place, form).status_code == 302
    drawn = Run.objects.get(pk=form["run"])
    assert drawn.job.state == "done", drawn.job.problems
    assert verify_release(release_folders.release_of(drawn)).ok
    assert release_folders.ledger_of(dataset).read_bytes() == before
    assert not drawn.job.spent


def test_drawings_of_one_release_are_told_apart_wherever_they_are_named(officer, dataset, made):
    """All were begun in one minute and promise the same."""
    run = run_with_release(dataset, officer.user, made)
    again = {"method": run.method, "promise": run.promise, "case_file": run.case_file}
    for dial in ("closest", "strict", "closest"):
        drawn = Run.objects.create(
            dataset=dataset,
            created_by=officer.user,
            choices={**run.choices, "from": str(run.pk), "dial": dial},
            **again,
        )
        release_folders.folder_of(drawn).mkdir(mode=0o700)
        shutil.copytree(made / "release", release_folders.release_of(drawn))
    Run.objects.update(created=run.created)
    names = (
        "drawn again (1): closest to the cases",
        "drawn again (2): as few invented combinations as possible",
        "drawn again (3): closest to the cases",
    )
    evaluate = html.unescape(
        officer.get(at(dataset).replace("protect", "evaluate")).content.decode()
    )
    choices_of_gate = evaluate[evaluate.index('id="gate-run"') :]
    review = html.unescape(officer.get(at(dataset).replace("protect", "review")).content.decode())
    listed = html.unescape(officer.get(at(dataset)).content.decode())
    for shown in (evaluate, choices_of_gate, review, listed):
        assert [shown.count(name) >= 1 for name in names] == [True] * 3
    called = [short_name(one) for one in dataset.runs.all()]
    assert len(set(called)) == len(called) == 4


def job_again(run):
    """The job of a run, as it is taken up after its worker died."""
    job = Job.objects.create(
        kind="protect",
        organisation=run.dataset.organisation,
        subject=run.pk,
        created_by=run.created_by,
        state="running",
        attempts=1,
    )
    do_job(str(job.pk), apart=False)
    job.refresh_from_db()
    return job


def test_what_was_measured_before_the_worker_died_is_used_and_not_paid_twice(
    officer, dataset, made
):
    run = run_with_release(dataset, officer.user, made)
    shutil.rmtree(release_folders.release_of(run))
    before = release_folders.ledger_of(dataset).read_bytes()
    assert job_again(run).state == "done"
    assert verify_release(release_folders.release_of(run)).ok
    assert release_folders.ledger_of(dataset).read_bytes() == before


def test_what_was_spent_before_the_worker_died_is_not_spent_again(officer, dataset):
    assert start(officer, dataset).status_code == 302
    run = Run.objects.get()
    shutil.rmtree(release_folders.release_of(run))
    release_folders.kept_of(run).unlink()
    before = release_folders.ledger_of(dataset).read_bytes()
    job = job_again(run)
    assert (job.state, job.spent) == ("interrupted", True)
    assert "The amount is spent" in " ".join(kept_says(job.problems))
    assert release_folders.ledger_of(dataset).read_bytes() == before


def test_a_run_of_another_dataset_is_not_taken_for_one_of_this(officer, dataset, tmp_path, made):
    other = dataset_with_cases(officer.user, tmp_path, "Other people")
    run = run_with_release(other, officer.user, made)
    assert start(officer, dataset, run=run.pk).status_code == 404


@pytest.mark.parametrize(
    "role", [Role.PUBLISHER, Role.AUDITOR, Role.ADMINISTRATOR, Role.CASE_WORKER]
)
def test_other_roles_see_and_start_nothing(workspace, dataset, role):
    client = workspace.person(role)
    page = client.get(at(dataset), choices(dataset))
    assert page.status_code == 200
    assert "Spend it, and protect" not in page.content.decode()
    assert start(client, dataset).status_code == 403


def test_without_checked_cases_the_page_says_where_to_begin(officer, dataset):
    CaseFile.objects.update(state=CaseFile.State.FAULTY)
    page = officer.get(at(dataset)).content.decode()
    assert "There are no cases here yet" in page
    assert start(officer, dataset).status_code == 422
