"""A host on which something has happened, at moments that are always the same: for pictures."""

import msgspec

from netui.core.history.history import Entry as Done
from netui.core.history.record import Begun, Ended
from netui.model.neighbour import FdbEntry
from netui.model.snapshot import Update
from netui.ui.app import NetuiApp
from tests.support.pretended import Pretended
from tests.support.screen import ChangingHost
from tests.support.snapshots import BLUE, HOST, RED, STALE, STARTED, UP, small_host, with_link

_START = STARTED + 9000
replace = msgspec.structs.replace


class _Host(ChangingHost):
    """The small host, to which things happen."""

    def __init__(self) -> None:
        super().__init__(small_host())

    def link(self, key: int, ifindex: int, **fields: object) -> None:
        """Another link than before."""
        link = replace(self.store.snapshot.namespaces[key].links[ifindex], **fields)
        self.space(key, links=with_link(self.store.snapshot, key, link).links)

    def space(self, key: int, **fields: object) -> None:
        """Something else in a namespace."""
        self.store.apply(Update(namespaces={key: replace(self.store.snapshot.namespaces[key], **fields)}))

    def happen(self) -> None:
        """A quarter of an hour."""
        snapshot = self.store.snapshot
        red, docker = snapshot.namespaces[RED], snapshot.docker
        self.link(HOST, 2, mtu=1400)
        self.link(HOST, 2, mtu=1500)
        self.link(RED, 3, flags=0, operstate=2)
        self.space(RED, routes=())
        self.link(RED, 3, flags=red.links[3].flags, operstate=6)
        self.space(RED, routes=red.routes)
        self.space(HOST, fdb=tuple(FdbEntry(6, f"02:42:ac:1e:01:{one:02x}", 2, 4, master=4) for one in range(31)))
        route = replace(snapshot.namespaces[BLUE].routes[0], protocol=16, destination="10.8.0.0", prefix=16)
        self.space(BLUE, routes=(*snapshot.namespaces[BLUE].routes, route))
        database = next(one for one in docker.containers.values() if one.name == "db")
        stopped = replace(database, state="exited", namespace=None, endpoints=(), pid=0)
        self.store.apply(Update(docker=replace(docker, containers={**docker.containers, database.id: stopped})))
        self.link(HOST, 8, flags=UP, operstate=2)
        self.store.apply(Update(namespaces={STALE: None}))


def _done(at: float, command: str) -> Done:
    return Done(Begun(1, "do", "a change", (command,), at - 0.1, 0, 1), Ended(1, "done", 0.012))


def app() -> NetuiApp:
    """The program in front of it; netui itself took red0 down and up again."""
    host, changes = _Host(), Pretended()
    made = NetuiApp(host, who="root", changes=changes)
    host.happen()
    log = made._eventlog
    seconds = {entry.number: _START + 7 * number for number, entry in enumerate(reversed(log.entries()))}
    for number, entry in enumerate(list(log._entries)):
        log._entries[number] = replace(
            entry, time=seconds[entry.number] if entry.change.kind != "fdb" else _START + 42
        )
    down = next(one for one in log._entries if one.change.kind == "link" and one.change.namespace == RED)
    changes.known = (_done(down.time, "ip -n red link set dev red0 down"),)
    return made
