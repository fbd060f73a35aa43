"""Two netui at once: changes of the same objects neither corrupt the history nor undo each other's work unseen."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from netui.core.history.history import History, Past
from netui.errors import ChangedError
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import Hand, clear

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}t"
RED = f"{PREFIX}red"
EACH = 100


@pytest.fixture(autouse=True)
def cleared() -> Iterator[None]:
    yield
    clear(PREFIX)


@pytest.fixture
def pair(hand: Hand) -> Hand:
    """With a pair in red."""
    hand("namespace", "create", name=RED)
    hand("veth", "create", name="v0", peer="v1", namespace=RED)
    return hand


def at_once(*folders: Path) -> tuple[list[int], list[str]]:
    """Two netui, each a process with its history: how often each did something, and every refusal."""
    words = [sys.executable, "-m", "tests.support.busy"]
    both = [
        subprocess.Popen([*words, str(folder), RED, str(EACH), str(seed)], stdout=subprocess.PIPE, text=True)
        for seed, folder in enumerate(folders, 1)
    ]
    told = [one.communicate(timeout=120)[0].splitlines() for one in both]
    assert [one.returncode for one in both] == [0, 0], told
    lines = [line for lines in told for line in lines]
    done = [int(line.removeprefix("done ")) for line in lines if line.startswith("done ")]
    refused = [line for line in lines if not line.startswith("done ")]
    assert sum(done) + len(refused) == 2 * EACH
    assert sum(done) > EACH
    known = ("RefusedError: ", "ChangeError: ", "HistoryError: there is nothing to", "ChangedError: ", "GoneError: ",
             "NotFoundError: ")  # fmt: skip
    assert not [line for line in refused if not line.startswith(known)]
    return done, refused


def whole(folder: Path) -> Past:
    """A history that is not corrupted."""
    past = History(folder, "test").read()
    assert past.torn == 0
    identities = [entry.begun.id for entry in past.entries]
    assert identities == sorted(set(identities))
    assert all(entry.ended is not None for entry in past.entries)
    return past


def test_two_at_once(pair: Hand, folder: Path) -> None:
    """With one history, as two netui of one user have it: neither sees the other's change as somebody else's."""
    done, refused = at_once(folder, folder)
    past = whole(folder)
    assert sum(entry.ended.result == "done" for entry in past.entries if entry.ended) == sum(done) + 2
    assert not [line for line in refused if line.startswith("ChangedError: no undo")]
    while History(folder, "test").read().done:
        assert not pair.undo().message
    assert RED not in os.listdir("/run/netns")


DIFFERENCES = r"(is .* now, not |is gone|was added|is back|there is a)"


def test_two_of_different_users(pair: Hand, tmp_path: Path) -> None:
    """Each with a history of its own: what the other did is another one's change, and refused with the difference."""
    folders = [tmp_path / "one", tmp_path / "two"]
    changed: list[str] = []
    for _ in range(5):  # they meet by chance, almost always in the first two hundred
        _done, refused = at_once(*folders)
        changed += [line for line in refused if line.startswith("ChangedError: ")]
        if changed:
            break
    assert changed
    assert all(re.search(DIFFERENCES, line) for line in changed), changed
    for folder in folders:
        past = whole(folder)
        assert len(past.entries) > EACH / 3
    assert not pair("link", "set", link=f"{RED}/v0", mtu="1299").message


def test_no_undo_over_somebody_elses_change(pair: Hand) -> None:
    pair("link", "set", link=f"{RED}/v0", mtu="1300")
    subprocess.run(["ip", "-n", RED, "link", "set", "dev", "v0", "mtu", "1350"], check=True)
    with pytest.raises(ChangedError, match=r"MTU of .*/v0 is 1350 now, not 1300"):
        pair.undo()
    subprocess.run(["ip", "-n", RED, "link", "set", "dev", "v0", "mtu", "1300"], check=True)
    assert not pair.undo().message


def test_what_else_was_changed_meanwhile_stays(pair: Hand) -> None:
    pair("address", "add", address="10.1.0.1/24", link=f"{RED}/v0")
    subprocess.run(["ip", "-n", RED, "addr", "add", "10.2.0.1/24", "dev", "v0"], check=True)
    pair.undo()
    told = subprocess.check_output(["ip", "-n", RED, "addr", "show", "dev", "v0"], text=True)
    assert "10.2.0.1" in told
    assert "10.1.0.1" not in told


@pytest.mark.parametrize(
    ("command", "difference"),
    [
        (("ip", "-n", RED, "link", "del", "dev", "v0"), "the link .*v0 is gone"),
        (("ip", "-n", RED, "addr", "add", "10.2.0.1/24", "dev", "v1"), "address 10.2.0.1/24 of .*/v1 was added"),
        (("ip", "-n", RED, "link", "set", "dev", "v0", "name", "w0"), "the link .*v0 is gone"),
        (("ip", "netns", "del", RED), "is gone"),
    ],
)
def test_nothing_is_deleted_that_is_no_longer_what_was_made(
    pair: Hand, command: tuple[str, ...], difference: str
) -> None:
    subprocess.run(command, check=True)
    with pytest.raises(ChangedError, match=difference):
        pair.undo()


def test_a_namespace_made_anew_by_somebody_is_not_deleted(pair: Hand) -> None:
    pair.undo()
    subprocess.run(["ip", "netns", "del", RED], check=True)
    subprocess.run(["ip", "netns", "add", RED], check=True)
    with pytest.raises(ChangedError, match="another namespace now"):
        pair.undo()
    assert RED in os.listdir("/run/netns")


def test_a_plan_that_was_shown_is_not_done_to_something_else(pair: Hand) -> None:
    from netui.operations.registry import find

    operation, values = find("link", "up"), {"link": f"{RED}/v0"}
    assert operation
    plan = pair.runner.preview(operation, values)
    subprocess.run(["ip", "-n", RED, "link", "del", "dev", "v0"], check=True)
    subprocess.run(["ip", "-n", RED, "link", "add", "v0", "type", "bridge"], check=True)
    with pytest.raises(ChangedError, match="v0 is another link now"):
        pair.runner.run(operation, values, plan)
