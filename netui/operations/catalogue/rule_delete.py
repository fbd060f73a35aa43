"""`netui rule delete 100`: as `ip rule delete pref 100`."""

from collections.abc import Iterator

from netui.model.action import DeleteRule
from netui.model.route import TABLE_NAMES, Rule
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
    summary = "Delete a routing policy rule by its priority; where several have it, say which."
    key = "d"
    destructive = True
    fields = (
        Field(
            "priority",
            Kind("number", number(0, (1 << 32) - 1).read, _there),
            "its priority",
            required=True,
            positional=True,
            word="PRIORITY",
        ),
        IN_NAMESPACE,
        Field("source", PREFIX, "the one for packets from there", word="PREFIX"),
        Field("table", TABLE, "the one that leads to this table"),
        Field("ipv6", FLAG, "the one for IPv6"),
    )

    def faults(self, given: Given) -> Iterator[Problem]:
        """Exactly one has to fit."""
        found = _matching(given)
        if not found:
            yield Problem("priority", f"{given.where().name} has no such rule {given['priority']}",
                          "netui rule list shows them all")  # fmt: skip
        elif len(found) > 1:
            yield Problem("priority", f"{len(found)} rules have the priority {given['priority']}",
                          "say which: --source, --table, --ipv6")  # fmt: skip

    def build(self, given: Given) -> Plan:
        """One step."""
        rule = _matching(given)[0]
        return self.planned(f"{given.where().name} {rule.priority}", DeleteRule(given.where(), rule))


def _matching(given: Given) -> list[Rule]:
    return [
        one
        for one in given.space().rules
        if one.priority == given["priority"]
        and ("source" not in given or one.source == given["source"])
        and ("table" not in given or one.table == given["table"])
        and ("ipv6" not in given or one.family == 10)
    ]


OPERATION = RuleDelete()
