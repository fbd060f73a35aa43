"""Has operations looked at, carried out and taken back over an app; shells and pings run from here too."""

from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec.structs import replace
from textual.app import App
from textual.worker import get_current_worker

from netui.core.changing.changes import Changes
from netui.core.changing.runner import Done
from netui.core.eventlog import EventLog
from netui.core.guard.pending import Pending
from netui.core.history.history import Entry
from netui.core.history.record import Act, Recovery
from netui.core.host import Host
from netui.core.programs import remark
from netui.errors import BrokenOffError, NetuiError
from netui.model.docker_action import DockerAction
from netui.model.ping import Probe, Reply
from netui.model.snapshot import Snapshot
from netui.operations.given import Given, Values
from netui.operations.operation import Operation, Plan, Program
from netui.text import safe
from netui.ui import foreground
from netui.ui.document import Document
from netui.ui.forms.form import Form
from netui.ui.ink import BAD, FAINT, GOOD
from netui.ui.keynames import key_of
from netui.ui.log import written
from netui.ui.screens.form import RUNNING, Carry, FormScreen
from netui.ui.screens.reading import Page
from netui.ui.screens.recovery import RecoveryScreen
from netui.ui.widgets.recovery import HOW, Offer

Say = Callable[[str], None]
Copy = Callable[[str, str], None]
Tell = Callable[[Done], None]


class _Back(Operation):
    """Undo or redo, as a form without fields: to be looked at before it is done."""

    fields = ()

    def __init__(self, act: Act, plan: Plan) -> None:
        self.noun = act  # type: ignore[misc]
        self.summary = plan.title.removeprefix(f"{act} ")  # type: ignore[misc]
        self._plan = plan

    def build(self, given: Given) -> Plan:  # noqa: ARG002 - nothing is given
        """What was planned."""
        return self._plan


class Carrier:
    """Does what the explorer wants done.

    `host` is what the changes are made on, `say` puts a sentence on the screen, `copy` a text into the clipboard;
    `done` hears of what was done while its form was on the screen.
    """

    def __init__(self, app: App[Any], changes: Changes, host: Host, *, say: Say, copy: Copy, done: Tell) -> None:
        self._app = app
        self._host = host
        self._changes = changes
        self._say = say
        self._copy = copy
        self._done = done

    def operate(self, operation: Operation, values: Values) -> None:
        """Show the form of an operation, filled in as far as it is known, and do what is submitted."""
        snapshot = self._host.store.snapshot
        form = Form(operation, snapshot, values)
        if operation.runs in ("shell", "log") and form.plan is not None:
            self._ended(operation, form.values)
        else:
            self._app.push_screen(FormScreen(form, self._carry, self._copy), partial(self._ended, operation))

    def _carry(self, operation: Operation, values: dict[str, Any], plan: Plan, confirm: int) -> Any:
        if operation.runs == "change":
            return self._to_the_end(partial(self._changes.carry_out, operation, values, plan, confirm))
        return values

    def _to_the_end(self, carry: Callable[[], Done]) -> Done:
        """In a form's thread: where the form was left meanwhile, say here what came of it."""
        worker = get_current_worker()
        try:
            done = carry()
        except NetuiError as error:
            if worker.is_cancelled:
                self._app.call_from_thread(self._say, f"{error.message[:1].upper()}{error.message[1:]}.")
            raise
        if worker.is_cancelled:
            self._app.call_from_thread(self._report, done)
        return done

    def _ended(self, operation: Operation, answer: Any) -> None:
        if isinstance(answer, Done):
            self._report(answer)
            self._done(answer)
        elif answer is RUNNING:
            self._say("It goes on; what comes of it is said here.")
        elif answer is not None:
            given = Given(self._host.store.snapshot, operation.fields, answer)
            if isinstance(operation, Program):
                self._enter(operation, given)
            elif operation.runs == "log":
                self._log(given)
            else:
                self._ping(given)

    def _report(self, done: Done) -> None:
        """Say what was done, and that it can be undone."""
        begun, ended = done.entry.begun, done.entry.ended
        if ended and any(isinstance(one, DockerAction) for one in ended.actions):
            self._host.refresh_docker()
        undo = (
            f" {key_of('explore.undo', 'z')} undoes it."
            if begun.act == "do" and ended and ended.undo != "none"
            else ""
        )
        word = {"do": "Done", "undo": "Undone", "redo": "Done again"}[begun.act]
        self._say(done.message or f"{word}: {begun.title}.{undo}")

    def recover(self) -> None:
        """Where a change was broken off, ask what is to become of it. To be called in a thread: the host is read."""
        try:
            found = self._changes.broken()
        except NetuiError:
            return  # the next change says it
        if not found:
            return
        broken = found[-1]
        if self._changes.refusal:
            self._app.call_from_thread(self._say, f"{broken.sentence}. netui recover decides what becomes of it.")
            return
        identity = broken.entry.begun.id
        offers: dict[Recovery, Offer] = {how: self._offer(how, identity) for how in HOW}
        screen = RecoveryScreen(broken, offers, lambda how: self._changes.recover(how, identity), self._copy)
        self._app.call_from_thread(self._app.push_screen, screen, self._recovered)

    def _offer(self, how: Recovery, identity: int) -> Offer:
        try:
            plan = self._changes.recovery(how, identity)
        except NetuiError as error:
            return Offer(refusal=error.message, hint=error.hint)
        return Offer(plan.commands, plan.warnings)

    def _recovered(self, done: Done | None) -> None:
        if done is None:
            self._say(f"Nothing is decided: {key_of('explore.undo', 'z')} asks again, and so does the next start.")
            return
        ended = done.entry.ended
        word = {"finish": "Finished", "revert": "Reverted", "leave": "Left as it is"}
        told = word.get(ended.recovered or "", "Done") if ended else "Done"
        self._say(done.message or f"{told}: {done.entry.begun.title}.")
        self._app.run_worker(self.recover, thread=True, exit_on_error=False)  # there may be another one

    def back(self, act: Act) -> None:
        """Show what undo, or redo, would do, and do it when it is submitted."""

        def look() -> None:
            try:
                plan = self._changes.way(act)
            except BrokenOffError:
                self.recover()
            except NetuiError as error:
                self._app.call_from_thread(self._refuse, act, error)
            else:
                self._app.call_from_thread(show, plan)

        def show(plan: Plan) -> None:
            back = _Back(act, plan)
            form = Form(back, Snapshot(), {})
            carry: Carry = lambda *given: self._to_the_end(partial(self._changes.back, act, plan, given[-1]))  # noqa: E731
            self._app.push_screen(FormScreen(form, carry, self._copy), partial(self._ended, back))

        self._app.run_worker(look, thread=True, exit_on_error=False)

    def decide(self, waiting: Pending, *, keep: bool) -> None:
        """Keep the change that waits, or have it put back; the vigil tells what came of it."""

        def work() -> None:
            try:
                if keep:
                    self._changes.keep(waiting)
                else:
                    self._changes.put_back(waiting)
            except NetuiError as error:
                self._app.call_from_thread(self._say, f"{error.message[:1].upper()}{error.message[1:]}.")

        self._app.run_worker(work, thread=True, exit_on_error=False)

    def tell(self, before: Pending, back: Entry | None, *, kept: bool) -> None:
        """Say what came of a change that waited."""
        undo, redo = key_of("explore.undo", "z"), key_of("explore.redo", "Z")
        if back is None:
            told = "Kept" if kept else "Nobody watches it any more, and it stands"
            self._say(f"{told}: {before.title}. {undo} undoes it.")
        elif back.ended and back.ended.result == "done":
            self._say(f"Put back, {back.why}: {before.title}. {redo} does it again. {back.ended.message}".rstrip())
        else:
            self._say(f"{before.title}: {back.ended.message if back.ended else 'it is being put back'}")

    def _refuse(self, act: Act, error: NetuiError) -> None:
        """Say why it cannot be; a page has room for what has become different."""
        told = f"{error.message[:1].upper()}{error.message[1:]}."
        if len(told) < self._app.size.width - 1:
            self._say(told)
            return
        document = Document(act, "is refused")
        document.text(told, BAD)
        document.text(error.hint, FAINT)
        self._app.push_screen(Page(document, lambda _page: None, self._copy))

    def log(self, eventlog: EventLog) -> None:
        """Show what netui ran, and what others did."""

        def fill(page: Page) -> None:
            done: tuple[Entry, ...] = ()
            trouble = ""
            try:
                done = self._changes.entries()
            except NetuiError as error:
                trouble = error.message
            page.show(written(done, eventlog.entries(), trouble), follow=True)

        self._app.push_screen(Page(Document("Command log", "reading …"), fill, self._copy))

    def _enter(self, operation: Program, given: Given) -> None:
        """Run a program in the terminal, in the place of the screen, until it ends."""
        argv = operation.argv(given)
        told = operation.told(given)
        with self._app.suspend():
            if told:
                print(told, flush=True)  # noqa: T201 - the terminal is the program's
            try:
                status = foreground.run(argv, wait=not operation.stays)
            except OSError as error:
                self._say(f"{safe(argv[0])} cannot be run: {error.strerror}.")
                return
            why, _ = remark(operation, given, status)
        if why:
            shell = key_of("operation.shell", "E")
            self._say(f"{why}: {shell} on its namespace opens one of the host's.")
        else:
            self._say(f"Back from {operation.noun} {operation.verb}{f', exit status {status}' if status else ''}.")

    def _log(self, given: Given) -> None:
        from netui.operations.catalogue.container_logs import request_of
        from netui.ui.screens.log import LogScreen
        from netui.ui.widgets.log import LIMIT

        asked = request_of(given)
        tail = min(LIMIT, LIMIT if asked.tail is None else asked.tail)
        self._app.push_screen(LogScreen(replace(asked, follow=True, tail=tail), self._copy))

    def _ping(self, given: Given) -> None:
        from netui.operations.catalogue.ping import probe_of

        probe = probe_of(given)
        title = f"ping {probe.target}", f"from {probe.where.name}"
        self._app.push_screen(Page(_answers(title, []), partial(_ask, probe, title), self._copy))


def _ask(probe: Probe, title: tuple[str, str], page: Page) -> None:
    """In a thread: ask, and show each answer as it comes."""
    from netui.sources.ping import ping

    replies: list[Reply] = []
    try:
        for reply in ping(probe):
            replies.append(reply)
            page.show(_answers(title, replies), follow=True)
            if page.ended:
                return
    except NetuiError as error:
        page.show(_answers(title, replies, f"{error.message}. {error.hint}".strip()))
    else:
        page.show(_answers(title, replies, ended=True), follow=True)


def _answers(title: tuple[str, str], replies: list[Reply], trouble: str = "", *, ended: bool = False) -> Document:
    document = Document(*title)
    for reply in replies:
        document.text(f"  {reply.line}", GOOD if reply.answered else BAD)
    answered = [reply.milliseconds for reply in replies if reply.answered]
    told = f"  {len(replies)} asked, {len(answered)} answered"
    if answered:
        mean = sum(answered) / len(answered)
        told += f"; min/avg/max {min(answered):.2f}/{mean:.2f}/{max(answered):.2f} ms"
    document.section("So far" if not ended else "In all")
    document.text(told, "" if answered or not replies else BAD)
    if trouble:
        document.text(trouble, BAD)
    elif not ended:
        document.text(f"  {key_of('page.back', 'Esc')} ends it.", FAINT)
    return document
