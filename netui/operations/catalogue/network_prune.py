"""`netui network prune`: as `docker network prune`, but each network by its name, so that it is known which."""

from collections.abc import Iterator

from netui.model.container import Network
from netui.model.docker_action import RemoveNetwork
from netui.operations.catalogue.network_remove import LOST
from netui.operations.checks_docker import answering
from netui.operations.checks_network import needed, removable
from netui.operations.docker_state import network_at
from netui.operations.field import Problem
from netui.operations.given import Given
from netui.operations.operation import Operation, Plan


class NetworkPrune(Operation):
    """Remove every Docker network that nothing runs on."""

    noun = "network"
    verb = "prune"
    summary = "Remove every Docker network that no running container is on, telling which stopped ones need it."
    undo = "partial"
    lost = LOST
    destructive = True
    fields = ()

    def faults(self, given: Given) -> Iterator[Problem]:
        """Something has to be there."""
        silent = tuple(answering(given))
        yield from silent
        if not silent and not _unused(given):
            yield Problem("", "every network is Docker's own, or a running container is on it")

    def build(self, given: Given) -> Plan:
        """A step for each."""
        found = _unused(given)
        count = f"{len(found)} network{'' if len(found) == 1 else 's'}"
        return self.planned(
            count,
            *(RemoveNetwork(network_at(given.snapshot.docker, one)) for one in found),
            warnings=tuple(told for one in found for told in needed(given, one)),
        )


def _unused(given: Given) -> list[Network]:
    """Those of this host alone; a swarm's are no single host's business."""
    local = (one for one in given.snapshot.docker.networks.values() if one.scope == "local")
    return sorted((one for one in local if not any(removable(given, one))), key=lambda one: one.name)


OPERATION = NetworkPrune()
