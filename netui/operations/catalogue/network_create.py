"""`netui network create shop --subnet 10.0.0.0/24 --gateway 10.0.0.1`: as `docker network create`."""

from collections.abc import Iterator

from netui.model.docker_action import CreateNetwork, NetworkAt
from netui.operations.checks_docker import answering
from netui.operations.checks_network import BRIDGE_NAME, ICC, free_name, no_overlap, sound_subnets, subnets
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds import FLAG, IP, SWITCH, link_fault
from netui.operations.kinds_docker import DRIVER, NEW_DOCKER, POOL, SETTING
from netui.operations.operation import Operation, Plan
from netui.text import safe


class NetworkCreate(Operation):
    """Make a Docker network."""

    noun = "network"
    verb = "create"
    summary = "Make a Docker network; without --subnet Docker chooses one, and no address on it can be chosen."
    key = "n"
    fields = (
        Field("name", NEW_DOCKER, "its name", required=True, positional=True, word="NAME"),
        Field("driver", DRIVER, "what carries it", short=("-d",), default="bridge"),
        Field("subnet", POOL, "a subnet of it, as 10.0.0.0/24", many=True),
        Field("gateway", IP, "the bridge's address in a subnet; else Docker takes the first", many=True),
        Field("ip_range", POOL, "the part of a subnet that Docker chooses addresses from", many=True),
        Field("internal", FLAG, "without a way out of it"),
        Field("ipv6", FLAG, "with IPv6 too"),
        Field("icc", SWITCH, "whether its containers reach each other, which they do"),
        Field("opt", SETTING, "an option of the driver, as KEY=VALUE", short=("-o",), many=True),
        Field("label", SETTING, "a label, as KEY=VALUE", many=True),
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """A free name, subnets that fit and that nobody has, a bridge of its own."""
        yield from answering(given)
        yield from free_name(given)
        yield from sound_subnets(given)
        yield from no_overlap(given)
        yield from _own_bridge(given)
        if given["driver"] in ("host", "null"):
            yield Problem("driver", f"Docker has one network of the driver {given['driver']}, and makes no other")
        if "icc" in given and given["driver"] != "bridge":
            yield Problem("icc", f"the driver {safe(given['driver'])} knows no such thing: bridge does", "", 2)

    def build(self, given: Given) -> Plan:
        """One step."""
        options = dict(given.get("opt", ()))
        if "icc" in given:
            options[ICC] = "true" if given["icc"] else "false"
        step = CreateNetwork(
            NetworkAt(given["name"]), given["driver"], subnets(given), given.get("internal", False),
            given.get("ipv6", False), options, dict(given.get("label", ())),
        )  # fmt: skip
        return self.planned(safe(given["name"]), step)


def _own_bridge(given: Given) -> Iterator[Problem]:
    """Docker would take a bridge that is there, and delete it with the network: docker0 too."""
    name = dict(given.get("opt", ())).get(BRIDGE_NAME)
    if name is None:
        return
    raw = name.encode("utf-8", "surrogateescape")
    fault = link_fault(raw)
    home = given.relations.docker_namespace
    if fault:
        yield Problem("opt", fault, "", 2)
    elif home and any(link.name == raw for link in home.links.values()):
        yield Problem("opt", f"there is a link {safe(name)} already: Docker would delete it with the network",
                      "choose another name for the bridge")  # fmt: skip


OPERATION = NetworkCreate()
