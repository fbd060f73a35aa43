"""Writes netui(1) and the completion scripts, which packages install: `python -m tests.support.manual`.

From the commands and the keys themselves, so that nothing is told twice; in man(7)'s language.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from click.shell_completion import get_completion_class
from textual.binding import Binding
from textual.dom import DOMNode

from netui import __version__
from netui.cli.commands import find_command, offered
from netui.cli.main import root
from netui.cli.settings import COMPLETION, Settings, options
from netui.ui.app import NetuiApp
from netui.ui.screens.events import Events
from netui.ui.screens.explore import Explore
from netui.ui.screens.map import Map
from netui.ui.screens.mode import Mode
from netui.ui.widgets.detail import DetailPane
from netui.ui.widgets.eventlist import EventList
from netui.ui.widgets.table import Table

SHARE = Path(__file__).resolve().parents[2] / "netui" / "share"
SCRIPTS = {
    "bash": "bash-completion/completions/netui",
    "zsh": "zsh/site-functions/_netui",
    "fish": "fish/vendor_completions.d/netui.fish",
}
"""Where each shell looks, below /usr/share."""
PAGE = "man/man1/netui.1"

_PLACES: tuple[tuple[type[DOMNode], str], ...] = (
    (NetuiApp, "Everywhere"),
    (Mode, "In every mode"),
    (Explore, "Explore (F2)"),
    (Map, "Map (F3)"),
    (Events, "Events (F4)"),
    (EventList, "In the list of events"),
    (Table, "In a list"),
    (DetailPane, "In the detail"),
)
_ENVIRONMENT = {
    "DOCKER_HOST, DOCKER_CONTEXT, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH": "Which Docker is asked, as docker(1) says.",
    "LC_ALL, LC_CTYPE, LANG": "Where none of them says UTF-8, everything is drawn in ASCII.",
    "NETUI_LOG": "Level of the log: error, warning, info or debug; as --log.",
    "NETUI_READ_ONLY": "Where it is set and not 0, nothing is changed; as --read-only.",
    "NO_COLOR": "Where it is set, no colours are used.",
    "XDG_STATE_HOME": "Where the folder of history, log and crash files is made.",
}
_FILES = {
    "$XDG_STATE_HOME/netui, ~/.local/state/netui, as root /run/netui": (
        "History of changes, netui.log, and crash files of netui's own faults. For their owner alone."
    ),
    "/run/netns": "Names of namespaces, as ip-netns(8) has them.",
}
_STATUS = {"0": "Done.", "1": "Failed: one sentence on standard error says why.", "2": "The words were wrong."}
_EXAMPLES = {
    "netui": "Look around.",
    "netui --demo": "The same in a host with containers, of one's own.",
    "netui link list kind:veth state:no-carrier": "Links that are up, and whose other end is not.",
    "netui --dry-run veth create v0 v1 --peer-namespace red": "Which commands would make a pair.",
    "netui snapshot before; netui diff before": "What has changed since.",
}
_ALSO = "ip(8), ip-netns(8), bridge(8), ss(8), nsenter(1), network_namespaces(7), docker(1)"


def roff(text: str) -> str:
    """Text as troff prints it as it stands."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    escaped = "".join(char if char.isascii() else f"\\[u{ord(char):04X}]" for char in escaped)
    return f"\\&{escaped}" if escaped.startswith((".", "\\(aq")) else escaped


def _tagged(pairs: Iterator[tuple[str, str]] | Sequence[tuple[str, str]]) -> Iterator[str]:
    for tag, text in pairs:
        yield ".TP"
        yield f".B {roff(tag)}"
        yield roff(" ".join(text.split()))


def _context(settings: Settings | None = None) -> click.Context:
    return click.Context(root, info_name="netui", obj=settings, **root.context_settings)


def _commands() -> Iterator[tuple[str, click.Command, click.Context]]:
    """Every command with the words that call it, and its context."""
    parent = _context(Settings(lambda: None))  # type: ignore[arg-type,return-value]
    for name, _ in offered():
        command = find_command(name)
        assert command is not None
        context = click.Context(command, parent=parent, info_name=name)
        if not isinstance(command, click.Group):
            yield name, command, context
            continue
        for verb in command.list_commands(context):
            inner = command.get_command(context, verb)
            assert inner is not None
            yield f"{name} {verb}", inner, click.Context(inner, parent=context, info_name=verb)


def _described(words: str, command: click.Command, context: click.Context) -> Iterator[str]:
    shared = {one.name for one in options()}
    usage = " ".join(one for one in command.collect_usage_pieces(context) if one != "[OPTIONS]")
    yield f".SS {roff(f'{words} {usage}'.rstrip())}"
    text = (command.help or "").split("\n\n")
    yield roff(" ".join(text[0].split()))
    for paragraph in text[1:]:
        yield ".PP"
        yield roff(" ".join(paragraph.split()))
    own = [
        one for one in command.params if isinstance(one, click.Option) and one.name not in shared and not one.hidden
    ]
    records = (one.get_help_record(context) for one in own if one.name != "help")
    yield from _tagged([record for record in records if record])


def _keys() -> Iterator[str]:
    for place, title in _PLACES:
        yield f".SS {roff(title)}"
        bindings = [one for one in place.__dict__.get("BINDINGS", ()) if isinstance(one, Binding) and one.tooltip]
        yield from _tagged([(" ".join(map(_key, one.key.split(","))), one.tooltip) for one in bindings])


def _key(name: str) -> str:
    from textual.keys import format_key

    return format_key(name)


def page() -> str:
    """The manual page."""
    lines = [
        '.\\" Made by python -m tests.support.manual from the commands and keys themselves.',
        f'.TH NETUI 1 "" "netui {__version__}" "User Commands"',
        ".SH NAME",
        "netui \\- see, change and explain the network of a Linux host",
        ".SH SYNOPSIS",
        ".B netui",
        "[\\fIOPTIONS\\fR]",
        ".br",
        ".B netui",
        "[\\fIOPTIONS\\fR] \\fIOBJECT\\fR \\fIVERB\\fR [\\fIWORDS\\fR]",
        ".SH DESCRIPTION",
        roff("Without a command netui is a terminal program: lists of network namespaces, links, bridges, containers "
             "and Docker networks, the detail of what is selected, and what has changed. It follows the kernel "
             "(rtnetlink(7)) and Docker live."),
        ".PP",
        roff("With a command it prints: tables, or JSON with --json. Watching changes nothing. A change is shown as "
             "commands of ip(8) or docker(1), done, verified, kept in a history, and can be undone."),
        ".PP",
        roff("A NAMESPACE is host, a name that ip-netns(8) knows, container:NAME, pid:N or inode:N. Filters of lists "
             "are any text, and ns: kind: ip: state: container: name: with what they look for; all must fit."),
        ".SH OPTIONS",
        roff("All commands take --json, --namespace, --from and --read-only, before the verb as well as after it."),
    ]  # fmt: skip
    context = _context()
    records = [one.get_help_record(context) for one in root.get_params(context)]
    lines += _tagged([record for record in records if record])
    lines.append(".SH COMMANDS")
    for words, command, inside in _commands():
        lines += _described(words, command, inside)
    lines += [".SH KEYS", roff("The same table is in the program, under ?.")]
    lines += _keys()
    for title, table in (
        (".SH EXIT STATUS", _STATUS),
        (".SH ENVIRONMENT", _ENVIRONMENT),
        (".SH FILES", _FILES),
        (".SH EXAMPLES", _EXAMPLES),
    ):
        lines.append(title)
        lines += _tagged(list(table.items()))
    lines += [".SH SEE ALSO", roff(_ALSO)]
    return "\n".join(lines) + "\n"


def completion(shell: str) -> str:
    """The script that `netui completion SHELL` prints."""
    kind = get_completion_class(shell)
    assert kind is not None
    return kind(root, {}, "netui", COMPLETION).source().rstrip("\n") + "\n"


def files() -> dict[str, str]:
    """All of them, by their place below /usr/share."""
    return {PAGE: page(), **{place: completion(shell) for shell, place in SCRIPTS.items()}}


def main() -> None:
    """Write them."""
    for place, text in files().items():
        path = SHARE / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
