"""Packet filter rules with their counters, in the words of the tool that made them (iptables(8), nft(8))."""

from collections.abc import Iterator

from netui.objects.column import Column
from netui.objects.directory import Directory
from netui.objects.row import Row
from netui.objects.words import nothing
from netui.text import Name


class FirewallRule(Row, frozen=True, gc=False):
    """One rule; a chain without rules is told once, without one."""

    namespace: Name
    backend: str
    """iptables-nft, iptables-legacy, or nft."""
    family: str
    table: str
    chain: str
    hook: str | None
    """null for a chain that is only jumped to."""
    priority: int | None
    policy: str | None
    """What becomes of a packet that no rule takes."""
    number: int
    """From 1, as `iptables --line-numbers` counts; 0 for a chain without rules."""
    rule: str | None
    packets: int | None
    """null where the rule does not count; for a chain without rules, those that met the policy."""
    bytes: int | None
    handle: int | None
    """nft's number of the rule."""
    device: str | None = None
    """The link that an ingress or egress chain stands at; several with commas between."""


def rows(directory: Directory) -> list[FirewallRule]:
    """All rules that could be read, of the namespaces asked for."""
    return list(_rows(directory))


def _rows(directory: Directory) -> Iterator[FirewallRule]:
    for space in directory.spaces:
        name = directory.name(space.key)
        for table in space.firewall.tables if space.firewall else ():
            for chain in table.chains:
                head = (name, table.backend, table.family, table.name, chain.name, chain.hook or None)
                place = (*head, chain.priority, chain.policy or None)
                device = chain.device or None
                if not chain.rules:
                    yield FirewallRule(*place, 0, None, chain.packets, chain.bytes, None, device)
                for number, one in enumerate(chain.rules, 1):
                    yield FirewallRule(*place, number, one.text, one.packets, one.bytes, one.handle or None, device)


def named(directory: Directory, wanted: str) -> list[FirewallRule]:
    """The rules of that chain, TABLE/CHAIN, or of that table. Raises NotFoundError."""
    everything = rows(directory)
    for matches in (
        lambda row: wanted in (row.chain, f"{row.table}/{row.chain}"),
        lambda row: wanted == row.table,
    ):
        found = [row for row in everything if matches(row)]
        if found:
            return found
    raise nothing(directory, "firewall", wanted)


COLUMNS = (
    Column("NAMESPACE", lambda row: row.namespace, 1),
    Column("BACKEND", lambda row: row.backend, 4),
    Column("FAMILY", lambda row: row.family, 3, 4),
    Column("TABLE", lambda row: row.table, 2),
    Column("CHAIN", lambda row: row.chain, 1),
    Column("HOOK", lambda row: row.hook, 5),
    Column("POLICY", lambda row: row.policy, 3),
    Column("PACKETS", lambda row: row.packets, 2, right=True),
    Column("RULE", lambda row: row.rule, 1, 20),
)
