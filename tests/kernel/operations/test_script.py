"""`netui history --script`: run in a fresh world, it gives the state that the changes gave."""

import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from netui.core.history.script import script
from netui.errors import ChangeError
from netui.model.sysctl import link_sysctl
from netui.sources.netlink.building import inside
from netui.text import safe
from tests.support.canonical import canonical, differences
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import Hand, clear
from tests.support.worlds import HOSTILE, may_name_link

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}s"
RED, BLUE = f"{PREFIX}red", f"{PREFIX}blue"


@pytest.fixture(autouse=True)
def cleared() -> Iterator[None]:
    yield
    clear(PREFIX)


def build(hand: Hand) -> None:
    """Red and blue, joined, with something of everything."""
    hand("namespace", "create", name=RED)
    hand("namespace", "create", name=BLUE)
    hand("veth", "create", name="v0", peer="v1", namespace=RED, peer_namespace=BLUE, address="10.0.0.1/24")
    hand("address", "add", address="10.0.0.2/24", link=f"{BLUE}/v1")
    hand("address", "add", address="2001:db8::1/64", link=f"{RED}/v0", nodad=True)
    hand("link", "create", name="br0", kind="bridge", namespace=RED, stp="on", up=True)
    hand("link", "create", name="mv0", kind="macvlan", link=f"{RED}/v0", namespace=RED, mode="bridge")
    hand("link", "create", name="vx0", kind="vxlan", id="7", remote="192.0.2.9", namespace=RED, learning="off")
    hand("wire", a=BLUE, b=f"{RED}/br0", address="10.5.0.2/24", gateway="10.5.0.1", peer_name="port")
    hand("link", "port", link=f"{RED}/port", isolated="on")
    hand("address", "add", address="10.5.0.1/24", link=f"{RED}/br0")
    hand("route", "add", destination="10.9.0.0/16", via="10.0.0.2", namespace=RED, table="100", metric="5")
    hand("route", "add", destination="10.8.0.0/16", type="blackhole", namespace=RED)
    hand("rule", "add", source="10.0.0.0/24", table="100", namespace=RED, priority="77")
    hand("neighbour", "add", address="10.0.0.9", link=f"{RED}/v0", lladdr="02:00:00:00:00:09")
    hand("fdb", "add", mac="02:00:00:00:00:08", link=f"{RED}/port")
    hand("link", "set", link=f"{RED}/v0", mtu="1400", alias="x y")
    hand("namespace", "set", name=RED, sysctl="ip_forward", value="1")


def unbuild(hand: Hand) -> None:
    """Changes that take away, some of them undone and done again."""
    hand("link", "rename", link=f"{BLUE}/v1", name="w1")
    hand("link", "down", link=f"{RED}/v0")
    hand.undo()
    hand("link", "move", link=f"{RED}/mv0", to=BLUE)
    hand("address", "delete", address="10.0.0.2", link=f"{BLUE}/w1")
    hand.undo()
    hand.redo()
    hand("link", "detach", link=f"{RED}/port")
    hand.undo()
    hand("link", "delete", link=f"{RED}/vx0")
    hand("rule", "delete", priority="77", namespace=RED)


def replay(hand: Hand) -> None:
    """In the place of what was there."""
    text = "\n".join(script(hand.history.read()))
    clear(PREFIX)
    done = subprocess.run(["bash", "-c", text], capture_output=True, check=False)
    assert not done.returncode, f"{done.stderr.decode()}\n{text}"


def test_the_script_gives_the_same(hand: Hand) -> None:
    build(hand)
    unbuild(hand)
    told = canonical([RED, BLUE])
    assert len(told) > 25
    replay(hand)
    assert not differences(told, canonical([RED, BLUE]))


def test_the_script_of_random_changes_gives_the_same(hand: Hand) -> None:
    build(hand)
    chance = random.Random(7)
    changes = 0
    for number in range(40):
        space = chance.choice((RED, BLUE))
        link = chance.choice(("v0", "v1", "eth0", "port", "br0", "mv0"))
        try:
            chance.choice((
                lambda: hand("link", "down", link=f"{space}/{link}"),  # noqa: B023 - called at once
                lambda: hand("link", "up", link=f"{space}/{link}"),  # noqa: B023
                lambda: hand("address", "add", address=f"10.7.{number}.1/24", link=f"{space}/{link}"),  # noqa: B023
                lambda: hand("address", "flush", link=f"{space}/{link}"),  # noqa: B023
                lambda: hand("link", "set", link=f"{space}/{link}", mtu=str(1300 + number)),  # noqa: B023
                lambda: hand("link", "attach", link=f"{space}/{link}", bridge="br0"),  # noqa: B023
                lambda: hand("link", "rename", link=f"{space}/{link}", name=f"n{number}"),  # noqa: B023
                hand.undo, hand.redo,
            ))()  # fmt: skip
            changes += 1
        except ChangeError:
            continue
    assert changes > 15
    told = canonical([RED, BLUE])
    replay(hand)
    assert not differences(told, canonical([RED, BLUE]))


def test_hostile_names_come_through_the_script(hand: Hand) -> None:
    """Two namespaces for each name that a namespace can have, with links of that name where a link can."""
    names = [f"{PREFIX}{os.fsdecode(tail)}" for tail in HOSTILE]
    for name, tail in zip(names, HOSTILE, strict=True):
        hand("namespace", "create", name=name)
        if may_name_link(b"z" + tail):
            given = name if not name.startswith(("host", "pid:")) else f"name:{name}"
            hand("veth", "create", name=os.fsdecode(tail), peer=os.fsdecode(b"z" + tail), namespace=given)
            hand("link", "set", link=os.fsdecode(tail), namespace=given, alias=os.fsdecode(tail * 3))
            sysctl = link_sysctl("ipv4", safe(tail), "rp_filter")
            hand("namespace", "set", name=given, sysctl=sysctl, value="2")
    before = [told(name) for name in names]
    assert sum(filters.count(b"2") for _links, filters in before) > len(HOSTILE) / 2
    replay(hand)
    assert [told(name) for name in names] == before


def told(name: str) -> tuple[list[bytes], list[bytes]]:
    """A namespace's links, and how each filters by the way back."""
    with inside(name):
        filters = [
            Path(one, "rp_filter").read_bytes().strip() for one in sorted(Path("/proc/sys/net/ipv4/conf").iterdir())
        ]
    return without_indices(subprocess.check_output([b"ip", b"-n", os.fsencode(name), b"link"])), filters


def without_indices(told: bytes) -> list[bytes]:
    """Lines of `ip link` with what differs in a fresh world left out."""
    return sorted(line.split(b": ", 1)[-1] for line in told.splitlines())
