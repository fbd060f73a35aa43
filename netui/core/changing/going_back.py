"""Going back and forth over changes that were made: undo and redo, where nobody else changed the same since."""

from msgspec.structs import replace

from netui.core.changing.change import Done, Ports, begin, born, facets_of, intended, new_entry
from netui.core.changing.pinning import rebound
from netui.core.changing.touched import Touched
from netui.core.changing.verifying import same_plan, settled
from netui.core.history.history import Entry, Past
from netui.core.history.record import Act, Ended
from netui.errors import BrokenOffError, ChangedError, HistoryError
from netui.model.action import AnyAction
from netui.model.snapshot import Snapshot
from netui.operations.changed import Side
from netui.operations.delta import Delta, aimed, conflicts, uncontested
from netui.operations.docker_delta import DockerDelta, conflicts_of_docker
from netui.operations.operation import Plan, Step
from netui.operations.restore import restoration
from netui.operations.state import World

SIDES: dict[Act, tuple[Side, Side]] = {"undo": ("after", "before"), "redo": ("before", "after")}
"""Which side of a change is expected to be there, and which is wanted."""


class Way:
    """The way back or forth over one change, from what is there now."""

    def __init__(self, touched: Touched, snapshot: Snapshot, now: World, delta: Delta) -> None:
        self.touched = touched
        self.snapshot = snapshot
        self.now = now
        self.delta = delta
        self.actions: tuple[AnyAction, ...] = ()
        self.kept: tuple[str, ...] = ()
        """What somebody else changed since, and what stays so."""

    def plan(self, entry: Entry, act: Act) -> Plan:
        """It as a plan to look at."""
        assert entry.ended is not None
        lost = entry.ended.lost if act == "undo" else ""
        warnings = (f"not brought back: {lost}",) if lost else ()
        return Plan(f"{act} {entry.begun.title}", tuple(map(Step, self.actions)), warnings, entry.ended.undo, lost)


def next_of(past: Past, act: Act) -> Entry:
    """The change that undo, or redo, is about. Raises HistoryError where there is none."""
    entries = past.done if act == "undo" else past.undone
    if past.broken and (not entries or past.broken[-1].begun.id > entries[-1].begun.id):
        raise BrokenOffError(
            f"{told_of(past.broken[-1])} was broken off, and comes first",
            hint="netui recover --revert takes it back, netui recover --finish does the rest",
        )
    if not entries:
        raise HistoryError(f"there is nothing to {act}", hint="netui history lists what was done")
    return entries[-1]


def told_of(entry: Entry) -> str:
    """A change in a few words of safe text."""
    return entry.begun.title if entry.begun.act == "do" else f"{entry.begun.act} of {entry.begun.title}"


def is_final(entry: Entry) -> bool:
    """Whether nothing brings a change back."""
    return entry.ended is not None and entry.ended.undo == "none"


def passed_over(ports: Ports, past: Past, entry: Entry) -> HistoryError:
    """Note that a change which nothing brings back was met, so that the next undo goes on before it."""
    begun = new_entry(past, "undo", entry.begun.title, (), entry.begun.id)
    ports.history.append(begun)
    ports.history.append(Ended(begun.id, "done", 0.0, undo="none"))
    lost = f": {entry.ended.lost} is gone" if entry.ended and entry.ended.lost else ""
    return HistoryError(
        f"{entry.begun.title} cannot be undone{lost}", hint="the next undo takes back what was done before it"
    )


def go(ports: Ports, past: Past, entry: Entry, act: Act, previewed: Plan | None = None) -> Done:
    """Undo a change, or redo it, under the lock.

    Raises ChangedError where somebody changed it since, ChangeError where nothing of it can be done.
    """
    ended = entry.ended
    assert ended is not None  # those that were broken off are on no stack
    side = SIDES[act][1]
    way = planned(ports, past, entry, act)
    if previewed is not None:
        same_plan(previewed, way.plan(entry, act))
    watch = ports.guard(way.plan(entry, act), way.snapshot) if ports.guard else None
    facets = facets_of(ended.delta)
    begun = new_entry(past, act, entry.begun.title, way.actions, entry.begun.id, why=ports.why)
    intent = intended(way.actions, way.now, way.touched, facets, undo=ended.undo, lost=ended.lost)
    change = begin(ports, begun, intent, watch)
    now = way.now
    first = way.actions if act == "redo" and not way.kept else ()
    if first:
        failure = change.carry_out(first)
        if failure:
            raise change.taken_back(failure, way.now)
        now, _missing = settled(first, way.now, change.look)
    restored = change.restore(now, way.delta, side)
    if restored.remains and not (first or restored.actions or ports.why):  # who asks can try again
        raise change.refused("; ".join(restored.remains))
    told = (*(f"stays as somebody else made it: {one}" for one in way.kept), *restored.remains)
    return change.end(
        "done", (*first, *restored.actions), "; ".join(told), undo=ended.undo, lost=ended.lost,
        born=born(way.delta, side, restored.now),
    )  # fmt: skip


def planned(ports: Ports, past: Past, entry: Entry, act: Act) -> Way:
    """The actions of undo or redo, once it is sure that nobody else changed what the change changed.

    Redo carries out the change's own actions again; what then still differs is brought to what it was.
    """
    assert entry.ended is not None
    delta = entry.ended.delta
    left, side = SIDES[act]
    touched = Touched.of(delta, entry.ended.actions, past.born)
    snapshot = ports.read(facets_of(delta), containers=touched.docker, of=touched.keys)
    now = touched.world(snapshot)
    way = Way(touched, snapshot, now, delta)
    way.kept = tuple(conflicts(now, delta, left, past.born))
    docker = tuple(conflicts_of_docker(now.docker, delta.docker, side, past.born_ids))
    if way.kept or docker:
        way.kept += docker
        rest = uncontested(now, delta, side, past.born)
        way.delta = replace(rest, docker=DockerDelta()) if docker else rest
        if not ports.why or not restoration(now, aimed(now, way.delta, side), side):
            raise ChangedError(
                f"no {act} of {entry.begun.title}: {'; '.join(way.kept)}",
                hint="somebody changed it since; change it by hand",
            )
    redone = act == "redo" and not way.kept
    goal = aimed(now, way.delta, side)
    way.actions = rebound(entry.ended.actions, now) if redone else restoration(now, goal, side)
    return way
