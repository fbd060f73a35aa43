"""What has just come or changed: remembered for a moment, so that a glance finds another program's change."""

from collections.abc import Iterator, Mapping, Sequence

from netui.model.diff import Change
from netui.ui.subject import Subject, a_container, a_link, a_namespace, a_network

MOMENT = 2.0
"""Seconds that a change stays marked."""
_CAME, _CHANGED = "+", "~"


class Fresh:
    """The objects that came (+) or changed (~) within the last moment."""

    def __init__(self) -> None:
        self._until: dict[Subject, tuple[float, str]] = {}

    def take(self, changes: Sequence[Change], now: float) -> None:
        """Remember what these changes touched. `now` is in seconds of a monotonic clock."""
        for change in changes:
            for subject, sign in _touched(change):
                if sign == _CAME or self._until.get(subject, (0.0, ""))[1] != _CAME:
                    self._until[subject] = now + MOMENT, sign

    def signs(self, now: float) -> Mapping[Subject, str]:
        """What is still to be marked, and how."""
        if self._until:
            self._until = {subject: known for subject, known in self._until.items() if known[0] > now}
        return {subject: sign for subject, (_, sign) in self._until.items()}


def _touched(change: Change) -> Iterator[tuple[Subject, str]]:
    sign = _CAME if change.action == "added" else _CHANGED
    if change.kind in ("container", "network"):
        identity = str(change.identity)
        yield (a_container(identity) if change.kind == "container" else a_network(identity)), sign
        return
    key = change.namespace
    if key is None:
        return
    if change.kind == "namespace":
        yield a_namespace(key), sign
    elif change.kind in ("route", "rule"):
        yield a_namespace(key), _CHANGED
    elif change.kind == "link":
        yield a_link(key, int(str(change.identity))), sign
        if change.action != "changed":
            yield a_namespace(key), _CHANGED
    elif change.kind == "address":
        yield a_link(key, (change.after or change.before).ifindex), _CHANGED
