"""Routing policy rules (`ip rule`)."""

from netui.errors import UsageError
from netui.model import route as model
from netui.model.namespace import Namespace
from netui.objects.column import Column
from netui.objects.directory import Directory
from netui.objects.row import Row, Shown
from netui.objects.words import FAMILIES, nothing
from netui.text import Name, safe


class Rule(Row, frozen=True, gc=False):
    """One rule: which packets, and which table they are looked up in."""

    namespace: Name
    family: str
    priority: int
    inverted: bool
    """True for `not`: it takes what does not match."""
    source: str
    """A prefix, or all."""
    destination: str
    iif: Name | None
    oif: Name | None
    mark: str | None
    """0x1, or 0x1/0xff with its mask."""
    action: str
    """to_tbl, goto, nop, blackhole, unreachable, prohibit."""
    table: str | None
    goto: int | None
    """The priority of the rule that comes next."""
    suppress_prefix_length: int | None
    tos: int | None
    ip_protocol: int | None
    source_ports: tuple[int, int] | None
    destination_ports: tuple[int, int] | None
    uids: tuple[int, int] | None
    l3mdev: bool


def rows(directory: Directory) -> list[Rule]:
    """All rules of the namespaces asked for."""
    return [_row(directory, space, one) for space in directory.spaces for one in space.rules]


def _row(directory: Directory, space: Namespace, one: model.Rule) -> Rule:
    return Rule(
        directory.name(space.key),
        FAMILIES.get(one.family, str(one.family)),
        one.priority,
        one.invert,
        one.source or "all",
        one.destination or "all",
        one.iif or None,
        one.oif or None,
        _mark(one),
        model.RULE_ACTION_NAMES.get(one.action, str(one.action)),
        model.TABLE_NAMES.get(one.table, str(one.table)) if one.table else None,
        one.goto or None,
        one.suppress_prefix if one.suppress_prefix >= 0 else None,
        one.tos or None,
        one.ip_protocol or None,
        one.source_ports,
        one.destination_ports,
        one.uids,
        one.l3mdev,
    )


def _mark(one: model.Rule) -> str | None:
    if not one.mark and not one.mask:
        return None
    return hex(one.mark) if one.mask == 0xFFFFFFFF else f"{one.mark:#x}/{one.mask:#x}"


def named(directory: Directory, wanted: str) -> list[Rule]:
    """The rules of that priority. Raises NotFoundError, and UsageError for what is no number."""
    if not (wanted.isascii() and wanted.isdigit()):
        raise UsageError(f"{safe(wanted)}: a rule is named by its priority", hint="netui rule show 32766")
    found = [row for row in rows(directory) if row.priority == int(wanted)]
    if not found:
        raise nothing(directory, "rule", wanted)
    return found


def _selector(row: Rule) -> Shown:
    """What it matches besides addresses, in ip's words."""
    pairs = (("iif", row.iif), ("oif", row.oif), ("fwmark", row.mark), ("tos", row.tos), ("ipproto", row.ip_protocol))
    said = [f"{word} {value}" for word, value in pairs if value is not None]
    ranges = (("sport", row.source_ports), ("dport", row.destination_ports), ("uidrange", row.uids))
    said += [f"{word} {pair[0]}-{pair[1]}" for word, pair in ranges if pair]
    return Shown(" ".join((["not"] if row.inverted else []) + said + (["l3mdev"] if row.l3mdev else [])))


def _result(row: Rule) -> str:
    if row.action == "to_tbl":
        return f"lookup {row.table}" if row.table else "lookup"
    return f"goto {row.goto}" if row.goto else row.action


COLUMNS = (
    Column("NAMESPACE", lambda row: row.namespace, 1),
    Column("FAMILY", lambda row: row.family, 3),
    Column("PRIORITY", lambda row: row.priority, 1, right=True),
    Column("FROM", lambda row: row.source, 2),
    Column("TO", lambda row: row.destination, 3),
    Column("MATCH", _selector, 2),
    Column("ACTION", _result, 1, 8),
)
