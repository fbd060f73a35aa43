"""`netui doctor --report`: one text for a bug report, without names, addresses and secrets unless asked for."""

import locale
import os
import re
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path

from netui.cli.surroundings import Surroundings
from netui.config.options import Config
from netui.core.state.folder import state_folder
from netui.core.state.secrets import anonymous, masked
from netui.core.state.statefiles import LOG, crashes
from netui.model.container import Docker
from netui.model.snapshot import Snapshot
from netui.text import safe, safe_lines

_LOCALE = ("LC_ALL", "LC_CTYPE", "LANG", "NO_COLOR", "COLORTERM", "TERM", "NETUI_LOG", "NETUI_READ_ONLY")
_TELLING_NOTHING = frozenset(("", "lo", "eth0", "docker0", "host", "bridge", "none", "default", "root", "netui"))
"""Names that every host has."""
_USUAL_SOCKETS = re.compile(r"unix://(/var)?/run/(docker|podman/podman)\.sock")
_MESSAGE = "<left out: --with-names>"


class Discretion:
    """Leaves out what tells whose host it is, or leaves it in where that was asked for."""

    def __init__(self, snapshot: Snapshot, user: str, *, open: bool) -> None:
        self.open = open
        docker = snapshot.docker
        named: set[str] = {snapshot.hostname, socket.gethostname(), user.partition(" ")[0]}
        for space in snapshot.namespaces.values():
            named.update(map(str, space.names))
            named.update(str(link.name) for link in space.links.values())
        named.update(safe(one.name) for one in docker.containers.values())
        named.update(safe(one.name) for one in docker.networks.values())
        self._names = named - _TELLING_NOTHING
        self._home = str(Path.home())

    def of(self, text: str) -> str:
        """A sentence as it may be sent."""
        if self.open:
            return safe_lines(masked(text))
        return safe_lines(anonymous(text.replace(self._home, "~"), self._names))

    def endpoint(self, docker: Docker) -> str:
        """Where Docker is asked: the kind of it, and whether it is the usual place."""
        if self.open or _USUAL_SOCKETS.fullmatch(docker.endpoint):
            return safe(masked(docker.endpoint))
        scheme, colon, _ = docker.endpoint.partition("://")
        return f"{safe(scheme)}://…" if colon else "none"

    def crash(self, text: str) -> Iterator[str]:
        """A crash file: of arguments the words that are netui's, of tracebacks where, and of exceptions the class."""
        if self.open:
            yield from safe_lines(masked(text)).splitlines()
            return
        frames = False
        for number, line in enumerate(text.splitlines()):
            if line.startswith("arguments: "):
                yield f"arguments: {' '.join(map(_argument, line.split()[1:]))}"
            elif number < 2 or line.endswith("Traceback (most recent call last):"):
                frames = number >= 2
                yield safe(line)
            elif frames and line.startswith("  "):
                yield self._frame(line)
            elif frames:
                yield f"{safe(line.partition(':')[0])}: {_MESSAGE}"
                frames = False

    def _frame(self, line: str) -> str:
        return safe(re.sub(r'File ".*?/((?:netui|site-packages|lib/python[\d.]+)/)', r'File "…/\1', line))


def _argument(word: str) -> str:
    from netui.cli.commands import names
    from netui.operations.registry import operations

    if word.startswith("-"):
        return safe(word.partition("=")[0])
    known = {*names(), *(one.verb for one in operations()), "list", "show", "check", "none"}
    return word if word in known else "…"


def report(about: Surroundings, snapshot: Snapshot, config: Config, *, open: bool) -> Iterator[str]:
    """The lines of the report."""
    discretion = Discretion(snapshot, about.user, open=open)
    spaces = snapshot.namespaces.values()
    yield f"netui {about.netui}, Linux {safe(about.kernel)}, Python {safe(about.python.split()[0])}"
    yield "libraries: " + ", ".join(f"{name} {safe(version)}" for name, version in about.libraries.items())
    yield f"user: {discretion.of(about.user) if open else 'root' if os.geteuid() == 0 else 'not root'}"
    yield "capabilities: " + (", ".join(one.name for one in about.capabilities if one.held) or "none that netui uses")
    yield "programs not found: " + (", ".join(one.name for one in about.programs if not one.path) or "none")
    terminal = about.terminal
    yield (
        f"terminal: {'yes' if terminal.output else 'no'}, {terminal.columns}×{terminal.rows}, "
        f"{terminal.colours} colours, {safe(terminal.encoding)}, within {terminal.within or 'nothing else'}"
    )
    yield "environment: " + (", ".join(_environment()) or "nothing that matters")
    yield f"locale: {'.'.join(filter(None, locale.getlocale())) or 'C'}"
    yield (
        f"seen: {len(spaces)} namespaces ({sum(not one.readable for one in spaces)} unreadable), "
        f"{sum(len(one.links) for one in spaces)} links, kinds {_kinds(snapshot)}"
    )
    if snapshot.sandbox:
        yield f"in a sandbox: {safe(snapshot.sandbox)}"
    for limit in snapshot.limits:
        yield f"limit: {limit.subject}: {discretion.of(limit.message)}"
    yield from _docker(snapshot.docker, discretion)
    yield f"config: {', '.join(_config(config, discretion)) or 'no file'}"
    yield from _files(discretion)
    if not open:
        yield "Names, addresses and secrets are left out; --with-names leaves names and addresses in."


def _environment() -> Iterator[str]:
    for name in _LOCALE:
        if name in os.environ:
            yield f"{name}={safe(masked(os.environ[name]))}"


def _kinds(snapshot: Snapshot) -> str:
    kinds: Iterable[str] = {link.kind for one in snapshot.namespaces.values() for link in one.links.values()}
    return " ".join(sorted(safe(kind) for kind in kinds if kind)) or "none"


def _docker(docker: Docker, discretion: Discretion) -> Iterator[str]:
    chosen = discretion.of(docker.chosen_by) or "–"
    yield f"docker: {docker.status} at {discretion.endpoint(docker)}, chosen by {chosen}"
    if docker.reason:
        yield f"docker said: {discretion.of(docker.reason)}"
    if docker.version:
        yield (
            f"docker is: {safe(docker.engine)} {safe(docker.version)}, API {safe(docker.api_version)}, "
            f"{len(docker.containers)} containers, {len(docker.networks)} networks"
        )


def _config(config: Config, discretion: Discretion) -> Iterator[str]:
    """What the file says, by option; where Docker is asked is told elsewhere."""
    if config.path:
        yield discretion.of(config.path)
        yield from (safe(option) for option in config.lines)
        yield f"theme {safe(config.theme)}, slow {config.slow}"


def _files(discretion: Discretion) -> Iterator[str]:
    folder = state_folder()
    log = folder / LOG
    try:
        size = log.stat().st_size
    except OSError:
        yield "log: none; netui --log debug writes one"
    else:
        yield f"log: {discretion.of(str(log))}, {size} octets"
    last = crashes()[-1:]
    if not last:
        yield "crashes: none"
    for path in last:
        yield f"last crash, of {len(crashes())}:"
        try:
            text = path.read_text("utf-8", "replace")
        except OSError as error:
            text = f"it cannot be read: {error.strerror}"
        yield from (f"  {line}" for line in discretion.crash(text))
