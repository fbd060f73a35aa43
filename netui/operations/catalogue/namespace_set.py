"""`netui namespace set red ip_forward 1`: as `sysctl -w net.ipv4.ip_forward=1` in there."""

from collections.abc import Iterator

from netui.model.action import SetSysctl
from netui.model.sysctl import GENERAL, PER_LINK4, PER_LINK6, explain
from netui.operations.field import Field, Offer, Problem
from netui.operations.given import Given, find_link
from netui.operations.kinds import NAMESPACE, SYSCTL, WORD
from netui.operations.operation import Operation, Plan
from netui.text import safe


class NamespaceSet(Operation):
    """Write a sysctl of a namespace."""

    noun = "namespace"
    verb = "set"
    key = "e"
    summary = (
        "Set what a namespace forwards, answers and lets pass: ip_forward, rp_filter, any sysctl that netui knows."
    )
    facets = frozenset({"sysctls"})
    fields = (
        Field("name", NAMESPACE, "the namespace", required=True, positional=True),
        Field("sysctl", SYSCTL, "ip_forward, rp_filter, or a full name: net.ipv4.conf.LINK.rp_filter", required=True,
              positional=True),
        Field("value", WORD, "its new value", required=True, positional=True, word="VALUE"),
    )  # fmt: skip

    def more(self) -> tuple[Offer, ...]:
        """Every sysctl that netui knows, with what it does."""
        links = (("ipv4", PER_LINK4), ("ipv6", PER_LINK6))
        per_link = (
            Offer(f"net.{family}.conf.LINK.{key}", told) for family, known in links for key, told in known.items()
        )
        return (*map(Offer, GENERAL, GENERAL.values()), *per_link)

    def faults(self, given: Given) -> Iterator[Problem]:
        """The link has to be there, and the value a line of printable text."""
        parts = given["sysctl"].split(".")
        link = parts[3].replace("/", ".") if len(parts) == 5 else "all"
        if link not in ("all", "default") and find_link(given.space("name"), link) is None:
            yield Problem("sysctl", f"there is no link {safe(link)} in {given.where('name').name}")
        if not (given["value"].isascii() and given["value"].isprintable()):
            yield Problem("value", "a value is one line of printable text", "", 2)

    def build(self, given: Given) -> Plan:
        """One step, with what the sysctl does."""
        name, value = given["sysctl"], given["value"]
        at = given.where("name")
        return self.planned(f"{at.name} {name} {safe(value)}", SetSysctl(at, name, value), warnings=(explain(name),))


OPERATION = NamespaceSet()
