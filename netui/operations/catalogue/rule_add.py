"""`netui rule add --source 10.0.0.0/24 --table 100`: as `ip rule add from 10.0.0.0/24 lookup 100`."""

from collections.abc import Iterator

from netui.model.action import AddRule
from netui.model.route import Rule
from netui.operations.checks import one_family, unless_all
from netui.operations.field import Field, Problem
from netui.operations.given import Given
from netui.operations.kinds import FLAG, NEW_LINK, PREFIX, TABLE, choice, number
from netui.operations.operation import IN_NAMESPACE, Operation, Plan
from netui.text import Name

_ACTIONS = {"lookup": 1, "blackhole": 6, "unreachable": 7, "prohibit": 8}
_ALL_BITS = 0xFFFFFFFF


class RuleAdd(Operation):
    """Add a routing policy rule."""

    noun = "rule"
    verb = "add"
    summary = "Add a routing policy rule: which table packets are looked up in."
    key = "n"
    fields = (
        IN_NAMESPACE,
        Field("source", PREFIX, "packets from there", word="PREFIX", spellings=("from",)),
        Field("to", PREFIX, "packets to there", word="PREFIX"),
        Field("iif", NEW_LINK, "packets that come in on that link", word="LINK"),
        Field("oif", NEW_LINK, "packets of sockets that are bound to that link", word="LINK"),
        Field("fwmark", number(0, _ALL_BITS), "packets with that mark"),
        Field(
            "priority",
            number(0, _ALL_BITS),
            "its place among the rules, the smallest first",
            spellings=("pref", "order"),
        ),
        Field("table", TABLE, "the table to look them up in", spellings=("lookup",)),
        Field("action", choice(*_ACTIONS), "what becomes of them", default="lookup"),
        Field("ipv6", FLAG, "a rule for IPv6, where no prefix tells"),
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """A look-up needs its table."""
        if given["action"] == "lookup" and "table" not in given:
            yield Problem("table", "a rule needs the table that it leads to", "--table 100", 2)
        if given["action"] != "lookup" and "table" in given:
            yield Problem("table", f"{given['action']} looks up no table", "", 2)
        yield from one_family({"source": given.get("source", ""), "to": given.get("to", "")}, "to")

    def build(self, given: Given) -> Plan:
        """One step. Without a priority it gets the one before the first of the others, as from `ip`."""
        source, to = (unless_all(given.get(name, "")) for name in ("source", "to"))
        family = 10 if ":" in source + to or "ipv6" in given else 2
        priority = given.get("priority")
        if priority is None:
            priority = _next(given, family)
        mark = given.get("fwmark", 0)
        rule = Rule(
            family, priority, given.get("table", 0), _ACTIONS[given["action"]], source, to,
            given.get("iif", Name()), given.get("oif", Name()), mark, _ALL_BITS if "fwmark" in given else 0,
        )  # fmt: skip
        return self.planned(f"{given.where().name} {priority}", AddRule(given.where(), rule))


def _next(given: Given, family: int) -> int:
    """What the kernel would choose (fib_default_rule_pref of net/core/fib_rules.c)."""
    there = sorted(one.priority for one in given.space().rules if one.family == family)
    return next((one - 1 for one in there[1:] if one), 0)


OPERATION = RuleAdd()
