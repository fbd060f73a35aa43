"""What the palette finds: commands by what they do, and objects by name, address or MAC."""

import ipaddress
from collections.abc import Iterator, Sequence

from msgspec import Struct

from netui.text import safe
from netui.ui.subject import Subject, a_container, a_link, a_namespace, a_network
from netui.ui.view import View
from netui.ui.wording import address, kind, subnets

MOST = 200
"""Rows that are shown of what fits."""
_WORDS = "jump to "
"""What may be typed before an object, as before a place."""


_OF_HOST = "  its overview tells limits and engine"
_ASKED_OF_HOST = "doctor"
_BORROWING = ("bridge", "bond", "team", "vlan")
"""Kinds of links that take over the MAC address of another one: who looks for it means that one."""
_COLONS_OF_MAC = 5


class Entry(Struct, frozen=True):
    """One thing that can be chosen. All text is safe."""

    text: str
    what: str
    """What kind of thing it is."""
    detail: str = ""
    key: str = ""
    """The key that does the same."""
    action: str = ""
    """The action to run; empty for an object."""
    subject: Subject | None = None
    words: str = ""
    """Other words by which it is found."""
    reason: str = ""
    """Why it cannot be done now; empty where it can."""


def objects(view: View) -> Iterator[Entry]:
    """Every object that one can go to."""
    for row in view.namespaces:
        space = view.spaces[row.namespace]
        host = space.namespace.host
        yield Entry(
            space.name, "namespace", f"net:[{space.namespace.inode}]{_OF_HOST if host else ''}",
            subject=a_namespace(row.namespace), words=_ASKED_OF_HOST if host else "",
        )  # fmt: skip
    for one in view.containers:
        container = view.snapshot.docker.containers[one.id]
        where = ", ".join(address(end) for end in container.endpoints)
        yield Entry(
            safe(container.name), "container", f"{where}  {safe(one.id[:12])}".strip(), subject=a_container(one.id)
        )
    for one in view.networks:
        network = view.snapshot.docker.networks[one.id]
        yield Entry(safe(network.name), "network", subnets(network), subject=a_network(one.id))
    for row in view.namespaces:
        space = view.spaces[row.namespace]
        for each in space.rows:
            link = space.namespace.links[each.ifindex]
            known = "  ".join([*(found.cidr for found in view.addresses(each)), link.mac])
            yield Entry(f"{space.name}/{link.name}", kind(link), known, subject=each)


def search(entries: Sequence[Entry], text: str, view: View) -> list[Entry]:
    """The entries that hold every word of the text, the best first; for an address, also whose subnet it is in."""
    wanted = text.casefold().strip().removeprefix(_WORDS).strip()
    words = safe(wanted).split()
    if not words:
        return list(entries[:MOST])
    ranked = []
    for number, entry in enumerate(entries):
        name = entry.text.casefold()
        whole = f"{name} {entry.what} {entry.detail.casefold()} {entry.words}"
        if all(word in whole for word in words):
            borrowed = entry.what in _BORROWING and words[0].count(":") == _COLONS_OF_MAC
            ranked.append((_rank(name, whole, entry.words, words), borrowed, number, entry))
    ranked.sort(key=lambda one: one[:3])
    found = [entry for *_, entry in ranked[:MOST]]
    return found or list(_on_link(view, words))


def _rank(name: str, whole: str, others: str, words: Sequence[str]) -> int:
    """0 for the thing itself: its name, its address without the prefix length, or the words of a command."""
    last = name.rpartition("/")[2]
    first, typed = words[0], " ".join(words)
    if len(words) > 1 and (name.startswith(typed) or sorted(name.split()) == sorted(words)):
        return 0
    if len(words) == 1 and (first in (name, last) or f" {first}/" in whole):
        return 0
    if name.startswith(first) or last.startswith(first) or first in others.split():
        return 1
    return 2 if first in name else 3


def _on_link(view: View, words: Sequence[str]) -> Iterator[Entry]:
    """The links on whose subnet an address is that nobody has."""
    try:
        wanted = ipaddress.ip_address(words[0]) if len(words) == 1 else None
    except ValueError:
        return
    for row in view.namespaces if wanted else ():
        space = view.spaces[row.namespace]
        for one in space.namespace.addresses:
            link = space.namespace.links.get(one.ifindex)
            subnet = ipaddress.ip_interface(one.cidr).network
            if link and wanted in subnet and subnet.prefixlen < subnet.max_prefixlen:
                told = f"{wanted} is nobody's here; on the subnet of {one.cidr}"
                yield Entry(f"{space.name}/{link.name}", kind(link), told, subject=a_link(row.namespace, one.ifindex))
