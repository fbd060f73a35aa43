"""`netui sandbox` and `netui --demo`: a network of one's own, and whatever runs in it."""

import os
import sys
import time
from collections.abc import Callable
from functools import partial

import click
import msgspec

from netui.cli.failing import told
from netui.cli.output import tell
from netui.cli.settings import Settings, pass_settings
from netui.errors import NetuiError, SandboxError, UsageError
from netui.model.snapshot import Limit
from netui.sandbox.joining import join
from netui.sandbox.launching import launch
from netui.sandbox.recipe import Recipe, needs_user_namespace
from netui.sandbox.running import Running, running
from netui.sandbox.terminal import keeping_terminal
from netui.sandbox.warden import new_cgroup
from netui.sources import sandboxed
from netui.text import safe
from netui.worlds.catalogue import NAMES, find_world
from netui.worlds.declared import World

_HELP = """A network of one's own: namespaces, links and filters to make and to break, with no root and no Docker.

Without COMMAND: the terminal program. It is no security boundary: files and home stay yours.
"""
_PATH = ("/usr/local/sbin", "/usr/sbin", "/sbin")
_NOT_FOUND = 127


@click.command("sandbox", help=_HELP, context_settings={"allow_interspersed_args": False})
@click.option("--world", metavar="NAME", type=click.Choice(NAMES), help="What is in it; see netui world list.")
@click.option("--size", type=int, default=0, metavar="N", help="Namespaces of the world big.")
@click.option("--docker", is_flag=True, help="With a Docker engine of its own (as root, needs docker.io).")
@click.option("--join", "joins", is_flag=True, help="A second terminal in a sandbox that runs already.")
@click.argument("command", nargs=-1, type=click.UNPROCESSED, metavar="[-- COMMAND...]")
@pass_settings
def command(
    settings: Settings, *, world: str | None, size: int, docker: bool, joins: bool, command: tuple[str, ...]
) -> int:
    """Start or join one, and wait for its end."""
    if settings.json or settings.saved or settings.namespace:
        raise UsageError("sandbox takes no --json, --from or --namespace", hint="netui sandbox --help")
    if not command:
        _need_terminal(settings)
    if joins:
        if docker or size:
            raise UsageError("--join takes a sandbox as it is", hint="netui sandbox --join")
        chosen = _chosen(world)
        return keeping_terminal(lambda: join(chosen, partial(_inside, lambda: _run(settings, command))))
    if docker:
        _need_engine()
    return _start(settings, find_world(world or "empty", size=size, engine=docker), command, engine=docker)


def demo(settings: Settings) -> int:
    """The terminal program over the world `docker`; made by a real engine where that can run."""
    engine = not _engine_refusal()
    return _start(settings, find_world("docker", engine=engine), (), engine=engine)


def _need_terminal(settings: Settings) -> None:
    refusal = settings.screen().terminal_refusal()
    if refusal:
        raise UsageError(refusal.removeprefix("netui "), hint="or run something in it: netui sandbox -- COMMAND")


def _engine_refusal() -> str:
    """Why no Docker engine can run in a sandbox here; empty where one can."""
    from netui.sandbox.engine import missing_programs

    _find_commands()
    if sandboxed.world():
        return "a sandbox within a sandbox runs no Docker engine"
    if needs_user_namespace():
        return "a Docker engine in the sandbox needs root"
    missing = missing_programs()
    return f"a Docker engine in the sandbox needs {', '.join(missing)}" if missing else ""


def _need_engine() -> None:
    refusal = _engine_refusal()
    if refusal:
        from netui.sandbox.engine import INSTALL

        if needs_user_namespace() or sandboxed.world():
            raise SandboxError(refusal, hint="on the host: sudo netui sandbox --docker")
        raise SandboxError(refusal, hint=INSTALL)


def _start(settings: Settings, world: World, words: tuple[str, ...], *, engine: bool) -> int:
    cgroup = new_cgroup() if engine else ""
    recipe = Recipe(world.name, user=needs_user_namespace(), cgroup=cgroup)
    try:
        inside = partial(_inside, lambda: _raised(settings, world, words, cgroup))
        return keeping_terminal(lambda: launch(recipe, inside))
    except SandboxError as error:
        if words:
            raise
        return _show_recorded(settings, world.name, error)


def _inside(call: Callable[[], int]) -> int:
    """What every process of a sandbox begins with: commands are found, and no engine outside is asked."""
    _find_commands()
    for name in [one for one in os.environ if one.startswith("DOCKER_")]:
        del os.environ[name]
    os.environ["DOCKER_HOST"] = "unix:///run/docker.sock"
    return told(call)


def _find_commands() -> None:
    """Let PATH lead to those of root as well: in a sandbox everybody is root."""
    folders = os.environ.get("PATH", "/usr/local/bin:/usr/bin:/bin").split(":")
    os.environ["PATH"] = ":".join([*folders, *(one for one in _PATH if one not in folders)])


def _raised(settings: Settings, world: World, words: tuple[str, ...], cgroup: str) -> int:
    from netui.worlds.raising import raise_world

    refused = [*raise_world(world)]
    if cgroup:
        from netui.sandbox.inner_engine import run_engine

        refused += run_engine(world, cgroup)
    for sentence in refused:
        tell(sentence)
    return _run(settings, words, tuple(Limit("sandbox", sentence) for sentence in refused))


def _run(settings: Settings, words: tuple[str, ...], noted: tuple[Limit, ...] = ()) -> int:
    """The command, in place of this process, or the terminal program."""
    if not words:
        from netui.cli.terminal import unchangeable
        from netui.core.live import LiveHost

        return settings.screen().run(
            LiveHost(noted=noted, periods=settings.config.refresh), unchangeable(settings), settings.config
        )
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        os.execvp(words[0], words)
    except OSError as error:
        tell(f"{safe(words[0])} cannot be run: {error.strerror}")
        return _NOT_FOUND


def _show_recorded(settings: Settings, name: str, error: NetuiError) -> int:
    """Looking around works where no sandbox can be made; why there is none stands on the terminal afterwards."""
    from netui.core.host import StillHost
    from netui.worlds.recorded import recorded

    tell(error.message, error.hint)
    tell(f"what follows is the world {name} as it was recorded: nothing of it can be changed")
    why = Limit("sandbox", error.message, error.hint)
    snapshot = recorded(name)
    host = StillHost(msgspec.structs.replace(snapshot, limits=(why, *snapshot.limits)))
    return settings.screen().run(host, "A recorded world cannot be changed.", settings.config)


def _chosen(world: str | None) -> Running:
    """The sandbox to join: the only one, or the one that is asked for. Raises SandboxError, UsageError."""
    found = [one for one in running() if world in (None, one.world)]
    own = [one for one in found if one.owner == os.geteuid()] or found
    if not own:
        raise SandboxError("no sandbox runs here", hint="netui sandbox starts one")
    if len(own) == 1:
        return own[0]
    for number, one in enumerate(own, 1):
        click.echo(f"{number}  {safe(one.world)}  since {time.strftime('%H:%M:%S', time.localtime(one.started))}"
                   f"  process {one.pid}", err=True)  # fmt: skip
    if not sys.stdin.isatty():
        raise UsageError("several sandboxes run", hint="netui sandbox --join --world NAME")
    number = click.prompt("Which one", type=click.IntRange(1, len(own)), err=True)
    return own[number - 1]
