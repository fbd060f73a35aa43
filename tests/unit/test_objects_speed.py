"""Lists of a large host cost what their length costs."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from netui.model import Snapshot
from netui.objects import bridge, link
from netui.objects.directory import Directory
from netui.objects.row import encode
from netui.objects.tree import tree
from tests.support.snapshots import HostBuilder


def seconds(rows: Callable[[Directory], list[Any]], snapshot: Snapshot) -> float:
    """The quickest of five: other processes only ever make it slower."""
    taken = []
    for _ in range(5):
        before = time.process_time()
        encode(rows(Directory(snapshot)))
        taken.append(time.process_time() - before)
    return min(taken)


def addressed(number: int) -> Snapshot:
    """Bridges with an address each."""
    host = HostBuilder()
    host.space(1, host=True)
    for one in range(2, number + 2):
        host.link(1, one, b"br%d" % one, kind="bridge", addresses=(f"10.{one >> 8}.{one & 255}.1/24",))
    return host.snapshot()


@pytest.mark.parametrize("rows", [link.rows, bridge.rows, tree], ids=["links", "bridges", "tree"])
def test_eight_times_the_links_with_addresses_cost_no_square(rows: Callable[[Directory], list[Any]]) -> None:
    assert seconds(rows, addressed(4000)) < 24 * seconds(rows, addressed(500))
