"""`netui rule delete 100`: as `ip rule delete pref 100`."""

from collections.abc import Iterator

from netui.model.action import DeleteRule
from netui.model.route import TABLE_NAMES, Rule
from netui.operations.checks import unless_all
from netui.operations.field import Field, Kind, Offer, Problem
from netui.operations.given import Given
from netui.operations.kinds import FLAG, PREFIX, TABLE, number
from netui.operations.operation import IN_NAMESPACE, Operation, Plan


def _there(given: Given) -> Iterator[Offer]:
    space = given.get("namespace") or given.snapshot.host
    for one in space.rules if space else ():
        table = TABLE_NAMES.get(one.table, str(one.table))
        yield Offer(str(one.priority), f"from {one.source or 'all'}, table {table}")


class RuleDelete(Operation):
    """Delete a routing policy rule."""

    noun = "rule"
    verb = "delete"
    summary = "Delete a routing policy rule by its priority, or by what it says."
    key = "d"
    destructive = True
    fields = (
        Field(
            "priority",
            Kind("number", number(0, (1 << 32) - 1).read, _there),
            "its priority",
            positional=True,
            word="PRIORITY",
            spellings=("pref", "order"),
        ),
        IN_NAMESPACE,
        Field("source", PREFIX, "the one for packets from there", word="PREFIX", spellings=("from",)),
        Field("to", PREFIX, "the one for packets to there", word="PREFIX"),
        Field("table", TABLE, "the one that leads to this table", spellings=("lookup",)),
        Field("ipv6", FLAG, "the one for IPv6"),
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """Exactly one has to fit."""
        if not any(name in given for name in ("priority", "source", "to", "table")):
            yield Problem("priority", "which rule is not said", "say its priority, --source, --to or --table", 2)
            return
        found = _matching(given)
        if not found:
            said = f" {given['priority']}" if "priority" in given else ""
            yield Problem(
                "priority", f"{given.where().name} has no such rule{said}", "netui rule list shows them all"
            )
        elif len(found) > 1:
            by = f"the priority {given['priority']}" if "priority" in given else "that"
            yield Problem(
                "priority", f"{len(found)} rules have {by}", "say which: PRIORITY, --source, --to, --table, --ipv6"
            )

    def build(self, given: Given) -> Plan:
        """One step."""
        rule = _matching(given)[0]
        return self.planned(f"{given.where().name} {rule.priority}", DeleteRule(given.where(), rule))


def _matching(given: Given) -> list[Rule]:
    return [
        one
        for one in given.space().rules
        if ("priority" not in given or one.priority == given["priority"])
        and ("source" not in given or one.source == unless_all(given["source"]))
        and ("to" not in given or one.destination == unless_all(given["to"]))
        and ("table" not in given or one.table == given["table"])
        and ("ipv6" not in given or one.family == 10)
    ]


OPERATION = RuleDelete()
