"""The states of the screen that are worth a picture, for the snapshot tests."""

import time
from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import replace
from textual.pilot import Pilot

from netui.config.options import Config
from netui.core.changing.broken import Broken
from netui.core.changing.changes import Changes
from netui.core.guard.pending import Pending
from netui.core.history.history import Entry
from netui.core.history.record import Begun
from netui.core.host import StillHost
from netui.errors import ChangedError, ThreatError
from netui.model import Snapshot
from netui.operations.operation import Plan, Step
from netui.ui import pseudonyms
from netui.ui.app import NetuiApp
from netui.ui.comfort import Comfort
from tests.support import happened
from tests.support.colours import painted
from tests.support.maps import many_containers, sites
from tests.support.pretended import Pretended
from tests.support.screen import LARGE, SMALL
from tests.support.snapshots import busy_host, hostile_host, not_root, small_host, without_docker

_PATIENCE = 10.0
_NO_NEWS = ("until:~", "gone:~")
"""Rows were marked as changed, and are no more."""


class State(Struct, frozen=True):
    """One state: a snapshot, a size, and the keys that lead there.

    `until:TEXT` waits for what a key is meant for, `gone:TEXT` for what it is not meant for.
    """

    name: str
    make: Callable[[], Snapshot]
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    changes: Changes | None = None
    started: Callable[[], NetuiApp] | None = None
    """What makes the program where it takes more than a snapshot."""
    theme: str = "dark"

    def app(self) -> NetuiApp:
        """A new program in the state before the keys."""
        pseudonyms._this_run = pseudonyms.Pseudonyms(b"the same in every run")
        if self.started:
            return self.started()
        comfort = Comfort(Config(theme=self.theme))
        return NetuiApp(StillHost(self.make()), who="root", changes=self.changes, comfort=comfort)

    async def lead(self, pilot: Pilot[None]) -> None:
        """Press the keys, in a program of this state."""
        for key in self.keys:
            word, _, text = key.partition(":")
            if word not in ("until", "gone"):
                await pilot.press(key)
                continue
            end = time.monotonic() + _PATIENCE
            while (text in "".join(one.text for one in painted(pilot.app))) is (word == "gone"):
                assert time.monotonic() < end, f"{key!r} does not come true"
                await pilot.pause(0.02)


def _both(name: str, make: Callable[[], Snapshot], *keys: str, refusal: str | None = None) -> Iterator[State]:
    changes = None if refusal is None else Pretended(refusal)
    yield State(f"{name}-small", make, SMALL, keys, changes)
    yield State(f"{name}-large", make, LARGE, keys, changes)


def _happened(name: str, *keys: str) -> Iterator[State]:
    """In front of a host on which something has happened; what is netui's own is found a moment later."""
    for size, word in ((SMALL, "small"), (LARGE, "large")):
        yield State(f"{name}-{word}", small_host, size, ("f4", "until:  netui ", *keys), started=happened.app)


def _hung() -> Snapshot:
    return without_docker("hung", "it accepts a connection and answers nothing", "systemctl restart docker")


def _denied() -> Snapshot:
    return without_docker("denied", "/var/run/docker.sock may not be opened by alice", "sudo netui")


def _absent() -> Snapshot:
    return without_docker("absent", "nothing is at /var/run/docker.sock", "systemctl start docker")


class _Still(Pending, frozen=True):
    """A change whose time does not run."""

    @property
    def left(self) -> float:
        """Always the same."""
        return 47.0


_SSH = "ssh from 192.0.2.7 (root@pts/3, pid 812) runs over host/eth0"


def _threatened() -> Pretended:
    changes = Pretended()
    changes.threat = ThreatError(f"link down host/eth0 could cut you off: {_SSH}")
    return changes


def _waiting() -> Pretended:
    changes = Pretended()
    changes.waits = _Still(7, "link down host/eth0", 60, 0.0, 1, 1, _SSH)
    return changes


def broken_off(*, contested: bool) -> Pretended:
    commands = (
        "ip -n red link add name v0 type veth peer name v1 netns blue",
        "ip -n red addr add 10.0.0.1/24 dev v0",
        "ip -n blue addr add 10.0.0.2/24 dev v1",
        "ip -n red link set dev v0 up",
        "ip -n blue link set dev v1 up",
    )
    begun = Begun(7, "do", "veth create red/v0 blue/v1", commands, 1_760_009_000.0, 0, 812)
    changes = Pretended()
    changes.found = (Broken(Entry(begun, None), 2, False),)
    changes.plans["finish"] = Plan("", tuple(Step(None, one) for one in commands[2:]))
    changes.plans["revert"] = Plan("", (Step(None, "ip -n blue link delete dev v1"),))
    if contested:
        told = "no revert of veth create red/v0 blue/v1: address 10.9.0.1/24 of red/v0 was added"
        changes.plans["revert"] = ChangedError(told, hint="somebody changed it since; change it by hand")
    return changes


_READ_ONLY = "Nothing is changed here: netui was started with --read-only."
_TABS = ("]",) * 9

STATES = (
    *_both("links", small_host, "G"),
    *_both("namespaces", small_host, "1"),
    *_both("bridges", small_host, "3"),
    *_both("containers", small_host, "4", "G", "k"),
    *_both("networks", small_host, "5"),
    *_both("container", small_host, "4", "G", "k", "enter", "j", "j", "j"),
    *_both("rates", busy_host, "j", "enter"),
    *_both("links-of-host", busy_host, "1", "enter", "]"),
    *_both("routes", small_host, "1", "enter", "]", "]", "]"),
    *_both("published", busy_host, "4", "G", "k", "enter", *_TABS[:8]),
    *_both("sysctls", busy_host, "1", "enter", *_TABS),
    *_both("holders", busy_host, "1", "G", "enter", *_TABS),
    *_both("ports", busy_host, "3", "j", "enter", "]"),
    *_both("members", busy_host, "5", "enter", "]"),
    *_both("filter", small_host, "slash", "v", "e", "t", "h"),
    *_both("filter-nothing", small_host, "slash", *"kind:wireguard", "enter"),
    *_both("filter-detail", small_host, "1", "enter", "]", "]", "]", "slash", *"eth0", "enter"),
    *_both("palette", small_host, "colon", *"172.30"),
    *_both("palette-reason", small_host, "colon", *"other end"),
    *_both("copy", small_host, "4", "G", "k", "y"),
    *_both("sort", small_host, "o", "j"),
    *_both("marked", small_host, "j", "space", "space", "k"),
    *_both("enlarged", small_host, "4", "plus", "plus"),
    *_both("reason", small_host, "p"),
    *_both("help", small_host, "question_mark"),
    *_both("not-root", not_root, "1", "j"),
    *_both("not-root-links", not_root, "1", "j", "2"),
    *_both("docker-absent", _absent, "4"),
    *_both("docker-denied", _denied, "4"),
    *_both("docker-hung", _hung, "4"),
    *_both("reading", Snapshot, "4"),
    *_both("hostile", hostile_host, "2", "j", "j"),
    *_both("form-half", small_host, "n", "1", *"v0", "tab", refusal=""),
    *_both(
        "form-done",
        small_host,
        *("n", "1", *"v0", "tab", *"v1", "tab", "tab", *"red", "tab", *"10.9.0.1/24"),
        refusal="",
    ),
    *_both("form-wrong", small_host, "a", *"10.0.0.300/24", refusal=""),
    *_both("form-kind", small_host, "n", "2", *"vx0", "tab", *"vxlan", "tab", refusal=""),
    *_both("form-delete", small_host, "1", "j", "d", refusal=""),
    *_both("form-move", small_host, "j", "m", *"re", refusal=""),
    *_both("form-choose", small_host, "1", "j", "d", "ctrl+u", "ctrl+o", refusal=""),
    *_both("read-only", small_host, "d", refusal=_READ_ONLY),
    *_both("palette-change", small_host, "1", "j", "colon", *"route", refusal=""),
    *_happened("events", "k", "k", "k", "k"),
    *_happened("events-filter", "slash", *"ns:red", "enter"),
    *_both("events-saved", small_host, "f4"),
    *_both("presenting", small_host, "ctrl+t", "tab", "j", "j", refusal=""),
    *_both("presenting-masked", small_host, "ctrl+t", "H", "G", "enter", refusal=""),
    *_both(
        "presenting-command",
        small_host,
        *("ctrl+t", "n", "1", *"v0", "tab", *"v1", "enter", "until:done in 12 ms"),
        refusal="",
    ),
    State("consent-small", small_host, SMALL, ("j", "U", "enter", *"ye"), _threatened()),
    State("consent-large", small_host, LARGE, ("j", "U", "enter", *"yes"), _threatened()),
    State("countdown-small", small_host, SMALL, ("j",), _waiting()),
    State("countdown-large", small_host, LARGE, ("j",), _waiting()),
    State("broken-off-small", small_host, SMALL, (), broken_off(contested=False)),
    State("broken-off-large", small_host, LARGE, ("tab",), broken_off(contested=False)),
    State("broken-off-contested", small_host, SMALL, ("until:A change was", "r"), broken_off(contested=True)),
    *(
        State(f"log-{word}", small_host, size, (*_NO_NEWS, "at", "until:netui history"), started=happened.app)
        for size, word in ((SMALL, "small"), (LARGE, "large"))
    ),
    *_both("map", small_host, "f3", "j", "j", "j", "j", "right", refusal=""),
    *_both("map-containers", many_containers, "f3", *("j",) * 6),
    *_both("map-folded", many_containers, "f3", "f", *("j",) * 4),
    *_both("map-near", many_containers, "f3", *("j",) * 6, "plus", "plus", "plus", "plus"),
    *_both("map-sites", sites, "f3", *("j",) * 6),
    *_both("map-hostile", hostile_host, "f3", "j", "j", "j"),
    State("links-least", small_host, (60, 18), ("G",)),
    State("namespaces-largest", small_host, (200, 60), ("1",)),
    State("too-small", small_host, (50, 10)),
)

THEMED = ("light", "high-contrast", "colour-blind", "ansi-16", "monochrome")
"""Themes but the default, in each of which a list, a detail and a form have a picture."""
_PICTURED = ("marked-large", "container-small", "form-done-small")
STATES += tuple(
    replace(one, name=f"{one.name}-{theme}", theme=theme)
    for theme in THEMED
    for one in STATES
    if one.name in _PICTURED
)
