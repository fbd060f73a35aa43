"""How namespaces are named, everywhere: on screen, on the command line, in JSON.

`host`, `NAME` (as `ip netns` knows it), `container:NAME`, `pid:N`, `inode:N`; `name:X` forces a name that looks
like one of these. What netui prints it also accepts.
"""

import re
from typing import Literal

from netui.errors import NotFoundError, UsageError
from netui.model.namespace import Holder, Namespace
from netui.model.relations import Relations
from netui.text import Name, safe

NamespaceKind = Literal["host", "named", "container", "process", "thread", "fd", "socket", "mount", "unknown"]

_LOOPBACK = 772  # ARPHRD_LOOPBACK of linux/if_arp.h
_DIGITS = re.compile(r"(\d+)")
_RESERVED = (b"container:", b"pid:", b"inode:", b"name:")


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts eth2 before eth10."""
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _DIGITS.split(name))


def namespace_kind(relations: Relations, namespace: Namespace) -> NamespaceKind:
    """What a namespace is, by the most telling thing that holds it."""
    if namespace.host:
        return "host"
    if relations.owner(namespace.key):
        return "container"
    if namespace.names:
        return "named"
    for kind in ("process", "thread", "fd", "socket", "mount"):
        if any(holder.kind == kind for holder in namespace.holders):
            return kind
    return "unknown"


def namespace_name(relations: Relations, namespace: Namespace) -> Name:
    """The name that people read and type for a namespace."""
    if namespace.host:
        return Name(b"host")
    owner = relations.owner(namespace.key)
    if owner:
        return Name(b"container:" + owner.name.encode("utf-8", "surrogateescape"))
    if namespace.names:
        return _plain(namespace.names[0])
    reference = main_process(namespace)
    if reference:
        return Name(b"pid:%d" % reference.pid)
    return Name(b"inode:%d" % namespace.inode)


def _plain(name: Name) -> Name:
    if name == b"host" or name.startswith(_RESERVED):
        return Name(b"name:" + name)
    return name


def main_process(namespace: Namespace) -> Holder | None:
    """The oldest process that lives in the namespace; None where none does."""
    processes = [holder for holder in namespace.holders if holder.kind == "process"]
    return min(processes, key=lambda one: (one.started, one.pid), default=None)


def observed_from(namespace: Namespace) -> Holder | None:
    """What holds the namespace where it looks like the one that another netui observes the host from.

    That holds nothing but a loopback link, and nothing holds it but sockets of one process that is called netui. A
    process may call itself so: whoever shows this says what it rests on.
    """
    holders = namespace.holders
    alone = (
        not namespace.host and namespace.readable and all(one.type == _LOOPBACK for one in namespace.links.values())
    )
    if not (alone and holders and all(one.kind == "socket" for one in holders)):
        return None
    first = holders[0]
    return first if first.command == b"netui" and all(one.pid == first.pid for one in holders) else None


def find_namespace(relations: Relations, text: str) -> Namespace:
    """The namespace that `text` names; accepts a name's exact bytes and its shown form.

    Raises NotFoundError, and UsageError where `pid:` or `inode:` is followed by no number.
    """
    wanted = text.encode("utf-8", "surrogateescape")
    spaces = relations.snapshot.namespaces.values()
    if wanted.startswith((b"pid:", b"inode:")):
        return _by_number(relations, text)
    found: Namespace | None = None
    if wanted == b"host":
        found = relations.snapshot.host
    elif wanted.startswith(b"container:"):
        found = _by_container(relations, text.removeprefix("container:"))
    else:
        bare = wanted.removeprefix(b"name:")
        # The shown form first: one name's bytes may be what is shown for another.
        shown = bare.decode("utf-8", "surrogateescape")
        found = next((space for space in spaces if shown in map(safe, space.names)), None)
        if found is None:
            found = next((space for space in spaces if bare in space.names), None)
    if found is None:
        said = f"no namespace is named {safe(text)}"
        raise _unknown(relations, said, "docker" if wanted.startswith(b"container:") else "", _meant(relations, text))
    return found


def _by_number(relations: Relations, text: str) -> Namespace:
    word, _, digits = text.partition(":")
    if not digits.isascii() or not digits.isdigit():
        raise UsageError(f"{safe(text)}: {word}: is followed by a number")
    number = int(digits)
    for space in relations.snapshot.namespaces.values():
        if word == "inode" and space.inode == number:
            return space
        if word == "pid" and any(one.pid == number and one.kind == "process" for one in space.holders):
            return space
    raise _unknown(relations, f"no namespace with {word} {number} is known", "processes")


def _meant(relations: Relations, text: str) -> str:
    """What may have been meant: the namespace of a container that is called so."""
    name = text.removeprefix("container:")
    if name != text or not _by_container(relations, name):
        return ""
    return f"that of the container is container:{safe(name)}"


def _unknown(relations: Relations, said: str, subject: str, hint: str = "") -> NotFoundError:
    """The refusal; where the namespace may be hidden by limits of that subject, they are told."""
    hidden = [one.message for one in relations.snapshot.limits if one.subject == subject]
    return NotFoundError(
        f"{said}: {'; '.join(hidden)}" if hidden else said,
        hint=hint or "netui namespace list shows those that are known",
    )


def _by_container(relations: Relations, wanted: str) -> Namespace | None:
    for container in relations.snapshot.docker.containers.values():
        if wanted in (container.name, safe(container.name)) and container.namespace is not None:
            return relations.snapshot.namespaces.get(container.namespace)
    return None
