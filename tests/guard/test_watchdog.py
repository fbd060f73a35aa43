"""A change that cuts an ssh connection is put back, whatever happens to netui or its terminal; else it stays."""

import difflib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from netui.operations.registry import find
from tests.guard.seat import Seat, netui
from tests.guard.site import Site, site
from tests.guard.topologies import BRIDGE, LO, PLAIN, POLICY, VXLAN
from tests.support.requirements import needs_programs, needs_root

pytestmark = [needs_root, needs_programs("ip", "ss", "ssh", "sshd")]

CUTS = {
    PLAIN: ("link", "down", "s0"),
    BRIDGE: ("link", "detach", "p0"),
    VXLAN: ("link", "down", "u0"),
    LO: ("address", "delete", "10.99.0.1/32", "lo"),
    POLICY: ("rule", "delete", "1000"),
}
"""One operation in each of five topologies, that cuts the connection off at once."""
WAYS = {PLAIN: "s0", BRIDGE: "p0", VXLAN: "u0", LO: "s0", POLICY: "s0"}
"""The link that the connection takes there."""
FAULTS: dict[str, Callable[[Seat], None]] = {
    "kill -9": lambda seat: seat.signal(signal.SIGKILL),
    "SIGHUP": lambda seat: seat.signal(signal.SIGHUP),
    "SIGSTOP": lambda seat: seat.signal(signal.SIGSTOP),
    "stalled terminal": Seat.stall,
}
_TIME = 20.0


@pytest.fixture(scope="module")
def sites() -> Iterator[tuple[Site, ...]]:
    with ExitStack() as stack, ThreadPoolExecutor() as pool:
        built = pool.map(lambda one: stack.enter_context(site(one[1], one[0])), enumerate(CUTS, 1))
        yield tuple(built)


def network(where: Site) -> str:
    """All that can be put back in the namespace of sshd; what the kernel does for IPv6 by itself takes its time."""
    told = [
        subprocess.check_output(["ip", "-n", where.names["s"], *words], text=True)
        for words in (("-o", "addr"), ("-o", "link"), ("route", "show", "table", "all"), ("rule",))
    ]
    return "\n".join(line for part in told for line in sorted(part.splitlines()) if "fe80:" not in line)


def back(where: Site, before: str) -> None:
    """Wait until all is as it was."""
    end = time.monotonic() + _TIME
    while (now := network(where)) != before:
        assert time.monotonic() < end, "\n".join(difflib.unified_diff(before.splitlines(), now.splitlines(), n=0))
        time.sleep(0.05)


def endured(where: Site, fault: Callable[[Seat], None]) -> None:
    """Cut the connection by netui, let something happen to that, and look whether the connection comes back."""
    session, before = where.sessions[0], network(where)
    assert session.answers()
    seat = Seat(where, *CUTS[where.topology], "--confirm", "2")
    try:
        operation = find(*CUTS[where.topology][:2])
        if operation and operation.destructive:
            seat.hear("[y/N]")
            seat.type(b"y\n")
        seat.hear("Enter keeps it")
        fault(seat)
        assert network(where) != before
        assert not session.answers(0.3)
        back(where, before)
        assert session.answers(), "the connection does not come back"
    finally:
        seat.leave()
    assert back_again(where) == "done"


def everywhere(sites: tuple[Site, ...], do: Callable[[Site], None]) -> None:
    """In all topologies at once."""
    with ThreadPoolExecutor() as pool:
        list(pool.map(do, sites))


@pytest.mark.parametrize("fault", FAULTS)
def test_it_is_put_back_whatever_happens(sites: tuple[Site, ...], fault: str) -> None:
    everywhere(sites, lambda where: endured(where, FAULTS[fault]))


@pytest.mark.long
@pytest.mark.parametrize("fault", FAULTS)
def test_it_is_put_back_each_of_five_times(sites: tuple[Site, ...], fault: str) -> None:
    for _ in range(5):
        everywhere(sites, lambda where: endured(where, FAULTS[fault]))


def half_way(where: Site, number: signal.Signals) -> None:
    """Have netui end or stop when it has set the link down, and look whether the connection comes back."""
    session, before = where.sessions[0], network(where)
    assert session.answers()
    words = ["ip", "netns", "exec", where.names["s"], sys.executable, "-m", "tests.guard.halted", str(int(number))]
    process = subprocess.Popen([*words, "2", "link", "restart", WAYS[where.topology]], env=where.environment)
    try:
        end = time.monotonic() + _TIME
        while network(where) == before:
            assert time.monotonic() < end, "it was not begun"
        assert not session.answers(0.3)
        back(where, before)
        assert session.answers(), "the connection does not come back"
        assert process.wait(timeout=_TIME) == -signal.SIGKILL
    finally:
        process.kill()
        process.wait()
    assert back_again(where) == "taken back"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_it_is_put_back_where_netui_ends_or_stops_half_way(sites: tuple[Site, ...], number: signal.Signals) -> None:
    """A stopped one holds the history's lock, and would go on with its steps: it is killed."""
    half_way(sites[0], number)


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_it_is_put_back_half_way_each_of_five_times(sites: tuple[Site, ...], number: signal.Signals) -> None:
    for _ in range(5):
        everywhere(sites, lambda where: half_way(where, number))


def back_again(where: Site) -> str:
    """How the last change ended, once the history has it."""
    end = time.monotonic() + _TIME
    while True:
        last = json.loads(netui(where, "history", "--json").stdout)[-1]
        if last["result"] not in ("broken off", "under way") or time.monotonic() > end:
            assert last["why"] == "not confirmed within 2 s"
            return str(last["result"])
