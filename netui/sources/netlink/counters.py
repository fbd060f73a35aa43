"""Packets and octets of each link of a namespace (RTM_GETSTATS, struct rtnl_link_stats64 of linux/if_link.h)."""

import struct

from netui.model.link import Counters
from netui.sources.netlink import constants as c
from netui.sources.netlink.wire import Channel, InterruptedDumpError, attributes, request

_FILTER_LINK_64 = 1
_REQUEST = request(c.RTM_GETSTATS, struct.pack("=BBHII", 0, 0, 0, 0, _FILTER_LINK_64), dump=True)
_ifindex = struct.Struct("=4xI").unpack_from
_stats = struct.Struct("=8Q").unpack_from


def _parse(data: bytes, offset: int, end: int) -> tuple[int, Counters]:
    raw = attributes(data, offset + 12, end).get(c.IFLA_STATS_LINK_64, b"")
    return _ifindex(data, offset)[0], Counters(*_stats(raw)) if len(raw) >= 64 else Counters(0, 0, 0, 0, 0, 0, 0, 0)


def read_counters() -> dict[int, Counters]:
    """Counters by ifindex, of the namespace that the calling thread is in. Raises OSError."""
    channel = Channel()
    try:
        return dict(channel.dump(_REQUEST, c.RTM_NEWSTATS, _parse))
    except InterruptedDumpError:
        return {}
    finally:
        channel.close()
