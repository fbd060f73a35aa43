"""What somebody else put in a namespace, or on a link, that netui made does not go along when that is taken back."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from netui.core.changing.carrying import Carrier
from netui.core.changing.runner import Runner
from netui.errors import ChangedError
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import Hand, clear, read

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}g"
RED, BLUE = f"{PREFIX}r", f"{PREFIX}b"


def ip(*words: str) -> str:
    return subprocess.run(["ip", *words], check=True, capture_output=True, text=True).stdout


def links(space: str) -> set[str]:
    """The names of the links there, but lo."""
    found = {line.split(": ")[1].partition("@")[0] for line in ip("-n", space, "-o", "link").splitlines()}
    return found - {"lo"}


@pytest.fixture(autouse=True)
def cleared() -> Iterator[None]:
    yield
    clear(PREFIX)


def test_a_namespace_that_holds_somebody_elses_link_stays(folder: Path) -> None:
    hand = Hand(folder)
    hand("namespace", "create", name=RED)
    ip("-n", RED, "link", "add", "theirs", "type", "bridge")
    with pytest.raises(ChangedError, match=f"the link theirs was put in {RED}"):
        hand.undo()
    assert links(RED) == {"theirs"}
    ip("-n", RED, "link", "delete", "theirs")
    assert not hand.undo().message
    assert RED not in os.listdir("/run/netns")


@pytest.mark.parametrize(
    "commands",
    [
        (
            ("link", "add", "theirs", "type", "veth", "peer", "name", "far"),
            ("link", "set", "theirs", "master", "ours"),
        ),
        (("link", "add", "theirs", "link", "ours", "type", "macvlan"),),
    ],
    ids=["port", "macvlan"],
)
def test_a_link_that_carries_somebody_elses_stays(commands: tuple[tuple[str, ...], ...], folder: Path) -> None:
    ip("netns", "add", RED)
    hand = Hand(folder)
    hand("link", "create", name="ours", kind="bridge", namespace=RED)
    for words in commands:
        ip("-n", RED, *words)
    with pytest.raises(ChangedError, match=f"{RED}/theirs was put on {RED}/ours"):
        hand.undo()
    assert {"ours", "theirs"} <= links(RED)
    ip("-n", RED, "link", "delete", "theirs")
    assert not hand.undo().message
    assert not links(RED)


def test_what_a_watchdog_puts_back_takes_nothing_of_somebody_elses_along(folder: Path) -> None:
    hand = Hand(folder)
    hand("namespace", "create", name=RED)
    hand("veth", "create", name="v0", peer="v1", namespace=RED, peer_namespace=RED)
    changed = hand("link", "create", name="ours", kind="bridge", namespace=RED, up=True).entry.begun.id
    ip("-n", RED, "link", "set", "v0", "master", "ours")
    with pytest.raises(ChangedError, match="v0 was put on"):
        Runner(hand.history, Carrier(), read, why="not confirmed within 2 s").revert(changed)
    assert "ours" in links(RED) and "master ours" in ip("-n", RED, "link", "show", "v0")


def test_another_change_than_the_one_that_was_shown_is_not_undone(folder: Path) -> None:
    one, other = Hand(folder), Hand(folder)
    one("namespace", "create", name=RED)
    shown = one.runner.way("undo")
    other("namespace", "create", name=BLUE)
    with pytest.raises(ChangedError, match=f"undo namespace create {BLUE} comes first now"):
        one.runner.undo(shown)
    assert {RED, BLUE} <= set(os.listdir("/run/netns"))
    other.undo()
    one.runner.undo(shown)
    assert RED not in os.listdir("/run/netns")
