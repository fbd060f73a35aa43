"""One reading of the host, for a command that prints and ends."""

import os
import socket
import time
from collections import Counter
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path
from typing import Any, cast

from msgspec import Struct

from netui.core.containers import placed
from netui.core.facets import FACETS, read_facet
from netui.model.container import Docker
from netui.model.firewall import Firewall
from netui.model.snapshot import Limit, Snapshot
from netui.sources import sandboxed
from netui.sources.netlink.census import EVERYTHING
from netui.sources.netlink.engine import Engine
from netui.sources.netlink.space import PARTS, Facet, Part


class Want(Struct, frozen=True):
    """What a command needs to be read. Namespaces with their holders, links and addresses always are."""

    facets: frozenset[str] = frozenset()
    """routes, rules, neighbours, fdb, counters, sockets, firewall, sysctls."""
    docker: bool = True
    namespace: str = ""
    """Where only one namespace's costly facets are wanted: its name, as `find_namespace` takes it."""
    of: Callable[[Snapshot], Collection[int]] | None = None
    """Tells, from the host without costly facets, the keys of the namespaces whose are wanted; None for all."""


_WAY: frozenset[str] = frozenset(("firewall", "sockets"))
"""What a published port is followed by: its way begins in Docker's namespace and ends in the container's."""
EVERY_FACET: frozenset[str] = frozenset((*PARTS, *FACETS))


def boot_id() -> str:
    """The kernel's id of this boot; empty where it is not told."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def read_snapshot(want: Want) -> Snapshot:
    """The host's network now. What may not be read is told in the snapshot's limits.

    Raises OSError where netlink itself is refused.
    """
    engine = Engine()
    try:
        engine.read_host()
        engine.take(engine.scanner.everything(), EVERYTHING)
        docker = placed(_docker(), engine) if want.docker else Docker()
        parts = cast(tuple[Part, ...], tuple(want.facets & set(PARTS)))
        if parts:
            engine.read_parts(parts)
        unread = _read_facets(engine, want, docker)
        update = engine.update()
    finally:
        engine.close()
    assert update is not None  # the host's own namespace is always there
    return Snapshot(
        namespaces={key: space for key, space in update.namespaces.items() if space is not None},
        docker=docker,
        limits=(*(update.limits or ()), *docker_limits(docker), *unread),
        hostname=socket.gethostname(),
        sandbox=sandboxed.world(),
        boot_id=boot_id(),
        taken=time.time(),
    )


def docker_limits(docker: Docker) -> tuple[Limit, ...]:
    """The one line about an engine that is there and does not answer, or may not be asked."""
    if docker.status in ("unasked", "connecting", "live", "absent"):
        return ()
    return (Limit("docker", docker.reason or f"Docker at {docker.endpoint}: {docker.status}"),)


def _docker() -> Docker:
    from netui.sources.docker.endpoint import resolve
    from netui.sources.docker.source import read_once

    return read_once(resolve())


def _read_facets(engine: Engine, want: Want, docker: Docker) -> tuple[Limit, ...]:
    """Read what costs; returns what could not be read."""
    facets = cast(tuple[Facet, ...], tuple(facet for facet in FACETS if facet in want.facets))
    if not facets:
        return ()

    @cache
    def owners() -> Any:
        from netui.sources.processes import socket_owners

        return socket_owners()

    only = _only(engine, want, docker)
    refused: Counter[str] = Counter()
    reasons: dict[str, None] = {}
    for space in engine.census:
        if only is not None and space.key not in only:
            continue
        links = space.names_of_links
        for facet in facets:
            value = read_facet(facet, space.places, space.address, links, host=space.host, owners=owners)
            space.watch(facet, value)
            refused[facet] += value is None
            if isinstance(value, Firewall):
                reasons.update(dict.fromkeys(value.unreadable))
    counted = (_facet_limit(facet, count) for facet, count in refused.items() if count)
    return (*counted, *(Limit("firewall", reason) for reason in reasons))


def _facet_limit(facet: str, count: int) -> Limit:
    told = f"the {facet} of {count} namespace{'' if count == 1 else 's'} could not be read"
    return Limit(facet, told, "" if os.geteuid() == 0 else "run netui as root (CAP_SYS_ADMIN)")


def _only(engine: Engine, want: Want, docker: Docker) -> set[int] | None:
    """Keys of the namespaces whose costly facets are wanted; None for all."""
    if not want.namespace and want.of is None:
        return None
    from netui.model.naming import find_namespace
    from netui.model.relations import Relations

    spaces = {space.key: space.frozen() for space in engine.census}
    for space in engine.census:
        space.changed.add("identity")
    known = Snapshot(namespaces=spaces, docker=docker, limits=(*engine.limits(), *docker_limits(docker)))
    if want.of is not None:
        return set(want.of(known))
    chosen = {find_namespace(Relations(known), want.namespace).key}
    if want.facets >= _WAY and docker.namespace is not None:
        chosen.add(docker.namespace)
    return chosen
