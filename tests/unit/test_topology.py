"""The map: what stands where, that it stays there, and what other programs and hostile names make of it."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import pytest

from netui.model import Snapshot
from netui.model.relations import LinkRef
from netui.model.snapshot import decode
from netui.topology import languages, written
from netui.topology.drawing import Drawing, text_lines
from netui.topology.graph import around, graph
from netui.topology.layout import Geometry, layout
from netui.topology.svg import svg
from netui.width import width
from tests.support.maps import many_containers, quoted, sites
from tests.support.snapshots import HOST, RED, busy_host, hostile_host, not_root, small_host

_PICTURES = Path(__file__).parent / "maps"
_RECORDED = Path(__file__).parents[2] / "netui" / "worlds" / "recorded"


def _recorded(name: str) -> Snapshot:
    return decode((_RECORDED / f"{name}.json").read_bytes())


_MAKERS: dict[str, Callable[[], Snapshot]] = {
    "small": small_host, "busy": busy_host, "hostile": hostile_host, "not-root": not_root, "sites": sites,
    "containers-30": many_containers, "containers-500": lambda: many_containers(500),
    **{f"world-{name}": partial(_recorded, name) for name in ("docker", "empty", "office", "rooms", "sites")},
}  # fmt: skip


@pytest.mark.parametrize("name", _MAKERS)
def test_the_map_looks_as_it_did(name: str, request: pytest.FixtureRequest) -> None:
    drawn = "\n".join(text_lines(layout(graph(_MAKERS[name]()), 80))) + "\n"
    path = _PICTURES / f"{name}.txt"
    if request.config.getoption("--snapshot-update"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(drawn)
    assert drawn == path.read_text()


@pytest.mark.parametrize("make", [small_host, busy_host, hostile_host, sites, many_containers])
@pytest.mark.parametrize("columns", [60, 80, 160])
def test_every_line_fits_and_ascii_is_ascii(make: Callable[[], Snapshot], columns: int) -> None:
    geometry = layout(graph(make()), columns)
    plain, ascii_only = list(text_lines(geometry)), list(text_lines(geometry, ascii_only=True))
    assert columns < 80 or all(width(line) <= columns for line in plain)
    assert all(line.isascii() and line.isprintable() for line in ascii_only)
    assert list(map(width, plain)) == list(map(len, ascii_only))
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for line in plain for char in line)


def test_boxes_do_not_overlap_and_a_port_stands_beside_its_peer() -> None:
    for make in (small_host, busy_host, sites, many_containers):
        geometry = layout(graph(make()), 80)
        taken: set[tuple[int, int]] = set()
        for box in geometry.boxes:
            cells = {(x, y) for x in range(box.x, box.x + box.width) for y in range(box.y, box.y + box.height)}
            assert not cells & taken
            taken |= cells
    places = layout(graph(many_containers()), 80).by_ref
    assert all(places[LinkRef(HOST, key)].y == places[LinkRef(key, 2)].y for key in range(100, 130))


def _order(geometry: Geometry) -> list[int]:
    return [box.space.key for box in sorted(geometry.boxes, key=lambda one: (one.leaf, one.y))]


def test_what_comes_moves_nothing_else() -> None:
    fewer, more = layout(graph(many_containers(30)), 80), layout(graph(many_containers(31)), 80)
    assert {place.ref: (place.x, place.y) for place in fewer.places}.items() <= {
        place.ref: (place.x, place.y) for place in more.places
    }.items()


@pytest.mark.parametrize("make", [small_host, busy_host, sites, many_containers])
def test_without_any_one_namespace_the_others_keep_their_order(make: Callable[[], Snapshot]) -> None:
    snapshot = make()
    whole = layout(graph(snapshot), 80)
    columns = {box.space.key: box.leaf for box in whole.boxes}
    for key in snapshot.namespaces:
        rest = {one: space for one, space in snapshot.namespaces.items() if one != key}
        without = layout(graph(Snapshot(rest, snapshot.docker)), 80)
        for leaf in (False, True):
            staying = {box.space.key for box in without.boxes if box.leaf == leaf == columns[box.space.key]}
            before = [one for one in _order(whole) if one in staying]
            assert [one for one in _order(without) if one in staying] == before


def test_two_readings_are_drawn_alike() -> None:
    snapshot = busy_host()
    turned = Snapshot(dict(reversed(snapshot.namespaces.items())), snapshot.docker)
    assert list(text_lines(layout(graph(snapshot), 80))) == list(text_lines(layout(graph(turned), 80)))


def test_states_have_words() -> None:
    for make, words in (
        (small_host, ("! DOWN", "! no carrier", "! STALE", "uplink", "no ports", "shop", "container")),
        (busy_host, ("! port blocking",)),
        (not_root, ("may not be read",)),
        (sites, ("vxlan", "id 5", "→ 198.51.100.2", "! DOWN")),
    ):
        drawn = "\n".join(text_lines(layout(graph(make()), 100)))
        for word in words:
            assert word in drawn


def test_a_fold_hides_what_hangs_on_it_and_says_how_much() -> None:
    whole = graph(many_containers())
    folded = layout(whole, 80, frozenset({HOST}))
    assert [box.space.key for box in folded.boxes] == [HOST]
    assert "30 beside it" in next(text_lines(folded))
    one = layout(whole, 80, frozenset({100}))
    assert one.by_ref[LinkRef(100, 0)].y == one.by_ref[LinkRef(HOST, 100)].y
    assert len(list(text_lines(one))) < len(list(text_lines(layout(whole, 80))))


def test_the_neighbourhood_grows_hop_by_hop() -> None:
    whole = graph(many_containers())
    seen = [{space.key for space in around(whole, LinkRef(105, 0), hops).spaces} for hops in range(5)]
    assert seen[:3] == [{105}, {105, HOST}, {105, HOST}]
    assert len(seen[4]) == 31
    near = around(whole, LinkRef(105, 0), 1)
    assert [row.name for row in near.spaces[0].rows] == ["br0", "port5"]
    assert near.spaces[0].left_out == 30


def test_svg_stands_where_the_text_stands() -> None:
    for make in (small_host, hostile_host, sites, quoted):
        geometry = layout(graph(make()), 100)
        root = ElementTree.fromstring(svg(geometry))
        space = "{http://www.w3.org/2000/svg}"
        titles = [one.text for one in root.iter(f"{space}title")]
        assert titles == [box.space.name for box in geometry.boxes]
        drawing = Drawing(geometry)
        words = [piece.text.strip(" ") for y in range(geometry.height) for piece in drawing.line(y) if piece.ref]
        assert [one.text for one in root.iter(f"{space}text")] == [word for word in words if word]


@pytest.mark.skipif(not shutil.which("dot"), reason="needs graphviz")
@pytest.mark.parametrize("make", [small_host, busy_host, hostile_host, sites, quoted])
def test_graphviz_draws_every_name(make: Callable[[], Snapshot]) -> None:
    whole = graph(make())
    done = subprocess.run(["dot", "-Tsvg"], input=languages.dot(whole).encode(), capture_output=True, check=False)
    assert not done.returncode and not done.stderr, done.stderr
    drawn = [one.text or "" for one in ElementTree.fromstring(done.stdout).iter("{http://www.w3.org/2000/svg}text")]
    for row in whole.rows.values():
        assert any(text.replace("\xa0", " ").startswith(row.name) for text in drawn), row.name


_QUOTED = re.compile(r'"([^"]*)"')
_CODE = re.compile(r"#(\d+);")


@pytest.mark.parametrize("make", [small_host, busy_host, hostile_host, sites, quoted])
def test_mermaid_gets_names_as_entity_codes(make: Callable[[], Snapshot]) -> None:
    whole = graph(make())
    text = languages.mermaid(whole)
    labels = []
    for line in text.split("\n")[1:]:
        assert re.fullmatch(
            r'  (subgraph s\d+\["[^"\[\]`<>&;]*(?:#\d+;[^"\[\]`<>&;]*)*"\]|  n\d+_\d+\["[^"\[\]`<>&;]*'
            r'(?:#\d+;[^"\[\]`<>&;]*)*"\]|end|n\d+_\d+ (?:---|===|-\.-) n\d+_\d+)',
            line,
        ), line
        labels += [_CODE.sub(lambda one: chr(int(one[1])), one) for one in _QUOTED.findall(line)]
    for row in whole.rows.values():
        assert any(label.startswith(row.name) for label in labels)


def test_json_names_both_ends_of_every_wire() -> None:
    told = json.loads(written.json(graph(small_host())))
    names = {(space["name"], link["name"]) for space in told["namespaces"] for link in space["links"]}
    assert told["wires"]
    for wire in told["wires"]:
        assert {(wire[end]["namespace"], wire[end]["name"]) for end in "ab"} <= names
    assert "container:web" in {space["name"] for space in told["namespaces"]}
    assert RED in {space.key for space in graph(small_host()).spaces}
