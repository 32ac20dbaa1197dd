"""The ledger never forgets, never lies and never lets two spend the same budget."""

import json
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lanterne.errors import InputError, LanterneError, Refused, UsageError
from lanterne.privacy import (
    Budget,
    GaussianEvent,
    Ledger,
    SelectionEvent,
    Spend,
    epsilon_spent,
)

EVENTS = (GaussianEvent(10.0, 3), SelectionEvent(0.1, 2))


def spend(epsilon=1.0, delta=1e-6, events=()):
    return Spend("everybody assisted", "person", Budget(epsilon, delta), events, "release")


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "ledger.jsonl")


def test_an_empty_ledger_has_spent_nothing(ledger):
    assert ledger.entries() == ()
    assert ledger.spent().epsilon == ledger.spent().releases == 0
    assert ledger.spent().composed_epsilon() == 0
    assert ledger.cap() is None
    assert ledger.verify() == ()


def test_a_charge_is_there_after_reopening(ledger):
    entry = ledger.charge(spend(2.0, 1e-6, EVENTS))
    again = Ledger(ledger.path)
    assert again.entries()[-1] == entry
    assert [entry.kind for entry in again.entries()] == ["open", "spend"]
    assert again.spent().events == EVENTS


def test_composition_is_tighter_than_the_sum(ledger):
    cost = epsilon_spent(EVENTS, 1e-6)
    for _ in range(4):
        ledger.charge(spend(cost, 1e-6, EVENTS))
    spent = ledger.spent()
    assert spent.epsilon == pytest.approx(4 * cost)
    assert spent.composed_epsilon() == epsilon_spent(EVENTS * 4, 4e-6) < 0.7 * spent.epsilon


def test_what_lists_no_mechanisms_is_added_to_what_is_composed(ledger):
    """They stand in other ledgers: nothing is known of them but (ε, δ)."""
    cost = epsilon_spent(EVENTS, 1e-6)
    for _ in range(4):
        ledger.charge(spend(cost, 1e-6, EVENTS))
    before = ledger.spent().composed_epsilon()
    ledger.charge(spend(4.0, 1e-5))
    spent = ledger.spent()
    assert spent.composed_epsilon() == pytest.approx(4 + before, rel=1e-9)
    assert spent.epsilon == pytest.approx(4 + 4 * cost)


def test_tenths_add_up_as_people_expect(ledger):
    ledger.create(Budget(1.0, 1e-5))
    for _ in range(10):
        ledger.charge(spend(0.1, 1e-6))
    assert ledger.spent().epsilon == 1.0
    assert ledger.spent().delta == 1e-5


def test_a_refusal_states_the_amounts_and_spends_nothing(ledger):
    ledger.create(Budget(3.0, 1e-5))
    ledger.charge(spend(2.0, 1e-6))
    before = ledger.path.read_bytes()
    with pytest.raises(Refused) as refused:
        ledger.charge(spend(1.5, 1e-6))
    for line in (
        "Requested: epsilon 1.5, delta 1.000e-06",
        "Spent:     epsilon 2, delta 1.000e-06, in 1 release",
        "Remaining: epsilon 1, delta 9.000e-06",
    ):
        assert line in str(refused.value)
    assert refused.value.exit_code == 3
    assert ledger.path.read_bytes() == before


def test_delta_is_capped_as_well(ledger):
    ledger.create(Budget(100.0, 1e-6))
    ledger.charge(spend(1.0, 1e-6))
    with pytest.raises(Refused):
        ledger.charge(spend(1.0, 1e-6))


def test_a_cap_cannot_be_changed(ledger):
    ledger.create(Budget(3.0, 1e-5))
    with pytest.raises(UsageError, match="cap"):
        ledger.create(Budget(30.0, 1e-5))
    assert ledger.cap() == Budget(3.0, 1e-5)


def test_mechanisms_that_cost_more_than_stated_are_refused(ledger):
    with pytest.raises(LanterneError, match="cost epsilon"):
        ledger.charge(spend(0.1, 1e-6, EVENTS))
    assert ledger.spent().releases == 0


def test_it_is_on_the_disk_before_the_call_returns(ledger, monkeypatch):
    synced = []
    real = os.fsync

    def record(descriptor):
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        assert ledger.path.read_bytes().endswith(b"\n")
        real(descriptor)

    if not Path("/proc/self/fd").exists():
        pytest.skip("needs /proc")
    monkeypatch.setattr(os, "fsync", record)
    ledger.charge(spend())
    assert synced == [ledger.path, ledger.path.parent]


def test_a_kill_between_charge_and_noise_keeps_the_charge(ledger):
    code = (
        "import os, signal, sys\n"
        "from lanterne.privacy import Budget, Ledger, Spend\n"
        "Ledger(sys.argv[1]).charge(Spend('all', 'person', Budget(1.0, 1e-6), (), 'out'))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(ledger.path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert ledger.spent().epsilon == 1.0
    assert ledger.verify() == ()


def test_every_changed_byte_is_noticed_and_the_entry_named(ledger):
    for _ in range(3):
        ledger.charge(spend())
    whole = ledger.path.read_bytes()
    ends = [index for index, byte in enumerate(whole) if byte == ord("\n")]
    for position in range(0, len(whole) - 1, 7):
        if position in ends:
            continue
        changed = bytearray(whole)
        changed[position] ^= 1
        ledger.path.write_bytes(bytes(changed))
        (problem,) = ledger.verify()
        assert problem.rule == "ledger-broken"
        assert f"Entry {sum(end < position for end in ends) + 1} " in problem.says()


@pytest.mark.parametrize("order", [[0, 2, 3], [1, 2, 3], [0, 2, 1, 3], [0, 1, 1, 2, 3]])
def test_entries_cannot_be_removed_moved_or_repeated(ledger, order):
    for _ in range(3):
        ledger.charge(spend())
    lines = ledger.path.read_bytes().splitlines(keepends=True)
    ledger.path.write_bytes(b"".join(lines[index] for index in order))
    with pytest.raises(InputError, match="Entry"):
        ledger.spent()
    with pytest.raises(InputError, match="Entry"):
        ledger.charge(spend())


def test_a_lower_spend_under_the_old_digest_is_noticed(ledger):
    ledger.charge(spend(4.0))
    text = ledger.path.read_text()
    ledger.path.write_text(text.replace('"epsilon":4.0', '"epsilon":1.0'))
    assert ledger.verify()


def test_every_torn_last_line_is_left_out_and_repaired(ledger):
    for _ in range(2):
        ledger.charge(spend())
    whole = ledger.path.read_bytes()
    start = whole[:-1].rindex(b"\n") + 1
    for cut in range(start + 1, len(whole) - 1, 17):
        ledger.path.write_bytes(whole[:cut])
        assert ledger.verify() == ()
        assert ledger.spent().releases == 1
        ledger.charge(spend())
        kinds = [entry.kind for entry in ledger.entries()]
        assert kinds == ["open", "spend", "repair", "spend"]
        assert ledger.entries()[2].details == {"torn_bytes": cut - start}


def test_a_last_line_that_lacks_only_its_end_counts(ledger):
    for _ in range(2):
        ledger.charge(spend())
    ledger.path.write_bytes(ledger.path.read_bytes()[:-1])
    assert ledger.spent().releases == 2
    ledger.charge(spend())
    assert [entry.kind for entry in ledger.entries()] == ["open", "spend", "spend", "spend"]


def test_a_spend_is_not_forgotten_because_something_was_typed_after_it(ledger):
    ledger.charge(spend())
    ledger.path.write_bytes(ledger.path.read_bytes()[:-1] + b"x")
    with pytest.raises(InputError, match="Entry 2"):
        ledger.charge(spend())


def test_a_torn_first_line_is_repaired(ledger):
    ledger.path.write_bytes(b'{"det')
    ledger.charge(spend())
    assert [entry.kind for entry in ledger.entries()] == ["open", "repair", "spend"]


def test_a_format_from_the_future_is_not_guessed_at(ledger, monkeypatch):
    monkeypatch.setattr("lanterne.privacy.ledger_entries.FORMAT", 2)
    ledger.charge(spend())
    monkeypatch.undo()
    with pytest.raises(InputError, match="format"):
        ledger.charge(spend())


def test_a_folder_that_is_not_there_stops_the_release(tmp_path):
    with pytest.raises(LanterneError, match="no noise was drawn"):
        Ledger(tmp_path / "nowhere" / "ledger.jsonl").charge(spend())
    with pytest.raises(LanterneError, match="no noise was drawn"):
        Ledger(tmp_path).charge(spend())


def test_a_full_disk_stops_the_release_and_leaves_the_ledger_whole(ledger):
    ledger.charge(spend())
    before = ledger.path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 50, limits[1]))
    try:
        with pytest.raises(LanterneError, match="no noise was drawn"):
            ledger.charge(spend())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert ledger.path.read_bytes() == before


def charge_once(path, outcomes):
    try:
        Ledger(path).charge(spend(1.0, 1e-6))
        outcomes.put("spent")
    except Refused:
        outcomes.put("refused")


def test_two_processes_cannot_both_spend_the_last_of_it(ledger):
    ledger.create(Budget(3.0, 1e-3))
    context = multiprocessing.get_context("fork")
    outcomes = context.Queue()
    workers = [context.Process(target=charge_once, args=(ledger.path, outcomes)) for _ in range(8)]
    for worker in workers:
        worker.start()
    seen = sorted(outcomes.get(timeout=30) for _ in workers)
    for worker in workers:
        worker.join()
    assert seen == ["refused"] * 5 + ["spent"] * 3
    assert ledger.spent().epsilon == 3.0
    assert ledger.verify() == ()


def test_only_the_owner_may_read_it(ledger):
    ledger.charge(spend())
    assert ledger.path.stat().st_mode & 0o077 == 0


def test_entries_hold_these_fields_and_no_others(ledger):
    ledger.charge(spend(1.0, 1e-6, EVENTS))
    last = json.loads(ledger.path.read_text().splitlines()[-1])
    assert set(last) == {"number", "kind", "time", "version", "details", "previous", "digest"}
    assert set(last["details"]) == {
        "population", "unit", "epsilon", "delta", "events", "purpose", "note"
    }  # fmt: skip


class LedgerMachine(RuleBasedStateMachine):
    """Spends, refusals, crashes and reopenings in any order, against a list of numbers."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.ledger = Ledger(Path(self.folder.name) / "ledger.jsonl")
        self.ledger.create(Budget(5.0, 1e-3))
        self.spent = Decimal(0)
        self.releases = 0

    @rule(tenths=st.integers(1, 30))
    def charge(self, tenths):
        amount = Decimal(tenths) / 10
        if self.spent + amount > 5:
            with pytest.raises(Refused):
                self.ledger.charge(spend(float(amount)))
        else:
            self.ledger.charge(spend(float(amount)))
            self.spent += amount
            self.releases += 1

    @precondition(lambda self: self.ledger.path.read_bytes().endswith(b"\n"))
    @rule(length=st.integers(1, 60))
    def crash_while_writing(self, length):
        with self.ledger.path.open("ab") as file:
            file.write(b'{"details":{"delta":1e-06,"epsilon":1.0,"events":[],"note":""'[:length])

    @precondition(lambda self: self.ledger.path.read_bytes().endswith(b"\n"))
    @rule()
    def lose_the_last_line_end(self):
        content = self.ledger.path.read_bytes()
        self.ledger.path.write_bytes(content[:-1])

    @rule()
    def reopen(self):
        self.ledger = Ledger(self.ledger.path)

    @invariant()
    def nothing_is_forgotten(self):
        assert self.ledger.verify() == ()
        assert self.ledger.spent().releases == self.releases
        assert self.ledger.spent().epsilon == float(self.spent) <= 5
        assert self.ledger.cap() == Budget(5.0, 1e-3)

    def teardown(self):
        self.folder.cleanup()


LedgerMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)
TestLedgerMachine = LedgerMachine.TestCase
