"""`netui` without a command: the terminal program."""

from netui.cli.settings import Settings
from netui.cli.source import load
from netui.core.host import Host, StillHost
from netui.errors import UsageError


def start(settings: Settings, *, dry: bool = False) -> int:
    """Run the terminal program until it is quit; returns its exit status."""
    if dry:
        raise UsageError("--dry-run goes with a command", hint="netui --dry-run link up NAME")
    if settings.json:
        raise UsageError("--json goes with a command", hint="netui link list --json")
    if settings.namespace:
        raise UsageError("--namespace goes with a command", hint="netui -n NAME link list")
    screen = settings.screen()
    refusal = screen.terminal_refusal()
    if refusal:
        raise UsageError(refusal.removeprefix("netui "))
    screen.check(settings.config)
    if settings.demo:
        return _demo(settings)
    host = _host(settings)
    _logged(host)
    return screen.run(host, unchangeable(settings), settings.config)


def _logged(host: Host) -> None:
    """Write down what becomes of the host, where a log is kept."""
    import sys

    log = sys.modules.get("netui.core.state.logfile")
    if log:
        log.follow(host)


def _demo(settings: Settings) -> int:
    if settings.saved:
        raise UsageError("--demo makes a host of its own", hint="--demo or --from FILE")
    from netui.cli.sandbox import demo

    return demo(settings)


def _host(settings: Settings) -> Host:
    if settings.saved:
        return StillHost(load(settings.saved))
    from netui.core.live import LiveHost

    return LiveHost(periods=settings.config.refresh)


def unchangeable(settings: Settings) -> str:
    """Why nothing can be changed, in a sentence; empty where something can."""
    if settings.saved:
        return "A saved snapshot cannot be changed."
    if settings.read_only:
        if settings.config.read_only:
            return f"Nothing is changed here: changes.read-only is set in {settings.config.path}."
        return f"Nothing is changed here: netui was started with {settings.said_read_only}."
    from netui.sources.privileges import CAP_NET_ADMIN, has_capability

    return "" if has_capability(CAP_NET_ADMIN) else "A change needs CAP_NET_ADMIN: sudo netui"
