"""`netui container run box --network shop -p 8080:80`: as `docker run --detach`."""

import re
from collections.abc import Iterator

from netui.model.container import Container, PortBinding
from netui.model.docker_action import ContainerAt, CreateContainer, StartContainer
from netui.operations.checks_docker import answering, runs
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds import FLAG, IP
from netui.operations.kinds_docker import NEW_DOCKER
from netui.operations.kinds_run import COMMAND, HOSTNAME, IMAGE, MODE, PUBLISH, owner_of
from netui.operations.operation import Operation, Plan
from netui.text import safe

_ANYWHERE = frozenset(("", "0.0.0.0", "::"))


class ContainerRun(Operation):
    """Make a container and start it."""

    noun = "container"
    verb = "run"
    summary = "Make a container of an image that is here, and start it: netui container run IMAGE -- COMMAND."
    key = "n"
    fields = (
        Field("image", IMAGE, "the image", required=True, positional=True),
        Field("name", NEW_DOCKER, "its name; else one after the image"),
        Field("network", MODE, "bridge, host, none, container:NAME, or a network", default="bridge"),
        Field("publish", PUBLISH, "a port to reach from outside, as 8080:80, or 80 for one that Docker chooses",
              short=("-p",), many=True, word="PORT"),
        Field("publish_all", FLAG, "every port that the image exposes", short=("-P",)),
        Field("hostname", HOSTNAME, "its host name"),
        Field("dns", IP, "a name server that it asks", many=True),
        Field("command", COMMAND, "what to run instead of the image's own, behind --", positional=True, many=True),
    )  # fmt: skip

    def faults(self, given: Given) -> Iterator[Problem]:
        """A free name, a mode that can have what is asked for, ports that are free."""
        yield from answering(given)
        docker = given.snapshot.docker
        name = given.get("name")
        if name and any(one.name == name for one in docker.containers.values()):
            yield Problem("name", f"there is a container {safe(name)} already", "choose another name")
        yield from _possible(given, given["network"])
        for port in given.get("publish", ()):
            yield from _free(given, port)

    def build(self, given: Given) -> Plan:
        """Make it, start it."""
        at = ContainerAt(given.get("name") or _name(given))
        made = CreateContainer(
            at, given["image"], given.get("command", ()), given["network"], given.get("publish", ()),
            given.get("publish_all", False), given.get("hostname", ""), given.get("dns", ()),
        )  # fmt: skip
        return self.planned(safe(at.name), made, StartContainer(at))


def _possible(given: Given, mode: str) -> Iterator[Problem]:
    """Whether a mode can have what is asked for."""
    owner = owner_of(given, mode)
    if owner is not None and not runs(owner):
        yield Problem("network", f"{safe(owner.name)} does not run, and so has no namespace to share",
                      f"netui container start {safe(owner.name)}")  # fmt: skip
    own = owner is None and mode not in ("host", "none")
    if not own and (given.get("publish") or given.get("publish_all")):
        yield Problem("publish", f"in the mode {safe(mode)} no port is published: {_why(owner, mode)}", "", 2)
    for field in ("hostname", "dns"):
        if owner is not None and given.get(field):
            yield Problem(field, f"it shares the {field} of {safe(owner.name)} with its namespace", "", 2)


def _why(owner: Container | None, mode: str) -> str:
    if owner is not None:
        return f"those of {safe(owner.name)} are"
    return "its programs listen on the host itself" if mode == "host" else "it has lo alone"


def _free(given: Given, port: PortBinding) -> Iterator[Problem]:
    """Whether no container has that port of the host; a program that has it is found when it starts."""
    for other in given.snapshot.docker.containers.values():
        for taken in other.claimed_ports if runs(other) else ():
            same = (taken.host_port, taken.protocol) == (port.host_port, port.protocol)
            meet = taken.host_address == port.host_address or {taken.host_address, port.host_address} & _ANYWHERE
            if port.host_port and same and meet:
                yield Problem("publish", f"{safe(other.name)} has port {port.host_port}/{port.protocol} of the host",
                              "choose another port")  # fmt: skip
                return


def _name(given: Given) -> str:
    """One after the image that no container has."""
    taken = {one.name for one in given.snapshot.docker.containers.values()}
    last = given["image"].rpartition("/")[2].partition("@")[0].partition(":")[0]
    plain = re.sub("[^a-zA-Z0-9_.-]", "", last).lstrip("_.-") or "container"
    return next(name for name in (f"{plain}-{number}" for number in range(1, len(taken) + 2)) if name not in taken)


OPERATION = ContainerRun()
