"""Links: what the kernel calls network devices or interfaces (`ip link`, linux/if_link.h)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from netui.model.written import Digits
from netui.text import Name

Decoder = Callable[[bytes], dict[str, Any]]
"""Turns a kernel message, from its struct ifinfomsg on, into what `ip -d -j link` would say."""
Sysctls = Callable[[bytes], dict[str, int]]
"""Turns it into the sysctls of the link, by `ipv4.rp_filter`."""


_MOVING = frozenset(
    (
        "hello_timer", "tcn_timer", "topology_change_timer", "gc_timer", "message_age_timer", "forward_delay_timer",
        "hold_timer", "fdb_n_learned", "mcast_n_groups",
    )
)  # fmt: skip


class Detail(Mapping[str, Any]):
    """What `ip -d link` shows beyond the list, decoded when it is first read.

    Decoding it for every link of a large host would cost more than everything else together, and most of it
    is never looked at. Keys are those of `ip -d -j link` where that has one: `linkinfo` holds `info_kind`,
    `info_data`, `info_slave_kind`, `info_slave_data`.

    Two details are equal when they say the same; counters and timers do not count.
    """

    __slots__ = ("_decode", "_raw", "_sysctls", "_values")

    def __init__(
        self,
        raw: bytes = b"",
        decode: Decoder | None = None,
        sysctls: Sysctls | None = None,
        *,
        values: dict[str, Any] | None = None,
    ) -> None:
        self._raw = raw
        self._decode = decode
        self._sysctls = sysctls
        self._values = values

    @property
    def values_(self) -> dict[str, Any]:
        """The decoded attributes as one plain dictionary."""
        if self._values is None:
            self._values = self._decode(self._raw) if self._decode else {}
        return self._values

    @property
    def data(self) -> dict[str, Any]:
        """The kind's own attributes (`info_data`); empty where the kind has none."""
        return self._info("info_data")

    @property
    def port(self) -> dict[str, Any]:
        """The attributes of this link as a port of its master (`info_slave_data`)."""
        return self._info("info_slave_data")

    @property
    def sysctls(self) -> dict[str, int]:
        """The link's own sysctls that can be written, by `ipv4.rp_filter`; empty where no kernel has just told.

        A kernel tells no change of one: they are those of a reading made now, and no part of what is kept true.
        """
        return self._sysctls(self._raw) if self._sysctls else {}

    @property
    def settled(self) -> dict[str, Any]:
        """`values_` without what moves by itself: running timers, numbers of learned entries."""
        values = self.values_
        info = values.get("linkinfo")
        if not info:
            return values
        still = {
            key: {name: one for name, one in part.items() if name not in _MOVING} if isinstance(part, dict) else part
            for key, part in info.items()
        }
        return {**values, "linkinfo": still}

    def _info(self, key: str) -> dict[str, Any]:
        info = self.values_.get("linkinfo", {}).get(key, {})
        return info if isinstance(info, dict) else {}

    def __getitem__(self, key: str) -> Any:
        return self.values_[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Detail):
            return NotImplemented
        if self._raw and self._raw == other._raw:
            return True
        return self.settled == other.settled

    __hash__ = None  # type: ignore[assignment]


class Counters(Struct, frozen=True, gc=False):
    """Octets and packets since the link was made (struct rtnl_link_stats64)."""

    rx_packets: int
    tx_packets: int
    rx_bytes: int
    tx_bytes: int
    rx_errors: int
    tx_errors: int
    rx_dropped: int
    tx_dropped: int
    rx_rate: int | None = None
    """Octets per second since the reading before; None where there was none."""
    tx_rate: int | None = None

    def rated(self, before: "Counters", seconds: float) -> "Counters":
        """The same with the rates since a reading `seconds` ago; a link made anew begins at zero again."""
        rx = max(0, round((self.rx_bytes - before.rx_bytes) / seconds))
        tx = max(0, round((self.tx_bytes - before.tx_bytes) / seconds))
        return replace(self, rx_rate=rx, tx_rate=tx)


class Link(Struct, frozen=True):
    """One network device in one namespace."""

    ifindex: int
    name: Name
    type: int
    """ARPHRD_… of linux/if_arp.h: 1 Ethernet, 772 loopback, 65534 none."""
    flags: int
    """IFF_… of linux/if.h."""
    mtu: int
    mac: Digits
    """Link-layer address as `ip` prints it; empty where the kind has none."""
    operstate: int
    """IF_OPER_… of linux/if.h (RFC 2863)."""
    kind: str
    """As `ip link … type KIND`; empty for physical and loopback devices."""
    master: int
    """ifindex of the bridge, bond or VRF that this link is a port of; 0 for none."""
    port_kind: str
    """The master's kind as this port tells it (`info_slave_kind`)."""
    lower: int
    """IFLA_LINK: the ifindex of the veth's peer, or of the device below; 0 for none."""
    lower_namespace: int | None
    """Key of the namespace that `lower` is in; None for this link's own."""
    detail: Detail

    @property
    def up(self) -> bool:
        """Administratively up (IFF_UP)."""
        return bool(self.flags & 1)

    @property
    def state(self) -> str:
        """One word: up, down, no-carrier, dormant, lower-down, unknown (RFC 2863, linux/if.h)."""
        if not self.flags & IFF_UP:
            return "down"
        if self.operstate in (OPER_DORMANT, OPER_LOWERLAYERDOWN):
            return "dormant" if self.operstate == OPER_DORMANT else "lower-down"
        if not self.flags & IFF_LOWER_UP:
            return "no-carrier"
        if self.operstate == OPER_UP:
            return "up"
        return "unknown" if self.operstate == OPER_UNKNOWN else "down"


IFF_UP = 1 << 0
IFF_LOOPBACK = 1 << 3
IFF_NOARP, IFF_PROMISC, IFF_ALLMULTI, IFF_MULTICAST = 1 << 7, 1 << 8, 1 << 9, 1 << 12
IFF_LOWER_UP = 1 << 16

FLAG_NAMES: dict[int, str] = {
    1 << 0: "UP",
    1 << 1: "BROADCAST",
    1 << 2: "DEBUG",
    1 << 3: "LOOPBACK",
    1 << 4: "POINTOPOINT",
    1 << 5: "NOTRAILERS",
    1 << 6: "RUNNING",
    1 << 7: "NOARP",
    1 << 8: "PROMISC",
    1 << 9: "ALLMULTI",
    1 << 10: "MASTER",
    1 << 11: "SLAVE",
    1 << 12: "MULTICAST",
    1 << 13: "PORTSEL",
    1 << 14: "AUTOMEDIA",
    1 << 15: "DYNAMIC",
    1 << 16: "LOWER_UP",
    1 << 17: "DORMANT",
    1 << 18: "ECHO",
}

OPER_UNKNOWN, OPER_NOTPRESENT, OPER_DOWN, OPER_LOWERLAYERDOWN, OPER_TESTING, OPER_DORMANT, OPER_UP = range(7)
OPERSTATE_NAMES = ("UNKNOWN", "NOTPRESENT", "DOWN", "LOWERLAYERDOWN", "TESTING", "DORMANT", "UP")
