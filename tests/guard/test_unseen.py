"""Where the kernel lets no sockets be listed: another source tells, or a connection counts that may be there."""

import errno
from collections.abc import Iterator
from typing import Any

import pytest

from netui.core.guard.lifelines import lifelines
from netui.errors import DeniedError
from netui.model.carriers import Carriers
from netui.model.relations import Relations
from netui.model.snapshot import Snapshot
from netui.operations.threat import threats
from netui.sources import ssh
from tests.guard.operations import asked
from tests.guard.site import Site, site
from tests.guard.topologies import PLAIN, UNRESOLVABLE, Topology
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import read

pytestmark = [needs_root, needs_programs("ip", "ss", "ssh", "sshd")]


def _refused(*_: Any) -> None:
    raise PermissionError(errno.EPERM, "refused")


def _denied(*_: Any) -> None:
    raise DeniedError("refused")


@pytest.fixture
def no_diag(monkeypatch: pytest.MonkeyPatch) -> None:
    """As under a policy that forbids sock_diag."""
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.setattr(ssh, "DumpSocket", _refused)


@pytest.fixture
def no_sockets(no_diag: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """And that forbids /proc/net."""
    monkeypatch.setattr(ssh, "table_sockets", _denied)


@pytest.fixture(params=(PLAIN, UNRESOLVABLE), ids=lambda one: one.name)
def built(request: pytest.FixtureRequest) -> Iterator[Site]:
    topology: Topology = request.param
    with site(topology) as made:
        yield made


def lines_of(built: Site) -> tuple[Snapshot, list[Carriers]]:
    """What the guard knows of the namespace that sshd is in."""
    snapshot = read(frozenset())
    (key,) = (one.key for one in snapshot.namespaces.values() if built.names["s"].encode() in one.names)
    return snapshot, [one for one in lifelines(snapshot) if one.connection.namespace == key]


def told(built: Site, line: str) -> str:
    """What the guard says to an operation; empty where it lets it through."""
    snapshot, known = lines_of(built)
    operation, values = asked(line.format(**built.names.known))
    found = threats(operation.plan(snapshot, values).actions, Relations(snapshot), known)
    return "; ".join(one.sentence for one in found)


@pytest.mark.usefixtures("no_diag")
def test_without_sock_diag_proc_tells(built: Site) -> None:
    _, known = lines_of(built)
    assert [one.connection.peer for one in known] == ["10.9.0.2"]
    assert known[0].connection.who.startswith("root@pts/")
    assert "ssh from 10.9.0.2" in told(built, "link down {s}/s0")


@pytest.mark.usefixtures("no_sockets")
def test_without_either_the_environment_tells(built: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.9.0.2 50000 10.9.0.1 22")
    _, known = lines_of(built)
    assert [one.connection.peer for one in known] == ["10.9.0.2"]
    assert "ssh from 10.9.0.2" in told(built, "link down {s}/s0")


@pytest.mark.usefixtures("no_sockets")
def test_where_nothing_tells_every_default_route_counts(built: Site) -> None:
    """Without a default route every link does."""
    link = "s1" if built.topology.name == "unresolvable" else "s0"
    said = told(built, f"link down {{s}}/{link}")
    assert said == f"ssh, if there is any (sockets may not be listed here), runs over {built.names['s']}/{link}"
