"""Doing: a plan is journalled, carried out step by step, held against a fresh reading, and kept in the history."""

from netui.core.changing.change import Change, Done, Ports, begin, intended, new_entry
from netui.core.changing.kernel import Watch
from netui.core.changing.pinning import pinned
from netui.core.changing.touched import Touched
from netui.core.changing.verifying import settled
from netui.core.history.journal import Intent
from netui.errors import NoRoomError
from netui.model.snapshot import Snapshot
from netui.operations.delta import between, ways
from netui.operations.operation import Plan

_UNKEPT = "there is no room for the history: this is not kept in it, and cannot be undone"


def do(ports: Ports, plan: Plan, snapshot: Snapshot, facets: frozenset[str]) -> Done:
    """Do it, under the lock; a step that fails takes back those before it. Raises ChangeError and its kinds."""
    watch = ports.guard(plan, snapshot) if ports.guard else None
    touched = Touched(snapshot, plan.actions)
    before = touched.world(snapshot)
    actions = plan.actions
    intent = intended(actions, before, touched, facets, undo=plan.undo, lost=plan.lost)
    change, note = _begun(ports, plan, intent, watch)
    failure = change.carry_out(actions)
    if failure:
        raise change.taken_back(failure, before)
    after, message = settled(actions, before, change.look)
    delta = between(before, after, ways(actions))
    undo = "none" if note else plan.undo
    done = change.end("done", pinned(actions, delta), message, delta, undo=undo, lost=plan.lost)
    return Done(done.entry, note, done.ran)


def _begun(ports: Ports, plan: Plan, intent: Intent, watch: Watch | None) -> tuple[Change, str]:
    """It, once it is journalled. Without room for that a single step is done all the same, and a note tells so."""
    past = ports.history.read()
    ports.history.tidy(past)
    entry = new_entry(past, "do", plan.title, plan.actions)
    try:
        change = begin(ports, entry, intent, watch)
    except NoRoomError as error:
        if watch:
            raise NoRoomError(
                f"{error.message}; a change that could cut you off is not begun that could not be put back",
                hint="make room",
            ) from error
        if len(plan.actions) > 1:
            raise NoRoomError(
                f"{error.message}; a change of several steps is not begun that could not be taken back",
                hint="make room, or do the steps one by one: --dry-run prints them",
            ) from error
        return Change(ports, entry, None, intent), _UNKEPT
    return change, ""
