"""Containers of every network mode: where netui says they are is where the kernel and the engine have them."""

import json
import os
import subprocess
from functools import partial
from typing import Any

from netui.cli import completion
from netui.cli.settings import Screen, Settings
from netui.core.reading import Want, read_snapshot
from netui.model import Container
from netui.model.naming import namespace_kind, namespace_name
from netui.objects.directory import Directory
from netui.objects.registry import find
from netui.sources.processes import container_of
from tests.docker.conftest import Lab


def links_of(lab: Lab, pid: int = 0) -> dict[str, dict[str, Any]]:
    """`ip -j -d link` inside a container, or where the engine is."""
    path = f"/proc/{pid}/ns/net" if pid else f"/run/netns/{lab.engine.namespace}"
    output = subprocess.check_output(["nsenter", f"--net={path}", "ip", "-j", "-d", "link"])
    return {link["ifname"].partition("@")[0]: link for link in json.loads(output)}


def wiring(lab: Lab, container: Container) -> dict[str, tuple[str, str, str, str]]:
    """By network: interface, veth outside, bridge, evidence – as netui tells it."""
    relations = lab.relations
    found: dict[str, tuple[str, str, str, str]] = {}
    for one in relations.attachments(container):
        link, outside, bridge = (relations.link(ref) for ref in (one.link, one.host_link, one.bridge))
        assert link and outside and bridge
        assert one.host_link and one.host_link.namespace == lab.snapshot.docker.namespace
        found[one.endpoint.network] = (str(link.name), str(outside.name), str(bridge.name), one.evidence)
    return found


def true_wiring(lab: Lab, name: str) -> dict[str, tuple[str, str, str, str]]:
    """The same from `docker inspect` and `ip`."""
    told = lab.inspect(name)
    inside, outside = links_of(lab, told["State"]["Pid"]), links_of(lab)
    found: dict[str, tuple[str, str, str, str]] = {}
    for network, endpoint in told["NetworkSettings"]["Networks"].items():
        link = next(one for one in inside.values() if one.get("address") == endpoint["MacAddress"])
        far = next(one for one in outside.values() if one["ifindex"] == link["link_index"])
        found[network] = (link["ifname"].partition("@")[0], far["ifname"].partition("@")[0], far["master"], "exact")
    return found


def test_a_process_tells_its_container(lab: Lab) -> None:
    """In each mode, and what was started in it afterwards."""
    api = lab.engine.client.api

    def pid_of(made: str) -> int:
        return int(api.exec_inspect(made)["Pid"])

    for mode in ("host", "bridge"):
        identity = lab.run(f"in-{mode}", network_mode=mode)
        pid = lab.inspect(f"in-{mode}")["State"]["Pid"]
        assert container_of(pid) == identity
        made = api.exec_create(identity, ["sleep", "1000"])["Id"]
        api.exec_start(made, detach=True)
        assert container_of(lab.until(partial(pid_of, made))) == identity
    assert container_of(os.getpid()) == ""


def test_a_container_on_the_default_bridge(lab: Lab) -> None:
    lab.run("web")
    web = lab.settled("web")
    told = lab.inspect("web")
    assert web.mode == "bridge" and web.pid == told["State"]["Pid"]
    assert [one.address for one in web.endpoints] == [told["NetworkSettings"]["Networks"]["bridge"]["IPAddress"]]
    assert web.namespace is not None
    space = lab.snapshot.namespaces[web.namespace]
    assert namespace_kind(lab.relations, space) == "container"
    assert str(namespace_name(lab.relations, space)) == "container:web"
    assert wiring(lab, web) == true_wiring(lab, "web")
    bridge = next(iter(wiring(lab, web).values()))[2]
    assert bridge == "docker0"


def test_two_user_networks_each_with_its_interface_and_names(lab: Lab) -> None:
    api = lab.engine.client.api
    for name in ("shop", "back"):
        api.create_network(name)
    lab.run("db", network_mode="shop")
    api.connect_container_to_network("db", "back", aliases=["store"])
    lab.until(lambda: (one := lab.container("db")) and len(one.endpoints) == 2)
    db = lab.settled("db")
    assert set(wiring(lab, db)) == {"shop", "back"}
    assert wiring(lab, db) == true_wiring(lab, "db")
    names = {one.network: one.names for one in db.endpoints}
    assert "db" in names["shop"] and {"db", "store"} <= set(names["back"])
    for network in lab.snapshot.docker.networks.values():
        if network.name in ("shop", "back"):
            members = [container.name for container, _ in lab.relations.attached(network)]
            bridge = lab.relations.link(lab.relations.network_bridge(network))
            assert members == ["db"] and bridge and str(bridge.name) == f"br-{network.id[:12]}"

    api.disconnect_container_from_network("db", "shop")
    lab.until(lambda: (one := lab.container("db")) and [end.network for end in one.endpoints] == ["back"])
    db = lab.settled("db")
    assert wiring(lab, db) == true_wiring(lab, "db")


def test_modes_without_a_network_of_their_own(lab: Lab) -> None:
    lab.run("owner")
    lab.run("joiner", network_mode="container:owner")
    lab.run("alone", network_mode="none")
    lab.run("plain", network_mode="host")
    owner, joiner, alone, plain = map(lab.settled, ("owner", "joiner", "alone", "plain"))
    assert joiner.namespace == owner.namespace and joiner.mode == "container:owner"
    assert plain.namespace == lab.snapshot.docker.namespace and plain.mode == "host"
    assert alone.namespace is not None and alone.mode == "none"
    assert [str(one.name) for one in lab.snapshot.namespaces[alone.namespace].links.values()] == ["lo"]
    spaces = {str(row.name): row for row in find("namespace").rows(Directory(lab.snapshot))}
    assert spaces["container:owner"].containers == ("owner", "joiner")
    assert "container:alone" in spaces and "container:joiner" not in spaces
    assert spaces[lab.engine.namespace].containers == ("plain",)  # a guest is not what a namespace is named after


def test_a_joiner_is_stale_once_its_owner_was_restarted(lab: Lab) -> None:
    lab.run("owner")
    lab.run("joiner", network_mode="container:owner")
    before = lab.settled("owner").namespace
    assert not lab.relations.stale(lab.settled("joiner"))
    lab.engine.client.api.restart("owner", timeout=1)
    lab.until(lambda: (one := lab.container("owner")) and one.namespace not in (None, before))
    joiner, owner = lab.settled("joiner"), lab.settled("owner")
    assert lab.relations.stale(joiner) and joiner.namespace == before
    assert wiring(lab, owner) == true_wiring(lab, "owner")
    names = {str(row.name): row for row in find("namespace").rows(Directory(lab.snapshot))}
    assert names["container:owner"].containers == ("owner",)
    assert names["container:joiner"].containers == ("joiner",)


def test_paused_stopped_renamed_removed(lab: Lab) -> None:
    api = lab.engine.client.api
    lab.run("web")
    lab.settled("web")
    api.pause("web")
    paused = lab.until(lambda: (one := lab.container("web")) and one.state == "paused" and one)
    assert paused.namespace in lab.snapshot.namespaces
    api.unpause("web")
    lab.settled("web")
    api.rename("web", "shop.1")
    lab.until(lambda: lab.container("shop.1") and not lab.container("web"))
    lab.until(
        lambda: "container:shop.1" in {str(row.name) for row in find("namespace").rows(Directory(lab.snapshot))}
    )
    api.stop("shop.1", timeout=1)
    stopped = lab.until(lambda: (one := lab.container("shop.1")) and one.state == "exited" and one)
    assert stopped.namespace is None and stopped.pid == 0
    lab.until(
        lambda: not any("container:" in str(row.name) for row in find("namespace").rows(Directory(lab.snapshot)))
    )
    assert {name for name in links_of(lab) if name.startswith("veth")} == set()
    home = lab.snapshot.docker.namespace
    assert home is not None
    lab.until(lambda: not [one for one in lab.snapshot.namespaces[home].links.values() if one.kind == "veth"])
    api.remove_container("shop.1")
    lab.until(lambda: lab.container("shop.1") is None)


def _no_screen() -> Screen:
    raise AssertionError("completion shows no screen")


def test_published_ports_lead_to_who_listens(lab: Lab) -> None:
    serve = "httpd -f -p 80 -h /www"
    lab.run("web", serve, ports=[80], port_bindings={80: ("127.0.0.1", 18080)})
    lab.run("any", serve, ports=[80], publish_all_ports=True)
    lab.run("deaf", ports=[81], port_bindings={81: 18081})
    for name in ("web", "any", "deaf"):
        lab.settled(name)
    snapshot = read_snapshot(Want(frozenset({"sockets", "firewall"})))
    rows = [row for row in find("port").rows(Directory(snapshot)) if ":" not in row.host_address]
    told = {row.container: row for row in rows}
    chosen = lab.inspect("any")["NetworkSettings"]["Ports"]["80/tcp"][0]
    address = lab.inspect("web")["NetworkSettings"]["Networks"]["bridge"]["IPAddress"]
    assert (told["web"].host_address, told["web"].host_port, told["web"].target) == (
        "127.0.0.1",
        18080,
        f"{address}:80",
    )
    assert told["any"].host_port == int(chosen["HostPort"])
    for name in ("web", "any"):
        assert told[name].way == "rule" and "DNAT" in told[name].rule and told[name].evidence == "exact"
        assert told[name].listener.command == b"httpd"
    assert told["deaf"].listening is False and told["deaf"].listener is None and told["deaf"].way == "rule"
    one = read_snapshot(Want(frozenset({"sockets", "firewall"}), namespace="container:web"))
    only = Directory(one, "container:web")
    assert [row for row in find("port").rows(only) if ":" not in row.host_address] == [told["web"]]
    offered = {item.value for item in completion.objects(Settings(_no_screen), find("port"), "18")}
    assert offered == {"18080", "18081"}


def test_one_reading_says_what_the_running_engine_says(lab: Lab) -> None:
    lab.run("web")
    lab.run("alone", network_mode="none")
    lab.settled("web"), lab.settled("alone")
    for noun in ("container", "network"):
        kind = find(noun)
        live, once = (kind.rows(Directory(one)) for one in (lab.snapshot, read_snapshot(Want())))
        assert live and live == once
