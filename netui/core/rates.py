"""The rates of the last readings of what is looked at: enough for a small picture, and no more."""

import threading
from collections import deque
from typing import NamedTuple

from netui.model.link import Counters
from netui.model.snapshot import Snapshot

READINGS = 32
"""How many readings are kept."""


class Rate(NamedTuple):
    """What one link received and sent, in octets per second."""

    received: int
    sent: int


_IDLE = Rate(0, 0)


class Rates:
    """Keeps the rates of all links of those namespaces whose counters are read, for as long as they are.

    Only links on which something passed take room. `note` is called by one thread, `of` by any.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._readings: dict[int, deque[dict[int, Rate]]] = {}
        self._last: dict[int, dict[int, Counters]] = {}

    def note(self, snapshot: Snapshot) -> None:
        """Take what was read since the last call."""
        read = {key: one.counters for key, one in snapshot.namespaces.items() if one.counters is not None}
        for key in self._last.keys() - read.keys():
            with self._lock:
                self._readings.pop(key, None)
        for key, counters in read.items():
            if counters is not self._last.get(key):
                self._take(key, counters)
        self._last = read

    def _take(self, key: int, counters: dict[int, Counters]) -> None:
        busy = {
            index: Rate(one.rx_rate, one.tx_rate or 0)
            for index, one in counters.items()
            if one.rx_rate is not None and (one.rx_rate or one.tx_rate)
        }
        if busy or any(one.rx_rate is not None for one in counters.values()):  # a first reading has no rates
            with self._lock:
                self._readings.setdefault(key, deque(maxlen=READINGS)).append(busy)

    def of(self, key: int, ifindex: int) -> tuple[Rate, ...]:
        """The rates of a link, the oldest first; none where nobody has looked."""
        with self._lock:
            return tuple(one.get(ifindex, _IDLE) for one in self._readings.get(key, ()))
