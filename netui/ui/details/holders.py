"""Why a namespace is still alive: everything that holds it, and what would have to end for it to go."""

from datetime import datetime

from netui.model.namespace import Holder, Namespace
from netui.text import quote, safe
from netui.ui.cells import Cell, Column
from netui.ui.details.rows import grid_of
from netui.ui.details.subjects import home
from netui.ui.document import Document
from netui.ui.ink import FAINT, LINKED, WARN
from netui.ui.subject import Subject
from netui.ui.terms import HOLDERS
from netui.ui.view import View
from netui.ui.wording import count, lasting, listing

_COLUMNS = (
    Column("KIND", 7, 5, 1),
    Column("PID", 7, 5, 1, right=True),
    Column("COMMAND", 15, 8, 1),
    Column("USER", 8, 4, 2, cut="end"),
    Column("SINCE", 16, 16, 3),
    Column("AGE", 4, 4, 2, right=True),
    Column("PATH", 24, 10, 2),
    Column("LIVES IN", 10, 8, 4),
)
_ORDER = tuple(HOLDERS)
_MOST_NAMED = 3


def write(document: Document, view: View, subject: Subject) -> None:
    """The holders of a namespace, the most telling first."""
    key = home(view, subject)
    assert key is not None  # the tab is offered only then
    space = view.spaces[key].namespace
    document.section("It ends when")
    for sentence in _ends(space):
        document.text(f"  {sentence}")
    for limit in view.snapshot.limits:
        if limit.subject == "processes" and not space.host:
            document.text(f"  More may hold it: {safe(limit.message)}. {safe(limit.hint)}".rstrip(), WARN)
    document.section("Kept alive by", len(space.holders) or None)
    if space.holders:
        held = sorted(space.holders, key=lambda one: (_ORDER.index(one.kind), one.started, one.pid))
        grid_of(document, _COLUMNS, [_row(view, space, one) for one in held])
        for kind in dict.fromkeys(one.kind for one in held):
            document.text(f"  {kind}: {HOLDERS[kind]}", FAINT)
    else:
        document.text("  Nothing that netui may see. sudo netui sees the processes of all users.", WARN)
    document.command(*_commands(space))


def _row(view: View, space: Namespace, one: Holder) -> tuple[tuple[Cell, ...], Subject | None]:
    lives = view.home_of(one.pid) if one.kind in ("fd", "socket", "mount", "thread") else None
    lives = lives if lives and lives.namespace != space.key else None
    path = "" if one.kind in ("process", "thread", "host") else str(one.path)
    cells = (
        Cell(one.kind),
        Cell(str(one.pid) if one.pid else ""),
        Cell(str(one.command)),
        Cell(safe(one.user)),
        Cell(_moment(one.started), FAINT),
        Cell(lasting(view.snapshot.taken - one.started) if one.started and view.snapshot.taken else ""),
        Cell(path or (f"thread {one.tid}" if one.tid else "")),
        Cell(view.space_name(lives.namespace) if lives else "", LINKED),
    )
    return cells, lives


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M") if seconds else ""


def _ends(space: Namespace) -> list[str]:
    """What has to happen, all of it, for the namespace to go."""
    if space.host:
        return ["the host is shut down: its own namespace stays for as long as it runs"]
    parts = [f"its name {name} is deleted: ip netns delete {quote(name)}" for name in space.names]
    by_kind: dict[str, list[Holder]] = {}
    for one in space.holders:
        by_kind.setdefault(one.kind, []).append(one)
    for kind, words in _UNTIL.items():
        some = by_kind.get(kind, [])
        if some:
            named = [_who(one, kind) for one in some[:_MOST_NAMED]]
            rest = [count(len(some) - _MOST_NAMED, "more", "more")] if len(some) > _MOST_NAMED else []
            parts.append(f"{listing([*named, *rest])} {words[len(some) > 1]}")
    if not parts:
        return ["what holds it lets go; netui may not see what that is"]
    first, *others = parts
    return [first, *(f"and {part}" for part in others)]


_UNTIL = {
    "process": ("ends", "end"),
    "thread": ("ends", "end"),
    "fd": ("is closed", "are closed"),
    "socket": ("is closed", "are closed"),
    "mount": ("is unmounted", "are unmounted"),
}
"""Ways to hold, and what ends each: of one, of several."""


def _who(one: Holder, kind: str) -> str:
    who = f"{one.command} {one.pid}".strip() if one.pid else ""
    if kind == "process":
        return who
    if kind == "thread":
        return f"thread {one.tid} of {who}"
    if kind == "mount":
        return f"{one.path}{f' in the mounts of {who}' if who else ''}"
    number = bytes(one.path).rpartition(b"/")[2].decode("ascii", "replace")
    return f"{'descriptor' if kind == 'fd' else 'socket'} {safe(number)} of {who}"


def _commands(space: Namespace) -> list[str]:
    inode = space.inode
    commands = [f"ip netns pids {quote(name)}" for name in space.names[:1]]
    commands.append(f"lsns {inode}")
    kinds = {one.kind for one in space.holders}
    if "fd" in kinds or "thread" in kinds:
        commands.append(f"find -L /proc/[0-9]*/fd /proc/[0-9]*/task/[0-9]*/ns/net -maxdepth 1 -inum {inode}")
    if "mount" in kinds:
        commands.append(f"grep -l 'net:\\[{inode}\\]' /proc/[0-9]*/mountinfo")
    return commands
