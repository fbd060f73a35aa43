"""Fifty names that attack, through the forms that run a program or read: it gets the very object, to the byte."""

import shlex
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest

from netui.model import Snapshot
from netui.model.log import LogRequest
from netui.model.ping import Probe, Reply
from netui.operations.kinds import namespace_fault
from netui.operations.operation import Operation
from netui.operations.registry import operations
from netui.text import Name, safe
from netui.ui.app import NetuiApp
from netui.ui.screens.explore import Explore
from netui.ui.screens.form import FormScreen
from tests.support.hostile import names
from tests.support.screen import SMALL
from tests.support.snapshots import HOST, HostBuilder, process
from tests.ui.test_forms import Desk, desk
from tests.ui.test_hostile_forms import Typist

_NAMES = names(50, seed=11)
_PATIENCE = 20.0
_COMMAND = "printf '%s' '$(reboot)' \"`id`\""
_PROGRAMS = tuple(one for one in operations() if one.runs != "change")


class Ran:
    """What was run or asked, in the place of running and asking it."""

    def __init__(self) -> None:
        self.argv: list[list[bytes]] = []
        self.probes: list[Probe] = []
        self.logs: list[LogRequest] = []

    @property
    def number(self) -> int:
        """How much that was."""
        return len(self.argv) + len(self.probes) + len(self.logs)

    def run(self, argv: Sequence[bytes], *, wait: bool) -> int:
        """As `foreground.run`."""
        self.argv.append(list(argv))
        return 0

    def ping(self, probe: Probe) -> Iterator[Reply]:
        """As `sources.ping.ping`."""
        self.probes.append(probe)
        yield Reply(1, str(probe.target), answered=True, milliseconds=1.0)

    def reader(self, request: LogRequest, _tell: Any, *, limit: int) -> "Ran":
        """As a `LogReader`."""
        self.logs.append(request)
        return self

    def read(self) -> None:
        """There is nothing in it."""

    def close(self) -> None:
        """There is nothing to end."""


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Ran:
    made = Ran()

    def away(_app: NetuiApp) -> AbstractContextManager[None]:
        return nullcontext()

    monkeypatch.setattr("netui.ui.foreground.run", made.run)
    monkeypatch.setattr("netui.sources.ping.ping", made.ping)
    monkeypatch.setattr("netui.ui.screens.log.LogReader", made.reader)
    monkeypatch.setattr(NetuiApp, "suspend", away)
    monkeypatch.setenv("SHELL", "/bin/sh")
    return made


def _host() -> Snapshot:
    """A namespace and a container of each name, as far as something can have it."""
    host = HostBuilder()
    host.space(HOST, host=True, holders=(process(1, b"init"),))
    for number, raw in enumerate(_NAMES):
        if not namespace_fault(raw):
            host.space(100 + number, names=(raw,))
        pid = 1000 + number
        key = host.space(200 + number, holders=(process(pid, raw),))
        if raw:
            host.container(raw.decode("utf-8", "surrogateescape"), _identity(number), pid=pid, namespace=key)
    return host.snapshot()


def _identity(number: int) -> str:
    return f"f{number:011x}"


def _meant(operation: Operation) -> Iterator[tuple[str, list[bytes], bytes]]:
    """What is typed; how a program enters what it names; and the path of that, or the id."""
    for number, raw in enumerate(_NAMES):
        identity, path = _identity(number).ljust(64, "0").encode(), b"/proc/%d/ns/net" % (1000 + number)
        text = safe(raw.decode("utf-8", "surrogateescape"))
        if operation.noun == "container":
            if raw and not raw.startswith(b"/"):  # docker's own way to write a name
                yield text, [], identity
            continue
        if raw:
            yield f"container:{text}", [b"nsenter", b"--net=" + path], path
        if not namespace_fault(raw):
            yield str(Name(raw)), [b"ip", b"netns", b"exec", raw], b"/run/netns/" + raw


def _is_right(operation: Operation, ran: Ran, entering: list[bytes], where: bytes) -> None:
    if operation.id == "ping":
        assert bytes(ran.probes[-1].where.path) == where
    elif operation.id == "container.logs":
        assert ran.logs[-1].container.id.encode() == where
    elif operation.id == "container.shell":
        (argv,) = ran.argv[-1:]
        assert [one for one in argv if one != b"--tty"][:5] == [b"docker", b"exec", b"--interactive", where, b"sh"]
    elif operation.id == "namespace.exec":
        assert ran.argv[-1] == [*entering, *(word.encode() for word in shlex.split(_COMMAND))]
    else:
        assert ran.argv[-1][: len(entering) + 1] == [*entering, b"env"] and ran.argv[-1][-1] == b"/bin/sh"
        assert all(one.partition(b"=")[0] in (b"NETUI_NAMESPACE", b"PROMPT_COMMAND")
                   for one in ran.argv[-1][len(entering) + 1 : -1])  # fmt: skip


async def _submitted(user: Desk, operation: Operation, text: str, ran: Ran) -> None:
    """Fill it in and press Enter; back in the lists, whatever it opened."""
    typist = Typist(user, operation)
    app = user._pilot.app
    await typist.begin()
    await typist.put(text)
    for field in operation.fields[1:]:
        if field.required:
            await typist.go_to(field.name)
            await typist.put(_COMMAND if operation.id == "namespace.exec" else "10.0.0.9:80")
    typist.look()
    before = ran.number
    assert typist.pane.form.plan is not None, typist.pane.form.problems
    await typist.press("enter")
    await user.pause(0)
    end = time.monotonic() + _PATIENCE
    while isinstance(app.screen, FormScreen) or ran.number == before:
        assert time.monotonic() < end
        await user.pause(0.001)
    typist.look()
    if not isinstance(app.screen, Explore):
        await typist.press("escape")
    assert isinstance(app.screen, Explore)
    assert ran.number == before + 1, "once"


@pytest.mark.parametrize("operation", _PROGRAMS, ids=[one.id for one in _PROGRAMS])
async def test_what_is_run_gets_the_object_that_was_named(operation: Operation, ran: Ran) -> None:
    async with desk(_host(), SMALL) as user:
        for text, entering, where in _meant(operation):
            await _submitted(user, operation, text, ran)
            _is_right(operation, ran, entering, where)


@pytest.mark.parametrize("operation", _PROGRAMS, ids=[one.id for one in _PROGRAMS])
async def test_a_name_of_nothing_runs_nothing(operation: Operation, ran: Ran) -> None:
    host = HostBuilder()
    host.space(HOST, host=True, holders=(process(1, b"init"),))
    async with desk(host.snapshot(), SMALL) as user:
        typist = Typist(user, operation)
        await typist.begin()
        for raw in _NAMES:
            await typist.go_to(operation.fields[0].name)
            await typist.put(raw.decode("utf-8", "replace"))
            await typist.press("enter")
            assert isinstance(user._pilot.app.screen, FormScreen), "what was typed survives"
            typist.look()
        assert ran.number == 0
