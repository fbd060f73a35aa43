"""`netui link move v1 --to red`: as `ip link set dev v1 netns red`."""

from collections.abc import Iterator

from netui.model.action import AnyAction, LinkAt, MoveLink, SetLink
from netui.model.link import Link
from netui.operations import upkeep
from netui.operations.checks import free_name
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds import FLAG, NAMESPACE, NEW_LINK, link_that
from netui.operations.operation import IN_NAMESPACE, Operation, Plan
from netui.operations.state import LinkState


def _moves(link: Link) -> bool:
    """Whether the kernel lets it leave its namespace."""
    return link.name != b"lo" and link.kind not in ("bridge", "vrf")


class LinkMove(Operation):
    """Move a link to another namespace."""

    noun = "link"
    verb = "move"
    summary = "Move a link to another namespace; it arrives down and bare, and --keep-addresses gives it all back."
    key = "m"
    undo = "partial"
    lost = "its traffic control, bridge VLANs, proxy neighbours and learned entries"
    destructive = True
    several = "link"
    singly = ("name",)
    fields = (
        Field("link", link_that(_moves), "the link", required=True, positional=True),
        IN_NAMESPACE,
        Field("to", NAMESPACE, "the namespace that it goes to", required=True),
        Field("name", NEW_LINK, "its name there"),
        Field("keep_addresses", FLAG, "give it its addresses, routes and up state there"),
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """There has to be room for its name, and it has to be elsewhere."""
        place, space = given["link"], given.space("to")
        if space is place.space:
            yield Problem("to", f"{place} is there already")
            return
        if not _moves(place.link):
            yield Problem("link", f"{place} stays in the namespace that it was made in, as lo and bridges do")
        yield from free_name(given.relations, space, given.get("name", place.link.name), "name")

    def build(self, given: Given) -> Plan:
        """The move, and what is to be kept."""
        place, to = given["link"], given.where("to")
        name = given.get("name", place.link.name)
        steps: list[AnyAction] = [
            MoveLink(place.at, to, given["name"]) if "name" in given else MoveLink(place.at, to)
        ]
        state = upkeep.state_of(place)
        losses = list(_losses(state, keep="keep_addresses" in given))
        if "keep_addresses" in given:
            there = LinkAt(to, name)
            steps += upkeep.addresses(state, there, all_=True)
            if state.up:
                steps += [SetLink(there, up=True), *upkeep.routes(state, there)]
        warnings = (f"it loses {', '.join(losses)}",) if losses else ()
        return self.planned(f"{place} {to.name}", *steps, warnings=warnings)


def _losses(state: LinkState, *, keep: bool) -> Iterator[str]:
    if state.master:
        yield f"its master {state.master}"
    if not keep and state.addresses:
        yield f"its addresses {', '.join(one.address for one in state.addresses)}"
    if not keep and state.routes:
        yield f"{len(state.routes)} route{'' if len(state.routes) == 1 else 's'}"
    if not keep and state.up:
        yield "its up state"
    yield "its own sysctls"


OPERATION = LinkMove()
