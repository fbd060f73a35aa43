"""Which network namespace each container, and the daemon, lives in: /proc/PID/ns/net of its first process."""

import os
from urllib.parse import urlsplit

import msgspec

from netui.model.container import Docker
from netui.sources.discovery import Found, Place
from netui.sources.netlink.census import Address
from netui.sources.netlink.engine import Engine


def _address(pid: int) -> Address | None:
    try:
        status = os.stat(b"/proc/%d/ns/net" % pid)
    except OSError:  # ended, or not ours to look at
        return None
    return status.st_dev, status.st_ino


def _here(endpoint: str) -> bool:
    """Whether an engine asked there runs on this machine: pids mean something only then."""
    parts = urlsplit(endpoint)
    return parts.scheme in ("", "unix") or (parts.hostname or "") in ("localhost", "127.0.0.1", "::1")


def placed(docker: Docker, engine: Engine) -> Docker:
    """`docker` with the namespace of each container filled in; namespaces not met before are made known.

    The processes of an engine on another machine are not those of this one: its containers are in no namespace.
    """
    if not _here(docker.endpoint):
        return docker
    addresses: dict[int, Address] = {}
    pids = {one.pid for one in docker.containers.values() if one.pid} | ({docker.pid} if docker.pid else set())
    unknown: dict[Address, Found] = {}
    for pid in pids:
        address = _address(pid)
        if address is None:
            continue
        addresses[pid] = address
        if engine.census.at(address) is None:
            found = unknown.setdefault(address, Found(address))
            found.places.append(Place(b"/proc/%d/ns/net" % pid))
    if unknown:
        engine.census.add(unknown)
        engine.read_links()

    def key(pid: int) -> int | None:
        address = addresses.get(pid)
        space = engine.census.at(address) if address else None
        return space.key if space else None

    containers = {
        identity: msgspec.structs.replace(one, namespace=key(one.pid)) for identity, one in docker.containers.items()
    }
    return msgspec.structs.replace(docker, containers=containers, namespace=key(docker.pid))
