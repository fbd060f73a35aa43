"""Snapshots made by hand, for tests of what is shown: a small host, an empty one, a hostile one, a large one."""

from collections.abc import Iterable
from typing import Any

import msgspec

from netui.model import (
    Address,
    Chain,
    Container,
    Counters,
    Detail,
    Docker,
    Endpoint,
    FilterRule,
    Firewall,
    Holder,
    Limit,
    Link,
    Namespace,
    Network,
    PortBinding,
    Route,
    Snapshot,
    Socket,
    Subnet,
    Table,
)
from netui.model.socket import Process
from netui.text import Name

UP, LOWER_UP, RUNNING, BROADCAST, MULTICAST, LOOPBACK = 1, 1 << 16, 1 << 6, 2, 1 << 12, 8
_FLAGS = {"up": UP | LOWER_UP | RUNNING, "down": 0, "no-carrier": UP, "unknown": UP | LOWER_UP | RUNNING}
_OPERSTATES = {"up": 6, "down": 2, "no-carrier": 2, "unknown": 0}
STARTED = 1_760_000_000.0


class HostBuilder:
    """Collects namespaces, links and containers; `snapshot` gives them as one."""

    def __init__(self) -> None:
        self._spaces: dict[int, dict[str, Any]] = {}
        self._containers: dict[str, Container] = {}
        self._networks: dict[str, Network] = {}
        self.docker: dict[str, Any] = {
            "status": "live",
            "endpoint": "unix:///var/run/docker.sock",
            "chosen_by": "the default",
            "engine": "docker",
            "version": "20.10.24",
            "namespace": 1,
        }

    def space(self, key: int, *, host: bool = False, names: Iterable[bytes] = (), **more: Any) -> int:
        """A namespace with its lo."""
        holders = more.pop("holders", None)
        if holders is None:
            holders = tuple(Holder("named", path=Name(b"/run/netns/" + one)) for one in names)
        self._spaces[key] = {
            "key": key,
            "inode": 4026532000 + key,
            "cookie": key,
            "names": tuple(map(Name, names)),
            "host": host,
            "holders": holders,
            "links": {},
            "addresses": [],
            "routes": [],
            **more,
        }
        if more.get("readable", True):
            self.link(key, 1, b"lo", state="unknown", type=772, mac="00:00:00:00:00:00", addresses=("127.0.0.1/8",))
        return key

    def link(self, space: int, ifindex: int, name: bytes, *, state: str = "up", **more: Any) -> Link:
        """A link; `addresses` in CIDR form."""
        loopback = more.get("type") == 772
        addresses: Iterable[str] = more.pop("addresses", ())
        data = more.pop("data", {})
        kind = more.get("kind", "")
        values = {"linkinfo": {"info_kind": kind, "info_data": data}} if kind else {}
        link = Link(
            ifindex=ifindex,
            name=Name(name),
            type=more.pop("type", 1),
            flags=_FLAGS[state] | (LOOPBACK if loopback else BROADCAST | MULTICAST),
            mtu=more.pop("mtu", 65536 if loopback else 1500),
            mac=more.pop("mac", f"02:42:00:00:{space & 255:02x}:{ifindex & 255:02x}"),
            operstate=_OPERSTATES[state],
            kind=more.pop("kind", ""),
            master=more.pop("master", 0),
            port_kind=more.pop("port_kind", ""),
            lower=more.pop("lower", 0),
            lower_namespace=more.pop("lower_namespace", None),
            detail=Detail(values=values),
        )
        assert not more, more
        self._spaces[space]["links"][ifindex] = link
        for cidr in addresses:
            local, _, prefix = cidr.partition("/")
            family = 10 if ":" in local else 2
            scope = 254 if loopback else 253 if local.startswith("fe80") else 0
            self._spaces[space]["addresses"].append(Address(ifindex, family, local, int(prefix), scope, 0x80))
        return link

    def veth(self, a: tuple[int, int, bytes], b: tuple[int, int, bytes], **more: Any) -> None:
        """A veth pair; keyword arguments that begin with `a_` and `b_` go to that end."""
        for (space, ifindex, name), (far, other, _), prefix in ((a, b, "a_"), (b, a, "b_")):
            own = {key[2:]: value for key, value in more.items() if key.startswith(prefix)}
            where = None if far == space else far
            self.link(space, ifindex, name, kind="veth", lower=other, lower_namespace=where, **own)

    def route(self, space: int, destination: str, ifindex: int, gateway: str = "", **more: Any) -> None:
        """A route, of the main table unless told otherwise; `default` for the default one."""
        network, _, prefix = destination.partition("/")
        if destination == "default":
            network, prefix = "", "0"
        family = 10 if ":" in network + gateway else 2
        made = Route(
            family, more.get("table", 254), network, int(prefix), gateway, ifindex, "", more.get("metric", 0), 1, 3, 0
        )
        self._spaces[space]["routes"].append(made)

    def network(self, name: str, identity: str, **more: Any) -> Network:
        """A Docker network."""
        made = Network(identity.ljust(64, "0"), name, more.pop("driver", "bridge"), **more)
        self._networks[made.id] = made
        return made

    def container(self, name: str, identity: str, **more: Any) -> Container:
        """A container."""
        full = identity.ljust(64, "0")
        made = Container(
            id=full, name=name, image=more.pop("image", "netlab/web:1"), state=more.pop("state", "running"),
            mode=more.pop("mode", "bridge"), **more
        )  # fmt: skip
        self._containers[full] = made
        return made

    def _frozen(self, fields: dict[str, Any]) -> Namespace:
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}
        return Namespace(**values)

    def snapshot(self, *, limits: tuple[Limit, ...] = (), hostname: str = "web01") -> Snapshot:
        """Everything collected."""
        spaces = {key: self._frozen(fields) for key, fields in self._spaces.items()}
        docker = Docker(containers=dict(self._containers), networks=dict(self._networks), **self.docker)
        return Snapshot(
            namespaces=spaces, docker=docker, limits=limits, hostname=hostname, boot_id="b", taken=STARTED + 9000
        )


def process(pid: int, command: bytes, user: str = "root", started: float = STARTED) -> Holder:
    """A process that lives in a namespace."""
    return Holder("process", pid=pid, command=Name(command), user=user, started=started)


def endpoint(network: Network, address: str, mac: str, *names: str, **more: Any) -> Endpoint:
    """A running container's place on a network."""
    gateway = network.subnets[0].gateway if network.subnets else ""
    return Endpoint(
        network.id, network.name, endpoint_id=more.pop("endpoint_id", f"e{mac[-2:]}"), mac=mac, address=address,
        prefix=more.pop("prefix", 24), gateway=gateway, names=names, **more
    )  # fmt: skip


HOST, RED, BLUE, WEB, DB, SLEEP, STALE = 1, 2, 3, 4, 5, 6, 7


def small_host(**docker: Any) -> Snapshot:
    """A host as the tutorial leaves it: red and blue by hand, web and db on the network shop, a stale joiner."""
    host = HostBuilder()
    host.docker.update(docker)
    _kernel(host)
    _docker(host)
    return host.snapshot()


def _kernel(host: HostBuilder) -> None:
    host.space(HOST, host=True, holders=(process(1, b"systemd", started=1.0), process(812, b"dockerd")))
    host.space(RED, names=(b"red",))
    host.space(BLUE, names=(b"blue",))
    host.space(WEB, holders=(process(4711, b"httpd"), process(4720, b"httpd"), process(4721, b"httpd")))
    host.space(DB, holders=(process(4801, b"postgres", user="999"),))
    host.space(SLEEP, holders=(process(9120, b"sleep", user="alice"),))
    host.link(HOST, 2, b"eth0", addresses=("192.0.2.10/24", "2001:db8::10/64", "fe80::1/64"))
    bridge = {"stp_state": 0, "vlan_filtering": 0, "ageing_time": 30000, "forward_delay": 1500}
    host.link(HOST, 3, b"docker0", kind="bridge", state="no-carrier", addresses=("172.17.0.1/16",), data=bridge)
    host.link(HOST, 4, b"br-161847f4fecf", kind="bridge", addresses=("172.30.0.1/24",), data=bridge)
    host.veth((HOST, 6, b"veth300d570"), (WEB, 5, b"eth0"), a_master=4, a_port_kind="bridge",
              b_mac="02:42:ac:1e:00:03", b_addresses=("172.30.0.3/24",))  # fmt: skip
    host.veth((HOST, 8, b"veth6c8af96"), (DB, 7, b"eth0"), a_master=4, a_port_kind="bridge",
              b_mac="02:42:ac:1e:00:02", b_addresses=("172.30.0.2/24",))  # fmt: skip
    host.veth((HOST, 9, b"vethbad"), (RED, 2, b"eth1"), a_state="down", b_state="no-carrier")
    host.veth((RED, 3, b"red0"), (BLUE, 2, b"blue0"), a_addresses=("10.0.0.1/24",), b_addresses=("10.0.0.2/24",))
    host.route(HOST, "default", 2, "192.0.2.1", metric=100)
    host.route(HOST, "192.0.2.0/24", 2)
    host.route(HOST, "172.17.0.0/16", 3)
    host.route(HOST, "172.30.0.0/24", 4)
    host.route(RED, "10.0.0.0/24", 3)
    host.route(BLUE, "10.0.0.0/24", 2)
    host.route(WEB, "default", 5, "172.30.0.1")
    host.route(WEB, "172.30.0.0/24", 5)
    host.route(DB, "default", 7, "172.30.0.1")
    host.route(DB, "172.30.0.0/24", 7)


def _docker(host: HostBuilder) -> None:
    host.space(STALE, holders=(process(5001, b"redis-server"),))
    host.network("bridge", "b0", bridge="docker0", subnets=(Subnet("172.17.0.0/16", "172.17.0.1"),))
    host.network("host", "b1", driver="host")
    host.network("none", "b2", driver="null")
    shop = host.network(
        "shop", "161847f4fecf", bridge="br-161847f4fecf", subnets=(Subnet("172.30.0.0/24", "172.30.0.1"),)
    )
    http = PortBinding(80, "tcp", "0.0.0.0", 8080)
    web = host.container(
        "web", "3f9c2ab81d04", mode="shop", pid=4711, namespace=WEB, sandbox_id="s1", hostname="web",
        endpoints=(endpoint(shop, "172.30.0.3", "02:42:ac:1e:00:03", "web", "3f9c2ab81d04", "www"),),
        wanted_ports=(http,), claimed_ports=(http,), started="2026-01-02T03:04:05.678Z",
    )  # fmt: skip
    host.container(
        "db", "77aa01bb02cc", image="netlab/db:1", mode="shop", pid=4801, namespace=DB, sandbox_id="s2",
        endpoints=(endpoint(shop, "172.30.0.2", "02:42:ac:1e:00:02", "db", "77aa01bb02cc"),),
    )  # fmt: skip
    host.container("cache", "cc00cc00cc00", image="netlab/cache:1", mode="container:web", joined=web.id, pid=5001,
                   namespace=STALE)  # fmt: skip
    host.container("probe", "dd00dd00dd00", image="netlab/probe:1", mode="host", pid=5100, namespace=HOST)
    host.container("job", "ee00ee00ee00", image="netlab/job:1", state="exited", mode="bridge")


def without_docker(status: str, reason: str = "", hint: str = "") -> Snapshot:
    """The small host's kernel side, and a Docker that does not answer."""
    host = HostBuilder()
    _kernel(host)
    host.docker = {
        "status": status,
        "endpoint": "unix:///var/run/docker.sock",
        "chosen_by": "the default",
        "reason": reason,
        "hint": hint,
    }
    return host.snapshot()


def not_root() -> Snapshot:
    """What somebody without privilege sees: the own namespace, and that there are others."""
    host = HostBuilder()
    host.space(HOST, host=True, holders=(process(2000, b"bash", user="alice"),))
    host.link(HOST, 2, b"eth0", addresses=("192.0.2.10/24",))
    host.space(RED, names=(b"red",), readable=False)
    host.docker = {
        "status": "denied",
        "endpoint": "unix:///var/run/docker.sock",
        "chosen_by": "the default",
        "reason": "unix:///var/run/docker.sock may not be opened by alice.",
        "hint": "sudo netui, or be a member of the group docker",
    }
    limit = Limit("namespaces", "the namespaces of other users' processes are hidden", "sudo netui shows them")
    other = Limit("links", "other namespaces may not be entered: this needs CAP_SYS_ADMIN")
    return host.snapshot(limits=(limit, other))


def busy_host() -> Snapshot:
    """The small host with all that is read only while somebody looks; one more namespace is held in odd ways."""
    snapshot = small_host()
    port = {"state": "forwarding", "priority": 32, "cost": 2, "hairpin": False, "learning": True}
    links = dict(snapshot.namespaces[HOST].links)
    for index, more in ((6, {}), (8, {"isolated": True, "state": "blocking"})):
        linkinfo = {"info_kind": "veth", "info_slave_kind": "bridge", "info_slave_data": port | more}
        links[index] = msgspec.structs.replace(links[index], detail=Detail(values={"linkinfo": linkinfo}))
    dnat = FilterRule("! -i br-161847f4fecf -p tcp --dport 8080 -j DNAT --to-destination 172.30.0.3:80", 1204, 72240)
    chain = Chain("DOCKER", rules=(dnat,))
    listener = Socket(
        "tcp", 2, "0.0.0.0", 80, "0.0.0.0", 0, "LISTEN", 1, 0, processes=(Process(4711, Name(b"httpd")),)
    )
    counters = Counters(81_234, 61_002, 91_002_003, 5_102_003, 0, 0, 12, 0, rx_rate=150_000, tx_rate=900)
    sysctls = {
        "net.ipv4.ip_forward": "1", "net.bridge.bridge-nf-call-iptables": "1", "net.ipv4.conf.all.forwarding": "1",
        "net.ipv4.conf.all.rp_filter": "2", "net.ipv4.conf.default.rp_filter": "0",
        "net.ipv4.conf.eth0.forwarding": "1", "net.ipv4.conf.eth0.rp_filter": "1",
        "net.ipv6.conf.all.forwarding": "0", "net.ipv6.conf.eth0.forwarding": "0",
        "net.ipv6.conf.eth0.accept_ra": "1",
    }  # fmt: skip
    odd = (
        Holder("fd", 812, command=Name(b"dockerd"), user="root", started=STARTED, path=Name(b"/proc/812/fd/7")),
        Holder("socket", 4711, command=Name(b"httpd"), started=STARTED + 8000, path=Name(b"/proc/4711/fd/9")),
        Holder("mount", 9120, command=Name(b"sleep"), user="alice", started=STARTED, path=Name(b"/mnt/kept")),
    )
    firewall = Firewall((Table("iptables-nft", "ip", "nat", (chain,)),))
    host = msgspec.structs.replace(
        snapshot.namespaces[HOST], links=links, firewall=firewall, sockets=(), sysctls=sysctls, counters={2: counters}
    )
    web = msgspec.structs.replace(snapshot.namespaces[WEB], sockets=(listener,))
    kept = Namespace(key=90, inode=4026532090, cookie=90, holders=odd)
    return msgspec.structs.replace(snapshot, namespaces={**snapshot.namespaces, HOST: host, WEB: web, 90: kept})


HOSTILE = (
    b"\x1b[31mred\x1b[0m",
    b"\x1b]0;pwned\x07",
    b"[/]",
    b"[@click=app.quit]x",
    b"[bold]b",
    b"\x9b31m",
    b"\xff\xfe",
    b"a\x00b",
    b"$(reboot)",
    "\u202eevil".encode(),
    b"\x0e\x0f",
    "日本語".encode(),
    b"\x7f\x08",
    b"\xe2\x9d",
)


def hostile_host() -> Snapshot:
    """A host in which every name attacks the terminal or a markup parser."""
    host = HostBuilder()
    host.space(HOST, host=True, holders=(process(1, HOSTILE[0]),))
    shown = [one.decode("utf-8", "surrogateescape") for one in HOSTILE]
    nets = [
        host.network(text, f"{number:012x}", bridge=text, driver=text, options={text: text},
                     subnets=(Subnet(text, text),))
        for number, text in enumerate(shown)
    ]  # fmt: skip
    for number, (raw, text) in enumerate(zip(HOSTILE, shown, strict=True)):
        key = host.space(10 + number, names=(raw,) if number % 2 else (), holders=(process(100 + number, raw, text),))
        host.link(HOST, 100 + number, raw, kind="bridge", data={text: text})
        host.veth((HOST, 200 + number, raw), (key, 2, raw), a_master=100 + number)
        port = PortBinding(80, text, text, 8080)
        host.container(
            text, f"{number:012x}", image=text, mode=text, pid=100 + number, namespace=key, error="",
            endpoints=(endpoint(nets[number], text, "02:42:00:00:00:02", text, aliases=(text,)),),
            claimed_ports=(port,), hostname=text, started=text,
        )  # fmt: skip
    host.docker.update(version=shown[0], endpoint=shown[1], chosen_by=shown[2], engine=shown[3])
    return host.snapshot(hostname=shown[0])


def many_links(number: int) -> Snapshot:
    """A host with that many veth ends whose peers are in one other namespace."""
    host = HostBuilder()
    host.space(HOST, host=True)
    host.space(RED, names=(b"red",))
    for one in range(2, number + 2):
        host.veth((HOST, one, b"veth%05d" % one), (RED, one, b"eth%05d" % one))
    return host.snapshot()


def with_link(snapshot: Snapshot, space: int, link: Link) -> Namespace:
    """The namespace with this link added or replaced."""
    before = snapshot.namespaces[space]
    return msgspec.structs.replace(before, links={**before.links, link.ifindex: link})


def without_link(snapshot: Snapshot, space: int, ifindex: int) -> Namespace:
    """The namespace without this link."""
    before = snapshot.namespaces[space]
    links = {key: link for key, link in before.links.items() if key != ifindex}
    return msgspec.structs.replace(before, links=links)
