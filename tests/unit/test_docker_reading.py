"""What the daemon's dictionaries become: Docker 20.10 as recorded, API 1.52, Podman, and whatever else comes."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netui.model import Container, Docker, Network, PortBinding, Subnet
from netui.sources.docker import ports, reading

WEB = "3be8ea47e4fce8bbc59c62af216bd769cd6a842e4607b2b453b7a2129cc3cf42"
SIDE = "1bbad412914bc4e691f87749cbf2ccf4c84c8033d702b0c3be0adeea3169786e"
NET = "5794519923d2056b5afef672b3a8285d1eb6a7130ddf75983301903d7a2899e5"
BRIDGE = "56034b0cccf8e1dc0f1f7beec2bb9a5886ffa60249b426832a7931a44526537f"


def endpoint(network: str, address: str, **more: Any) -> dict[str, Any]:
    """One of NetworkSettings.Networks, as 20.10 writes it."""
    return {
        "IPAMConfig": None, "Links": None, "Aliases": None, "NetworkID": network,
        "EndpointID": "765b79d6dc04" if address else "",
        "Gateway": "10.213.0.1" if address else "", "IPAddress": address, "IPPrefixLen": 24 if address else 0,
        "IPv6Gateway": "", "GlobalIPv6Address": "", "GlobalIPv6PrefixLen": 0,
        "MacAddress": "02:42:0A:D5:00:03" if address else "", "DriverOpts": None,
    } | more  # fmt: skip


def inspected(**networks: Any) -> dict[str, Any]:
    """A running container of 20.10 (API 1.41), on the networks given."""
    return {
        "Id": WEB,
        "Name": "/web",
        "Image": "sha256:09274476122a",
        "State": {"Status": "running", "Pid": 11236, "Error": "", "StartedAt": "2026-11-24T00:34:45.280732543Z"},
        "Config": {"Image": "netui/box:1", "Hostname": WEB[:12], "ExposedPorts": {"53/udp": {}, "80/tcp": {}}},
        "HostConfig": {
            "NetworkMode": "default",
            "PortBindings": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}]},
            "PublishAllPorts": False,
        },
        "NetworkSettings": {
            "Bridge": "",
            "SandboxID": "73eeb3de3a56468f",
            "Ports": {"53/udp": None, "80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}]},
            "SandboxKey": "/run/docker/netns/73eeb3de3a56",
            "SecondaryIPAddresses": None,
            "EndpointID": "4ace7246da3d",
            "IPAddress": "172.31.250.2",
            "IPPrefixLen": 24,
            "Networks": networks,
        },
    }


def told(name: str, identity: str, driver: str = "bridge", **more: Any) -> dict[str, Any]:
    """One of the list of networks."""
    ipam = {"Driver": "default", "Options": None, "Config": [{"Subnet": "10.9.0.0/24", "Gateway": "10.9.0.1"}]}
    return {"Name": name, "Id": identity, "Scope": "local", "Driver": driver, "EnableIPv6": False, "IPAM": ipam,
            "Internal": False, "Containers": {}, "Options": {}, "Labels": {}} | more  # fmt: skip


def linked(*containers: Container, networks: tuple[Network, ...] = ()) -> dict[str, Container]:
    by_id = {one.id: one for one in containers}
    return {one.name: one for one in reading.linked(by_id, {one.id: one for one in networks}).values()}


def test_a_container_on_the_default_bridge() -> None:
    found = reading.container(inspected(bridge=endpoint(BRIDGE, "172.31.250.2")))
    assert (found.id, found.name, found.image, found.state) == (WEB, "web", "netui/box:1", "running")
    assert (found.mode, found.pid, found.hostname) == ("bridge", 11236, WEB[:12])
    assert (found.sandbox_id, found.sandbox_key) == ("73eeb3de3a56468f", "/run/docker/netns/73eeb3de3a56")
    assert found.started == "2026-11-24T00:34:45.280732543Z"
    (place,) = found.endpoints
    assert (place.network, place.network_id, place.address, place.prefix) == ("bridge", BRIDGE, "172.31.250.2", 24)
    assert (place.mac, place.gateway, place.names) == ("02:42:0a:d5:00:03", "10.213.0.1", ())
    assert found.wanted_ports == found.claimed_ports == (PortBinding(80, "tcp", "127.0.0.1", 8080),)


def test_names_by_which_others_reach_it() -> None:
    old = inspected(n1=endpoint(NET, "10.213.0.3", Aliases=["db", WEB[:12]]))
    (place,) = reading.container(old).endpoints
    assert (place.aliases, place.names) == (("db", WEB[:12]), ("web", "db", WEB[:12]))
    new = inspected(n1=endpoint(NET, "10.213.0.3", Aliases=["db"], DNSNames=["web", "db", WEB[:12], "host"]))
    (place,) = reading.container(new).endpoints
    assert place.names == ("web", "db", WEB[:12], "host")


def test_api_1_52_tells_addresses_per_network_only() -> None:
    raw = inspected(
        n1=endpoint(NET, "10.213.0.3", GlobalIPv6Address="fd00::3", GlobalIPv6PrefixLen=64, IPv6Gateway="fd00::1")
    )
    settings = raw["NetworkSettings"]
    raw["NetworkSettings"] = {key: settings[key] for key in ("SandboxID", "SandboxKey", "Ports", "Networks")}
    raw["HostConfig"]["NetworkMode"] = "n1"
    found = reading.container(raw)
    (place,) = found.endpoints
    assert (found.mode, place.address) == ("n1", "10.213.0.3")
    assert (place.address6, place.prefix6, place.gateway6) == ("fd00::3", 64, "fd00::1")


def test_a_stopped_container_keeps_its_wish_and_nothing_stale() -> None:
    raw = inspected(n1=endpoint(NET, ""))
    raw["State"] |= {"Status": "exited", "Pid": 0}
    raw["NetworkSettings"]["Ports"] = {}
    found = reading.container(raw)
    assert (found.state, found.pid, found.sandbox_id, found.sandbox_key) == ("exited", 0, "", "")
    assert found.wanted_ports == (PortBinding(80, "tcp", "127.0.0.1", 8080),)
    assert found.claimed_ports == ()
    assert [one.phantom for one in found.endpoints] == [False]


def test_a_container_that_could_not_start_says_why() -> None:
    raw = inspected(n1=endpoint("", ""))
    reason = (
        f"driver failed programming external connectivity on endpoint clash ({BRIDGE}): port is already allocated"
    )
    raw["State"] = {"Status": "created", "Pid": 0, "Error": reason, "StartedAt": "0001-01-01T00:00:00Z"}
    found = reading.container(raw)
    assert (found.state, found.started, found.error) == ("created", "", "port is already allocated")
    network = reading.network(told("n1", NET))
    (place,) = linked(found, networks=(network,))["web"].endpoints
    assert (place.network_id, place.names) == (NET, ("web", WEB[:12]))


def test_what_a_failed_connect_leaves_is_a_phantom() -> None:
    raw = inspected(n1=endpoint(NET, "10.213.0.3"), n2=endpoint("", "", IPAMConfig={"IPv4Address": "10.77.0.9"}))
    assert [(one.network, one.phantom) for one in reading.container(raw).endpoints] == [("n1", False), ("n2", True)]


@pytest.mark.parametrize("reference", [WEB, WEB[:12], "web"])
def test_a_joiner_names_its_owner(reference: str) -> None:
    owner = reading.container(inspected(bridge=endpoint(BRIDGE, "172.31.250.2")))
    raw = inspected()
    raw |= {"Id": SIDE, "Name": "/side"}
    raw["HostConfig"]["NetworkMode"] = f"container:{reference}"
    found = linked(owner, reading.container(raw))["side"]
    assert (found.mode, found.joined, found.endpoints) == ("container:web", WEB, ())


def test_a_joiner_whose_owner_is_gone_keeps_the_id() -> None:
    raw = inspected()
    raw["HostConfig"]["NetworkMode"] = f"container:{SIDE}"
    found = linked(reading.container(raw))["web"]
    assert (found.mode, found.joined) == (f"container:{SIDE}", SIDE)


def test_host_and_none() -> None:
    for mode in ("host", "none"):
        raw = inspected(**{mode: endpoint(NET, "")})
        raw["HostConfig"]["NetworkMode"] = mode
        found = reading.container(raw)
        assert found.mode == mode
        assert [(one.network, one.names, one.phantom) for one in found.endpoints] == [(mode, (), False)]


def test_a_mode_that_is_an_id_becomes_the_networks_name() -> None:
    raw = inspected(n1=endpoint(NET, "10.213.0.3"))
    raw["HostConfig"]["NetworkMode"] = NET
    assert linked(reading.container(raw), networks=(reading.network(told("n1", NET)),))["web"].mode == "n1"


def test_a_listed_container_stands_in_until_it_is_inspected() -> None:
    entry = {
        "Id": WEB, "Names": ["/other/alias", "/web"], "Image": "netui/box:1", "State": "running",
        "Ports": [{"IP": "::", "PrivatePort": 80, "PublicPort": 8080, "Type": "tcp"}, {"PrivatePort": 9}],
        "HostConfig": {"NetworkMode": "default"},
        "NetworkSettings": {"Networks": {"n1": endpoint(NET, "10.213.0.3")}},
    }  # fmt: skip
    found = reading.listed_container(entry)
    assert (found.name, found.state, found.mode, found.pid) == ("web", "running", "bridge", 0)
    assert found.claimed_ports == (PortBinding(80, "tcp", "::", 8080),)
    assert found.endpoints[0].address == "10.213.0.3"


# networks


def test_bridges_of_networks() -> None:
    assert reading.network(told("n1", NET)).bridge == f"br-{NET[:12]}"
    named = told("bridge", BRIDGE, Options={"com.docker.network.bridge.name": "docker0"})
    assert reading.network(named).bridge == "docker0"
    assert reading.network(told("host", NET, "host")).bridge == ""
    assert reading.network(told("lan", NET, "macvlan", Options={"parent": "eth0"})).bridge == ""


def test_a_network_with_all_that_is_told() -> None:
    pool = {"Subnet": "10.9.0.0/24", "Gateway": "10.9.0.1", "IPRange": "10.9.0.128/25"}
    found = reading.network(
        told("n2", NET, Internal=True, EnableIPv6=True, Labels={"x": "y"},
             IPAM={"Config": [pool, {"Subnet": "fd00::/64"}]})
    )  # fmt: skip
    assert found.subnets == (Subnet("10.9.0.0/24", "10.9.0.1", "10.9.0.128/25"), Subnet("fd00::/64"))
    assert (found.internal, found.ipv6, found.labels) == (True, True, {"x": "y"})


# Podman


def test_podmans_default_network_has_two_names() -> None:
    raw = inspected(podman=endpoint("podman", "10.88.0.2", EndpointID="", Aliases=[WEB[:12]]))
    raw["HostConfig"]["NetworkMode"] = "bridge"
    network = reading.network(told("bridge", NET, Options=None), "podman")
    found = linked(reading.container(raw), networks=(network,))["web"]
    (place,) = found.endpoints
    assert (network.bridge, place.network, place.network_id) == ("podman0", "bridge", NET)
    assert (place.names, place.phantom) == ((), False)


def test_podman_leaves_things_out() -> None:
    raw = inspected()
    raw["NetworkSettings"]["Networks"] = None
    raw["State"]["Status"] = "stopped"
    raw["HostConfig"]["PortBindings"] = None
    found = reading.container(raw)
    assert (found.state, found.endpoints, found.wanted_ports) == ("exited", (), ())
    assert reading.network(told("n1", NET, IPAM={"Config": [{"Gateway": "<nil>"}]}), "podman").subnets == (
        Subnet(""),
    )


def test_a_joiner_of_podman_has_no_endpoints_of_its_own() -> None:
    raw = inspected(n1=endpoint(NET, "10.213.0.3"))  # Podman repeats those of the owner
    raw["HostConfig"]["NetworkMode"] = f"container:{SIDE}"
    assert (reading.container(raw).endpoints, reading.container(raw).claimed_ports) == ((), ())


# ports


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ({"80/tcp": [{"HostIp": "", "HostPort": ""}]}, [PortBinding(80, "tcp")]),
        ({"80/tcp": [{"HostIp": "", "HostPort": "8000-8010"}]}, [PortBinding(80, "tcp", "", 8000, 8010)]),
        ({"53/udp": [{"HostIp": "::1", "HostPort": "53"}]}, [PortBinding(53, "udp", "::1", 53)]),
        ({"9/SCTP": [{"HostPort": "9"}]}, [PortBinding(9, "sctp", "", 9)]),
        ({"80": [{"HostPort": "8080"}]}, [PortBinding(80, "tcp", "", 8080)]),
        (
            {"80-81/tcp": [{"HostPort": "8080-8081"}]},
            [PortBinding(80, "tcp", "", 8080), PortBinding(81, "tcp", "", 8081)],
        ),
        (
            {"80/tcp": [{"HostIp": "::", "HostPort": "1"}, {"HostIp": "0.0.0.0", "HostPort": "1"}]},
            [PortBinding(80, "tcp", "0.0.0.0", 1), PortBinding(80, "tcp", "::", 1)],
        ),
        ({"80/tcp": None, "81/tcp": []}, []),
        ({"tcp": [{"HostPort": "99999"}], "0/tcp": [{}]}, []),
    ],
)
def test_ports(written: dict[str, Any], read: list[PortBinding]) -> None:
    assert list(ports.bindings(written)) == read


def test_publish_all_wishes_for_every_exposed_port() -> None:
    exposed: dict[str, Any] = {"80/tcp": {}, "443/tcp": {}}
    bound = {"443/tcp": [{"HostIp": "", "HostPort": "8443"}]}
    assert ports.wanted(bound, exposed, all_exposed=True) == (
        PortBinding(80, "tcp"),
        PortBinding(443, "tcp", "", 8443),
    )
    assert ports.wanted(bound, exposed, all_exposed=False) == (PortBinding(443, "tcp", "", 8443),)


# whatever comes

ODD = st.sampled_from(
    [None, True, -1, 1 << 70, "", "container:x", "container:", "\ud800", "80/tcp", "\x1b[2J", [], [None], ["\udcff"],
     {"80/tcp": [{"HostIp": 1, "HostPort": "x"}, None]}, {"n1": None}, {"\ud800": {"Aliases": [1]}}, [{"Subnet": 1}]]
)  # fmt: skip


def scattered(value: Any) -> st.SearchStrategy[Any]:
    """The value, with odd things in place of any part of it."""
    if not isinstance(value, dict):
        return st.one_of(st.just(value), ODD)
    return st.one_of(st.fixed_dictionaries({}, optional={key: scattered(one) for key, one in value.items()}), ODD)


RECORDED = {**inspected(n1=endpoint(NET, "10.213.0.3")), **told("n1", NET), "Names": ["/web"], "Ports": []}


@given(scattered(RECORDED))
def test_nothing_that_a_daemon_sends_breaks_the_reading(raw: Any) -> None:
    raw = raw if isinstance(raw, dict) else {}
    containers = {"a": reading.container(raw), "b": reading.listed_container(raw)}
    network = reading.network(raw)
    docker = Docker(containers=reading.linked(containers, {"n": network}), networks={"n": network})
    assert msgspec.json.decode(msgspec.json.encode(docker), type=Docker) == docker
