"""The states of the screen that are worth a picture: for the snapshot tests, and for screenshots/."""

from collections.abc import Callable

from msgspec import Struct

from netui.core.changes import Changes
from netui.core.host import StillHost
from netui.model import Snapshot
from netui.ui.app import NetuiApp
from tests.support.pretended import Pretended
from tests.support.screen import LARGE, SMALL
from tests.support.snapshots import busy_host, hostile_host, not_root, small_host


class State(Struct, frozen=True):
    """One state: a snapshot, a size, and the keys that lead there."""

    name: str
    make: Callable[[], Snapshot]
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    changes: Changes | None = None

    def app(self) -> NetuiApp:
        """A new program in the state before the keys."""
        return NetuiApp(StillHost(self.make()), who="root", changes=self.changes)


_READ_ONLY = "Nothing is changed here: netui was started with --read-only."

STATES = (
    State("links-small", small_host, SMALL, ("G",)),
    State("namespaces-large", small_host, LARGE, ("1",)),
    State("container-large", small_host, LARGE, ("4", "G", "k")),
    State("container-small", small_host, SMALL, ("4", "G", "k", "enter", "j", "j", "j")),
    State("rates-small", busy_host, SMALL, ("j", "enter")),
    State("links-of-host-small", busy_host, SMALL, ("1", "enter", "]")),
    State("published-large", busy_host, LARGE, ("4", "G", "k", *["]"] * 8)),
    State("sysctls-small", busy_host, SMALL, ("1", "enter", *["]"] * 9)),
    State("sysctls-large", busy_host, LARGE, ("2", "j", *["]"] * 5)),
    State("holders-small", busy_host, SMALL, ("1", "G", "enter", *["]"] * 9)),
    State("holders-large", busy_host, LARGE, ("1", "G", *["]"] * 9)),
    State("ports-large", busy_host, LARGE, ("3", "j", "]")),
    State("members-small", busy_host, SMALL, ("5", "enter", "]")),
    State("filter-small", small_host, SMALL, ("slash", "v", "e", "t", "h")),
    State("palette-small", small_host, SMALL, ("colon", *"172.30")),
    State("copy-large", small_host, LARGE, ("4", "G", "k", "y")),
    State("sort-small", small_host, SMALL, ("o", "j")),
    State("marked-small", small_host, SMALL, ("j", "space", "space", "k")),
    State("help-large", small_host, LARGE, ("question_mark",)),
    State("not-root-large", not_root, LARGE, ("1", "j")),
    State("hostile-large", hostile_host, LARGE, ("2", "j", "j")),
    State("form-half-small", small_host, SMALL, ("n", "1", *"v0", "tab"), Pretended()),
    State(
        "form-done-large",
        small_host,
        LARGE,
        ("n", "1", *"v0", "tab", *"v1", "tab", "tab", *"red", "tab", *"10.9.0.1/24"),
        Pretended(),
    ),
    State("form-wrong-small", small_host, SMALL, ("a", *"10.0.0.300/24"), Pretended()),
    State("form-kind-small", small_host, SMALL, ("n", "2", *"vx0", "tab", *"vxlan", "tab"), Pretended()),
    State("form-delete-small", small_host, SMALL, ("1", "j", "d"), Pretended()),
    State("form-move-large", small_host, LARGE, ("j", "m", *"re"), Pretended()),
    State("form-choose-small", small_host, SMALL, ("1", "j", "d", "ctrl+u", "ctrl+o"), Pretended()),
    State(
        "read-only-large",
        small_host,
        LARGE,
        ("d",),
        Pretended(_READ_ONLY),
    ),
    State("palette-change-small", small_host, SMALL, ("1", "j", "colon", *"route"), Pretended()),
    State("too-small", small_host, (50, 10)),
)
