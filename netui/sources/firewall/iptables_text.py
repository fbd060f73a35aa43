"""What `iptables-save -c` and `ip6tables-save -c` print, for both variants (iptables-save(8))."""

import re
from collections.abc import Iterator

from msgspec import Struct

from netui.model.firewall import Chain, FilterRule, Table
from netui.text import safe

_QUOTED = re.compile(rb' "(?:[^"\\]|\\.)*+"', re.DOTALL)
_COUNTED = re.compile(rb"\[(\d+):(\d+)\]")
_RULE = re.compile(rb"(?:\[(\d+):(\d+)\] )?-A (\S+) ?(.*)", re.DOTALL)
_INCOMPATIBLE = re.compile(rb"# Table `(.*)' is incompatible")

_HOOKS = {
    "PREROUTING": "prerouting",
    "INPUT": "input",
    "FORWARD": "forward",
    "OUTPUT": "output",
    "POSTROUTING": "postrouting",
}
_PRIORITIES = {"raw": -300, "mangle": -150, "nat": -100, "filter": 0, "security": 50}
"""NF_IP_PRI_… of linux/netfilter_ipv4.h; source NAT is at 100."""
_SOURCE_NAT = 100

TABLES = tuple(_PRIORITIES)
"""The names of the tables that iptables can have."""


class Saved(Struct, frozen=True):
    """What one command told."""

    tables: tuple[Table, ...]
    incompatible: frozenset[str]
    """Tables that iptables-nft does not understand, because `nft` was used on them."""


def parse_saved(output: bytes, backend: str, family: str) -> Saved:
    """The tables of one command's output; `backend` and `family` as in `Table`."""
    tables: list[Table] = []
    incompatible: set[str] = set()
    chains: dict[str, Chain] = {}
    rules: dict[str, list[FilterRule]] = {}
    name = ""
    for line in _lines(output):
        if line.startswith(b"*"):
            name, chains, rules = safe(line[1:]), {}, {}
        elif line.startswith(b":"):
            chain = _chain(name, line)
            chains[chain.name] = chain
        elif line.startswith((b"[", b"-A ")):
            _take_rule(line, rules)
        elif line == b"COMMIT":
            told = (_filled(chain, rules.get(chain.name, ())) for chain in chains.values())
            tables.append(Table(backend, family, name, tuple(told)))
        elif match := _INCOMPATIBLE.match(line):
            incompatible.add(safe(match[1]))
    return Saved(tuple(tables), frozenset(incompatible))


def _lines(output: bytes) -> Iterator[bytes]:
    """Logical lines: a comment or log prefix may hold line ends, inside its quotes.

    Otherwise a comment could pass for a rule.
    """
    lines = output.split(b"\n")
    at = 0
    while at < len(lines):
        end = at + 1
        if lines[at].startswith((b"[", b"-A ")):
            while end < len(lines) and not _closed(lines[at:end]):
                end += 1
            if not _closed(lines[at:end]):
                end = at + 1
        yield b"\n".join(lines[at:end])
        at = end


def _closed(lines: list[bytes]) -> bool:
    return b' "' not in _QUOTED.sub(b"", b"\n".join(lines))


def _chain(table: str, line: bytes) -> Chain:
    raw, policy, counters = [*line[1:].rsplit(b" ", 2), b"", b""][:3]
    name = safe(raw)
    if policy in (b"-", b""):
        return Chain(name)
    match = _COUNTED.fullmatch(counters)
    source_nat = table == "nat" and name in ("INPUT", "POSTROUTING")
    return Chain(
        name,
        hook=_HOOKS.get(name, ""),
        policy=safe(policy).lower(),
        priority=_SOURCE_NAT if source_nat else _PRIORITIES.get(table),
        type="nat" if table == "nat" else "route" if (table, name) == ("mangle", "OUTPUT") else "filter",
        packets=int(match[1]) if match else None,
        bytes=int(match[2]) if match else None,
    )


def _take_rule(line: bytes, rules: dict[str, list[FilterRule]]) -> None:
    match = _RULE.fullmatch(line)
    if match is None:
        return
    packets, octets, chain, text = match.groups()
    rule = FilterRule(safe(text), int(packets) if packets else None, int(octets) if octets else None)
    rules.setdefault(safe(chain), []).append(rule)


def _filled(chain: Chain, rules: "list[FilterRule] | tuple[()]") -> Chain:
    return Chain(
        chain.name,
        chain.hook,
        chain.policy,
        chain.priority,
        chain.type,
        chain.packets,
        chain.bytes,
        tuple(rules),
    )
