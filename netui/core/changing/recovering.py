"""Recovering: a change that was begun and never ended is finished, reverted, or left as it is.

Nothing is known of the last step that was begun but that it was: it may be done, or half done, or not. So the host is
read, and what is there is held against what was there before the change (`operations.own`).
"""

from netui.core.changing.broken import broken_entry
from netui.core.changing.change import Change, Done, Failure, Ports, born
from netui.core.changing.going_back import SIDES, go, told_of
from netui.core.changing.kernel import Guard, Watch
from netui.core.changing.pinning import pinned
from netui.core.changing.touched import Scope, Touched
from netui.core.changing.verifying import settled
from netui.core.history.history import Entry, Past
from netui.core.history.journal import Intent, Told, Whole
from netui.core.history.record import Act, Recovery
from netui.errors import ChangedError, ChangeError, HistoryError, ThreatError
from netui.model.action import AnyAction, CreateNamespace, DeleteNamespace, NameNamespace
from netui.model.snapshot import Snapshot
from netui.operations.changed import Side
from netui.operations.delta import Delta, aimed
from netui.operations.effects import unmet
from netui.operations.identity import made
from netui.operations.operation import Plan, Step
from netui.operations.own import own, without
from netui.operations.restore import restoration
from netui.operations.state import World
from netui.sources.netlink.writing.namespaces import is_half_made


def recovery(ports: Ports, past: Past, entry: Entry, how: Recovery) -> Plan:
    """What recovering a change would do now. Raises as `recover`."""
    case = _Case(ports, past, entry)
    actions: tuple[AnyAction, ...] = ()
    if how != "leave":
        actions = case.rest() if how == "finish" else case.way_back()
    lost = case.intent.lost if how == "revert" else ""
    warnings = (f"not brought back: {lost}",) if lost else ()
    return Plan(f"{how} {case.title}", tuple(map(Step, actions)), warnings, case.intent.undo, lost)


def recover(ports: Ports, past: Past, entry: Entry, how: Recovery) -> Done:
    """Finish a change that was broken off, revert it, or leave it as it is; under the lock.

    Raises ChangedError where somebody changed the same meanwhile, ChangeError where a step fails: it stays to be
    recovered then.
    """
    if how == "leave":
        return _leave(ports, past, entry)
    case = _Case(ports, past, entry)
    if how == "revert":
        if ports.guard:
            _ask_before_revert(ports.guard, recovery(ports, past, entry, how), case.snapshot)
        return case.revert()
    watch = ports.guard(recovery(ports, past, entry, how), case.snapshot) if ports.guard else None
    return case.finish(watch)


def _ask_before_revert(guard: Guard, plan: Plan, snapshot: Snapshot) -> None:
    """Raise ThreatError where it could cut a connection that came over what the change made.

    No watchdog could put it back: the change has not ended. An undo can be watched.
    """
    hint = "netui recover --leave leaves it as it is; netui undo --confirm SECONDS then takes it back, watched"
    try:
        watch = guard(plan, snapshot)
    except ThreatError as error:
        raise ThreatError(error.message, hint=hint) from error
    if watch:
        raise ChangeError(f"{plan.title} cannot be watched, so that --confirm promises nothing", hint=hint)


def revert(ports: Ports, past: Past, identity: int) -> Done:
    """Put one change back whether it has ended or not; under the lock.

    Raises HistoryError where nothing of it stands, ChangedError where somebody changed the same since.
    """
    entries = {one.begun.id: one for one in past.entries}
    entry = entries.get(identity)
    if entry is None:
        raise HistoryError(f"there is no change {identity}", hint="netui history lists what was done")
    if entry.ended is None:
        return recover(ports, past, broken_entry(past, identity), "revert")
    target, act = entry, entry.begun.act
    back: Act = "redo" if act == "undo" else "undo"
    if act != "do":
        target = entries.get(entry.begun.target, entry)
    if target not in (past.undone if back == "redo" else past.done) or entry.ended.undo == "none":
        raise HistoryError(f"nothing of {told_of(entry)} is left to take back")
    return go(ports, past, target, back)


def _leave(ports: Ports, past: Past, entry: Entry) -> Done:
    """Remember that it stays as it is; what it did can still be undone."""
    journal = ports.history.journal(entry.begun.id)
    if journal.read() is not None:
        return _Case(ports, past, entry).leave()
    nothing = Intent((), Whole((), ()), Scope((), {}, ()))
    return Change(ports, entry.begun, journal, nothing).end("failed", recovered="leave", undo="none")


class _Case:
    """One change that was broken off, and what is there now."""

    def __init__(self, ports: Ports, past: Past, entry: Entry) -> None:
        self._ports = ports
        self._past = past
        self._entry = entry
        self._act = entry.begun.act
        self.title = told_of(entry)
        self._told = self._read()
        self.intent = self._told.intent
        self._before = self.intent.before.world
        self.snapshot = ports.snapshot(self.intent)
        self._now = self._settled(Touched.within(self.intent.scope).world(self.snapshot))

    def _read(self) -> Told:
        told = self._ports.history.journal(self._entry.begun.id).read()
        if told is None:
            raise HistoryError(
                f"nothing is known of how it was before {self.title}",
                hint="look at its commands in netui history; netui recover --leave leaves it as it is",
            )
        return told

    def _settled(self, now: World) -> World:
        """What is there once deleted namespaces are gone with all their links, which takes the kernel a while."""
        names = {name for space in now.spaces.values() for name in space.names}
        deleted = (one for one in self._told.begun if isinstance(one, DeleteNamespace) and one.name not in names)
        gone = tuple(deleted)
        return settled(gone, self._before, self._change(0).look)[0] if gone else now

    def _goal(self) -> tuple[Delta, Side]:
        """What an undo or a redo is about: the change, aimed as when it began, and the side of it that is wanted."""
        wanted = self._entry.begun.target
        found = next((one for one in self._past.entries if one.begun.id == wanted), None)
        if found is None or found.ended is None:
            raise HistoryError(f"the history does not tell what {self.title} is about")
        side = SIDES[self._act][1]
        mine = own(self._before, self._now, self._told.begun).delta
        return aimed(without(self._now, mine), found.ended.delta, side), side

    def _change(self, number: int) -> Change:
        journal = self._ports.history.journal(self._entry.begun.id)
        return Change(self._ports, self._entry.begun, journal, self.intent, number, again=True)

    # revert

    def way_back(self) -> tuple[AnyAction, ...]:
        """What brings back how it was before. Raises ChangedError."""
        mine = own(self._before, self._now, self._told.begun)
        self._refuse((*mine.conflicts, *mine.additions), "revert")
        return (*self._half_made(), *restoration(self._now, aimed(self._now, mine.delta, "before"), "before"))

    def _half_made(self) -> tuple[AnyAction, ...]:
        """What takes away names of namespaces that were begun, and have no namespace yet."""
        names = {one.name for one in self._told.begun if isinstance(one, CreateNamespace | NameNamespace)}
        return tuple(DeleteNamespace(made(name), name) for name in sorted(names) if is_half_made(name))

    def _refuse(self, conflicts: tuple[str, ...], how: Recovery) -> None:
        if conflicts:
            other = "--leave leaves it as it is"
            raise ChangedError(
                f"no {how} of {self.title}: {'; '.join(conflicts)}",
                hint=f"somebody changed it since; change it by hand, or netui recover {other}",
            )

    def revert(self) -> Done:
        """Put everything back."""
        mine = own(self._before, self._now, self._told.begun)
        theirs = (*mine.conflicts, *mine.additions)
        back = mine.alone if self._ports.why else mine.delta
        if not (self._ports.why and back):
            self._refuse(theirs, "revert")
        lasting = self.intent.undo == "none" and bool(back)
        if lasting:
            raise ChangeError(
                f"{self.title} cannot be taken back: {self.intent.lost} is gone", hint="netui recover --finish"
            )
        change = self._change(self._told.number + 1)
        change.turn()
        change.carry_out(self._half_made(), kept=False)
        restored = change.restore(self._now, back, "before")
        left = own(self._before, restored.now, self._told.begun).delta if restored.remains else back
        told = (*(f"stays as somebody else made it: {one}" for one in theirs), *restored.remains)
        return change.end(
            "failed" if restored.remains else "taken back", (), "; ".join(told),
            left if restored.remains else Delta(), born=born(back, "before", restored.now),
            recovered="revert",
        )  # fmt: skip

    # finish

    def _is_done(self, action: AnyAction) -> bool:
        """Whether a reading shows the step that was begun last; what it shows was not so before the change."""
        return bool(unmet((action,), self._before, self._before)) and not unmet((action,), self._before, self._now)

    @property
    def _first(self) -> tuple[AnyAction, ...]:
        """The steps that are known before: those of an undo are found on the way."""
        return () if self._act == "undo" else self.intent.actions

    def _done_first(self) -> int:
        """How many of those are done."""
        actions, number = self._first, self._told.number
        if number >= len(actions):
            return len(actions)
        return number + 1 if self._is_done(actions[number]) else number

    def rest(self) -> tuple[AnyAction, ...]:
        """What is still to be done, as far as it is known before. Raises ChangedError, HistoryError."""
        if self._told.turned:
            raise HistoryError(
                f"{self.title} was being put back, and cannot be finished", hint="netui recover --revert goes on"
            )
        self._refuse(own(self._before, self._now, (*self._told.begun, *self._first)).conflicts, "finish")
        rest = (*self._half_made(), *self._first[self._done_first() :])
        if rest or self._act == "do":
            return rest
        goal, side = self._goal()
        return restoration(self._now, goal, side)

    def finish(self, watch: Watch | None) -> Done:
        """Do the rest."""
        self.rest()
        done = self._done_first()
        change = self._change(done)
        if watch:
            watch.arm(self._entry.begun.id)
        change.carry_out(self._half_made(), kept=False)
        for number, action in enumerate(self._first[done:], done):
            failure = change.carry_out((action,))
            # What refuses to be done again may be there.
            if failure and (number != self._told.number or settled((action,), self._before, change.look)[1]):
                raise self._unfinished(failure)
        return self._end_do(change) if self._act == "do" else self._end_back(change)

    def _unfinished(self, failure: Failure) -> ChangeError:
        kind = type(failure.error) if isinstance(failure.error, ChangeError) else ChangeError
        return kind(
            f"{self.title} could not be finished: {failure.error.message}, in: {failure.step}",
            hint=failure.error.hint or "netui recover --revert takes it back",
        )

    def _end_do(self, change: Change) -> Done:
        actions = self.intent.actions
        after, message = settled(actions, self._before, change.look)
        delta = own(self._before, after, actions).delta
        return change.end(
            "done", pinned(actions, delta), message, delta, undo=self.intent.undo, lost=self.intent.lost,
            recovered="finish",
        )  # fmt: skip

    def _end_back(self, change: Change) -> Done:
        goal, side = self._goal()
        now = settled(self._first, self._before, change.look)[0] if self._first else self._now
        restored = change.reach(now, goal, side)
        before = self._told.begun[len(self._first) :]
        if before and not self._is_done(before[-1]):
            before = before[:-1]
        return change.end(
            "done", (*self._first, *before, *restored.actions), "; ".join(restored.remains), undo=self.intent.undo,
            lost=self.intent.lost, born=born(goal, side, restored.now), recovered="finish",
        )  # fmt: skip

    # leave

    def leave(self) -> Done:
        """Remember it as it is."""
        mine = own(self._before, self._now, self._told.begun).delta
        begun = self._told.begun
        done = begun if begun and self._is_done(begun[-1]) else begun[:-1]
        return self._change(0).end(
            "failed", pinned(done, mine), "", mine, undo=self.intent.undo, lost=self.intent.lost, recovered="leave"
        )
