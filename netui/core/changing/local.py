"""The runner of changes over this host."""

from netui.core.changing.carrying import Carrier
from netui.core.changing.kernel import Of
from netui.core.changing.runner import Runner, Told
from netui.core.guard.guarding import Guard
from netui.core.history.history import History
from netui.core.reading import Want, read_snapshot
from netui.errors import SourceError
from netui.model.snapshot import Snapshot
from netui.sources.netlink.space import PARTS


def read(facets: frozenset[str] = frozenset(), *, containers: bool = True, of: Of | None = None) -> Snapshot:
    """The host now, with all that a change can touch; these facets `of` some namespaces, or of all.

    Raises SourceError where netlink itself is refused.
    """
    try:
        return read_snapshot(Want(frozenset(PARTS) | facets, docker=containers, of=of))
    except OSError as error:
        raise SourceError(f"netlink is refused: {error.strerror or error}", hint="see netui doctor") from error


def local_runner(told: Told | None = None, confirm: int = 0) -> Runner:
    """One with the history of this user, boot and host.

    `confirm` is for how many seconds a change waits to be confirmed; 0 for changes that cannot cut anybody off.
    """
    history = History()
    return Runner(history, Carrier(), read, guard=Guard(history, confirm), told=told)
