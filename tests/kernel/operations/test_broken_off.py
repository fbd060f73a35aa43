"""netui killed at every boundary of every change of several steps: what is left is finished, or reverted."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from netui.core.record import Recovery
from netui.operations.registry import find
from tests.kernel.operations.test_undo import choices
from tests.support.canonical import canonical, differences
from tests.support.doomed import Executioner, Moment
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import Hand, clear
from tests.support.scenes import Scene

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}k"
MOMENTS: tuple[Moment, ...] = ("before", "after")
SEED = 3
CHANGES = [(identity, values) for identity, given in choices(Scene(PREFIX, SEED)).items() for values in given]


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


RECOVERIES: tuple[Recovery, ...] = ("revert", "finish")


class Bed:
    """A scene, a hand that makes changes, and somebody who kills."""

    def __init__(self, scene: Scene, hand: Hand, kill: Executioner) -> None:
        self.hand = hand
        self.kill = kill
        self._spaces = [*scene.spaces, f"{PREFIX}new"]
        self.before = self.look()
        self.after = self.before

    def look(self) -> list[str]:
        return canonical(self._spaces)

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


def masked(lines: list[str]) -> list[str]:
    return sorted(re.sub(r"([0-9a-f]{2}:){5}[0-9a-f]{2}", "MAC", line) for line in lines)


@pytest.fixture
def bed(scene: Scene, hand: Hand, kill: Executioner) -> Bed:
    return Bed(scene, hand, kill)


def steps(bed: Bed, identity: str, values: dict[str, Any]) -> int:
    noun, _, verb = identity.partition(".")
    operation = find(noun, verb)
    assert operation
    return len(bed.hand.runner.preview(operation, values).actions)


def done(bed: Bed, identity: str, values: dict[str, Any]) -> None:
    """How it is when nothing breaks it off."""
    noun, _, verb = identity.partition(".")
    assert not bed.hand(noun, verb, **values).message
    bed.after = bed.look()
    assert not bed.hand.undo().message
    bed.is_as_before(identity)


def every(bed: Bed, least: int = 2, only: tuple[str, ...] = ()) -> Iterator[tuple[str, dict[str, Any], int]]:
    """Every change of at least so many steps, once it is known how it is when nothing breaks it off."""
    for identity, values in CHANGES:
        if only and identity not in only:
            continue
        count = steps(bed, identity, values)
        if count >= least:
            done(bed, identity, values)
            yield identity, values, count


def boundaries(count: int) -> Iterator[tuple[int, Moment]]:
    for number in range(count):
        yield number, "before"
        yield number, "after"


def make(bed: Bed, identity: str, values: dict[str, Any]) -> None:
    noun, _, verb = identity.partition(".")
    assert not bed.hand(noun, verb, **values).message


def broken_off_and_recovered(bed: Bed, least: int, *, both: bool) -> int:
    """At each boundary; forth and back, or by turns."""
    tried = 0
    for identity, values, count in every(bed, least):
        for number, moment in boundaries(count):
            title = f"{identity} {values}: {moment} {number} of {count}"
            for how in RECOVERIES if both else (RECOVERIES[tried // 2 % 2],):
                assert bed.kill("do", number, moment, identity, values) == "killed", title
                bed.recover(how)
                if how == "finish":
                    bed.is_done(title)
                    assert not bed.hand.undo().message, title
                bed.is_as_before(f"{how} {title}")
            tried += 1
    return tried


def undo_broken_off(bed: Bed, identity: str, values: dict[str, Any]) -> None:
    """Reverted the change stands, finished it is gone; and so is redo."""
    make(bed, identity, values)
    bed.after = bed.look()
    count = len(bed.hand.runner.way("undo").steps)
    for number, moment in boundaries(count):
        title = f"undo of {identity} {values}: {moment} {number} of {count}"
        assert bed.kill("undo", number, moment) == "killed", title
        bed.recover("revert")
        bed.stands(title)
        assert bed.kill("undo", number, moment) == "killed", title
        bed.recover("finish")
        bed.is_as_before(title)
        assert not bed.hand.redo().message, title
        bed.stands(title)
    assert not bed.hand.undo().message
    count = len(bed.hand.runner.way("redo").steps)
    for number, moment in boundaries(count):
        title = f"redo of {identity} {values}: {moment} {number} of {count}"
        assert bed.kill("redo", number, moment) == "killed", title
        bed.recover("revert")
        bed.is_as_before(title)
        assert bed.kill("redo", number, moment) == "killed", title
        bed.recover("finish")
        bed.stands(title)
        assert not bed.hand.undo().message, title
        bed.is_as_before(title)


def recovery_broken_off(bed: Bed, identity: str, values: dict[str, Any], count: int) -> None:
    """Killed again and again, it is recovered in the end."""
    for number, moment in boundaries(count):
        title = f"{identity} {values}: {moment} {number} of {count}"
        for how in RECOVERIES:
            assert bed.kill("do", number, moment, identity, values) == "killed", title
            again = 0
            while bed.kill(how, again // 2, MOMENTS[again % 2]) == "killed":
                again += 1
                assert again < 100, title
            assert not bed.hand.runner.broken()
            if how == "finish":
                bed.is_done(title)
                assert not bed.hand.undo().message, title
            bed.is_as_before(f"{how} {title}")


def test_every_change_of_several_steps(bed: Bed) -> None:
    assert broken_off_and_recovered(bed, 2, both=False) > 40


@pytest.mark.long
def test_every_change_both_ways(bed: Bed) -> None:
    assert broken_off_and_recovered(bed, 1, both=True) > 100


def test_undo_and_redo(bed: Bed) -> None:
    for identity, values, _count in every(bed, only=("address.flush", "wire")):
        undo_broken_off(bed, identity, values)


@pytest.mark.long
def test_every_undo_and_redo(bed: Bed) -> None:
    for identity, values, _count in every(bed, 1):
        undo_broken_off(bed, identity, values)


def test_a_recovery(bed: Bed) -> None:
    for identity, values, count in every(bed, only=("link.restart",)):
        recovery_broken_off(bed, identity, values, count)


@pytest.mark.long
def test_every_recovery(bed: Bed) -> None:
    for identity, values, count in every(bed):
        recovery_broken_off(bed, identity, values, count)
