"""The packet filter of a namespace: each chain with where it stands and its policy, and its rules under it."""

from collections.abc import Callable, Sequence

from netui.model.firewall import Chain, FilterRule, Firewall, Table
from netui.objects.registry import find
from netui.text import safe
from netui.ui.cells import Cell
from netui.ui.details.commands import inside
from netui.ui.details.lists import missing
from netui.ui.details.rows import MOST
from netui.ui.details.subjects import bridge_of, home, network_of
from netui.ui.document import Document, Line
from netui.ui.ink import BAD, FAINT, STRONG, WARN
from netui.ui.subject import Subject
from netui.ui.view import View

_ROOM = len("PACKETS")
_REFUSING = ("drop", "reject")
_OPEN = "No chains. Every packet passes."

Wanted = Callable[[FilterRule], bool]
Shown = tuple[Table, Chain, Sequence[FilterRule]]
"""A chain, and those of its rules that are shown."""


def write(document: Document, view: View, subject: Subject) -> None:
    """All chains of a namespace; of a Docker network the rules that name its bridge or its subnets."""
    of_network = subject.kind == "network"
    key = view.snapshot.docker.namespace if of_network else home(view, subject)
    space = None if key is None else view.spaces[key].namespace if key in view.spaces else None
    if space is None or key is None:
        document.text("  The engine's namespace is not known.", WARN)
        return
    known = space.firewall or Firewall()
    chains = _chains(known, _about(view, subject) if of_network else None)
    document.section("Rules", sum(len(rules) for _, _, rules in chains) if chains else None)
    why = missing(view, space, find("firewall").facets)
    if why:
        document.text(f"  {why}", FAINT if space.readable else WARN)
    elif chains:
        _write_chains(document, chains)
    elif not known.unreadable:
        document.text(f"  {'No rule names its bridge or its subnets.' if of_network else _OPEN}", FAINT)
    for reason in known.unreadable:
        document.text(f"  Not read: {safe(reason)}. sudo netui may help.", WARN)
    document.command(inside(view, key, "iptables-save -c"), inside(view, key, "nft list ruleset"))


def _chains(firewall: Firewall, wanted: Wanted | None) -> list[Shown]:
    """Every chain with its rules; where only some rules are wanted, the chains that have such."""
    found: list[Shown] = []
    for table in firewall.tables:
        for chain in table.chains:
            rules = chain.rules if wanted is None else tuple(filter(wanted, chain.rules))
            if rules or wanted is None:
                found.append((table, chain, rules))
    return found


def _write_chains(document: Document, chains: Sequence[Shown]) -> None:
    packets = [str(rule.packets) for _, _, rules in chains for rule in rules if rule.packets is not None]
    room = max(_ROOM, *map(len, packets)) if packets else _ROOM
    document.lines.append(Line((Cell(f"  {'PACKETS'.rjust(room)}  RULE", FAINT),), joined=True))
    left = MOST
    for table, chain, rules in chains:
        document.group(*_heading(table, chain))
        for rule in rules[:left]:
            document.lines.append(_line(rule, room))
        if not chain.rules:
            document.text(f"{' ' * (room + 4)}no rules", FAINT)
        left = max(0, left - len(rules))
    more = sum(len(rules) for _, _, rules in chains) - MOST
    if more > 0:
        document.text(f"  … and {more} more: netui firewall list", FAINT)


def _heading(table: Table, chain: Chain) -> tuple[Cell, ...]:
    """What a chain is called, where packets come to it, and what becomes of those that no rule takes."""
    name = safe(f"{table.family} {table.name}/{chain.name}")
    device = f" of {safe(chain.device)}" if chain.device else ""
    hook = f"{safe(chain.hook)} hook{device}" if chain.hook else "no hook: reached by jumps alone"
    backend = "" if table.backend == "nft" else f", {safe(table.backend)}"
    if not chain.policy:
        return Cell(name, STRONG), Cell(f"  {hook}{backend}", FAINT)
    refusing = chain.policy.casefold() in _REFUSING
    return (
        Cell(name, STRONG),
        Cell(f"  {hook}, ", FAINT),
        Cell(f"policy {safe(chain.policy)}", BAD if refusing else FAINT),
        Cell(f"{_met(chain)}{backend}", FAINT),
    )


def _met(chain: Chain) -> str:
    return f" met by {chain.packets} packets" if chain.packets else ""


def _line(rule: FilterRule, room: int) -> Line:
    packets = "–" if rule.packets is None else str(rule.packets)
    text = safe(rule.text)
    hang = None if "  " in text else room + 4  # wrapped at single blanks, a rule stays what it is
    return Line((Cell(f"  {packets.rjust(room)}  "), Cell(text)), None, hang)


def _about(view: View, subject: Subject) -> Wanted:
    """Whether a Docker network's bridge or one of its subnets is a word of a rule."""
    network, bridge = network_of(view, subject), bridge_of(view, subject)
    link = view.link(bridge) if bridge else None
    wanted = {safe(pool.subnet) for pool in network.subnets} | ({str(link.name)} if link else set())
    return lambda rule: bool(wanted & {word.strip('"') for word in safe(rule.text).split()})
