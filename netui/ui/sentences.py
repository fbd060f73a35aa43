"""One sentence or two about what is selected: what it is doing, and why it does not."""

from netui.model.container import Container, Network
from netui.model.link import Link
from netui.model.namespace import Namespace
from netui.model.naming import observed_from
from netui.text import safe
from netui.ui.subject import Subject
from netui.ui.view import View
from netui.ui.wording import address, count, first_address, held_by, kind, listing, place, subnets


def sentence(view: View, subject: Subject) -> str:
    """What one should know about the subject; empty where it is gone."""
    if not view.exists(subject):
        return ""
    if subject.kind == "namespace":
        return _namespace(view, subject)
    if subject.kind == "link":
        link = view.link(subject)
        return f"{link.name} {_is(view, subject)}" if link else ""
    if subject.kind == "container":
        return _container(view, view.snapshot.docker.containers[subject.id])
    return _network(view, view.snapshot.docker.networks[subject.id])


def gone(before: View, subject: Subject) -> str:
    """That an object is there no more, as it was called before."""
    docker = before.snapshot.docker
    if subject.kind == "namespace":
        name = before.spaces[subject.namespace].called
    elif subject.kind == "link":
        link = before.link(subject)
        assert link  # it was there
        name = f"{before.spaces[subject.namespace].called}/{link.name}"
    else:
        known = docker.containers if subject.kind == "container" else docker.networks
        name = safe(known[subject.id].name)
    return f"{subject.kind.capitalize()} {name} is gone."


def _namespace(view: View, subject: Subject) -> str:
    space = view.spaces[subject.namespace]
    one = space.namespace
    if not one.readable:
        return f"{space.name} may not be read: its links are unknown, not none. sudo netui would show them."
    down = [link for link in one.links.values() if not link.up]
    troubled = f" {_down(one, down)}" if down else ""
    if one.host:
        name = view.snapshot.hostname
        on = f", on {safe(name)}" if name else ""  # a saved snapshot may be another machine's
        return f"host is where netui was started{on}: {count(len(one.links), 'link')}.{troubled}"
    owner = view.relations.owner(one.key)
    if owner:
        return f"{space.name} is the namespace of a container, held by {held_by(one)}.{troubled}"
    observer = observed_from(one)
    if observer:
        who = f"netui (process {observer.pid})"
        return f"{space.name} is empty, and held by {who} alone, which observes the host from it."
    if not one.holders:
        return f"{space.name}: {count(len(one.links), 'link')}.{troubled}"
    return f"{space.name} is kept alive by {_keeper(one)}: {count(len(one.links), 'link')}.{troubled}"


def _keeper(namespace: Namespace) -> str:
    kept = held_by(namespace)
    return "its name alone" if kept == "name" else kept


def _down(namespace: Namespace, down: list[Link]) -> str:
    if len(down) == len(namespace.links):
        return "All of them are down." if len(down) > 1 else f"It is down: {down[0].name}."
    return f"{listing([str(link.name) for link in down], limit=3)} {'is' if len(down) == 1 else 'are'} down."


def no_peer(view: View, subject: Subject) -> str:
    """Why there is no other end to go to."""
    link = view.link(subject)
    if link is None:
        return "That is gone."
    if view.peer(subject):
        return f"The peer of {link.name} is in a namespace that may not be read, or is not found yet."
    return f"{link.name} has no peer: only a veth has one, and this is {article(kind(link))}."


def article(noun: str) -> str:
    """The noun behind a or an."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def link_state(view: View, subject: Subject) -> str:
    """Why a link is in its state, in a few words; empty where the state says it all."""
    link = view.link(subject)
    if link is None:
        return ""
    state = link.state
    if state == "down":
        return "nothing passes"
    if state == "no-carrier":
        return _no_carrier(view, subject, link)
    if state == "lower-down":
        return "the link below it is down"
    if state == "unknown":
        return "up; its driver does not tell more" if kind(link) != "loopback" else "up, as lo always is"
    return ""


def _no_carrier(view: View, subject: Subject, link: Link) -> str:
    if link.kind == "bridge":
        ports = view.ports(subject)
        if any(port.state == "up" for port in ports):
            return "none of its ports forwards (spanning tree)"
        return "none of its ports is up" if ports else "nothing is plugged in"
    if link.kind == "veth":
        return "its peer is down"
    return "no cable, or nothing at its other end"


def _is(view: View, subject: Subject) -> str:
    link = view.link(subject)
    assert link is not None
    words = {
        "up": "is up",
        "down": "is down: nothing passes",
        "no-carrier": f"is up, without carrier: {_no_carrier(view, subject, link)}",
        "unknown": "is up",
    }
    first = words.get(link.state, f"is {link.state}: {link_state(view, subject)}")
    return f"{first}. {_context(view, subject, link)}".rstrip()


def _context(view: View, subject: Subject, link: Link) -> str:
    """What it is joined to: peer, master, container."""
    other = view.subject_of(view.peer(subject))
    container, network = view.network_of(subject)
    parts = []
    far = view.link(other) if other else None
    if other and far:
        near = {"up": "up", "down": "down", "no-carrier": "up, without carrier"}.get(far.state, far.state)
        same = container and view.relations.owner(other.namespace) is container
        whose = " (container)" if same else ""
        parts.append(f"Its peer {far.name} in {view.space_name(other.namespace)}{whose} is {near}.")
    if link.kind == "bridge":
        ports = count(len(view.ports(subject)), "port")
        parts.append(f"A bridge with {ports}{f', of network {network}' if network else ''}.")
    master = view.relations.master(subject.namespace, link)
    if master:
        parts.append(f"A port of {master.name}{f' (network {network})' if network else ''}.")
    known = first_address(view.addresses(subject))
    if known and not parts:
        parts.append(f"It has {known}.")
    return " ".join(parts)


def _container(view: View, one: Container) -> str:
    name = safe(one.name)
    if view.relations.stale(one):
        owner = view.snapshot.docker.containers.get(one.joined)
        whose = safe(owner.name) if owner else "a container that is gone"
        return f"{name} is stale: left in the namespace that {whose} had before its restart. Restart {name}."
    if one.state != "running":
        why = f": {one.error}" if one.error else "."
        return f"{name} is {safe(one.state)}{why}"
    if one.mode == "host":
        return f"{name} shares the host's namespace: its ports are the host's own."
    if one.joined:
        owner = view.snapshot.docker.containers.get(one.joined)
        return f"{name} shares the namespace of {safe(owner.name) if owner else 'another'}: both talk over lo."
    reached = [f"{address(end)} on {safe(end.network)}" for end in one.endpoints if end.address or end.address6]
    if not reached:
        return f"{name} runs without a network: lo alone."
    names = next((end.names for end in one.endpoints if end.names), ())
    by = f", by name as {listing([safe(each) for each in names], limit=2)}" if names else ", by address alone"
    return f"{name} is reached at {listing(reached)}{by}."


def _network(view: View, one: Network) -> str:
    members = count(len(view.relations.attached(one)), "member")
    if one.name == "host":
        return f"host is Docker's word for this host's own namespace: {members}."
    if one.name == "none":
        return f"none gives a container lo alone: {members}."
    inside = ", internal" if one.internal else ""
    bridge = view.subject_of(view.relations.network_bridge(one))
    where = f" on {place(view, bridge)}" if bridge else ""
    return f"{safe(one.name)} is a {safe(one.driver)} network, {subnets(one)}{inside}, with {members}{where}."
