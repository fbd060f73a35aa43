"""The tabs of all objects, in the one order in which they stand everywhere."""

from collections.abc import Callable
from functools import partial

from msgspec import Struct

from netui.core.host import Facet, Interest
from netui.ui import terms
from netui.ui.details import events, holders, links, lists, ports, published, sysctls
from netui.ui.details.subjects import bridge_of, home
from netui.ui.document import Document
from netui.ui.subject import Subject
from netui.ui.view import View

_ETHERNET = 1


class Tab(Struct, frozen=True):
    """One tab besides the overview."""

    title: str
    meaning: str
    """What this is, in one sentence, for who does not know the term."""
    offered: Callable[[View, Subject], bool]
    """Whether an object has it."""
    write: Callable[[Document, View, Subject], None]
    interest: Callable[[View, Subject], Interest] = lambda _view, _subject: frozenset()
    """What is read only while this is looked at."""


def _of_spaces(view: View, subject: Subject) -> bool:
    """Namespaces, and containers that have one."""
    return subject.kind != "link" and home(view, subject) is not None


def _of_spaces_and_links(view: View, subject: Subject) -> bool:
    return home(view, subject) is not None


def _of_ethernet(view: View, subject: Subject) -> bool:
    """The same, but no links without MAC addresses: those have no neighbours."""
    link = view.link(subject)
    return link.type == _ETHERNET if link else _of_spaces(view, subject)


def _of_bridges(view: View, subject: Subject) -> bool:
    return bridge_of(view, subject) is not None


def _of_networks(_view: View, subject: Subject) -> bool:
    return subject.kind == "network"


def _filtered(view: View, subject: Subject) -> bool:
    if subject.kind == "network":
        return bridge_of(view, subject) is not None
    return _of_spaces(view, subject)


def _publishing(view: View, subject: Subject) -> bool:
    """Containers, networks, and namespaces in which either containers or their engine live."""
    if subject.kind != "namespace":
        return subject.kind != "link"
    space = view.spaces[subject.namespace].namespace
    engine = view.snapshot.docker.namespace == subject.namespace
    return space.host or engine or bool(view.relations.tenants(subject.namespace))


def _facet(facet: Facet, view: View, subject: Subject) -> Interest:
    key = view.snapshot.docker.namespace if subject.kind == "network" else home(view, subject)
    return frozenset() if key is None else frozenset(((facet, key),))


def _list(*some: lists.List) -> Callable[[Document, View, Subject], None]:
    return lambda document, view, subject: lists.write(
        document, view, subject, some if view.link(subject) is None else some[:1]
    )


TABS: tuple[Tab, ...] = (
    Tab("Members", "Containers on one network reach each other; on one somebody made, by name.",
        _of_networks, ports.write_members),
    Tab("Ports", "A port is a link plugged into the bridge; STP may close some of them.",
        _of_bridges, ports.write),
    Tab("Links", "A link is a network device; each is in one namespace alone.",
        _of_spaces, links.write),
    Tab("Addresses", "An IP address is on a link; /24 says how many bits name its network.",
        _of_spaces_and_links, _list(lists.ADDRESSES)),
    Tab("Routes", "Where packets go next: rules choose a table; its longest prefix wins.",
        _of_spaces_and_links, _list(lists.ROUTES, lists.RULES)),
    Tab("Neighbours", "Which MAC address answers for an IP address: asked by ARP and NDP.",
        _of_ethernet, _list(lists.NEIGHBOURS)),
    Tab("FDB", "Forwarding database: which port leads to which MAC address.",
        _of_ethernet, _list(lists.FDB)),
    Tab("Sockets", "What programs of this namespace listen on, and are connected to.",
        _of_spaces, _list(lists.SOCKETS), partial(_facet, "sockets")),
    Tab("Firewall", "Rules in the order in which a chain tries them; the first verdict counts.",
        _filtered, lists.write_firewall, partial(_facet, "firewall")),
    Tab("Published", terms.PUBLISHED,
        _publishing, published.write, published.interest),
    Tab("Sysctls", "Switches of the kernel; each namespace has its own of these.",
        _of_spaces_and_links, sysctls.write, partial(_facet, "sysctls")),
    Tab("Holders", "A namespace lives while something holds it; its links end with it.",
        _of_spaces, holders.write),
    Tab("Events", "What has changed since netui began to look, the newest first.",
        lambda _view, _subject: True, events.write),
)  # fmt: skip
