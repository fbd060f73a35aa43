"""Finding every network namespace of the host, and what keeps each alive."""

from netui.sources.discovery.found import Found, Place, opened
from netui.sources.discovery.scan import Scanner

__all__ = ["Found", "Place", "Scanner", "opened"]
