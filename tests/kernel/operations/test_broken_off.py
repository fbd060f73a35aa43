"""netui killed at every boundary of every change of several steps: what is left is finished, or reverted."""

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from netui.core.guard.pending import Confirming, Pending
from netui.core.history.record import Act, Recovery
from netui.errors import BrokenOffError, ChangedError, HistoryError
from netui.operations.operation import Operation
from netui.operations.registry import find
from netui.operations.several import Several
from netui.sources.discovery.tasks import read_task
from tests.kernel.operations.test_undo import choices
from tests.support.canonical import Canonical, differences
from tests.support.doomed import Executioner, Moment
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import Hand, clear
from tests.support.scenes import Scene

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}k"
SEED = 3
MOMENTS: tuple[Moment, ...] = ("before", "after")
RECOVERIES: tuple[Recovery, ...] = ("revert", "finish")


class Case(Struct, frozen=True):
    """One change."""

    identity: str
    values: dict[str, Any]
    several: tuple[str, ...] = ()

    @property
    def operation(self) -> Operation:
        noun, _, verb = self.identity.partition(".")
        found = find(noun, verb)
        assert found
        return Several(found, self.several) if self.several else found

    def __str__(self) -> str:
        return f"{self.identity} {self.several} {self.values}"


A, B, C = Scene(PREFIX, SEED).spaces
CASES = (
    *(Case(identity, values) for identity, given in choices(Scene(PREFIX, SEED)).items() for values in given),
    Case("link.delete", {}, (f"{A}/v0", f"{A}/br0", f"{A}/p0")),
    Case("link.move", {"to": C, "keep_addresses": True}, (f"{A}/v0", f"{A}/p1")),
)


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    made = Scene(PREFIX, SEED)
    try:
        made.raise_all()
        yield made
    finally:
        clear(PREFIX)


@pytest.fixture
def kill(folder: Path) -> Iterator[Executioner]:
    made = Executioner(folder)
    yield made
    made.close()


class Bed:
    """A scene, a hand that makes changes, and somebody who kills."""

    def __init__(self, scene: Scene, hand: Hand, kill: Executioner) -> None:
        self.hand = hand
        self.kill = kill
        self._told = Canonical([*scene.spaces, f"{PREFIX}new"])
        self._ending = False
        self.before = self.look()
        self.after = self.before

    def look(self) -> list[str]:
        """What iproute2 says; where a namespace may end, nothing of it is held."""
        told = self._told()
        if self._ending:
            self.let_go()
        return told

    def let_go(self) -> None:
        self._told.let_go()

    def make(self, case: Case) -> None:
        assert not self.hand.runner.run(case.operation, case.values).message, case

    def broken(self, case: Case, number: int, moment: Moment) -> None:
        told = self.kill("do", number, moment, case.identity, case.values, several=case.several)
        assert told == "killed", case

    def recover(self, how: Recovery) -> None:
        """What was broken off is found, recovered once, and no longer offered."""
        assert len(self.hand.runner.broken()) == 1
        assert not self.hand.runner.recover(how).message
        assert not self.hand.runner.broken()

    def is_as_before(self, title: str) -> None:
        assert not differences(self.before, self.look()), title

    def stands(self, title: str) -> None:
        """As when it was done."""
        assert not differences(self.after, self.look()), title

    def is_done(self, title: str) -> None:
        """As when it was done without a break, but for the link-layer addresses that the kernel chose."""
        assert not differences(masked(self.after), masked(self.look())), title

    def every(self, least: int = 2, only: tuple[str, ...] = ()) -> Iterator[tuple[Case, int]]:
        """Every change of at least so many steps, once it is known how it is when nothing breaks it off."""
        for case in CASES:
            if only and case.identity not in only:
                continue
            self.hand.history.path.unlink(missing_ok=True)  # every change reads all of those before it
            self._ending = case.operation.noun == "namespace"
            if self._ending:
                self.let_go()
            count = len(self.hand.runner.preview(case.operation, case.values).actions)
            if count >= least:
                self.make(case)
                self.after = self.look()
                assert not self.hand.undo().message
                self.is_as_before(str(case))
                yield case, count


def masked(lines: list[str]) -> list[str]:
    return sorted(re.sub(r"([0-9a-f]{2}:){5}[0-9a-f]{2}", "MAC", line) for line in lines)


@pytest.fixture
def bed(scene: Scene, hand: Hand, kill: Executioner) -> Iterator[Bed]:
    made = Bed(scene, hand, kill)
    yield made
    made.let_go()


def boundaries(count: int) -> Iterator[tuple[int, Moment]]:
    for number in range(count):
        for moment in MOMENTS:
            yield number, moment


def broken_off_and_recovered(bed: Bed, least: int, *, both: bool) -> int:
    """At each boundary; forth and back, or by turns."""
    tried = 0
    for case, count in bed.every(least):
        for number, moment in boundaries(count):
            title = f"{case}: {moment} {number} of {count}"
            for how in RECOVERIES if both else (RECOVERIES[(number + tried) % 2],):
                bed.broken(case, number, moment)
                bed.recover(how)
                if how == "finish":
                    bed.is_done(title)
                    assert not bed.hand.undo().message, title
                bed.is_as_before(f"{how} {title}")
        tried += 1
    return tried


def undo_broken_off(bed: Bed, case: Case) -> None:
    """Reverted the change stands, finished it is gone; and the other way round for redo."""
    bed.make(case)
    bed.after = bed.look()
    way_broken_off(bed, case, "undo", bed.stands, bed.is_as_before)
    assert not bed.hand.undo().message
    way_broken_off(bed, case, "redo", bed.is_as_before, bed.stands)
    assert not bed.hand.redo().message
    assert not bed.hand.undo().message
    bed.is_as_before(str(case))


def way_broken_off(
    bed: Bed, case: Case, act: Act, is_reverted: Callable[[str], None], is_finished: Callable[[str], None]
) -> None:
    count = len(bed.hand.runner.way(act).steps)
    for number, moment in boundaries(count):
        title = f"{act} of {case}: {moment} {number} of {count}"
        assert bed.kill(act, number, moment) == "killed", title
        bed.recover("revert")
        is_reverted(title)
        assert bed.kill(act, number, moment) == "killed", title
        bed.recover("finish")
        is_finished(title)
        assert not (bed.hand.redo() if act == "undo" else bed.hand.undo()).message, title
        is_reverted(title)


def recovery_broken_off(bed: Bed, case: Case, boundary: tuple[int, Moment]) -> None:
    """Killed again and again, it is recovered in the end."""
    for how in RECOVERIES:
        bed.broken(case, *boundary)
        again = 0
        while bed.kill(how, again // 2, MOMENTS[again % 2]) == "killed":
            again += 1
            assert again < 100, case
        assert not bed.hand.runner.broken()
        if how == "finish":
            bed.is_done(str(case))
            assert not bed.hand.undo().message, case
        bed.is_as_before(f"{how} {case} {boundary}")


def test_every_change_of_several_steps(bed: Bed) -> None:
    assert broken_off_and_recovered(bed, 2, both=False) > 10


@pytest.mark.long
def test_every_change_both_ways(bed: Bed) -> None:
    assert broken_off_and_recovered(bed, 1, both=True) > 40


def test_undo_and_redo(bed: Bed) -> None:
    for case, _count in bed.every(only=("address.flush", "address.delete")):
        undo_broken_off(bed, case)


@pytest.mark.long
def test_every_undo_and_redo(bed: Bed) -> None:
    for case, _count in bed.every(1):
        undo_broken_off(bed, case)


def test_a_recovery(bed: Bed) -> None:
    for case, count in bed.every(only=("wire",)):
        recovery_broken_off(bed, case, (count - 2, "after"))


def test_a_revert_of_a_deletion(bed: Bed) -> None:
    """What is made again begins with nothing of what it had: that is nobody's change."""
    for case, count in bed.every(1, only=("link.delete", "namespace.delete")):
        recovery_broken_off(bed, case, (count - 1, "after"))


def test_what_somebody_did_to_a_link_that_was_made_again_stays(bed: Bed) -> None:
    case = Case("link.delete", {"link": f"{A}/v2"})
    bed.broken(case, 0, "after")
    assert bed.kill("revert", 0, "after") == "killed"
    ip("-n", A, "link", "set", "dev", "v2", "mtu", "1350")
    bed.recover("revert")
    assert "mtu 1350" in subprocess.check_output(["ip", "-n", A, "link", "show", "dev", "v2"], text=True)
    ip("-n", A, "link", "set", "dev", "v2", "mtu", "1500")
    bed.is_as_before("with what was theirs taken back")


@pytest.mark.long
def test_every_recovery(bed: Bed) -> None:
    for case, count in bed.every():
        for boundary in boundaries(count):
            recovery_broken_off(bed, case, boundary)


# what somebody else does meanwhile

PAIR = Case(
    "veth.create",
    {"name": "n0", "peer": "n1", "namespace": A, "peer_namespace": C, "address": "10.40.0.1/24"},
)
SETTINGS = Case("link.set", {"link": f"{A}/v0", "mtu": "1300", "alias": "x"})


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


@pytest.mark.parametrize(
    ("case", "number", "theirs", "difference"),
    [
        (PAIR, 1, (("-n", A, "addr", "add", "10.9.0.1/24", "dev", "n0"),), "address 10.9.0.1/24 of .*n0 was added"),
        (PAIR, 1, (("-n", A, "link", "set", "dev", "n0", "mtu", "1400"),), "MTU of .*n0 is 1400 now"),
        (PAIR, 0, (("-n", C, "link", "set", "dev", "n1", "up"),), "state of .*n1 is up now"),
        (SETTINGS, 0, (("-n", A, "link", "set", "dev", "v0", "mtu", "1350"),), "MTU of .*v0 is 1350 now"),
    ],
)
def test_no_revert_over_somebody_elses_change(
    bed: Bed, case: Case, number: int, theirs: tuple[tuple[str, ...], ...], difference: str
) -> None:
    bed.broken(case, number, "after")
    for words in theirs:
        ip(*words)
    there = bed.look()
    with pytest.raises(ChangedError, match=difference):
        bed.hand.runner.recover("revert")
    assert not differences(there, bed.look()), "nothing is changed"
    assert bed.hand.runner.broken(), "it is offered again"
    if case is PAIR:
        assert not bed.hand.runner.recover("leave").message
        assert not differences(there, bed.look()), "nothing is changed"
        ip("-n", A, "link", "del", "dev", "n0")
    else:  # what the change had set
        ip("-n", A, "link", "set", "dev", "v0", "mtu", "1300")
        bed.recover("revert")
    bed.is_as_before("after all")


def test_what_else_somebody_changed_meanwhile_stays(bed: Bed) -> None:
    """On the same link, in the same namespace, and elsewhere."""
    flush = Case("address.flush", {"link": f"{A}/v2"})
    bed.broken(flush, 0, "after")
    ip("-n", A, "addr", "add", "10.77.0.1/24", "dev", "v2")
    ip("-n", A, "link", "set", "dev", "v2", "txqueuelen", "9")
    ip("-n", A, "addr", "add", "10.78.0.1/24", "dev", "p1")
    ip("-n", A, "rule", "add", "pref", "90", "from", "10.77.0.0/16", "lookup", "77")
    ip("-n", B, "link", "add", "nb", "type", "bridge")
    bed.recover("revert")
    said = subprocess.check_output(["ip", "-n", A, "addr"], text=True)
    assert "10.77.0.1/24" in said and "10.78.0.1/24" in said and "10.2.0.1/24" in said
    assert "qlen 9" in subprocess.check_output(["ip", "-n", A, "link", "show", "dev", "v2"], text=True)
    ip("-n", A, "addr", "del", "10.77.0.1/24", "dev", "v2")
    ip("-n", A, "link", "set", "dev", "v2", "txqueuelen", "1000")
    ip("-n", A, "addr", "del", "10.78.0.1/24", "dev", "p1")
    ip("-n", A, "rule", "del", "pref", "90")
    ip("-n", B, "link", "del", "nb")
    bed.is_as_before("with what was theirs taken back")


def test_what_is_finished_does_not_take_somebody_elses_change_for_its_own(bed: Bed) -> None:
    bed.broken(PAIR, 2, "before")
    ip("-n", A, "addr", "add", "10.78.0.1/24", "dev", "p1")
    bed.recover("finish")
    assert not bed.hand.undo().message
    said = subprocess.check_output(["ip", "-n", A, "addr"], text=True)
    assert "10.78.0.1/24" in said and "n0" not in said
    ip("-n", A, "addr", "del", "10.78.0.1/24", "dev", "p1")
    bed.is_as_before("without theirs")


def test_undo_waits_for_a_decision_but_not_behind_a_later_change(bed: Bed) -> None:
    bed.broken(PAIR, 1, "after")
    with pytest.raises(BrokenOffError, match=f"veth create {A}/n0 {C}/n1 was broken off, and comes first"):
        bed.hand.undo()
    bed.make(Case("rule.add", {"namespace": A, "source": "10.7.0.0/16", "table": "100"}))
    assert not bed.hand.undo().message
    bed.recover("revert")
    with pytest.raises(HistoryError, match="nothing to undo"):
        bed.hand.undo()
    bed.is_as_before("after all")


def test_one_change_is_reverted_by_its_number_in_either_state(bed: Bed) -> None:
    """As the watchdog of a timed change does."""
    bed.broken(PAIR, 1, "after")
    number = bed.hand.runner.broken()[0].entry.begun.id
    assert not bed.hand.runner.revert(number).message
    bed.is_as_before("broken off")
    with pytest.raises(HistoryError, match="is left to take back"):
        bed.hand.runner.revert(number)
    done = bed.hand.runner.run(PAIR.operation, PAIR.values)
    bed.make(SETTINGS)
    assert not bed.hand.runner.revert(done.entry.begun.id).message
    assert not bed.hand.undo().message
    bed.is_as_before("done, and not the last one")


@pytest.mark.parametrize("how", RECOVERIES)
def test_a_namespace_that_is_half_made(bed: Bed, how: Recovery) -> None:
    """Killed within the step: the name's file is there, and no namespace on it."""
    name = f"{PREFIX}new"
    bed.broken(Case("namespace.create", {"name": name}), 0, "before")
    os.close(os.open(f"/run/netns/{name}", os.O_CREAT | os.O_EXCL, 0))
    bed.recover(how)
    if how == "finish":
        ip("netns", "exec", name, "true")
        assert not bed.hand.undo().message
    assert not os.path.exists(f"/run/netns/{name}")


def test_what_a_watchdog_puts_back_is_not_asked_for(bed: Bed) -> None:
    bed.broken(PAIR, 1, "after")
    (broken,) = bed.hand.runner.broken()
    me = read_task(os.getpid())
    assert me
    confirming = Confirming(bed.hand.history)
    waiting = Pending(broken.entry.begun.id, broken.title, 60, time.monotonic() + 60, os.getpid(), me.start)
    confirming.write(waiting)
    assert not bed.hand.runner.broken()
    assert confirming.claim(waiting)
    assert not bed.hand.runner.broken()
    confirming.finished(waiting)
    bed.recover("revert")


def test_journals_that_nobody_needs_are_deleted(bed: Bed) -> None:
    """Of changes that ended, but not of one that was broken off."""
    folder = bed.hand.history.folder
    bed.broken(PAIR, 1, "after")
    (needed,) = folder.glob("*.journal")
    stale = needed.with_name("test.77.journal")
    stale.write_bytes(needed.read_bytes())
    bed.make(SETTINGS)
    assert list(folder.glob("*.journal")) == [needed]
    assert not bed.hand.undo().message
    bed.recover("revert")
    assert not list(folder.glob("*.journal"))
    bed.is_as_before("after all")


def test_nothing_is_broken_off_while_somebody_is_at_it(bed: Bed) -> None:
    bed.broken(PAIR, 1, "after")
    other = Hand(bed.hand.history.folder)
    with bed.hand.history.locked():
        assert not other.runner.broken()
    assert other.runner.broken()
    bed.recover("revert")
