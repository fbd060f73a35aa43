"""What is done to several at once is one change: one undo takes it back, one redo does it again."""

import os
from pathlib import Path

import pytest

from netui.operations.registry import find
from netui.operations.several import Several
from tests.support.canonical import canonical, differences
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import Hand
from tests.support.scenes import Scene

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}s"


@pytest.mark.parametrize("seed", [3, 5])
@pytest.mark.parametrize(
    ("verb", "places", "values"),
    [
        ("down", ("0/v0", "0/v2", "0/p0", "1/v1"), {}),
        ("restart", ("0/v0", "0/v2"), {}),
        ("delete", ("0/v0", "1/v1", "0/mv0", "0/br0", "0/p0"), {}),
        ("move", ("0/v0", "0/v2"), {"to": "2", "keep_addresses": True}),
        ("attach", ("0/v2", "0/p0"), {"bridge": "0/br1"}),
    ],
)
def test_links(seed: int, verb: str, places: tuple[str, ...], values: dict[str, object], folder: Path) -> None:
    scene = Scene(PREFIX, seed)
    scene.raise_all()
    try:
        hand, before = Hand(folder), canonical(scene.spaces)
        operation = find("link", verb)
        assert operation is not None
        given = {key: value if value is True else _named(scene, str(value)) for key, value in values.items()}
        names = tuple(_named(scene, place) for place in places)
        done = hand.runner.run(Several(operation, names), given)
        assert not done.message and len(done.entry.begun.commands) >= 2
        after = canonical(scene.spaces)
        assert differences(before, after) or verb == "restart"
        assert not hand.undo().message
        assert not differences(before, canonical(scene.spaces))
        assert not hand.redo().message
        assert not differences(after, canonical(scene.spaces))
    finally:
        scene.close()


def _named(scene: Scene, place: str) -> str:
    """`0/v0`: v0 in the first of the scene's namespaces."""
    number, slash, link = place.partition("/")
    return f"{scene.spaces[int(number)]}{slash}{link}"


def test_namespaces(folder: Path) -> None:
    scene = Scene(PREFIX, 7)
    scene.raise_all()
    try:
        hand, before = Hand(folder), canonical(scene.spaces)
        operation = find("namespace", "delete")
        assert operation is not None
        assert not hand.runner.run(Several(operation, (scene.spaces[0], scene.spaces[1])), {}).message
        assert not hand.undo().message
        assert not differences(before, canonical(scene.spaces))
    finally:
        scene.close()
