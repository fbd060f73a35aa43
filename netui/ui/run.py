"""Starts and ends the terminal program; the terminal is left as it was found."""

import asyncio
import gc
import os
import sys
from typing import TYPE_CHECKING

from netui.config.options import Config
from netui.core.host import Host
from netui.core.state.layout import recall, remember
from netui.ui.ending import TERMINAL, ended_by_signals, let_go
from netui.width import utf8

if TYPE_CHECKING:
    from netui.ui.app import NetuiApp


def terminal_refusal() -> str | None:
    """Why this terminal cannot show netui, in one sentence with what to use instead; None where it can."""
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        return "netui needs a terminal for input and output; without one use: netui tree"
    if os.environ.get("TERM", "") in ("", "dumb"):
        return "the terminal (TERM) cannot move the cursor; without that use: netui tree"
    return None


def check(config: Config) -> None:
    """Raises ConfigError where keys or columns cannot be as the configuration says."""
    from netui.ui.comfort import checked

    checked(config)


def default_config() -> list[str]:
    """The lines of the default config.toml."""
    from netui.config.printing import default
    from netui.ui.known import known

    return list(default(known()))


def run(host: Host, unchangeable: str = "", config: Config | None = None) -> int:
    """Show a host until the user ends it. Starts the host and stops it. Raises ConfigError before that.

    `unchangeable` says why nothing can be changed; empty where something can.

    Returns 0, and 128 and the number of the signal where one ended it; 1 after a failure, which was told.
    """
    config = config or Config()
    check(config)
    host.start()  # reads while Textual is imported
    for name in ("COLUMNS", "LINES"):  # where they are exported they never change: the kernel knows
        os.environ.pop(name, None)
    if config.slow == "on":
        os.environ.setdefault("TEXTUAL_FPS", "10")  # read when Textual is imported
    gc.disable()  # an import makes much, and no cycles worth looking for
    try:
        from netui.core.changing.changes import LateChanges
        from netui.ui.app import NetuiApp
        from netui.ui.comfort import Comfort, checked

        comfort = Comfort(config, checked(config), recall(), remember)
        app = NetuiApp(host, who=_who(), ascii_only=not utf8(), changes=LateChanges(unchangeable), comfort=comfort)
        gc.freeze()
        gc.enable()
        asyncio.run(_until_ended(app, mouse=config.mouse))
    finally:
        host.stop()
    if app.waiting:
        told = f"{app.waiting.title} is put back in {app.waiting.left:.0f} s – netui confirm keeps it"
        print(f"netui: {told}", file=sys.stderr)  # noqa: T201 - the screen is gone
    for title, trace in (("the screen has failed", app.fault), (host.failure, host.trace)):
        if title and (trace or title == host.failure):
            _tell(title, trace)
    return 1 if host.failure else app.return_code or 0


def _tell(title: str, trace: str) -> None:
    """Say what failed, now that the screen is gone; a fault of netui's own is kept in a file."""
    if trace:
        from netui.core.state.crash import saved

        title = saved(trace, title)
    print(f"netui: {title}", file=sys.stderr)  # noqa: T201 - the screen is gone


def _who() -> str:
    """The user's name; the number where it has none."""
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


async def _until_ended(app: "NetuiApp", *, mouse: bool) -> None:
    loop = asyncio.get_running_loop()
    with ended_by_signals(lambda number: _ask(loop, app, number)):
        await app.run_async(mouse=mouse)


def _ask(loop: asyncio.AbstractEventLoop, app: "NetuiApp", number: int) -> None:
    """In a signal handler."""
    loop.call_soon_threadsafe(_end, app, number)


def _end(app: "NetuiApp", number: int) -> None:
    if not os.isatty(TERMINAL):  # it is gone
        let_go()
    app.leave(128 + number)
