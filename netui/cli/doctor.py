"""`netui doctor`: what netui may see here, why not more, and what it runs on."""

import time
from collections.abc import Iterable, Iterator

import click

from netui.cli.counted import counted
from netui.cli.output import Output
from netui.cli.settings import Settings, pass_settings, shared
from netui.cli.source import snapshot_of
from netui.cli.surroundings import Capability, Program, Surroundings, Terminal, surroundings
from netui.config.finding import config_path
from netui.core.guard.lifelines import lifelines
from netui.errors import ConfigError, UsageError
from netui.model.container import Docker
from netui.model.naming import namespace_name
from netui.model.relations import Relations
from netui.model.snapshot import Snapshot
from netui.objects.row import Row, encode
from netui.sources.netlink.space import PARTS
from netui.text import safe
from netui.width import padded


class Unread(Row, frozen=True, gc=False):
    """Something that could not be read."""

    subject: str
    message: str
    hint: str


class Engine(Row, frozen=True, gc=False):
    """The container engine."""

    endpoint: str
    chosen_by: str
    status: str
    reason: str
    hint: str
    engine: str
    version: str
    api_version: str
    containers: int
    networks: int


class Ssh(Row, frozen=True, gc=False):
    """An inbound ssh connection, and what netui does not cut unasked."""

    namespace: str
    local: str
    peer: str
    pid: int
    who: str
    links: tuple[str, ...]
    """What it runs over."""
    resolved: bool
    """False where its way could not be followed: then every device of a default route stands for it."""


class Configuration(Row, frozen=True, gc=False):
    """The file with the user's wishes."""

    file: str
    exists: bool
    fault: str
    """Why its keys or columns cannot be had, with file and line; empty where they can."""
    hint: str


class Saved(Row, frozen=True, gc=False):
    """The saved snapshot that was looked into instead of this host."""

    file: str
    hostname: str
    taken: float
    """Seconds since the epoch."""


class Report(Row, frozen=True, gc=False):
    """All that doctor tells."""

    surroundings: Surroundings
    namespaces: int
    unreadable: int
    """Namespaces whose contents may not be read."""
    links: int
    limits: tuple[Unread, ...]
    docker: Engine
    ssh: tuple[Ssh, ...]
    configuration: Configuration
    saved: Saved | None = None
    """Where it is there, surroundings are this machine's, and all else is the snapshot's."""


@shared
@click.command("doctor", help="What netui may see here and why not more; Docker, terminal, kernel, versions.")
@click.option("--report", "reporting", is_flag=True, help="One text for a bug report: no names, addresses, secrets.")
@click.option("--with-names", is_flag=True, help="With --report: leave names and addresses in.")
@pass_settings
def command(settings: Settings, reporting: bool, with_names: bool) -> None:
    """Look once, and tell."""
    snapshot = snapshot_of(settings, frozenset(PARTS))
    output = Output()
    if with_names and not reporting:
        raise UsageError("--with-names goes with --report", hint="netui doctor --report --with-names")
    if reporting:
        if settings.json:
            raise UsageError("--report is a text", hint="netui doctor --json tells all, with names")
        from netui.cli.reporting import report as lines

        output.lines(lines(surroundings(), snapshot, settings.config, open=with_names))
        return
    report = _report(snapshot, settings)
    if settings.json:
        output.json(encode(report))
    else:
        output.lines(_lines(report, output))


def _report(snapshot: Snapshot, settings: Settings) -> Report:
    spaces, saved = snapshot.namespaces.values(), settings.saved
    return Report(
        surroundings(),
        len(spaces),
        sum(not space.readable for space in spaces),
        sum(len(space.links) for space in spaces),
        tuple(Unread(one.subject, one.message, one.hint) for one in snapshot.limits),
        _engine(snapshot.docker),
        () if saved else tuple(_connections(snapshot)),
        _configuration(settings),
        Saved(saved, snapshot.hostname, snapshot.taken) if saved else None,
    )


def _configuration(settings: Settings) -> Configuration:
    """Keys and columns are read by the terminal program alone; all else was checked before this command began."""
    fault, hint = "", ""
    try:
        settings.screen().check(settings.config)
    except ConfigError as error:
        fault, hint = error.message, error.hint
    return Configuration(safe(str(config_path())), bool(settings.config.path), fault, hint)


def _engine(docker: Docker) -> Engine:
    return Engine(
        docker.endpoint, docker.chosen_by, docker.status, docker.reason, docker.hint, docker.engine, docker.version,
        docker.api_version, len(docker.containers), len(docker.networks),
    )  # fmt: skip


def _connections(snapshot: Snapshot) -> Iterator[Ssh]:
    relations = Relations(snapshot)

    def title(key: int) -> str:
        return str(namespace_name(relations, snapshot.namespaces[key]))

    for one in lifelines(snapshot):
        about = one.connection
        links = sorted(
            f"{title(ref.namespace)}/{link.name}"
            for ref in one.links
            if ref.namespace is not None and (link := relations.link(ref))
        )
        yield Ssh(title(about.namespace), about.local, about.peer, about.pid, about.who, tuple(links), one.resolved)


def _lines(report: Report, output: Output) -> Iterator[str]:
    about = report.surroundings
    if report.saved:
        yield from _origin(report.saved)
    yield from _section("What is seen", _seen(report))
    yield from _section("Docker", _docker(report.docker, output))
    if not report.saved:
        yield from _section("Inbound ssh, which nothing cuts unasked", _ssh(report.ssh))
    if report.saved:
        yield from ("", "This machine, as it is now")
    yield from _section("Configuration", _configured(report.configuration))
    yield from _section("User", _user(about.user, about.capabilities))
    yield from _section("Terminal", _terminal(about.terminal))
    yield from _section("Programs", map(_program, about.programs))
    yield from _section("Versions", [("netui", about.netui), ("Linux", about.kernel), ("Python", about.python),
                                     *about.libraries.items()])  # fmt: skip


def _origin(saved: Saved) -> Iterator[str]:
    of = f" of {safe(saved.hostname)}" if saved.hostname else ""
    taken = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(saved.taken))
    yield f"The saved snapshot {safe(saved.file)}{of}, taken {taken}"
    yield ""


def _section(title: str, pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    if title != "What is seen":
        yield ""
    yield title
    known = list(pairs)
    column = max(len(name) for name, _ in known)
    for name, value in known:
        yield f"  {padded(name, column)}  {value}".rstrip()


def _seen(report: Report) -> Iterator[tuple[str, str]]:
    yield "namespaces", _with(report.namespaces, f"{report.unreadable} of them may not be read", report.unreadable)
    yield "links", str(report.links)
    if not report.limits:
        yield "limits", "none: everything may be read"
    for number, one in enumerate(report.limits):
        hint = f" – {_shown(one.hint)}" if one.hint else ""
        yield "" if number else "limits", f"{_shown(one.message)}{hint}"


def _with(number: int, addition: str, wanted: int) -> str:
    return f"{number}, {addition}" if wanted else str(number)


def _docker(engine: Engine, output: Output) -> Iterator[tuple[str, str]]:
    yield "endpoint", f"{_shown(engine.endpoint) or '–'}, {_shown(engine.chosen_by) or 'not asked'}"
    yield "state", output.state(engine.status)
    if engine.reason:
        yield "", _shown(engine.reason)
    if engine.hint:
        yield "", _shown(engine.hint)
    if engine.version:
        yield "version", f"{_shown(engine.engine)} {_shown(engine.version)}, API {_shown(engine.api_version)}"
        yield "runs", f"{counted(engine.containers, 'container')}, {counted(engine.networks, 'network')}"


def _configured(found: Configuration) -> Iterator[tuple[str, str]]:
    yield "file", found.file if found.exists else f"{found.file}, which is not there: nothing is configured"
    if found.fault:
        yield "fault", _shown(found.fault)
    if found.hint:
        yield "", _shown(found.hint)


def _ssh(found: tuple[Ssh, ...]) -> Iterator[tuple[str, str]]:
    if not found:
        yield "none", "that can be seen"
    for one in found:
        if not one.peer:
            yield "unknown", f"sockets may not be listed in {one.namespace}: ssh may run over {', '.join(one.links)}"
            continue
        known = f" ({one.who})" if one.who else ""
        unsure = "" if one.resolved else "; its way cannot be followed: every default route counts"
        yield one.peer, f"to {one.local} in {one.namespace}{known}, over {', '.join(one.links)}{unsure}"


def _shown(text: str) -> str:
    return text if text.isprintable() else safe(text)


def _user(user: str, capabilities: tuple[Capability, ...]) -> Iterator[tuple[str, str]]:
    yield "name", safe(user)
    for one in capabilities:
        yield one.name, f"held: {one.gives}" if one.held else f"missing: {one.without}"


def _terminal(terminal: Terminal) -> Iterator[tuple[str, str]]:
    yield "output", "a terminal" if terminal.output else "no terminal"
    yield "TERM", safe(terminal.name) or "not set"
    yield "colours", terminal.colours
    yield (
        "encoding",
        safe(terminal.encoding) + ("" if terminal.utf8 else ": signs stand in ASCII, names escaped"),
    )
    if terminal.output:
        small = " (netui needs 80×24)" if terminal.columns < 80 or terminal.rows < 24 else ""
        yield "size", f"{terminal.columns}×{terminal.rows}{small}"
    if terminal.within:
        yield "within", terminal.within


def _program(one: Program) -> tuple[str, str]:
    return one.name, safe(one.path) if one.path else f"not found: {one.without}"
