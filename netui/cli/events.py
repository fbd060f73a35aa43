"""`netui events`: every change as it happens, a line each, until interrupted."""

import os
import select
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from queue import SimpleQueue
from typing import cast

import click

from netui.cli.counted import counted
from netui.cli.output import Output, tell, tell_limits
from netui.cli.settings import Settings, pass_settings, shared
from netui.core.eventlog import just_happened
from netui.core.host import Facet, Interest
from netui.core.live import LiveHost
from netui.core.signals import told_of_signals
from netui.errors import SourceError, UsageError
from netui.model.answers import upkeep
from netui.model.diff import Change, Kind
from netui.model.looked_at import LOOKED_AT, looked_at_changes
from netui.model.moment import Moment
from netui.model.naming import find_namespace
from netui.model.relations import Relations
from netui.model.snapshot import Snapshot
from netui.objects.changes import Event, Teller
from netui.objects.row import encode
from netui.objects.told import Upkeep, clock, line, of_one_moment, place, stamped
from netui.text import Name, unsafe
from netui.width import padded

_STANDARD_OUTPUT = 1
_CALM = "many alike and upkeep of the kernel are one line, --all tells each"


_HELP = """What changes, as it changes: time, namespace, what. Ends when interrupted.

The kernel tells no change of packet filter rules, sysctls and listening sockets: with firewall, sysctl or socket
those are told too. netui then reads them every second or two, in all namespaces or the one of --namespace; what
comes and goes in between is missed.

What the kernel adds by itself to what happened (routes of table local, IPv6 link-local addresses, multicast,
neighbours that answer) is counted in one line, what a link or a namespace had is told with its end, and many alike
are one line; --all and --json tell each.

What happens within a few milliseconds, in a storm within some tenths of a second, is told as one change, from what
was to what is: a link that went down and is up again by then is not told."""


@shared
@click.command("events", help=_HELP)
@click.argument("too", nargs=-1, type=click.Choice(tuple(LOOKED_AT)))
@click.option("--all", "everything", is_flag=True, help="Tell each in a line of its own.")
@pass_settings
def command(settings: Settings, too: tuple[Kind, ...], everything: bool) -> None:
    """Watch until SIGINT, SIGTERM, or until nobody reads."""
    if settings.saved:
        raise UsageError("a saved snapshot has no events", hint="netui diff OLD NEW")
    watch = _Watch(settings, too, calm=not (everything or settings.json))
    try:
        with told_of_signals(watch.end.ask):
            watch.run()
    finally:
        watch.end.close()
    if watch.end.asked == signal.SIGINT:
        raise KeyboardInterrupt


class _End:
    """What wakes the command: news, a signal, or nobody at the other end of its output."""

    def __init__(self) -> None:
        self.asked = 0
        """Number of the signal that asked to end; 0 for none."""
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)

    def ask(self, number: int) -> None:
        """End: a signal of that number wants it."""
        self.asked = number
        self.wake()

    def wake(self) -> None:
        """Make `wait` return; from any thread, and from a signal handler."""
        os.eventfd_write(self._wake, 1)

    def wait(self) -> None:
        """Until there is something to do. Raises BrokenPipeError where nobody reads any more."""
        poll = select.poll()
        poll.register(self._wake, select.POLLIN)
        poll.register(_STANDARD_OUTPUT, 0)  # POLLERR is always told
        for fd, _ in poll.poll():
            if fd == _STANDARD_OUTPUT:
                raise BrokenPipeError
        with suppress(BlockingIOError):
            os.eventfd_read(self._wake)

    def close(self) -> None:
        """Let go of the descriptor."""
        os.close(self._wake)


class _Watch:
    """One run of the command."""

    def __init__(self, settings: Settings, too: tuple[Kind, ...], *, calm: bool) -> None:
        self.end = _End()
        self._settings = settings
        self._too = too
        self._calm = calm
        self._kept: dict[Name | None, Upkeep] = {}
        """What was not told yet, by namespace."""
        self._interest: Interest = frozenset()
        self._host = LiveHost()
        self._news: SimpleQueue[tuple[float, bool, Snapshot, tuple[Change, ...]]] = SimpleQueue()
        self._output = Output()
        self._last = self._host.store.snapshot
        self._watching = False
        self._key: int | None = None
        self._known: dict[int, Name] = {}

    def run(self) -> None:
        """Print until asked to end. Raises SourceError where nothing can be heard."""
        unsubscribe = self._host.store.subscribe(self._hear)
        self._host.start()
        self._host.watch(frozenset())
        threading.Thread(target=self._await_completion, name="completion", daemon=True).start()
        try:
            while not self.end.asked:
                self.end.wait()
                while not self._news.empty() and not self.end.asked:
                    self._take(*self._news.get())
                if self._host.complete.is_set():
                    self._begin()
        finally:
            unsubscribe()
            self._host.stop()
        self._print_kept(time.time())

    def _await_completion(self) -> None:
        self._host.complete.wait()
        self.end.wake()

    def _hear(self, snapshot: Snapshot, changes: tuple[Change, ...]) -> None:
        """In the engine's thread."""
        self._news.put((time.time(), self._host.complete.is_set(), snapshot, changes))
        self.end.wake()

    def _take(self, moment: float, complete: bool, snapshot: Snapshot, changes: tuple[Change, ...]) -> None:
        before, self._last = self._last, snapshot
        if self._host.failure:
            raise SourceError(self._host.failure, hint="see netui doctor")
        if complete:
            self._begin(before)
            self._look(snapshot)
            self._print(moment, [*self._told(before, snapshot, changes), *_new_limits(before, snapshot)])

    def _begin(self, snapshot: Snapshot | None = None) -> None:
        """Once everything was read: what changes from now on has just happened."""
        if self._watching:
            return
        self._watching = True
        snapshot = snapshot or self._last
        if self._settings.namespace:
            self._key = find_namespace(Relations(snapshot), self._settings.namespace).key
        self._look(snapshot)
        tell_limits(snapshot.limits, events=True)
        tell(f"watching {counted(len(snapshot.namespaces), 'namespace')}", _CALM if self._calm else "")

    def _look(self, snapshot: Snapshot) -> None:
        """Keep what the kernel tells nothing of read, in every namespace that is watched."""
        keys = snapshot.namespaces if self._key is None else (self._key,)
        interest = frozenset((cast(Facet, LOOKED_AT[kind]), key) for kind in self._too for key in keys)
        if interest != self._interest:
            self._interest = interest
            self._host.watch(interest)

    def _told(self, before: Snapshot, after: Snapshot, changes: tuple[Change, ...]) -> Iterator[Event]:
        teller = Teller(Moment(before, after, self._known))
        for change in (*just_happened(before, changes), *looked_at_changes(before, after, self._too)):
            if self._key is not None and change.place != self._key:
                continue
            for event in teller.events((change,)):
                if not (self._calm and upkeep(change)):
                    yield event
                elif event.namespace in self._kept:
                    self._kept[event.namespace].add(event)
                else:
                    self._kept[event.namespace] = Upkeep((event,))

    def _print(self, moment: float, events: list[Event]) -> None:
        if self._settings.json:
            for event in events:
                self._output.json(encode(stamped(event, moment)))
        elif events:
            folded = [(one.events[0].event, one.line) for one in of_one_moment(events)] if self._calm else None
            self._print_lines(moment, folded or [(event, line(event)) for event in events])
            self._print_kept(moment)

    def _print_lines(self, moment: float, lines: Iterable[tuple[Event, str]]) -> None:
        self._output.lines([f"{clock(moment)}  {padded(place(event), 16)}  {told}" for event, told in lines])

    def _print_kept(self, moment: float) -> None:
        """How much upkeep there was since the last event: on a line of its own it would be no calmer."""
        self._print_lines(moment, ((kept.first, kept.line) for kept in self._kept.values()))
        self._kept.clear()


def _new_limits(before: Snapshot, after: Snapshot) -> Iterator[Event]:
    known = {one.subject for one in before.limits}
    for one in after.limits:
        # How many and which processes are hidden changes all the time; lost events count each time.
        if one not in before.limits and (one.subject == "events" or one.subject not in known):
            yield Event("added", "limit", None, Name(unsafe(one.message)))
