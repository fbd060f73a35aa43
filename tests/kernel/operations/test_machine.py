"""Operations by chance, in any order: netui's model, fed by events alone, stays what `ip` says after each."""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyStrategyDefinition
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from netui.core.live import LiveHost
from netui.errors import NetuiError
from tests.support.living import living
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import MEMORY, Hand, clear
from tests.support.truth import Facts, Iproute2, differences, told_by_netui

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}m"
SPACES = (f"{PREFIX}a", f"{PREFIX}b")
NAMES = tuple(f"l{number}" for number in range(12))
spaces, names, low = st.sampled_from(SPACES), st.sampled_from(NAMES), st.integers(0, 3)
some = st.integers(0, 999)
_PATIENCE, _MOMENT = 10.0, 0.05


class Operations(RuleBasedStateMachine):
    """Two namespaces, twelve names for links; whatever is possible happens, and what is refused changes nothing."""

    host: LiveHost
    done = 0
    accepted = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory(prefix="nt", dir=MEMORY)
        self.hand = Hand(Path(self.folder.name))
        self.told: dict[str, Iproute2] = {}

    @initialize()
    def begin(self) -> None:
        for space in SPACES:
            self.hand("namespace", "create", name=space)
        self.hand("veth", "create", name="l0", peer="l1", namespace=SPACES[0], peer_namespace=SPACES[1])
        self.hand("link", "create", name="l2", kind="bridge", namespace=SPACES[0], up=True)

    def teardown(self) -> None:
        self._let_go()
        clear(PREFIX)
        self.folder.cleanup()

    def _let_go(self) -> None:
        """What tells the truth would keep a namespace alive that shall end."""
        for told in self.told.values():
            told.close()
        self.told.clear()

    def _do(self, noun: str, verb: str, **values: Any) -> None:
        with suppress(NetuiError):
            self.hand(noun, verb, **values)
            type(self).accepted += 1
        self._check()

    def _check(self) -> None:
        """The kernel is asked again where the model has not become equal within a moment: both move meanwhile."""
        type(self).done += 1
        end = time.monotonic() + _PATIENCE
        while True:
            truth = {space: self._truth(space) for space in SPACES}
            soon = time.monotonic() + _MOMENT
            while wrong := self._wrong(truth):
                if time.monotonic() > soon:
                    break
                time.sleep(0.002)
            if not wrong:
                return
            assert time.monotonic() < end, "\n".join(wrong)

    def _truth(self, space: str) -> Facts | None:
        if space not in self.told:
            try:
                fd = os.open(f"/run/netns/{space}", os.O_RDONLY)
            except FileNotFoundError:
                return None
            self.told[space] = Iproute2(fd)
            os.close(fd)
        return self.told[space].tell()

    def _wrong(self, truth: dict[str, Facts | None]) -> list[str]:
        snapshot = self._snapshot()
        known = {str(space.names[0]): space for space in snapshot.namespaces.values() if space.names}
        wrong = []
        for space, told in truth.items():
            if (told is None) is (space in known):
                wrong.append(f"{space}: {'gone' if told is None else 'not known'}")
            elif told is not None:
                wrong += [f"{space}: {line}" for line in differences(told, told_by_netui(snapshot, known[space]))]
        return wrong

    def _snapshot(self) -> Any:
        return self.host.store.snapshot

    def _link(self, number: int, kind: str = "") -> str:
        """One that is there now, by a number of any size: NAMESPACE/LINK; lo where there is no other."""
        found = sorted(
            f"{space.names[0]}/{link.name}"
            for space in self._snapshot().namespaces.values()
            for link in space.links.values()
            if space.names and link.kind and kind in ("", link.kind)
        )
        return found[number % len(found)] if found else f"{SPACES[0]}/lo"

    @rule(one=names, other=names, here=spaces, there=spaces)
    def veth(self, one: str, other: str, here: str, there: str) -> None:
        self._do("veth", "create", name=one, peer=other, namespace=here, peer_namespace=there)

    @rule(name=names, space=spaces, kind=st.sampled_from(("bridge", "vxlan")))
    def create(self, name: str, space: str, kind: str) -> None:
        self._do("link", "create", name=name, kind=kind, namespace=space, id="7" if kind == "vxlan" else None)

    @rule(number=some, verb=st.sampled_from(("up", "up", "up", "down", "restart", "detach", "delete")))
    def link(self, number: int, verb: str) -> None:
        self._do("link", verb, link=self._link(number))

    @rule(number=some, new=names)
    def rename(self, number: int, new: str) -> None:
        self._do("link", "rename", link=self._link(number), name=new)

    @rule(number=some, there=spaces, keep=st.booleans(), name=names)
    def move(self, number: int, there: str, keep: bool, name: str) -> None:
        self._do("link", "move", link=self._link(number, "veth"), to=there, keep_addresses=keep, name=name)

    @rule(number=some, other=some)
    def attach(self, number: int, other: int) -> None:
        bridge = self._link(other, "bridge")
        self._do("link", "attach", link=self._link(number), bridge=bridge)

    @rule(number=some, mtu=st.integers(1280, 1500))
    def mtu(self, number: int, mtu: int) -> None:
        self._do("link", "set", link=self._link(number), mtu=str(mtu))

    @rule(number=some, subnet=low, verb=st.sampled_from(("add", "add", "delete", "flush")), six=st.booleans())
    def address(self, number: int, subnet: int, verb: str, six: bool) -> None:
        text = f"2001:db8:{subnet}::1/64" if six else f"10.{subnet}.0.1/24"
        values = {} if verb == "flush" else {"address": text}
        self._do("address", verb, link=self._link(number), nodad=True if six and verb == "add" else None, **values)

    @rule(number=low, link=some, verb=st.sampled_from(("add", "add", "delete")))
    def route(self, number: int, link: int, verb: str) -> None:
        link_name = self._link(link)
        values = {"dev": link_name} if verb == "add" else {}
        self._do("route", verb, destination=f"10.2{number}.0.0/16", namespace=link_name.partition("/")[0], **values)

    @rule(space=spaces, number=low, verb=st.sampled_from(("add", "delete")))
    def policy(self, space: str, number: int, verb: str) -> None:
        values = {"table": "100", "source": f"10.{number}.0.0/16"} if verb == "add" else {}
        self._do("rule", verb, priority=str(100 + number), namespace=space, **values)

    @rule(verb=st.sampled_from(("undo", "undo", "redo")))
    def back(self, verb: str) -> None:
        done = self.hand.history.read().done
        if verb == "undo" and done and done[-1].begun.title.startswith("namespace create"):
            self._let_go()
        with suppress(NetuiError):
            (self.hand.undo if verb == "undo" else self.hand.redo)()
        self._check()


@pytest.fixture
def host() -> Iterator[LiveHost]:
    Operations.done = Operations.accepted = 0
    with living() as host:
        yield host


def run(host: LiveHost, examples: int, steps: int, **more: Any) -> None:
    Operations.host = host
    checks = (HealthCheck.too_slow, HealthCheck.data_too_large)
    profile = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=checks, database=None,
        **more,
    )  # fmt: skip
    run_state_machine_as_test(Operations, settings=profile)


def test_the_model_follows_three_thousand_operations(host: LiveHost) -> None:
    """A failure shows all of its steps at once.

    A few sequences each time: the more there are, the likelier the kernel answers what is drawn again otherwise than
    before, which hypothesis takes for a fault of what draws. That is no operation gone wrong, which fails by itself.
    """
    for number in range(20):
        if Operations.done >= 3000:
            break
        seed(number)(Operations)
        with suppress(FlakyStrategyDefinition):
            run(host, examples=8, steps=80, phases=(Phase.generate,))
    assert Operations.done >= 3000
    assert Operations.accepted > Operations.done / 5


@pytest.mark.long
def test_the_model_follows_ten_thousand_operations(host: LiveHost) -> None:
    """Others each time, a few sequences at a time as above; a failure is made as short as can be."""
    for _ in range(60):
        if Operations.done >= 10_000:
            break
        with suppress(FlakyStrategyDefinition):
            run(host, examples=8, steps=100)
    assert Operations.done >= 10_000
    assert Operations.accepted > Operations.done / 5
