"""What can be copied of what is selected. Names, addresses and commands can be pasted into a shell."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from netui.model.naming import namespace_name
from netui.objects.row import Row, encode
from netui.text import json_text, quote
from netui.ui.details.commands import docker, inside
from netui.ui.lists import INDEX, LISTINGS
from netui.ui.subject import Subject
from netui.ui.view import View

_COMMAND = "c"


class Copyable(Struct, frozen=True):
    """One text that can be copied, and what it is."""

    key: str
    """The letter that chooses it in the menu."""
    what: str
    text: str


def copyables(view: View, subjects: Sequence[Subject], chosen: int) -> tuple[Copyable, ...]:
    """What can be copied of these objects, which are of one kind: one line for each that has it."""
    found: dict[tuple[str, str], list[str]] = {}
    for subject in subjects:
        for key, what, text in _of(view, subject):
            if text:
                found.setdefault((key, what), []).append(text)
    offered = [Copyable(key, what, "\n".join(texts)) for (key, what), texts in found.items()]
    return (*offered, Copyable("o", "JSON", _json(view, subjects, chosen))) if subjects else ()


def of_page(line: str, text: str, commands: Sequence[str], offered: Sequence[Copyable]) -> tuple[Copyable, ...]:
    """What can be copied of a page that is read: safe text, as it stands there; and of its object what is `offered`.

    The page's own commands take the place of the object's.
    """
    own = (
        Copyable(str(number) if number > 1 else _COMMAND, "command", one) for number, one in enumerate(commands, 1)
    )
    rest = (one for one in offered if not commands or one.key != _COMMAND)
    read = (one for one in (Copyable("l", "this line", line), Copyable("p", "this page", text)) if one.text)
    return *read, *own, *rest


def _of(view: View, subject: Subject) -> Iterator[tuple[str, str, str]]:
    if subject.kind == "namespace":
        space = view.spaces[subject.namespace]
        names = space.namespace.names
        yield "n", "name", quote(names[0] if names else namespace_name(view.relations, space.namespace))
        yield "i", "inode", f"net:[{space.namespace.inode}]"
        yield _COMMAND, "command", inside(view, subject.namespace, "ip -d address")
    elif subject.kind == "link":
        yield from _of_link(view, subject)
    elif subject.kind == "container":
        container = view.snapshot.docker.containers[subject.id]
        yield "n", "name", quote(container.name)
        yield "i", "id", quote(container.id)
        addresses = [one for end in container.endpoints for one in (end.address, end.address6) if one]
        yield "a", "address", "\n".join(map(quote, addresses))
        yield "m", "MAC", "\n".join(quote(end.mac) for end in container.endpoints if end.mac)
        yield _COMMAND, "command", docker("inspect", container.name)
    else:
        network = view.snapshot.docker.networks[subject.id]
        yield "n", "name", quote(network.name)
        yield "i", "id", quote(network.id)
        yield "a", "subnet", "\n".join(quote(one.subnet) for one in network.subnets)
        yield _COMMAND, "command", docker("network inspect", network.name)


def _of_link(view: View, subject: Subject) -> Iterator[tuple[str, str, str]]:
    link = view.link(subject)
    if link is None:
        return
    name = quote(link.name)
    yield "n", "name", name
    yield "a", "address", "\n".join(one.local for one in view.addresses(subject))
    yield "s", "address with prefix", "\n".join(one.cidr for one in view.addresses(subject))
    yield "m", "MAC", link.mac
    yield _COMMAND, "command", inside(view, subject.namespace, f"ip -d link show dev {name}")


def _json(view: View, subjects: Sequence[Subject], chosen: int) -> str:
    """As `show --json` prints them."""
    wanted = set(subjects)
    listing = LISTINGS[INDEX[subjects[0].kind]]
    spaces = {one.namespace for one in subjects if one.kind == "link"} or {chosen}
    rows: list[Row] = [row for key in spaces for subject, row in listing.public(view, key) if subject in wanted]
    return json_text(encode(rows[0] if len(rows) == 1 else rows))
