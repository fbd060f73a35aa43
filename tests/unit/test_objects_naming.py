"""What `show NAME` finds, and what it says where a name means nothing or several things."""

import msgspec
import pytest

from netui.errors import NetuiError, NotFoundError, UsageError
from netui.model import Detail, Snapshot
from netui.objects.directory import Directory
from netui.objects.registry import OBJECTS, find
from tests.support.objects import full_host, listed, named
from tests.support.snapshots import HostBuilder, hostile_host, not_root


@pytest.mark.parametrize(
    ("noun", "wanted", "field", "found"),
    [
        ("namespace", "red", "name", ["red"]),
        ("namespace", "name:red", "name", ["red"]),
        ("namespace", "pid:4720", "name", ["container:web"]),
        ("namespace", "inode:4026532003", "name", ["blue"]),
        ("link", "red0", "ifindex", [3]),
        ("link", "container:db/eth0", "mac", ["02:42:ac:1e:00:02"]),
        ("address", "10.0.0.1", "link", ["red0"]),
        ("address", "10.0.0.1/24", "link", ["red0"]),
        ("address", "2001:DB8:0::10", "link", ["eth0"]),
        ("address", "2001:db8::10/64", "link", ["eth0"]),
        ("route", "10.66.0.0/16", "type", ["blackhole"]),
        ("route", "10.0.0.1/32", "table", ["local"]),
        ("route", "2001:db8::/32", "type", ["unicast"]),
        ("route", "2001:DB8:0::/128", "type", ["anycast"]),
        ("rule", "32766", "table", ["main"]),
        ("neighbour", "10.0.0.2", "state", ["REACHABLE"]),
        ("neighbour", "02:42:00:00:03:02", "address", ["10.0.0.2", "fe80::2"]),
        ("neighbour", "FE80:0::2", "address", ["fe80::2"]),
        ("bridge", "docker0", "network", ["bridge"]),
        ("bridge", "shop", "name", ["br-161847f4fecf"]),
        ("bridge", "host/docker0", "ifindex", [3]),
        ("address", "red/10.0.0.1/24", "link", ["red0"]),
        ("address", "red/10.0.0.1", "link", ["red0"]),
        ("route", "red/10.66.0.0/16", "type", ["blackhole"]),
        ("route", "blue/10.0.0.0/24", "namespace", ["blue"]),
        ("rule", "host/32766", "table", ["main"]),
        ("neighbour", "red/10.0.0.2", "state", ["REACHABLE"]),
        ("fdb", "host/02:42:ac:1e:00:03", "link", ["veth300d570"]),
        ("socket", "container:web/80", "namespace", ["container:web"]),
        ("socket", "container:web/[::]:80", "namespace", ["container:web"]),
        ("firewall", "host/nat/DOCKER", "number", [1, 2]),
        ("firewall", "host/DOCKER", "number", [1, 2]),
        ("bridge", "host/shop", "name", ["br-161847f4fecf"]),
        ("link", "inode:4026532002/red0", "namespace", ["red"]),
        ("fdb", "02:42:AC:1E:00:03", "link", ["veth300d570"]),
        ("socket", "22", "state", ["ESTAB"]),
        ("socket", "[::]:80", "namespace", ["container:web"]),
        ("firewall", "DOCKER", "number", [1, 2]),
        ("firewall", "nat/DOCKER", "number", [1, 2]),
        ("firewall", "edge", "rule", ["drop"]),
        ("container", "web", "pid", [4711]),
        ("container", "/web", "pid", [4711]),
        ("container", "3f9c", "name", ["web"]),
        ("network", "shop", "id", ["161847f4fecf" + "0" * 52]),
        ("network", "1618", "name", ["shop"]),
        ("port", "8080", "container", ["web"]),
        ("port", "web", "host_port", [8080]),
    ],
)
def test_found(noun: str, wanted: str, field: str, found: list[object]) -> None:
    assert [row[field] for row in named(noun, full_host(), wanted)] == found


@pytest.mark.parametrize(
    ("noun", "wanted", "said"),
    [
        ("address", "blue/10.0.0.1/24", "no address is called 10.0.0.1/24 in blue"),
        ("address", "10.9.9.9/24", "no address is called 10.9.9.9/24"),
        ("link", "nope/eth0", "no link is called nope/eth0"),
        ("rule", "red/x", "x: a rule is named by its priority"),
        ("container", "red/web", "no container is called red/web"),
    ],
)
def test_what_is_not_in_a_namespace(noun: str, wanted: str, said: str) -> None:
    with pytest.raises(NetuiError) as raised:
        named(noun, full_host(), wanted)
    assert raised.value.message == said


def test_what_may_not_be_read_may_be_there() -> None:
    hidden = "as far as may be read: 1 namespace may not be, so it may be there"
    for noun, wanted in (("link", "red0"), ("address", "10.0.0.1"), ("route", "10.0.0.0/24"), ("bridge", "br0")):
        with pytest.raises(NotFoundError) as raised:
            named(noun, not_root(), wanted)
        assert raised.value.message == f"no {noun} is called {wanted} {hidden}"
    with pytest.raises(NotFoundError, match="no link is called red0 in red as far as may be read: it may not be"):
        named("link", not_root(), "red/red0")
    with pytest.raises(NotFoundError, match="no socket is called 22 as far as may be read: 2 namespaces may not be"):
        named("socket", not_root(), "22")
    for noun in ("container", "network", "port"):
        with pytest.raises(NotFoundError, match="may not be opened by alice") as raised:
            named(noun, not_root(), "web")
        assert "group docker" in raised.value.hint


def families(wanted: str) -> set[str]:
    return {row["family"] for row in named("route", full_host(), wanted, "red")}


def test_default_routes_of_both_families_and_of_one() -> None:
    assert families("default") == {"inet", "inet6"}
    assert families("0.0.0.0/0") == {"inet"}
    assert families("::/0") == {"inet6"}


@pytest.mark.parametrize("kind", OBJECTS, ids=lambda one: one.noun)
@pytest.mark.parametrize("wanted", ["nope", "", "/", "\x1b[31m", "\udcff", "999999", "a/b/c", "é:é", "::", "²"])
@pytest.mark.parametrize("snapshot", [full_host(), Snapshot()], ids=["full", "empty"])
def test_not_found_is_a_sentence(kind: object, wanted: str, snapshot: Snapshot) -> None:
    one = find(kind.noun)  # type: ignore[attr-defined]
    with pytest.raises(NetuiError) as raised:
        one.shown(Directory(snapshot), wanted)
    assert raised.value.message.isprintable()
    assert raised.value.hint.isprintable()


def test_every_object_is_found_by_the_name_that_it_shows() -> None:
    for noun in ("namespace", "container", "network"):
        for row in listed(noun, full_host()):
            assert named(noun, full_host(), row["name"]) == [row]
    for row in listed("link", full_host()):
        assert named("link", full_host(), f"{row['namespace']}/{row['name']}") == [row]
        assert named("link", full_host(), row["name"], row["namespace"]) == [row]


def test_ambiguous_links_are_listed() -> None:
    with pytest.raises(UsageError) as raised:
        named("link", full_host(), "eth0")
    assert not isinstance(raised.value, NotFoundError)
    assert raised.value.message == "3 links are called eth0"
    assert raised.value.hint == "choose one of host/eth0, container:db/eth0, container:web/eth0"


def test_ambiguous_ids_are_listed() -> None:
    host = HostBuilder()
    host.container("a", "aa01")
    host.container("b", "aa02")
    host.container("aa", "ff")
    assert named("container", host.snapshot(), "aa")[0]["name"] == "aa"
    with pytest.raises(UsageError) as raised:
        named("container", host.snapshot(), "aa0")
    assert raised.value.hint == "choose one of aa0100000000, aa0200000000"


def test_a_link_that_is_no_bridge() -> None:
    with pytest.raises(UsageError, match="red0 is no bridge"):
        named("bridge", full_host(), "red0")


def test_a_bridge_is_told_from_other_links_of_its_name() -> None:
    host = HostBuilder()
    host.space(1, host=True)
    host.space(2, names=(b"red",))
    host.link(1, 2, b"br0", kind="bridge")
    host.link(2, 2, b"br0", kind="dummy")
    (found,) = named("bridge", host.snapshot(), "br0")
    assert found["namespace"] == "host"


def test_hostile_names_are_found_by_what_is_shown_and_by_their_bytes() -> None:
    snapshot = hostile_host()
    for space in Directory(snapshot).spaces:
        for link in space.links.values():
            if space.host or "/" in str(link.name):
                continue
            for written in (str(link.name), link.name.decode("utf-8", "surrogateescape")):
                (found,) = find("link").named(Directory(snapshot, f"inode:{space.inode}"), written)
                assert (found.name, found.ifindex) == (link.name, link.ifindex)


def test_a_links_alternative_name() -> None:
    host = HostBuilder()
    host.space(1, host=True)
    link = msgspec.structs.replace(host.link(1, 2, b"eth0"), detail=Detail(values={"altnames": ["enp3s0"]}))
    snapshot = host.snapshot()
    space = msgspec.structs.replace(snapshot.namespaces[1], links={2: link})
    (found,) = named("link", msgspec.structs.replace(snapshot, namespaces={1: space}), "enp3s0")
    assert found["name"] == "eth0"
