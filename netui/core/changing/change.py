"""One change under way: its steps, each told to the journal before; its end; and the way back where a step fails."""

import os
import time
from collections.abc import Callable
from contextlib import suppress

from msgspec import Struct

from netui.core.changing.kernel import Guard, Read, Watch, Writer
from netui.core.changing.touched import Touched
from netui.core.changing.verifying import settled
from netui.core.history.history import Entry, History, Past
from netui.core.history.journal import Intent, Journal, Stepped, Turned, Whole
from netui.core.history.record import Act, Begun, Ended, Recovery, Result
from netui.errors import ChangeError, HistoryError, NetuiError, NoRoomError
from netui.model.action import AnyAction
from netui.model.snapshot import Snapshot
from netui.operations.changed import Side
from netui.operations.delta import Delta, aimed
from netui.operations.docker_delta import SILENT, born_in_docker
from netui.operations.operation import Undo
from netui.operations.own import own
from netui.operations.restore import restoration
from netui.operations.shell import command
from netui.operations.state import World

_NOTHING = Delta()
_ROUNDS = 4
"""How often what is not yet as it was is tried again."""

Told = Callable[[str], None]
"""Hears each command just before it is carried out."""


class Ports(Struct, frozen=True):
    """What a change meets: the history, and the two ports to the kernel."""

    history: History
    writer: Writer
    read: Read
    guard: Guard | None = None
    told: Told | None = None
    why: str = ""
    """Why something is put back where nobody asks for it now, for the history.

    What somebody else has changed since then stays, and the rest is put back.
    """

    def snapshot(self, intent: Intent) -> Snapshot:
        """The host now, with all that a change touches."""
        of = Touched.within(intent.scope).keys
        return self.read(frozenset(intent.facets), containers=bool(intent.scope.docker), of=of)


class Done(Struct, frozen=True):
    """A change that was made."""

    entry: Entry
    note: str = ""
    """What else is to be known, though all is as it should be."""
    ran: tuple[str, ...] = ()
    """The commands that were carried out."""

    @property
    def message(self) -> str:
        """What is not as it should be; empty where all is."""
        return self.entry.ended.message if self.entry.ended else ""


class Failure(Struct, frozen=True):
    """A step that failed, and what was done before it."""

    step: str
    error: NetuiError
    done: tuple[AnyAction, ...]
    begun: tuple[AnyAction, ...]
    """Those, and the one that failed: a part of it may be done."""


class Restored(Struct, frozen=True):
    """What bringing something back came to."""

    actions: tuple[AnyAction, ...]
    remains: tuple[str, ...]
    """What is still not as it shall be."""
    now: World


class Change:
    """One change. `journal` is None where there is no room for one; `number` is that of the next step.

    The first step of a change begins with its intent; where the change was broken off and goes on (`again`), its
    next step is told, too.
    """

    def __init__(
        self, ports: Ports, begun: Begun, journal: Journal | None, intent: Intent, number: int = 0, *,
        again: bool = False,
    ) -> None:  # fmt: skip
        self._ports = ports
        self.begun = begun
        self._journal = journal
        self._intent = intent
        self._touched = Touched.within(intent.scope)
        self._number = number
        self._ran: list[str] = []
        self._is_told = not again
        self._watch: Watch | None = None
        self._started = time.monotonic()

    def watched(self, watch: Watch | None) -> None:
        """Before the first step: have it watched, where it has to be. Raises ChangeError; nothing is done then."""
        if watch is None:
            return
        try:
            watch.arm(self.begun.id)
        except ChangeError as error:
            self.end("refused", message=error.message)
            raise
        self._watch = watch

    def look(self) -> World:
        """What the change touches, as it is now."""
        return self._touched.world(self._ports.snapshot(self._intent))

    def carry_out(self, actions: tuple[AnyAction, ...], *, kept: bool = True) -> Failure | None:
        """Have them done, up to the first that fails; where one cannot be kept in the journal, that is a failure.

        Without `kept` it is done all the same: what is put back shall not stop half-way.
        """
        for number, action in enumerate(actions):
            text = command(action)
            try:
                self._keep(Stepped(self._number, action), must=kept)
                if self._ports.told:
                    self._ports.told(text)
                self._ports.writer.carry_out(action)
                self._ran.append(text)
            except NetuiError as error:
                return Failure(text, error, actions[:number], actions[: number + 1])
        return None

    def _keep(self, record: Stepped | Turned, *, must: bool) -> None:
        """Tell the journal what begins."""
        if self._journal and not self._is_told:
            with suppress(*(() if must else (HistoryError,))):
                self._journal.add(record)
        self._is_told = False
        self._number += 1

    def turn(self) -> None:
        """Tell the journal that what was done is put back from here on."""
        self._is_told = False
        self._keep(Turned(), must=False)

    def restore(self, now: World, delta: Delta, side: Side) -> Restored:
        """Bring back one side of a change, in several rounds where the kernel dropped more than was foreseen."""
        return self.reach(now, aimed(now, delta, side), side)

    def reach(self, now: World, goal: Delta, side: Side) -> Restored:
        """The same for what `aimed` gave before."""
        carried: list[AnyAction] = []
        refused: list[str] = []
        for _ in range(_ROUNDS):
            planned = restoration(now, goal, side)
            if not planned:
                return Restored(tuple(carried), (), now)
            refused = []
            done: list[AnyAction] = []
            for action in planned:
                failure = self.carry_out((action,), kept=False)
                if failure:
                    refused.append(f"{failure.error.message}, in: {failure.step}")
                else:
                    done.append(action)
            if not done:
                break
            carried += done
            now, _missing = settled(tuple(done), World({}, {}), self.look)
        remaining = restoration(now, goal, side)
        remains = (*refused, *(f"not done: {command(one)}" for one in remaining)) if remaining else ()
        return Restored(tuple(carried), remains, now)

    def end(
        self, result: Result, actions: tuple[AnyAction, ...] = (), message: str = "", delta: Delta = _NOTHING, *,
        undo: Undo = "full", lost: str = "", born: tuple[dict[int, int], dict[str, str]] = ({}, {}),
        recovered: Recovery | None = None,
    ) -> Done:  # fmt: skip
        """Remember how it ended."""
        took = time.monotonic() - self._started
        moment, why = (time.time(), self._ports.why) if recovered else (0.0, "")
        ended = Ended(self.begun.id, result, took, actions, message, delta, undo, lost, *born, recovered, moment, why)
        if self._journal:
            self._note(ended)
            self._journal.end()
            if self._watch:
                self._watch.look(self.begun.id)
        return Done(Entry(self.begun, ended), ran=tuple(self._ran))

    def _note(self, ended: Ended) -> None:
        try:
            self._ports.history.append(ended)
        except NoRoomError as error:
            raise NoRoomError(
                f"{self.begun.title} is {ended.result}, but no room is left to note that: {error.message}",
                hint="make room; the next netui asks what is to become of it, and netui recover --finish notes it",
            ) from error

    def refused(self, message: str) -> ChangeError:
        """Nothing of it could be done; returns what to raise."""
        with suppress(HistoryError):
            self.end("refused", message=message)
        if self._watch:
            self._watch.dismiss(self.begun.id)
        return ChangeError(message, hint=f"nothing is changed; {self.begun.act} can be tried again")

    def taken_back(self, failure: Failure, before: World) -> ChangeError:
        """Take back what was done before a step failed; returns what to raise.

        What somebody else did meanwhile stays, as where a change was broken off.
        """
        self.turn()
        after = self.look()
        mine = own(before, after, failure.begun)
        left: tuple[str, ...] = ()
        if mine.alone:
            restored = self.restore(after, mine.alone, "before")
            left, after = restored.remains, restored.now
        if failure.done:
            theirs = (one for one in (*mine.conflicts, *mine.additions) if one != SILENT)
            left += tuple(f"stays as somebody else made it: {one}" for one in theirs)
            left += (SILENT,) if before.docker is not None and after.docker is None else ()
        message = failure.error.message
        if len(self.begun.commands) > 1:
            message += f", in: {failure.step}"
        if left:
            message += f"; what was done before it could not be taken back: {'; '.join(left)}"
        elif failure.done:
            message += "; what was done before it is taken back"
        undone: Result = "taken back" if failure.done or mine.delta else "refused"
        remaining = own(before, after, failure.begun).delta if left else _NOTHING
        with suppress(HistoryError):  # the next start finds it, and that nothing of it is left
            self.end("failed" if left else undone, (), message, remaining)
        if self._watch and not left:
            self._watch.dismiss(self.begun.id)
        kind = type(failure.error) if isinstance(failure.error, ChangeError) else ChangeError
        return kind(message, hint=failure.error.hint)


def intended(
    actions: tuple[AnyAction, ...], before: World, touched: Touched, facets: frozenset[str], *, undo: Undo, lost: str
) -> Intent:
    """What the journal keeps of a change before its first step."""
    return Intent(actions, Whole.of(before), touched.scope, tuple(sorted(facets)), undo, lost)


def begin(ports: Ports, begun: Begun, intent: Intent, watch: Watch | None = None) -> Change:
    """Keep what is to be done, and how it was before; have it watched. Raises ChangeError and its kinds."""
    journal = ports.history.journal(begun.id)
    try:
        journal.begin(intent)
        ports.history.append(begun)
    except HistoryError:
        journal.end()
        raise
    change = Change(ports, begun, journal, intent)
    change.watched(watch)
    return change


def new_entry(
    past: Past, act: Act, title: str, actions: tuple[AnyAction, ...], target: int = 0, *, why: str = ""
) -> Begun:
    """The beginning of the next entry of the history."""
    identity = max((entry.begun.id for entry in past.entries), default=0) + 1
    commands = tuple(map(command, actions))
    return Begun(identity, act, title, commands, time.time(), os.geteuid(), os.getpid(), target, why)


def born(delta: Delta, side: Side, now: World) -> tuple[dict[int, int], dict[str, str]]:
    """Which namespaces were made again, by the cookie that each had; and containers and networks, by the id."""
    found: dict[int, int] = {}
    for space in delta.spaces:
        _left, state = space.toward(side)
        have = now.spaces.get(state.where.name) if state else None
        if state and have and state.where.cookie and have.where.cookie != state.where.cookie:
            found[state.where.cookie] = have.where.cookie
    return found, born_in_docker(delta.docker, side, now.docker)


def facets_of(delta: Delta) -> frozenset[str]:
    """What has to be read to see whether a change is as it was."""
    read = any(state.sysctls for space in delta.spaces for state in (space.before, space.after) if state)
    return frozenset({"sysctls"}) if read else frozenset()
