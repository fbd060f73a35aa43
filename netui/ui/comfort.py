"""What a terminal program is told of its user's wishes: the configuration, checked, and how the screen was left."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from netui.config.keys import keymap
from netui.config.options import Config
from netui.config.reading import check_columns
from netui.core.state.layout import Layout

SLOW_LINE = 0.15
"""Seconds until a terminal answers, from which on its line is spared."""
SLOW_PERIOD = 2.0
"""Seconds from one showing of the host to the next on a slow line."""


def _forget(_layout: Layout) -> None:
    """Nothing is kept."""


class Comfort(Struct, frozen=True):
    """Without arguments: as netui is without a configuration, and nothing is remembered."""

    config: Config = Config()
    keymap: Mapping[str, tuple[str, ...]] = {}
    layout: Layout = Layout()
    keep: Callable[[Layout], Any] = _forget

    @property
    def period(self) -> float:
        """Seconds from one showing of the host to the next at least."""
        usual = 1 / self.config.updates
        return max(usual, SLOW_PERIOD) if self.config.slow == "on" else usual

    def measures(self, environment: Mapping[str, str]) -> bool:
        """Whether the line is to be measured: over ssh, where nothing was decided."""
        return self.config.slow == "auto" and bool(environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"))

    def hidden(self, listing: str, columns: tuple[str, ...]) -> frozenset[str]:
        """Titles of columns that a list does not show at the start; what was toggled last goes before the file."""
        if listing in self.layout.hidden:
            return frozenset(self.layout.hidden[listing]) & frozenset(columns[1:])
        return self.usual(listing, columns)

    def usual(self, listing: str, columns: tuple[str, ...]) -> frozenset[str]:
        """The same by the file alone."""
        return frozenset(columns) - frozenset(self.config.columns.get(listing, columns)) - {""}


def checked(config: Config) -> dict[str, tuple[str, ...]]:
    """The keys that a configuration gives, by binding. Raises ConfigError where they or its columns are wrong."""
    if not (config.keys or config.columns):
        return {}
    from netui.ui.known import known, valid

    check_columns(config, known())
    return keymap(config, known(), valid)
