"""Checks of what is done to a container itself, and who else is affected."""

from collections.abc import Iterator

from netui.model.container import Container
from netui.operations.checks_docker import runs
from netui.operations.field import Problem
from netui.operations.given import Given
from netui.text import safe


def stopped(container: Container) -> Iterator[Problem]:
    """Whether it can be started."""
    if container.state == "paused":
        yield Problem(
            "container", f"{safe(container.name)} is paused", f"netui container unpause {safe(container.name)}"
        )
    elif runs(container):
        yield Problem("container", f"{safe(container.name)} runs already")


def running(container: Container) -> Iterator[Problem]:
    """Whether it can be stopped."""
    if not runs(container):
        yield Problem(
            "container", f"{safe(container.name)} does not run", f"netui container start {safe(container.name)}"
        )


def startable(given: Given, container: Container) -> Iterator[Problem]:
    """Whether everything is there that Docker needs to start it."""
    name = safe(container.name)
    for place in container.endpoints:
        if place.dangling:
            told = safe(place.network)
            yield Problem("container", f"{name} needs the network {told}, which is gone",
                          f"docker network disconnect {told} {name}")  # fmt: skip
    if container.joined:
        owner = given.snapshot.docker.containers.get(container.joined)
        if owner is None:
            yield Problem("container", f"{name} shares the namespace of a container that is gone")
        elif not runs(owner):
            yield Problem("container", f"{name} shares the namespace of {safe(owner.name)}, which does not run",
                          f"netui container start {safe(owner.name)}")  # fmt: skip


def sharers(given: Given, container: Container) -> Iterator[str]:
    """Who shares its namespace, and is left without a network when it ends."""
    others = given.snapshot.docker.containers.values()
    for other in others:
        if other.joined == container.id and runs(other):
            yield f"{safe(other.name)} shares its namespace: it keeps lo alone until it is restarted itself"
