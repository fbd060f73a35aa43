"""The map: where everything stands, and what it is joined to."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize

from netui.model.diff import Change
from netui.model.relations import LinkRef
from netui.model.snapshot import Snapshot
from netui.topology.graph import Graph, around, graph
from netui.ui import keys, operating
from netui.ui.filling import Spot
from netui.ui.screens.mode import LEAST_COLUMNS, LEAST_ROWS, Mode
from netui.ui.sentences import gone, sentence
from netui.ui.style import sheet
from netui.ui.subject import Subject, a_container, a_link, a_namespace
from netui.ui.view import View
from netui.ui.widgets.lines import KeyLine, SentenceLine, TooSmall, TopLine
from netui.ui.widgets.map import MapPane
from netui.ui.wording import count, rates

_HOPS = (0, 4, 3, 2, 1)
"""How far the map reaches, step by step; 0 for everything."""


class Map(Mode):
    """Draws the host; the keys of operations act on what is under the cursor."""

    CSS_PATH = sheet("map")
    AUTO_FOCUS = "#map"
    BINDING_GROUP_TITLE = "Map"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", key_display="Enter", id="map.open", tooltip="open this in Explore"),
        Binding("space", "fold", "fold", key_display="Space", id="map.fold",
                tooltip="fold this namespace into one line, or unfold it"),
        Binding("f", "fold_all", "fold all", show=False, id="map.fold-all",
                tooltip="fold all namespaces that hang on another, or unfold all"),
        Binding("plus", "zoom(1)", "near", key_display="+ _", id="map.near",
                tooltip="only what is near this: 4, 3, 2, 1 hops"),
        Binding("underscore", "zoom(-1)", "far", show=False, id="map.far", tooltip="more of what is around it"),
        Binding("escape", "back", "all", key_display="Esc", id="map.all", tooltip="the whole map again"),
        Binding("p", "peer", "peer", id="map.peer", tooltip="to the other end of a wire"),
    ]  # fmt: skip

    def __init__(self, who: str, *, live: bool, unchangeable: str = "") -> None:
        super().__init__(live=live, unchangeable=unchangeable)
        self._top = TopLine(who, live=live, unchangeable=bool(unchangeable), mode="map")
        self._pane = MapPane(self._traffic)
        self._sentence = SentenceLine()
        self._keys = KeyLine()
        self._drawn = Snapshot()
        self._whole = Graph((), ())
        self._folded: frozenset[int] = frozenset()
        self._zoom = 0
        """Index into _HOPS."""
        self._centre: LinkRef | None = None

    def compose(self) -> ComposeResult:
        """Top line, map, sentence, keys."""
        yield self._top
        yield self._countdown
        yield self._pane
        yield self._sentence
        yield self._keys
        yield TooSmall(LEAST_COLUMNS, LEAST_ROWS)

    def on_resize(self, event: Resize) -> None:
        """Say so where the terminal is too small."""
        self.set_class(event.size.width < LEAST_COLUMNS or event.size.height < LEAST_ROWS, "-small")
        self.call_after_refresh(self._tell)

    # what is shown

    def present(self, view: View, changes: Sequence[Change] = ()) -> None:  # noqa: ARG002 - the map marks no news
        """Show a view; what did not change stays where it is."""
        before, self._view = self._view, view
        if self._subject and before.exists(self._subject) and not view.exists(self._subject):
            self._notice = f"{self._notice} {gone(before, self._subject)}".strip()
        if not _same(self._drawn, view.snapshot):
            self._drawn, self._whole = view.snapshot, graph(view.snapshot)
        self._top.present(view)
        self._show()

    def _show(self) -> None:
        shown = self._whole
        if self._zoom and self._centre:
            near = around(self._whole, self._centre, _HOPS[self._zoom])
            shown = near if near.spaces else shown
        self._pane.show(shown, self._folded)
        self._tell()

    def _tell(self) -> None:
        """The sentence, the keys, and the traffic of what is in sight."""
        subject = self._subject = self._subject_of(self._pane.cursor)
        told = self._notice or (sentence(self._view, subject) if subject else "")
        if self._zoom and not self._notice:
            told = f"Within {count(_HOPS[self._zoom], 'hop')}. {told}"
        self._sentence.say(told)
        self._keys.present(
            keys.hints(self.app, self.active_bindings.values(), self.reason, partial(operating.word, self._place))
        )
        small = self.has_class("-small")
        self._look(frozenset() if small else frozenset(("counters", key) for key in self._pane.seen))

    def _traffic(self, ref: LinkRef) -> str:
        """What passes a link, in and out; nothing where nothing does."""
        if ref.namespace is None:
            return ""
        counted = self._view.counters(a_link(ref.namespace, ref.ifindex))
        if counted is None or not (counted.rx_rate or counted.tx_rate):
            return ""
        return f"{rates(counted.rx_rate, counted.tx_rate).strip()} bit/s"

    # what is selected

    def _subject_of(self, ref: LinkRef | None) -> Subject | None:
        """A link; or the namespace, which for a container's is the container."""
        if ref is None or ref.namespace is None or ref.namespace not in self._view.spaces:
            return None
        if ref.ifindex:
            return a_link(ref.namespace, ref.ifindex)
        owner = self._view.relations.owner(ref.namespace)
        return a_container(owner.id) if owner else a_namespace(ref.namespace)

    def _ref_of(self, subject: Subject) -> LinkRef | None:
        if subject.kind in ("link", "namespace"):
            return LinkRef(subject.namespace, subject.ifindex)
        docker = self._view.snapshot.docker
        if subject.kind == "network":
            return self._view.relations.network_bridge(docker.networks[subject.id])
        key = docker.containers[subject.id].namespace
        return None if key is None else LinkRef(key, 0)

    def select(self, subject: Subject) -> None:
        """Go to an object; a fold or a zoom that hides it gives way."""
        ref = self._ref_of(subject) if self._view.exists(subject) else None
        self._notice = ""
        if ref is None:
            self.say("That is on no place of the map.")
            return
        if not self._pane.move_to(ref):
            self._zoom, self._folded = 0, frozenset()
            self._show()
            if not self._pane.move_to(ref):
                self._pane.move_to(LinkRef(ref.namespace, 0))
        self._tell()

    def welcome(self, made: Subject) -> None:
        """Go to what was made."""
        notice = self._notice
        self.select(made)
        self.say(notice)

    @property
    def _place(self) -> str:
        kind = self._subject.kind if self._subject else "namespace"
        return {"link": "links", "container": "containers"}.get(kind, "namespaces")

    @property
    def _spot(self) -> Spot:
        return Spot(self._place, self._subject)

    def on_map_pane_moved(self) -> None:
        """Something else is selected."""
        self._notice = ""
        self._tell()

    def on_map_pane_opened(self) -> None:
        """Open it in Explore."""
        self.action_open()

    # keys

    def _means(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Whether a key means anything here."""
        if action == "back":
            return bool(self._zoom)
        if action == "peer":
            return bool(self._ends)
        return super()._means(action, parameters)

    @property
    def _ends(self) -> list[LinkRef]:
        cursor = self._pane.cursor
        return self._whole.ends.get(cursor, []) if cursor else []

    def action_open(self) -> None:
        """Open what is selected in Explore."""
        if self._subject:
            self.post_message(self.Elsewhere("explore", self._subject))

    def action_peer(self) -> None:
        """To the other end of a wire."""
        for ref in self._ends[:1]:
            assert ref.namespace is not None  # wires are between known links
            self.select(a_link(ref.namespace, ref.ifindex))

    def action_fold(self) -> None:
        """Fold the namespace under the cursor, or unfold it."""
        cursor = self._pane.cursor
        if cursor and cursor.namespace is not None:
            self._folded ^= {cursor.namespace}
            self._notice = ""
            self._show()

    def action_fold_all(self) -> None:
        """Fold all but the host, or unfold all."""
        every = frozenset(
            one.key for one in self._whole.spaces if one.kind != "host" and not any(row.hub for row in one.rows)
        )
        self._folded = frozenset() if self._folded else every
        self._show()

    def action_zoom(self, by: int) -> None:
        """Less or more of what is around; what is selected becomes the middle."""
        self._zoom = max(0, min(self._zoom + by, len(_HOPS) - 1))
        self._centre = self._pane.cursor
        self._notice = ""
        self._show()

    def action_back(self) -> None:
        """The whole map again."""
        self._zoom = 0
        self._show()


def _same(before: Snapshot, now: Snapshot) -> bool:
    """Whether two snapshots have one map: what only counts packets or learns neighbours draws nothing anew."""
    if before.docker is not now.docker or before.namespaces.keys() != now.namespaces.keys():
        return False
    for key, one in now.namespaces.items():
        old = before.namespaces[key]
        if one is not old and (
            (one.links is not old.links or one.addresses is not old.addresses)
            or (one.names, one.holders, one.readable) != (old.names, old.holders, old.readable)
        ):
            return False
    return True
