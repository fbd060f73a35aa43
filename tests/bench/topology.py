"""How long the map of a large host takes, against reading its snapshot from a file."""

from collections.abc import Iterator

from netui.model.snapshot import decode, encode
from netui.topology.drawing import Drawing
from netui.topology.graph import graph
from netui.topology.layout import layout
from tests.bench.figures import Figure, median
from tests.bench.reading import timed
from tests.support.maps import many_containers

_RUNS = 9


def drawn(namespaces: int = 500) -> Iterator[Figure]:
    """From a snapshot to a map that is laid out, and to a screenful of it."""
    snapshot = many_containers(namespaces)
    written = encode(snapshot)
    read = median([timed(lambda: decode(written)) for _ in range(_RUNS)])
    laid = median([timed(lambda: layout(graph(snapshot), 80)) for _ in range(_RUNS)])
    drawing = Drawing(layout(graph(snapshot), 80))
    screenful = median([timed(lambda: [drawing.line(y) for y in range(400, 448)]) for _ in range(_RUNS)])
    note = f"{laid * 1000:.1f} ms; 48 of its lines {screenful * 1000:.2f} ms"
    yield Figure(f"map of {namespaces} namespaces / reading their snapshot", laid / read, "×", 10, note)
