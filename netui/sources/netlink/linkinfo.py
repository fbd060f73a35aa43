"""Placeholder until the decoder lands."""

from typing import Any


def decode(attributes: dict[int, bytes]) -> dict[str, Any]:
    return {}
