"""Which packets a rule sends elsewhere, read from its text: iptables' DNAT and REDIRECT, nft's dnat and redirect.

What a rule asks of a packet besides protocol, address and port (links, marks, sources, sets) is passed over.
"""

import ipaddress
import re
from collections.abc import Iterator

from msgspec import Struct

from netui.model.firewall import FilterRule, Firewall, Table
from netui.text import unsafe

Ports = tuple[int, int]
"""First and last port."""
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_IPTABLES_WORD = re.compile(rf"{_QUOTED}|\S+", re.DOTALL)
_NFT_WORD = re.compile(r'"[^"]*"|\{[^}]*\}|[^\s"{}]+', re.DOTALL)
_PORTS = re.compile(r"(\d{1,5})(?:[-:](\d{1,5}))?(?:/\d+)?")


class DestinationNat(Struct, frozen=True):
    """What one rule changes the destination of, and to what."""

    rule: FilterRule
    family: str
    """ip, ip6, or empty for both."""
    protocol: str
    """tcp, udp, sctp; empty for any."""
    address: str
    """Destination before, as the rule writes it (10.0.0.1, 10.0.0.0/8); empty for any."""
    ports: tuple[Ports, ...]
    """Destination ports before; none for any."""
    target: str
    """Address after, of a range the first; empty where the packet is redirected to the host itself."""
    target_ports: Ports | None
    """Port after, or a range that one is chosen from; None where the port stays."""

    def takes(self, family: str, protocol: str, address: str, port: int) -> bool:
        """Whether a packet to that place fits; an empty address means any."""
        return (
            self.family in ("", family)
            and self.protocol in ("", protocol)
            and (not self.ports or any(first <= port <= last for first, last in self.ports))
            and _contains(self.address, address)
        )

    def target_port(self, port: int) -> int | None:
        """The port after; None where the kernel chooses from several."""
        if self.target_ports is None:
            return port
        first, last = self.target_ports
        return first if first == last else None


def destination_nats(firewall: Firewall) -> Iterator[DestinationNat]:
    """Of all rules that can be read so, in the order of the tables."""
    for table in firewall.tables:
        for chain in table.chains:
            for rule in chain.rules:
                found = destination_nat(table, rule)
                if found:
                    yield found


def destination_nat(table: Table, rule: FilterRule) -> DestinationNat | None:
    """What a rule does to destinations; None for a rule that does nothing to them, or by a map."""
    text = unsafe(rule.text).decode("utf-8", "replace")
    if table.backend == "nft":
        return _nft(table, rule, _NFT_WORD.findall(text))
    return _iptables(table, rule, _IPTABLES_WORD.findall(text))


def _iptables(table: Table, rule: FilterRule, words: list[str]) -> DestinationNat | None:
    options = _options(words)
    if options.get("-j") == "DNAT":
        target, ports = _target(options.get("--to-destination", ""))
        if not target and ports is None:
            return None
    elif options.get("-j") == "REDIRECT":
        target, ports = "", _range(options.get("--to-ports", ""))
    else:
        return None
    wanted = options.get("--dport") or options.get("--dports") or ""
    return DestinationNat(
        rule, table.family, options.get("-p", ""), _bare(options.get("-d", "")), _several(wanted), target, ports
    )


def _options(words: list[str]) -> dict[str, str]:
    """Each option with the word behind it; one that is negated (`! -d`) tells nothing that could be used."""
    found: dict[str, str] = {}
    for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        if word.startswith("-") and before != "!":
            found.setdefault(word, after)
    return found


def _nft(table: Table, rule: FilterRule, words: list[str]) -> DestinationNat | None:
    verb = next((word for word in ("dnat", "redirect") if word in words), "")
    if not verb or "map" in words:
        return None
    at = words.index(verb)
    before, after = words[:at], words[at + 1 :]
    family = table.family if table.family in ("ip", "ip6") else ""
    if after[:1] in (["ip"], ["ip6"]):
        family, after = after[0], after[1:]
    target, ports = _target(after[1]) if after[:1] == ["to"] and len(after) > 1 else ("", None)
    if verb == "dnat" and not target and ports is None:
        return None
    address, address_family = _nft_address(before)
    protocol, wanted = _nft_ports(before)
    return DestinationNat(rule, family or address_family, protocol, address, wanted, target, ports)


def _nft_address(words: list[str]) -> tuple[str, str]:
    for family, word, value in zip(words, words[1:], words[2:], strict=False):
        if word == "daddr" and family in ("ip", "ip6") and value != "!=" and value[:1] not in ("{", "@"):
            return _bare(value), family
    return "", ""


def _nft_ports(words: list[str]) -> tuple[str, tuple[Ports, ...]]:
    """Protocol and destination ports; `meta l4proto tcp` names a protocol alone."""
    protocol = ""
    for before, word, value in zip(words, words[1:], words[2:], strict=False):
        if word == "dport" and value != "!=":
            return ("" if before == "th" else before) or protocol, _several(value.strip("{} "))
        if word in ("l4proto", "protocol", "nexthdr") and value in ("tcp", "udp", "sctp"):
            protocol = value
    return protocol, ()


def _target(text: str) -> tuple[str, Ports | None]:
    """Address and ports of `10.0.0.2:80-90`, `[fd00::2]:80`, `fd00::2`, `:80`; of a range of addresses the first."""
    if text.startswith("["):
        address, _, rest = text[1:].partition("]")
        return address, _range(rest.rpartition(":")[2])
    if text.startswith("::") or text.count(":") > 1:
        return text.partition("-")[0], None
    address, _, ports = text.partition(":")
    return address.partition("-")[0], _range(ports)


def _range(text: str) -> Ports | None:
    match = _PORTS.fullmatch(text)
    return (int(match[1]), int(match[2] or match[1])) if match else None


def _several(text: str) -> tuple[Ports, ...]:
    found = (_range(part.strip()) for part in text.split(","))
    return tuple(one for one in found if one)


def _bare(address: str) -> str:
    """Without the length of a prefix that is one address."""
    return address.removesuffix("/128") if ":" in address else address.removesuffix("/32")


def _contains(network: str, address: str) -> bool:
    if not network or not address or network == address:
        return True
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False)
    except ValueError:  # a range, or a name
        return False
