"""Figures, and what they should be at most."""

import statistics
from collections.abc import Sequence
from typing import NamedTuple


class Figure(NamedTuple):
    """One measured number."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    note: str = ""

    @property
    def kept(self) -> bool:
        """Whether it is within what was asked for."""
        return self.at_most is None or self.value <= self.at_most

    def __str__(self) -> str:
        number = f"{self.value:.3g}" if self.value < 1000 else f"{self.value:.0f}"
        goal = "" if self.at_most is None else f"at most {self.at_most:g}"
        mark = "" if self.kept else "  MISSED"
        return f"{self.name:<52} {number:>8} {self.unit:<6} {goal:<14}{mark}  {self.note}".rstrip()


def median(values: Sequence[float]) -> float:
    """The middle one: a noisy machine moves it least."""
    return statistics.median(values)


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
