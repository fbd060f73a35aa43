"""`netui tree`: namespaces with their links, bridges with their ports, and where each veth leads."""

from collections.abc import Iterator, Sequence

import click
from msgspec import Struct

from netui.cli.output import Output, tell_limits
from netui.cli.settings import Settings, pass_settings, shared
from netui.cli.source import snapshot_of
from netui.objects.directory import Directory
from netui.objects.link import place
from netui.objects.row import encode
from netui.objects.tree import Branch, Root, tree
from netui.text import safe
from netui.width import listed, padded, shortened, width


@shared
@click.command("tree", help="Namespaces with their links, bridges with their ports, and where each veth leads.")
@click.option("--wide", "-w", is_flag=True, help="Nothing shortened, whatever the width.")
@pass_settings
def command(settings: Settings, wide: bool) -> None:
    """Print it."""
    directory = Directory(snapshot_of(settings), settings.namespace)
    roots = tree(directory)
    output = Output(wide=wide)
    if settings.json:
        output.json(encode(roots))
    else:
        output.lines(_lines(roots, output))
    tell_limits(directory.snapshot.limits)


class _Line(Struct):
    """A link, with the drawing that joins it to what it hangs on."""

    drawn: str
    branch: Branch


_FORK, _LAST, _DOWN = "├─ ", "└─ ", "│  "


def _lines(roots: Sequence[Root], output: Output) -> Iterator[str]:
    for root in roots:
        yield _heading(root, output)
        if root.links is None:
            yield f"{_LAST}its links may not be read"
            continue
        found = list(_walk(root.links, ""))
        name = max((width(line.drawn) + width(str(line.branch.name)) for line in found), default=0)
        state = max((width(line.branch.state) for line in found), default=0)
        for line in found:
            yield _text(line, name, state, output)


def _heading(root: Root, output: Output) -> str:
    containers = [one for one in map(safe, root.containers) if f"container:{one}" != str(root.name)]
    text = f"{root.name}  with {', '.join(containers)}" if containers else str(root.name)
    return text if output.width is None else shortened(text, output.width)


def _walk(branches: Sequence[Branch], before: str) -> Iterator[_Line]:
    for branch in branches:
        last = branch is branches[-1]
        yield _Line(before + (_LAST if last else _FORK), branch)
        yield from _walk(branch.ports, before + ("   " if last else _DOWN))


def _text(line: _Line, name: int, state: int, output: Output) -> str:
    branch = line.branch
    left = padded(line.drawn + str(branch.name), name)
    right = "  ".join(_about(branch, branch.addresses))
    if output.width is not None:
        room = max(0, output.width - name - state - 4)
        if width(right) > room and branch.addresses:
            others = "  ".join(_about(branch, (" ",)))
            right = "  ".join(_about(branch, (listed(branch.addresses, max(1, room - width(others) + 1)),)))
        right = shortened(right, room)
    word = output.state(branch.state) + " " * (state - width(branch.state))
    return f"{left}  {word}  {right}".rstrip()


def _about(branch: Branch, addresses: Sequence[str]) -> Iterator[str]:
    if branch.kind and branch.kind != "veth":
        yield branch.kind
    if branch.peer:
        yield f"→ {place(branch.peer)}"
    if branch.lower:
        yield f"on {place(branch.lower)}"
    if addresses:
        yield ", ".join(map(safe, addresses))
    if branch.network and not branch.container:
        yield f"network {safe(branch.network)}"
