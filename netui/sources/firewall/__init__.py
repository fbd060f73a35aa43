"""The packet filters of one network namespace, with counters: iptables of both variants, and nftables."""

import errno
from collections.abc import Mapping

from netui.model.firewall import Firewall, Table
from netui.sources.firewall.commands import CommandError, Commands
from netui.sources.firewall.iptables import legacy_tables, saved
from netui.sources.firewall.iptables_text import TABLES
from netui.sources.firewall.nft_listing import listed
from netui.sources.firewall.nftables import NativeTable, read_rule_counts, read_tables
from netui.text import unsafe

__all__ = ["read_firewall"]

_FAMILIES = ("ip", "ip6")
_IPTABLES = frozenset(name.encode() for name in TABLES)
_TRIES = 2
_NO_NFTABLES = (errno.EPROTONOSUPPORT, errno.EAFNOSUPPORT, errno.EINVAL, errno.EOPNOTSUPP)
"""What the kernel answers where it has no nf_tables."""


def read_firewall(commands: Commands | None = None) -> Firewall:
    """All rules of the namespace that the calling thread is in; nothing is changed, no module loaded.

    Raises nothing: what cannot be read is one sentence each in `unreadable`.
    """
    reading = _Reading(commands or Commands())
    reading.nftables()
    for family in _FAMILIES:
        reading.legacy(family)
    return Firewall(tuple(reading.tables), tuple(reading.unreadable))


class _Reading:
    """One reading: what was found so far."""

    def __init__(self, commands: Commands) -> None:
        self._commands = commands
        self.tables: list[Table] = []
        self.unreadable: list[str] = []

    def nftables(self) -> None:
        """Everything in nf_tables; a table of iptables-nft in the words of iptables, and not twice."""
        try:
            native = read_tables()
        except PermissionError:
            self.unreadable.append("nftables and iptables-nft: the kernel tells no rules without CAP_NET_ADMIN")
            return
        except OSError as error:
            if error.errno not in _NO_NFTABLES:
                self.unreadable.append(f"nftables: {error.strerror}")
            return
        told = {(table.family, table.name.encode()) for table in self._iptables_nft(native)}
        for one in native:
            if (one.family, one.name) not in told:
                self._list(one)

    def _iptables_nft(self, native: list[NativeTable]) -> list[Table]:
        found: list[Table] = []
        for family in _FAMILIES:
            names = {one.name for one in native if one.family == family and one.name in _IPTABLES}
            if not names:
                continue
            try:
                found += self._saved(family, names)
            except CommandError as error:
                self.unreadable.append(f"{error.message}; its tables are shown in nft's words")
        self.tables += found
        return found

    def _saved(self, family: str, names: set[bytes]) -> list[Table]:
        """Those of the tables that iptables-nft tells in full; asked again where they changed meanwhile."""
        for _ in range(_TRIES):
            told = saved(self._commands, "nft", family)
            counts = read_rule_counts()
            mine = [table for table in told.tables if table.name.encode() in names]
            whole = [table for table in mine if _in_full(table, counts.get((family, table.name.encode()), {}))]
            if len(whole) == len(mine):
                break
        return [table for table in whole if table.name not in told.incompatible]

    def _list(self, native: NativeTable) -> None:
        try:
            self.tables.append(listed(self._commands, native))
        except CommandError as error:
            self.unreadable.append(error.message)

    def legacy(self, family: str) -> None:
        """The legacy tables of one family (ip, ip6)."""
        try:
            self.tables += legacy_tables(self._commands, family)
        except CommandError as error:
            self.unreadable.append(error.message)


def _in_full(table: Table, counts: Mapping[bytes, int]) -> bool:
    """Whether each chain has as many rules as the kernel says: iptables passes over chains that nft made.

    It also shows the built-in chains that the kernel does not have.
    """
    told = {unsafe(chain.name): len(chain.rules) for chain in table.chains}
    return all(told.get(chain) == count for chain, count in counts.items()) and sum(told.values()) == sum(
        counts.values()
    )
