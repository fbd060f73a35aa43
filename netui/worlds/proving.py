"""Proving a world by real traffic: what it declares to pass has to arrive, and the rest must not."""

from msgspec import Struct

from netui.sources.netlink.building import inside
from netui.sources.probing import Probe, settle
from netui.worlds.declared import Traffic, World

_PATIENCE = 2.0
"""Seconds in which what passes has arrived: bridges and vxlans learn their way first."""
_SILENCE = 1.0
"""Seconds after which what has not arrived is taken not to pass."""


class Proof(Struct, frozen=True):
    """What became of one piece of traffic."""

    traffic: Traffic
    passed: bool | None
    """None where it could not be sent."""
    refused: str = ""
    """Why it could not be sent."""

    @property
    def holds(self) -> bool:
        """Whether it is as declared."""
        return self.passed is self.traffic.passes


def prove(world: World) -> tuple[Proof, ...]:
    """Send all traffic that the world declares, at once; at most three seconds. Its namespaces have to be there."""
    sent = [(one, *_sent(one)) for one in world.traffic]
    try:
        settle([probe for one, probe, _ in sent if probe and one.passes], _PATIENCE)
        settle([probe for one, probe, _ in sent if probe and not one.passes], _SILENCE)
        return tuple(Proof(one, probe.answer if probe else None, refused) for one, probe, refused in sent)
    finally:
        for _one, probe, _refused in sent:
            if probe:
                probe.close()


def _sent(traffic: Traffic) -> tuple[Probe | None, str]:
    address, _, port = traffic.to.partition(":")
    try:
        with inside(traffic.source):
            return Probe(address, int(port or 0)), ""
    except OSError as error:
        return None, f"{traffic.source}: {error.strerror}"
