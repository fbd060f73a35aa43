"""Has changes made: check, preview, guard, journal, run, verify, remember; takes back what failed half-way.

Every change runs under the history's lock, on a reading made inside it, so two netui on one host never act on what
the other is just changing.
"""

import os
import time
from collections.abc import Callable

from msgspec import Struct

from netui.core.history import Entry, History, Past
from netui.core.kernel import Guard, Read, Watch, Writer
from netui.core.pinning import pinned, rebound
from netui.core.record import Act, Begun, Ended, Result
from netui.core.touched import Touched
from netui.core.verifying import same_plan, settled
from netui.errors import ChangedError, ChangeError, HistoryError, NetuiError
from netui.model.action import AnyAction
from netui.model.snapshot import Snapshot
from netui.operations.changed import Side
from netui.operations.delta import Delta, aimed, between, conflicts, ways
from netui.operations.docker_delta import born_in_docker, conflicts_of_docker
from netui.operations.given import Values
from netui.operations.operation import Operation, Plan, Step
from netui.operations.restore import restoration
from netui.operations.shell import command
from netui.operations.state import World

_ROUNDS = 4
"""How often what is not yet as it was is tried again."""

Told = Callable[[str], None]
"""Hears each command just before it is carried out."""


class Done(Struct, frozen=True):
    """A change that was made."""

    entry: Entry

    @property
    def message(self) -> str:
        """What is not as it should be; empty where all is."""
        return self.entry.ended.message if self.entry.ended else ""


class _Failure(Struct, frozen=True):
    step: str
    error: NetuiError
    done: tuple[AnyAction, ...]


class _Way:
    """The way back or forth over one change, from what is there now."""

    def __init__(self, touched: Touched, snapshot: Snapshot, now: World, actions: tuple[AnyAction, ...]) -> None:
        self.touched = touched
        self.snapshot = snapshot
        self.now = now
        self.actions = actions

    def plan(self, entry: Entry, act: Act) -> Plan:
        """It as a plan to look at."""
        assert entry.ended is not None
        lost = entry.ended.lost if act == "undo" else ""
        warnings = (f"not brought back: {lost}",) if lost else ()
        return Plan(f"{act} {entry.begun.title}", tuple(map(Step, self.actions)), warnings, entry.ended.undo, lost)


class Runner:
    """Makes changes, one at a time. For one thread. Raises ChangeError and its kinds, SourceError, UsageError."""

    def __init__(
        self,
        history: History,
        writer: Writer,
        read: Read,
        *,
        guard: Guard | None = None,
        told: Told | None = None,
        why: str = "",
    ) -> None:
        self._history = history
        self._writer = writer
        self._read = read
        self._guard = guard
        self._told = told
        self._why = why
        """For the history: why it is done, where it was not somebody who wanted it."""

    def preview(self, operation: Operation, values: Values) -> Plan:
        """What the operation would do now."""
        return operation.plan(self._read(operation.facets), values)

    def run(self, operation: Operation, values: Values, previewed: Plan | None = None) -> Done:
        """Do it; where a plan was shown before, exactly that: raises ChangedError with the difference."""
        with self._history.locked():
            snapshot = self._read(operation.facets)
            plan = operation.plan(snapshot, values)
            if previewed is not None:
                same_plan(previewed, plan)
            watch = self._guard(plan, snapshot) if self._guard else None
            return self._change(plan, snapshot, operation.facets, watch)

    def undo(self) -> Done:
        """Take the last change back. Raises HistoryError, and ChangedError where somebody changed it since."""
        return self._again("undo")

    def redo(self) -> Done:
        """Do again what was undone last. Raises as `undo`."""
        return self._again("redo")

    def revert(self, identity: int) -> Done:
        """Put back the change with that number, which is the last one. Raises as `undo`."""
        with self._history.locked():
            past = self._history.read()
            if past.done and past.done[-1].begun.id == identity:
                return self._back(past, past.done[-1], "undo")
            undone = next((entry for entry in past.entries if entry.begun.id == identity), None)
            if undone and past.undone and past.undone[-1].begun.id == undone.begun.target:
                return self._back(past, past.undone[-1], "redo")
            raise HistoryError(f"change {identity} is not the last one", hint="netui history lists what was done")

    def way(self, act: Act) -> Plan:
        """What undo, or redo, would do now. Raises as `undo`."""
        past = self._history.read()
        entry = _last(past, act)
        if _is_final(entry):
            return Plan(f"{act} {entry.begun.title}", (), undo="none")
        return self._planned(past, entry, act).plan(entry, act)

    def _again(self, act: Act) -> Done:
        with self._history.locked():
            past = self._history.read()
            entry = _last(past, act)
            if _is_final(entry):
                raise self._passed_over(past, entry)
            return self._back(past, entry, act)

    def _passed_over(self, past: Past, entry: Entry) -> HistoryError:
        """Note that a change which nothing brings back was met, so that the next undo goes on before it."""
        begun = self._begin(past, "undo", entry.begun.title, (), entry.begun.id, watch=None)
        self._history.append(Ended(begun.id, "done", 0.0, undo="none"))
        lost = f": {entry.ended.lost} is gone" if entry.ended and entry.ended.lost else ""
        return HistoryError(
            f"{entry.begun.title} cannot be undone{lost}", hint="the next undo takes back what was done before it"
        )

    # one change

    def _change(self, plan: Plan, snapshot: Snapshot, facets: frozenset[str], watch: Watch | None) -> Done:
        touched = Touched(snapshot, plan.actions)
        before = touched.world(snapshot)

        def look() -> World:
            return touched.world(self._read(facets, containers=touched.docker))

        actions = plan.actions
        begun = self._begin(self._history.read(), "do", plan.title, actions, watch=watch)
        started = time.monotonic()
        failure = self._carry_out(actions)
        if failure:
            raise self._taken_back(begun, failure, before, look, watch)
        after, message = settled(actions, before, look)
        delta = between(before, after, ways(actions))
        ended = Ended(
            begun.id, "done", time.monotonic() - started, pinned(actions, delta), message, delta, plan.undo, plan.lost
        )
        self._history.append(ended)
        return Done(Entry(begun, ended))

    def _begin(
        self,
        past: Past,
        act: Act,
        title: str,
        actions: tuple[AnyAction, ...],
        target: int = 0,
        *,
        watch: Watch | None,
    ) -> Begun:
        identity = max((entry.begun.id for entry in past.entries), default=0) + 1
        commands = tuple(map(command, actions))
        begun = Begun(identity, act, title, commands, time.time(), os.geteuid(), os.getpid(), target, self._why)
        self._history.append(begun)
        if watch:
            try:
                watch.arm(identity)
            except ChangeError as error:
                self._history.append(Ended(identity, "taken back", 0.0, message=error.message))
                raise
        return begun

    def _carry_out(self, actions: tuple[AnyAction, ...]) -> _Failure | None:
        for number, action in enumerate(actions):
            text = command(action)
            if self._told:
                self._told(text)
            try:
                self._writer.carry_out(action)
            except NetuiError as error:
                return _Failure(text, error, actions[:number])
        return None

    def _taken_back(
        self, begun: Begun, failure: _Failure, before: World, look: Callable[[], World], watch: Watch | None
    ) -> ChangeError:
        """Take back what was done before a step failed; returns what to raise."""
        after = look()
        delta = between(before, after, ways(failure.done))
        left: tuple[str, ...] = ()
        if delta:
            _actions, left, _now = self._restore(after, delta, "before", look)
        if failure.done and before.docker is not None and after.docker is None:
            left = (*left, "Docker does not tell what it runs")
        result: Result = "failed" if left else "taken back"
        message = failure.error.message
        if len(begun.commands) > 1:
            message += f", in: {failure.step}"
        if left:
            message += f"; what was done before it could not be taken back: {'; '.join(left)}"
        elif failure.done:
            message += "; what was done before it is taken back"
        ended = Ended(begun.id, result, time.time() - begun.time, (), message, delta if left else Delta())
        self._history.append(ended)
        if watch and not left:
            watch.dismiss(begun.id)
        kind = type(failure.error) if isinstance(failure.error, ChangeError) else ChangeError
        return kind(message, hint=failure.error.hint)

    # back and forth

    def _back(self, past: Past, entry: Entry, act: Act) -> Done:
        ended = entry.ended
        assert ended is not None  # those that were broken off are on no stack
        side = _SIDES[act][1]
        facets = _facets_of(ended.delta)
        way = self._planned(past, entry, act)
        watch = self._guard(way.plan(entry, act), way.snapshot) if self._guard else None

        def look() -> World:
            return way.touched.world(self._read(facets, containers=way.touched.docker))

        begun = self._begin(past, act, entry.begun.title, way.actions, entry.begun.id, watch=watch)
        started = time.monotonic()
        before = now = way.now
        first = way.actions if act == "redo" else ()
        if first:
            failure = self._carry_out(first)
            if failure:
                raise self._taken_back(begun, failure, before, look, watch)
            now, _missing = settled(first, before, look)
        actions, remains, now = self._restore(now, ended.delta, side, look)
        actions = (*first, *actions)
        born = _born(ended.delta, side, now)
        message = "; ".join(remains)
        end = Ended(begun.id, "done", time.monotonic() - started, actions, message, Delta(), ended.undo, ended.lost,
                    born, born_in_docker(ended.delta.docker, side, now.docker))  # fmt: skip
        self._history.append(end)
        return Done(Entry(begun, end))

    def _planned(self, past: Past, entry: Entry, act: Act) -> "_Way":
        """The actions of undo or redo, once it is sure that nobody else changed what the change changed.

        Redo carries out the change's own actions again; what then still differs is brought to what it was.
        """
        assert entry.ended is not None
        delta = entry.ended.delta
        left, side = _SIDES[act]
        touched = Touched.of(delta, entry.ended.actions, past.born)
        snapshot = self._read(_facets_of(delta), containers=touched.docker)
        now = touched.world(snapshot)
        differences = (
            *conflicts(now, delta, left, past.born),
            *conflicts_of_docker(now.docker, delta.docker, side, past.born_ids),
        )
        if differences:
            raise ChangedError(
                f"no {act} of {entry.begun.title}: {'; '.join(differences)}",
                hint="somebody changed it since; change it by hand",
            )
        redone = act == "redo"
        actions = rebound(entry.ended.actions, now) if redone else restoration(now, aimed(now, delta, side), side)
        return _Way(touched, snapshot, now, actions)

    def _restore(
        self, now: World, delta: Delta, side: Side, look: Callable[[], World]
    ) -> tuple[tuple[AnyAction, ...], tuple[str, ...], World]:
        """Bring back one side of a change, in several rounds where the kernel dropped more than was foreseen.

        Returns what was carried out, what is still not as it shall be, and the last reading.
        """
        carried: list[AnyAction] = []
        refused: list[str] = []
        goal = aimed(now, delta, side)
        for _ in range(_ROUNDS):
            planned = restoration(now, goal, side)
            if not planned:
                return tuple(carried), (), now
            refused = []
            done: list[AnyAction] = []
            for action in planned:
                failure = self._carry_out((action,))
                if failure:
                    refused.append(f"{failure.error.message}, in: {failure.step}")
                else:
                    done.append(action)
            if not done:
                break
            carried += done
            now, _missing = settled(tuple(done), World({}, {}), look)
        remaining = restoration(now, goal, side)
        remains = (*refused, *(f"not done: {command(one)}" for one in remaining)) if remaining else ()
        return tuple(carried), remains, now


_SIDES: dict[Act, tuple[Side, Side]] = {"undo": ("after", "before"), "redo": ("before", "after")}
"""Which side of a change is expected to be there, and which is wanted."""


def _last(past: Past, act: Act) -> Entry:
    entries = past.done if act == "undo" else past.undone
    if not entries:
        raise HistoryError(f"there is nothing to {act}", hint="netui history lists what was done")
    return entries[-1]


def _is_final(entry: Entry) -> bool:
    return entry.ended is not None and entry.ended.undo == "none"


def _facets_of(delta: Delta) -> frozenset[str]:
    read = any(state.sysctls for space in delta.spaces for state in (space.before, space.after) if state)
    return frozenset({"sysctls"}) if read else frozenset()


def _born(delta: Delta, side: Side, now: World) -> dict[int, int]:
    """Which namespaces were made again, by the cookie that each had."""
    found: dict[int, int] = {}
    for space in delta.spaces:
        _left, state = space.toward(side)
        have = now.spaces.get(state.where.name) if state else None
        if state and have and state.where.cookie and have.where.cookie != state.where.cookie:
            found[state.where.cookie] = have.where.cookie
    return found
