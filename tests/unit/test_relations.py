"""What belongs to what, and how sure that is."""

import msgspec
import pytest

from netui.model import Container, Snapshot
from netui.model.relations import Edge, LinkRef, Peer, Relations
from tests.support.snapshots import BLUE, DB, HOST, RED, SLEEP, STALE, WEB, HostBuilder, endpoint, small_host


@pytest.fixture(scope="module")
def relations() -> Relations:
    return Relations(small_host())


def peer(relations: Relations, space: int, ifindex: int) -> Peer | None:
    return relations.peer(space, relations.snapshot.namespaces[space].links[ifindex])


def container(relations: Relations, name: str) -> Container:
    return next(one for one in relations.snapshot.docker.containers.values() if one.name == name)


def test_both_ends_of_a_veth_name_each_other(relations: Relations) -> None:
    assert peer(relations, RED, 3) == Peer(BLUE, 2, b"blue0", "exact")  # type: ignore[arg-type]
    assert peer(relations, BLUE, 2) == Peer(RED, 3, b"red0", "exact")  # type: ignore[arg-type]


def test_a_veth_pair_within_one_namespace() -> None:
    host = HostBuilder()
    host.space(1, host=True)
    host.veth((1, 2, b"a"), (1, 3, b"b"))
    found = peer(Relations(host.snapshot()), 1, 2)
    assert found == Peer(1, 3, b"b", "exact")  # type: ignore[arg-type]


def test_other_kinds_and_an_untold_peer_have_none(relations: Relations) -> None:
    assert peer(relations, HOST, 3) is None
    host = HostBuilder()
    host.space(1, host=True)
    host.link(1, 2, b"a", kind="veth", lower=0)
    assert peer(Relations(host.snapshot()), 1, 2) is None


def test_an_end_that_does_not_confirm_is_inferred() -> None:
    host = HostBuilder()
    host.space(1, host=True)
    host.space(2, names=(b"red",))
    host.link(1, 2, b"a", kind="veth", lower=5, lower_namespace=2)
    host.link(2, 5, b"b", kind="veth", lower=9, lower_namespace=1)
    found = peer(Relations(host.snapshot()), 1, 2)
    assert found and (found.name, found.evidence) == (b"b", "inferred")


def test_an_end_not_read_yet_is_inferred_without_a_name() -> None:
    host = HostBuilder()
    host.space(1, host=True)
    host.space(2, names=(b"red",))
    host.link(1, 2, b"a", kind="veth", lower=5, lower_namespace=2)
    assert peer(Relations(host.snapshot()), 1, 2) == Peer(2, 5, None, "inferred")


@pytest.mark.parametrize(("where", "told"), [(2, 2), (77, None), (-1, None)])
def test_an_end_that_may_not_be_looked_at_is_unreadable(where: int, told: int | None) -> None:
    host = HostBuilder()
    host.space(1, host=True)
    host.space(2, names=(b"red",), readable=False)
    host.link(1, 2, b"a", kind="veth", lower=5, lower_namespace=where)
    assert peer(Relations(host.snapshot()), 1, 2) == Peer(told, 5, None, "unreadable")


def test_what_a_link_stands_on() -> None:
    host = HostBuilder()
    host.space(1, host=True)
    host.space(2, names=(b"red",))
    host.link(1, 2, b"eth0")
    host.link(1, 3, b"mv0", kind="macvlan", lower=2)
    host.link(2, 4, b"mv1", kind="macvlan", lower=2, lower_namespace=1)
    host.link(2, 5, b"gre0", kind="gre", lower=5)
    host.link(1, 6, b"vx0", kind="vxlan", data={"id": 7, "link_index": 2})
    host.link(2, 7, b"vx1", kind="vxlan", data={"id": 7, "link_index": 2}, lower=7, lower_namespace=1)
    host.link(2, 8, b"vx2", kind="vxlan", data={"id": 8}, lower=8, lower_namespace=1)
    relations = Relations(host.snapshot())
    links = relations.snapshot.namespaces
    assert relations.lower(1, links[1].links[3]) == Peer(1, 2, b"eth0", "exact")  # type: ignore[arg-type]
    assert relations.lower(2, links[2].links[4]) == Peer(1, 2, b"eth0", "exact")  # type: ignore[arg-type]
    assert relations.lower(2, links[2].links[5]) is None
    assert relations.lower(1, links[1].links[6]) == Peer(1, 2, b"eth0", "exact")  # type: ignore[arg-type]
    assert relations.lower(2, links[2].links[7]) == Peer(1, 2, b"eth0", "exact")  # type: ignore[arg-type]
    assert relations.lower(2, links[2].links[8]) is None
    assert relations.lower(1, links[1].links[2]) is None


def test_masters_and_ports(relations: Relations) -> None:
    links = relations.snapshot.namespaces[HOST].links
    assert relations.master(HOST, links[6]) is links[4]
    assert relations.master(HOST, links[2]) is None
    assert [one.name for one in relations.ports(HOST, 4)] == [b"veth300d570", b"veth6c8af96"]
    assert relations.ports(HOST, 3) == ()


def test_the_owner_of_a_namespace_is_its_container_not_a_joiner(relations: Relations) -> None:
    assert relations.owner(WEB) is container(relations, "web")
    assert relations.owner(HOST) is None
    assert relations.owner(RED) is None
    assert relations.owner(STALE) is container(relations, "cache")
    assert [one.name for one in relations.tenants(HOST)] == ["probe"]
    assert relations.tenants(SLEEP) == ()


def test_a_joiner_left_behind_is_stale(relations: Relations) -> None:
    assert relations.stale(container(relations, "cache"))
    assert not relations.stale(container(relations, "web"))
    assert not relations.stale(container(relations, "job"))
    moved = msgspec.structs.replace(container(relations, "cache"), namespace=WEB)
    assert not relations.stale(moved)


def test_joiners_come_after_the_owner() -> None:
    host = HostBuilder()
    host.space(1, host=True)
    host.space(2)
    web = host.container("zweb", "01", namespace=2)
    host.container("aside", "02", namespace=2, joined=web.id, mode="container:zweb")
    relations = Relations(host.snapshot())
    assert [one.name for one in relations.tenants(2)] == ["zweb", "aside"]
    assert relations.owner(2) is web


def test_a_containers_interface_veth_and_bridge(relations: Relations) -> None:
    (one,) = relations.attachments(container(relations, "web"))
    assert one.network and one.network.name == "shop"
    assert (one.link, one.host_link, one.bridge) == (LinkRef(WEB, 5), LinkRef(HOST, 6), LinkRef(HOST, 4))
    assert one.evidence == "exact"


def attached(**links: str) -> tuple[LinkRef | None, str]:
    """Where the container's one endpoint is found among links given by name, as MAC or address."""
    host = HostBuilder()
    host.space(1, host=True)
    host.space(2)
    net = host.network("shop", "01", bridge="br-x")
    for ifindex, (name, what) in enumerate(links.items(), 2):
        by_mac = ":" in what
        host.link(2, ifindex, name.encode(), **{"mac": what} if by_mac else {"addresses": (what + "/24",)})
    host.container("web", "02", namespace=2, endpoints=(endpoint(net, "10.0.0.5", "02:42:AC:00:00:05"),))
    relations = Relations(host.snapshot())
    (one,) = relations.attachments(container(relations, "web"))
    return one.link, one.evidence


def test_the_evidence_for_an_interface() -> None:
    assert attached(eth0="02:42:ac:00:00:05") == (LinkRef(2, 2), "exact")
    assert attached(eth0="02:42:ac:00:00:05", eth1="02:42:ac:00:00:05") == (LinkRef(2, 2), "ambiguous")
    assert attached(eth0="02:00:00:00:00:01", eth1="10.0.0.5") == (LinkRef(2, 3), "inferred")
    assert attached(eth0="02:00:00:00:00:01") == (None, "exact")


def test_a_namespace_that_may_not_be_looked_at_has_unreadable_interfaces() -> None:
    host = HostBuilder()
    host.space(1, host=True)
    host.space(2, readable=False)
    net = host.network("shop", "01")
    host.container("web", "02", namespace=2, endpoints=(endpoint(net, "10.0.0.5", "02:42:ac:00:00:05"),))
    relations = Relations(host.snapshot())
    (one,) = relations.attachments(container(relations, "web"))
    assert (one.link, one.evidence) == (None, "unreadable")


def test_links_know_their_container_and_network(relations: Relations) -> None:
    web, db = container(relations, "web"), container(relations, "db")
    assert relations.docker_of(WEB, 5) == (web, "shop")
    assert relations.docker_of(HOST, 8) == (db, "shop")
    assert relations.docker_of(HOST, 4) == (None, "shop")
    assert relations.docker_of(HOST, 2) == (None, "")


def test_who_is_on_a_network(relations: Relations) -> None:
    shop = next(one for one in relations.snapshot.docker.networks.values() if one.name == "shop")
    assert [one.name for one, _ in relations.attached(shop)] == ["db", "web"]


def test_a_bridge_is_looked_for_where_the_daemon_lives() -> None:
    snapshot = small_host(namespace=None)
    relations = Relations(snapshot)
    shop = next(one for one in snapshot.docker.networks.values() if one.name == "shop")
    assert relations.docker_namespace is None
    assert relations.network_bridge(shop) is None


def test_every_relation_is_told_once(relations: Relations) -> None:
    edges = list(relations.edges())
    assert len(edges) == len(set(edges))
    peers = [one for one in edges if one.kind == "peer"]
    assert len(peers) == 4
    assert Edge("peer", LinkRef(RED, 3), LinkRef(BLUE, 2), "exact") in peers
    assert Edge("port-of", LinkRef(HOST, 6), LinkRef(HOST, 4), "exact") in edges
    web = container(relations, "web")
    assert Edge("tenant-of", web.id, LinkRef(WEB, 0), "exact") in edges
    assert Edge("attached-to", LinkRef(WEB, 5), web.endpoints[0].network_id, "exact") in edges
    assert {one.target for one in edges if one.kind == "tenant-of"} == {
        LinkRef(key, 0) for key in (HOST, WEB, DB, STALE)
    }


def test_nothing_known_has_no_relations() -> None:
    relations = Relations(Snapshot())
    assert list(relations.edges()) == []
    assert relations.link(None) is None
    assert relations.link(LinkRef(None, 3)) is None
    assert relations.link(LinkRef(9, 3)) is None
