"""The forms that are worth a picture: each operation's, filled in and wrong; what confirms, refuses, takes back."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from textual.pilot import Pilot

from netui.core.history.history import Entry
from netui.core.history.record import Begun, Ended
from netui.core.host import StillHost
from netui.errors import ChangedError, NetuiError
from netui.model import Snapshot
from netui.model.container import Subnet
from netui.model.neighbour import FdbEntry, Neighbour
from netui.model.ping import Probe, Reply
from netui.model.route import Rule
from netui.operations.registry import find
from netui.ui.app import NetuiApp
from netui.ui.screens.explore import Explore
from netui.ui.screens.mode import Mode
from tests.support.pretended import Pretended
from tests.support.screen import LARGE, SMALL, text_of
from tests.support.snapshots import HOST, small_host

_PATIENCE = 20.0
_MAC = "02:42:00:00:00:99"


def form_host() -> Snapshot:
    """The small host, with something for every operation to act on."""
    snapshot = small_host()
    host = snapshot.namespaces[HOST]
    host = replace(
        host,
        neighbours=(Neighbour(2, 2, "192.0.2.1", _MAC, 0x80, 0), Neighbour(2, 2, "192.0.2.7", "", 0x20, 0)),
        fdb=(FdbEntry(6, _MAC, 0x80, 0x04, master=4),),
        rules=(Rule(2, 0, 255, 1), Rule(2, 100, 300, 1, "10.7.0.0/16"), Rule(2, 32766, 254, 1)),
    )
    job = next(one for one in snapshot.docker.containers.values() if one.name == "job")
    paused = replace(job, name="asleep", id="ff00ff00ff00", state="paused")
    shop = next(one for one in snapshot.docker.networks.values() if one.name == "shop")
    attic = replace(shop, name="attic", id="a77a77a77a77", bridge="br-a77a77a77a77",
                    subnets=(Subnet("10.30.0.0/24", "10.30.0.1"),))  # fmt: skip
    docker = replace(snapshot.docker, containers={**snapshot.docker.containers, paused.id: paused},
                     networks={**snapshot.docker.networks, attic.id: attic})  # fmt: skip
    return replace(snapshot, namespaces={**snapshot.namespaces, HOST: host}, docker=docker)


class FormState(Struct, frozen=True):
    """A form as it stands after some keys."""

    name: str
    operation: str = ""
    """The one whose form is opened first; empty where the keys open it."""
    values: dict[str, Any] = {}
    keys: tuple[str, ...] = ()
    until: str = ""
    """What is shown in the end, where a thread has to bring it."""
    then: tuple[str, ...] = ()
    """Keys that are pressed after that."""
    size: tuple[int, int] = SMALL
    changes: Callable[[], Pretended] = Pretended

    def app(self) -> NetuiApp:
        """A new program in the state before the form."""
        return NetuiApp(StillHost(form_host()), who="root", changes=self.changes())

    async def open(self, pilot: Pilot[None]) -> None:
        """Show the form, and press the keys."""
        await pilot.pause(0.05)
        noun, _, verb = self.operation.partition(".")
        if self.operation:
            explore = pilot.app.screen_stack[0]
            assert isinstance(explore, Explore)
            explore.post_message(Mode.OperationWanted(find(noun, verb), self.values))
        await pilot.pause()
        for key in self.keys:
            await pilot.press(key)
        end = time.monotonic() + _PATIENCE
        while self.until not in text_of(pilot.app):
            assert time.monotonic() < end, f"{self.until} is not shown:\n{text_of(pilot.app)}"
            await pilot.pause(0.02)
        await pilot.press(*self.then)
        await pilot.pause(0.05)  # what follows a frame, such as a list that is drawn anew


def _refusing(error: NetuiError) -> Callable[[], Pretended]:
    def make() -> Pretended:
        changes = Pretended()
        changes.error = error
        return changes

    return make


def _known() -> Pretended:
    changes = Pretended()
    began = 1_760_009_000.0
    changes.known = (
        Entry(
            Begun(1, "do", "veth create", ("ip link add name v0 type veth peer name v1 netns red",
                                           "ip addr add 10.9.0.1/24 dev v0", "ip link set dev v0 up"), began, 0, 77),
            Ended(1, "done", 0.0123),
        ),
        Entry(Begun(2, "do", "x", ("docker network connect shop job",), began + 61, 0, 77), Ended(2, "done", 0.4)),
        Entry(
            Begun(3, "do", "x", ("ip link set dev eth9 up",), began + 75, 0, 4711),
            Ended(3, "refused", 0.0021, message="Cannot find device \"eth9\""),
        ),
        Entry(Begun(4, "undo", "x", ("docker network disconnect shop job",), began + 90, 0, 1), Ended(4, "done", 1)),
        Entry(Begun(5, "do", "x", ("docker run --detach netlab/web:1",), began + 99, 0, 77), None),
    )  # fmt: skip
    return changes


FILLED: dict[str, dict[str, Any]] = {
    "namespace.create": {"name": "green"},
    "namespace.delete": {"name": "red"},
    "namespace.name": {"namespace_named": "red", "name": "crimson"},
    "namespace.set": {"name": "red", "sysctl": "ip_forward", "value": "1"},
    "veth.create": {"name": "v0", "peer": "v1", "peer_namespace": "red", "address": "10.9.0.1/24"},
    "link.attach": {"link": "vethbad", "bridge": "docker0"},
    "link.create": {"name": "vx0", "kind": "vxlan", "id": "7", "remote": "192.0.2.20", "up": True},
    "link.delete": {"link": "vethbad"},
    "link.detach": {"link": "veth300d570"},
    "link.down": {"link": "eth0"},
    "link.move": {"link": "vethbad", "to": "blue"},
    "link.port": {"link": "veth300d570", "isolated": "on"},
    "link.rename": {"link": "vethbad", "name": "uplink"},
    "link.restart": {"link": "eth0"},
    "link.set": {"link": "vethbad", "mtu": "1400", "alias": "to red"},
    "link.up": {"link": "vethbad"},
    "address.add": {"address": "172.30.0.7/24", "link": "vethbad"},
    "address.delete": {"address": "192.0.2.10/24", "link": "eth0"},
    "address.flush": {"link": "eth0"},
    "route.add": {"destination": "10.50.0.0/16", "via": "192.0.2.1"},
    "route.delete": {"destination": "default"},
    "rule.add": {"source": "10.7.0.0/16", "table": "300"},
    "rule.delete": {"priority": "100"},
    "neighbour.add": {"address": "192.0.2.9", "link": "eth0", "lladdr": "02:00:00:00:00:09"},
    "neighbour.delete": {"address": "192.0.2.1", "link": "eth0"},
    "fdb.add": {"mac": "02:00:00:00:00:09", "link": "veth300d570"},
    "fdb.delete": {"mac": _MAC, "link": "veth300d570"},
    "wire": {"a": "red", "b": "host/br-161847f4fecf", "address": "172.30.0.9/24", "gateway": "172.30.0.1"},
    "ping": {"source": "red", "address": "10.0.0.2"},
    "network.connect": {"network": "shop", "container": "job", "ip": "172.30.0.9", "alias": "cron"},
    "network.create": {"name": "yard", "subnet": "10.20.0.0/24", "gateway": "10.20.0.1"},
    "network.disconnect": {"network": "shop", "container": "web"},
    "network.prune": {},
    "network.remove": {"network": "attic"},
    "network.switch": {"container": "web", "network": "shop", "to": "bridge"},
    "container.pause": {"container": "web"},
    "container.remove": {"container": "job"},
    "container.restart": {"container": "web"},
    "container.run": {"image": "netlab/web:1", "name": "web2", "network": "shop", "publish": "8081:80"},
    "container.start": {"container": "job"},
    "container.stop": {"container": "web"},
    "container.unpause": {"container": "asleep"},
}
WRONG: dict[str, dict[str, Any]] = {
    "namespace.create": {"name": "red"},
    "namespace.delete": {"name": "host"},
    "namespace.exec": {"name": "green", "command": "ip a"},
    "namespace.name": {"namespace_named": "red", "name": "a/b"},
    "namespace.set": {"name": "red", "sysctl": "ip_forwards", "value": "1"},
    "namespace.shell": {"name": "reds"},
    "veth.create": {"name": "a-name-of-sixteen", "peer": "v1", "address": "10.9.0.1"},
    "link.attach": {"link": "lo", "bridge": "docker0"},
    "link.create": {"name": "vx0", "kind": "vxlan"},
    "link.delete": {"link": "eth0"},
    "link.detach": {"link": "vethbad"},
    "link.move": {"link": "docker0", "to": "red"},
    "link.port": {"link": "vethbad", "isolated": "on"},
    "link.rename": {"link": "vethbad", "name": "eth0"},
    "link.set": {"link": "vethbad"},
    "link.up": {"link": "eth9"},
    "address.add": {"address": "192.0.2.300/24", "link": "eth0"},
    "address.delete": {"address": "192.0.2.11", "link": "eth0"},
    "address.flush": {"link": "veth300d570"},
    "route.add": {"destination": "10.50.0.1/16"},
    "route.delete": {"destination": "10.1.0.0/16"},
    "rule.add": {"source": "10.7.0.0/16"},
    "rule.delete": {"priority": "7"},
    "neighbour.add": {"address": "192.0.2.9", "link": "eth0", "lladdr": "02:00"},
    "neighbour.delete": {"address": "192.0.2.8", "link": "eth0"},
    "fdb.add": {"mac": "02:00:00:00:00:09", "link": "eth0"},
    "fdb.delete": {"mac": "02:00:00:00:00:09", "link": "veth300d570"},
    "wire": {"a": "red", "b": "blue", "gateway": "10.0.0.1"},
    "ping": {"source": "red", "address": "10.0.0.2:99999"},
    "network.connect": {"network": "shop", "container": "web"},
    "network.create": {"name": "yard", "subnet": "172.30.0.0/16"},
    "network.disconnect": {"network": "bridge", "container": "web"},
    "network.remove": {"network": "shop bridge"},
    "network.switch": {"container": "probe", "network": "host", "to": "shop"},
    "container.logs": {"container": "nobody"},
    "container.pause": {"container": "job"},
    "container.remove": {"container": "web"},
    "container.restart": {"container": "nobody"},
    "container.run": {"image": "netlab/web:1", "network": "shop", "publish": "8080:80"},
    "container.shell": {"container": "job"},
    "container.start": {"container": "web"},
    "container.stop": {"container": "job"},
    "container.unpause": {"container": "web"},
}
_BOTH_SIZES = ("veth.create", "link.create", "network.create", "container.run", "namespace.delete")
_CHANGED = ChangedError(
    "link up host/vethbad is no longer what was shown: another link or namespace has the name now, in "
    "ip link set dev vethbad up",
    hint="look again, then repeat the change",
)

FORMS = (
    *(FormState(f"{name}-filled", name, values) for name, values in FILLED.items()),
    *(FormState(f"{name}-wrong", name, values, ("enter",)) for name, values in WRONG.items()),
    *(FormState(f"{name}-filled-large", name, FILLED[name], size=LARGE) for name in _BOTH_SIZES),
    *(
        state
        for size, told in ((SMALL, ""), (LARGE, "-large"))
        for state in (
            FormState(f"undo{told}", keys=("z",), until="not brought back", size=size),
            FormState(f"redo{told}", keys=("Z",), until="not brought back", size=size),
            FormState(f"changed-between{told}", "link.up", {"link": "vethbad"}, ("enter",), "look again", size=size,
                      changes=_refusing(_CHANGED)),
            FormState(f"log{told}", keys=("at",), until="broken off", size=size, changes=_known),
            FormState(f"ping-page{told}", "ping", FILLED["ping"], ("enter",), "In all", size=size),
            FormState(f"marked{told}", keys=("G", "k", "k", "space", "space", "space", "d"), size=size),
        )
    ),
    FormState("undo-refused", keys=("z",), until="look again", changes=_refusing(_CHANGED)),
    FormState("log-searched", keys=("at",), until="broken off", then=("slash", *"docker", "enter"), changes=_known),
    FormState("marked-one-alone", keys=("g", "j", "space", "space", "e")),
    FormState("row-deleted", keys=("1", "g", "enter", "]", "]", "j", "j", "j", "d")),
    FormState("attach-to-bridge", keys=("3", "g", "b")),
    FormState("disconnect-chosen", keys=("4", "G", "k", "k", "x")),
)  # fmt: skip


def replies(_probe: Probe) -> Iterator[Reply]:
    """What a ping would have answered."""
    yield Reply(1, "10.0.0.2", True, 0.084)
    yield Reply(2, "10.0.0.2", True, 0.071)
    yield Reply(3, "10.0.0.2", False, 1000.0, "no answer")
    yield Reply(4, "10.0.0.2", True, 0.077)
