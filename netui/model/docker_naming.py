"""How containers and Docker networks are named: as docker itself takes it, names first, then ids' beginnings."""

from collections.abc import Iterable
from typing import TypeVar

from netui.errors import NotFoundError, UsageError
from netui.model.container import Container, Docker, Network
from netui.text import safe

Thing = TypeVar("Thing", Container, Network)


def find_docker(docker: Docker, candidates: Iterable[Thing], wanted: str, noun: str) -> Thing:
    """The object of that name or id, or the only one whose id begins so. Raises NotFoundError, UsageError."""
    everything = list(candidates)
    bare = wanted.removeprefix("/")
    found = [one for one in everything if bare in (one.name, safe(one.name))]
    if not found and wanted:
        found = [one for one in everything if one.id.startswith(wanted)]
    if not found:
        raise unknown_to_docker(docker, noun, wanted)
    if len(found) > 1:
        ids = ", ".join(one.id[:12] for one in found[:8])
        raise UsageError(f"{len(found)} {noun}s fit {safe(wanted)}", hint=f"choose one of {ids}")
    return found[0]


def unknown_to_docker(docker: Docker, noun: str, wanted: str) -> NotFoundError:
    """The refusal where Docker has nothing of that name, or does not tell."""
    if docker.status == "live":
        return NotFoundError(f"no {noun} is called {safe(wanted)}", hint=f"netui {noun} list shows them all")
    return NotFoundError(f"no {noun} is known, so none called {safe(wanted)}: {docker.reason}", hint=docker.hint)
