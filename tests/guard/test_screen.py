"""The terminal program asks twice, counts down, and is not needed for putting back: keys in a real terminal."""

import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest

from tests.guard.seat import netui
from tests.guard.site import Site, site
from tests.guard.test_watchdog import CUTS, back, network
from tests.pty.seat import ENTER, TAB, Seat
from tests.pty.terminal import Terminal
from tests.support.requirements import needs_programs, needs_root

pytestmark = [needs_root, needs_programs("ip", "ss", "ssh", "sshd")]

_ROWS, _COLUMNS = 30, 100
FAULTS: tuple[Callable[[Terminal], None], ...] = (
    lambda one: one.signal(signal.SIGKILL),
    lambda one: one.signal(signal.SIGHUP),
    lambda one: one.signal(signal.SIGSTOP),
    lambda one: one.stall(b"jkjkjkjk"),
    Terminal.hang_up,
)


@pytest.fixture(scope="module")
def sites() -> Iterator[tuple[Site, ...]]:
    with ExitStack() as stack, ThreadPoolExecutor() as pool:
        yield tuple(pool.map(lambda one: stack.enter_context(site(one[1], one[0])), enumerate(CUTS, 1)))


@contextmanager
def seat(where: Site) -> Iterator[Seat]:
    """The terminal program, in the namespace of sshd."""
    words = ["ip", "netns", "exec", where.names["s"], sys.executable, "-m", "netui"]
    terminal = Terminal(words, rows=_ROWS, columns=_COLUMNS, **where.environment)
    try:
        one = Seat(terminal, _ROWS, _COLUMNS)
        one.sees("live")
        yield one
    finally:
        terminal.close()


def cut(user: Seat, where: Site) -> None:
    """Have the connection cut, as one who is sure."""
    noun, verb, *values = CUTS[where.topology]
    user.does(":", sees="Commands and objects")
    user.press(f"{noun} {verb}")
    user.sees(f"{noun} {verb}")
    user.does(ENTER, sees="Esc leave")
    user.press(TAB.join(f"\x15{one}" for one in values))
    user.sees(values[-1])
    user.does(ENTER, sees="This could cut you off")
    user.sees("ssh from", "root@pts/")
    user.press("yes", ENTER)
    user.sees("Done:", "K keeps it", "z puts it back now", "is put back in")


def test_it_asks_twice_counts_down_also_after_a_restart_and_puts_back_by_a_key(sites: tuple[Site, ...]) -> None:
    where = sites[0]
    session, before = where.sessions[0], network(where)
    assert session.answers()
    with seat(where) as user:
        cut(user, where)
        assert not session.answers(0.3)
        user.does("q", sees="netui confirm keeps it")
    with seat(where) as user:
        user.sees("link down host/s0 is put back in")
        user.does("z", sees="Put back, before its time was over: link down host/s0.")
        user.sees_no("keeps it")
        back(where, before)
        assert session.answers()
        cut(user, where)
        user.does("K", sees="Kept: link down host/s0.")
        assert network(where) != before
        assert netui(where, "undo", "--confirm", "60").returncode == 0
        user.sees("is put back in")
        assert netui(where, "confirm").returncode == 0
        user.sees("Kept: link down host/s0.")
    back(where, before)


@pytest.mark.long
@pytest.mark.parametrize("turn", range(len(FAULTS)))
def test_it_is_put_back_whatever_happens_to_the_terminal_program(sites: tuple[Site, ...], turn: int) -> None:
    """Its time is a minute; the topologies have one fault each, another one in each turn."""
    with ThreadPoolExecutor() as pool:
        list(pool.map(endured, sites, FAULTS[turn:] + FAULTS[:turn]))


def endured(where: Site, fault: Callable[[Terminal], None]) -> None:
    """Cut the connection there, and let something happen to the terminal program."""
    session, before = where.sessions[0], network(where)
    assert session.answers()
    with seat(where) as user:
        cut(user, where)
        assert not session.answers(0.3)
        fault(user.terminal)
        end = time.monotonic() + 62
        while network(where) != before and time.monotonic() < end:
            time.sleep(0.2)
        back(where, before)
        assert session.answers(150), "the connection does not come back"  # TCP asks again ever more seldom
    assert json.loads(netui(where, "history", "--json").stdout)[-1]["why"] == "not confirmed within 60 s"
