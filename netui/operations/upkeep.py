"""What a link has that the kernel drops on the way, to be given to it again: in a restart, in a move."""

from collections.abc import Iterator

from msgspec.structs import replace

from netui.model.action import AddAddress, AnyAction, LinkAt
from netui.operations.given import Place
from netui.operations.identity import Places
from netui.operations.reach import Reach
from netui.operations.restore_entries import add_routes
from netui.operations.state import Contents, LinkState, link_state


def state_of(place: Place) -> LinkState:
    """The link with all that is on it."""
    return link_state(Places(place.relations), Contents(place.space), place.link)


def addresses(state: LinkState, at: LinkAt, *, all_: bool) -> Iterator[AddAddress]:
    """Those of IPv6, which a link that goes down loses; IPv4 ones too where `all_`."""
    for one in state.addresses:
        if all_ or ":" in one.address:
            yield replace(one, link=at)


def routes(state: LinkState, at: LinkAt) -> Iterator[AnyAction]:
    """Those over the link."""
    return add_routes((), state.routes, at, Reach({state.at.name: replace(state, at=at)}, ()))
