"""A dataset with checked cases in the vault, and what can be asked of the steps that follow."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2]))

from shelf import BOOK, write_people

import lanterne
from lanterne.gate import Policy
from lanterne.hub.people.models import Organisation
from lanterne.hub.web import vault_documents, work  # noqa: F401 - registers what the worker can do
from lanterne.hub.web.data.case_files import CASES, Stored, add_case_file
from lanterne.hub.web.models import CaseFile, Dataset, Run, Submission
from lanterne.hub.web.publish import release_folders
from lanterne.hub.web.publish.series_slugs import free_series
from lanterne.hub.web.review.policies import policy_of
from lanterne.hub.web.review.signing import signing_key
from lanterne.privacy import Ledger
from let_pass import judged

PEOPLE = 400


def dataset_with_cases(
    user, folder: Path, title: str = "Fictional people", *, decided: bool = True
) -> Dataset:
    """A dataset of an organisation ``here`` whose file has been checked.

    Args:
        user: Who makes it.
        folder: For the file.
        title: Of the dataset.
        decided: Whether a limit of what may be spent was declined.
    """
    organisation = Organisation.objects.get(slug="here")
    dataset = Dataset.objects.create(
        organisation=organisation,
        title=title,
        series=free_series(title),
        codebook=BOOK.read_text("utf-8"),
        created_by=user,
    )
    add_cases(dataset, user, folder)
    if decided:
        Ledger(release_folders.ledger_of(dataset)).create(declined="Fictional people need none.")
    return dataset


def add_cases(dataset: Dataset, user, folder: Path) -> CaseFile:
    """Checked cases in the vault."""
    data = write_people(folder / "people.csv", PEOPLE).read_bytes()
    file_id = vault_documents.keep(dataset.organisation, CASES, data)
    case_file = add_case_file(dataset, [Stored(file_id, "people.csv", "csv", len(data))], user)
    CaseFile.objects.filter(pk=case_file.pk).update(state=CaseFile.State.CHECKED)
    return case_file


def choices(dataset: Dataset, **others) -> dict[str, object]:
    """A form that is filled in: counts of one answer within ± 20."""
    case_file = dataset.case_files.get()
    chosen = {"method": "differential-privacy", "case_file": case_file.pk, "unit": "row"}
    if "seen" not in others:  # the price as it is now
        chosen["seen"] = Ledger(release_folders.ledger_of(dataset)).standing().mark
    chosen |= {"answers": 1, "within": 20, "dial": "balanced", "length": "3", "k": 5}
    return chosen | others


def run_with_release(dataset: Dataset, user, made: Path, *, passed: bool | None = True) -> Run:
    """A run whose release, measurements and ledger are those in a folder, made beforehand.

    The gate has let it pass, refused it, or (``None``) has said nothing of it.
    """
    run = Run.objects.create(
        dataset=dataset,
        case_file=dataset.case_files.first(),
        method="differential-privacy",
        choices={"epsilon": 4.0, "unit": "row", "within": 20.0, "dial": "balanced"},
        promise={"unit": "row", "epsilon": 4.0},
        created_by=user,
    )
    release_folders.folder_of(run).mkdir(mode=0o700)
    shutil.copytree(made / "release", release_folders.release_of(run))
    shutil.copyfile(made / "release.fitted.npz", release_folders.kept_of(run))
    shutil.copyfile(made / "ledger.jsonl", release_folders.ledger_of(dataset))
    if passed is not None:
        judged_here(run, passed=passed)
    return run


def judged_here(run: Run, *, passed: bool, policy: Policy | None = None) -> None:
    """What the gate of the organisation says of a run's release, without an attack."""
    organisation = run.dataset.organisation
    with signing_key(organisation) as key:
        rules = policy or policy_of(organisation)
        judged(release_folders.release_of(run), passed=passed, policy=rules, key=key)


def make_release(folder: Path) -> Path:
    """A folder with a release of the same cases, its measurements and its ledger."""
    cases = write_people(folder / "people.csv", PEOPLE)
    lanterne.protect(cases, BOOK, epsilon=4, out=folder / "release", ledger=folder / "ledger.jsonl")
    return folder


def notice(**others) -> dict[str, str]:
    """A notice that is filled in, in French and Arabic."""
    said = {
        "publisher": "Réseau du Nord",
        "licence": "CC-BY-4.0",
        "citation": "",
        "title_fr": "Cas du Nord",
        "description_fr": "Des cas inventés.\nEn deux lignes.",
        "title_ar": "حالات الشمال",
        "description_ar": "حالات مختلقة.",
    }
    return said | others


def submitted(client, run: Run, **others) -> Submission:
    """The submission of a run by somebody."""
    answer = client.post(f"/en/work/here/runs/{run.pk}/submit/", notice(**others))
    assert answer.status_code == 302, answer.content.decode()
    return Submission.objects.get(pk=answer.headers["Location"].rstrip("/").rpartition("/")[2])


def decided(client, submission: Submission, verdict: str = "approve", **others):
    """The answer to a decision of somebody."""
    form = {"verdict": verdict, "comment": "", "seal": submission.seal} | others
    return client.post(f"/en/work/here/submissions/{submission.pk}/decide/", form)
