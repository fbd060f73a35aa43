"""Names and text of any bytes, and what may not be read: no list claims more than is known."""

from typing import Any

import pytest

from netui.model.container import PortBinding
from netui.objects.directory import Directory
from netui.objects.registry import OBJECTS, Object, find
from tests.support.objects import by, cells, full_host, listed, without
from tests.support.snapshots import HOST, RED, WEB, HostBuilder, hostile_host, not_root, process, small_host


@pytest.mark.parametrize("kind", OBJECTS, ids=lambda one: one.noun)
@pytest.mark.parametrize("host", [full_host, hostile_host, not_root])
def test_cells_are_safe(kind: Object, host: Any) -> None:
    for row in kind.rows(Directory(host())):
        for title, text in cells(kind.noun, row).items():
            assert text.isprintable(), title
            assert text
            assert "None" not in text


def test_what_may_not_be_read_is_never_none() -> None:
    rows = listed("namespace", not_root())
    assert by(rows, name="red")["links"] is None
    assert by(rows, name="host")["links"] == 2
    database = by(listed("socket", full_host()), namespace="container:db")
    assert (database["process"], database["processes"]) == (None, None)
    directory = Directory(full_host())
    (row,) = (one for one in find("socket").rows(directory) if one.processes is None)
    assert cells("socket", row)["PROCESS"] == "may not be read"


def test_a_port_whose_rules_and_sockets_may_not_be_read() -> None:
    (port,) = listed("port", small_host())
    assert (port["rule"], port["packets"], port["listener"], port["listening"]) == (None, None, None, None)
    assert (port["way"], port["evidence"]) == ("unreadable", "unreadable")


def test_a_peer_in_a_namespace_that_may_not_be_read() -> None:
    snapshot = without(full_host(), RED, readable=False, links={}, addresses=())
    peer = by(listed("link", snapshot), namespace="blue", name="blue0")["peer"]
    assert peer == {"namespace": "red", "name": None, "ifindex": 3, "evidence": "unreadable"}
    (row,) = find("link").shown(Directory(snapshot), "blue/blue0")
    assert cells("link", row)["PEER"] == "red/#3"


def test_an_interface_in_a_namespace_that_may_not_be_read() -> None:
    snapshot = without(full_host(), WEB, readable=False, links={}, addresses=())
    (place,) = by(listed("container", snapshot), name="web")["networks"]
    assert (place["link"], place["host_link"], place["evidence"]) == (None, None, "unreadable")


@pytest.mark.parametrize(
    ("raw", "name", "hexadecimal"),
    [
        (b"eth0", "eth0", None),
        ("日本".encode(), "日本", None),
        (b"\xff\xfe", "\\xff\\xfe", "fffe"),
        (b"\\xff\\xfe", "\\xff\\xfe", None),
        (b"\x1b[31m", "\x1b[31m", None),
    ],
)
def test_names_are_text_and_their_bytes_where_they_are_none(raw: bytes, name: str, hexadecimal: str | None) -> None:
    host = HostBuilder()
    host.space(1, names=(raw,))
    host.link(1, 2, raw, kind="bridge")
    snapshot = host.snapshot()
    for row in (listed("link", snapshot)[1], *listed("bridge", snapshot), *listed("namespace", snapshot)):
        assert (row["name"], row.get("name_hex")) == (name, hexadecimal)


def test_text_of_the_system_that_is_not_utf8() -> None:
    """Users' names come from files that anybody may have written, as surrogates."""
    host = HostBuilder()
    host.space(HOST, host=True, holders=(process(1, b"\xff", "us\udcffer"),))
    host.network("n", "1", driver="\udcff", options={"\udcff": "\udcfe"})
    port = PortBinding(80, "tcp", "\udcff", 1)
    host.container("c", "2", pid=1, namespace=HOST, image="\udcff", claimed_ports=(port,))
    snapshot = host.snapshot()
    assert listed("namespace", snapshot)[0]["holders"][0]["user"] == "us\\xffer"
    assert listed("network", snapshot)[0]["options"] == {"\\xff": "\\xfe"}
    assert listed("container", snapshot)[0]["ports"][0]["host_address"] == "\\xff"


def test_a_name_is_escaped_once() -> None:
    host = HostBuilder()
    host.space(HOST, host=True, holders=(process(7, b"\x1b"),))
    host.space(RED, names=(b"red",))
    host.veth((HOST, 2, b"\x1b"), (RED, 2, b"\x1b"), a_master=3)
    host.link(HOST, 3, b"br0", kind="bridge")
    directory = Directory(host.snapshot())
    (row,) = find("namespace").named(directory, "host")
    assert cells("namespace", row)["HELD BY"] == "\\x1b 7"
    (bridge,) = find("bridge").rows(directory)
    assert cells("bridge", bridge)["PORTS"] == "\\x1b → red/\\x1b"
    (ssh,) = (one for one in find("socket").rows(Directory(full_host())) if one.state == "ESTAB")
    assert cells("socket", ssh)["PROCESS"] == "\\x1b[31msshd 700"


def test_what_is_printed_as_namespace_is_accepted() -> None:
    for snapshot in (full_host(), hostile_host()):
        for space in Directory(snapshot).spaces:
            directory = Directory(snapshot)
            assert Directory(snapshot, str(directory.name(space.key))).spaces[0].key == space.key
