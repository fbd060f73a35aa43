"""Eleven ways in which an ssh connection comes in, and every operation that could cut them: the guard sees it.

sshd, the login and the kernel's answers are real; each topology is read once, and the operations are planned on
that reading.
"""

import json
from collections.abc import Iterator

import pytest

from netui.core.guard.lifelines import lifelines
from netui.errors import NetuiError
from netui.model.carriers import Carriers
from netui.model.relations import Relations
from netui.model.snapshot import Snapshot
from netui.operations.threat import Threat, threats
from tests.guard.operations import CUTTING, HARMLESS, SAFE, asked
from tests.guard.site import Site, site
from tests.guard.topologies import TOPOLOGIES
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import read

pytestmark = [needs_root, needs_programs("ip", "ss", "ssh", "sshd")]


class Known:
    """One topology as it was read."""

    def __init__(self, where: Site) -> None:
        self.site = where
        self.snapshot: Snapshot = read(frozenset({"sysctls"}))
        self.lifelines: tuple[Carriers, ...] = tuple(
            one for one in lifelines(self.snapshot) if self._is_ours(one.connection.namespace)
        )
        ours = [space for space in self.snapshot.namespaces.values() if where.names["s"].encode() in space.names]
        self.first = next(link.name for link in ours[0].links.values() if link.kind == "veth")

    def _is_ours(self, key: int) -> bool:
        return any(name.startswith(self.site.names.prefix.encode()) for name in self.snapshot.namespaces[key].names)

    def threats(self, line: str) -> tuple[Threat, ...]:
        """What the guard says to an operation."""
        mac = ""
        if "{mac_c0}" in line:
            told = self.site.names.inside(self.site.names["c"], "ip", "-j", "link", "show", "dev", "c0")
            mac = json.loads(told)[0]["address"]
        words = line.format(**self.site.names.known, first=self.first, mac_c0=mac)
        operation, values = asked(words)
        plan = operation.plan(self.snapshot, values)
        return threats(plan.actions, Relations(self.snapshot), self.lifelines)


@pytest.fixture(scope="module", params=TOPOLOGIES, ids=lambda one: one.name)
def known(request: pytest.FixtureRequest) -> Iterator[Known]:
    with site(request.param) as built:
        yield Known(built)


def test_every_connection_is_found(known: Known) -> None:
    topology = known.site.topology
    assert len(known.lifelines) == len(topology.clients)
    assert all(one.connection.local == topology.address for one in known.lifelines)
    assert all(one.connection.who.startswith("root@pts/") for one in known.lifelines)
    assert all(one.resolved is (topology.name != "unresolvable") for one in known.lifelines)


def test_what_could_cut_it_is_seen(known: Known) -> None:
    unseen = [wrong for line in CUTTING[known.site.topology.name] if (wrong := _unseen(known, line))]
    assert not unseen, "\n".join(unseen)


def test_what_cannot_cut_it_is_let_through(known: Known) -> None:
    lines = (*HARMLESS, *SAFE.get(known.site.topology.name, ()))
    told = [f"{line}: {found[0].sentence}" for line in lines if (found := known.threats(line))]
    assert not told, "\n".join(told)


def _unseen(known: Known, line: str) -> str:
    """What is wrong where an operation that could cut is let through, or cannot be planned at all."""
    try:
        found = known.threats(line)
    except NetuiError as error:
        return f"{line}: {error.message}"
    return "" if found else f"{line}: let through"
