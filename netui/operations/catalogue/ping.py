"""`netui ping red 10.0.0.2`: as `ip netns exec red ping 10.0.0.2`, or a TCP connect where a port is given."""

import ipaddress

from netui.model.ping import Probe, Target
from netui.operations.field import Field, Kind
from netui.operations.given import Given
from netui.operations.kinds import NAMESPACE, number
from netui.operations.operation import Operation, Plan, Step
from netui.operations.shell import enter
from netui.text import safe


def _target(_given: Given, text: str) -> Target:
    host, port = text, ""
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":")
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    try:
        address = str(ipaddress.ip_address(host))
    except ValueError:
        raise ValueError(f"{safe(text)} is no address, as 10.0.0.1, 10.0.0.1:80 or [2001:db8::1]:80") from None
    if not port:
        return Target(address)
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError(f"{safe(port)} is no port: 1 to 65535")
    return Target(address, int(port))


class Ping(Operation):
    """Ask from a namespace whether an address answers."""

    noun = "ping"
    summary = "Ask from a namespace whether an address answers: ICMP echo, or a TCP connect where a port is given."
    key = "i"
    undo = "none"
    runs = "ping"
    fields = (
        Field("source", NAMESPACE, "the namespace to ask from", required=True, positional=True),
        Field("address", Kind("address[:port]", _target), "who is asked, as 10.0.0.1 or 10.0.0.1:80", required=True,
              positional=True),
        Field("count", number(0, 1 << 31), "how often; 0 until it is interrupted", default="4"),
        Field("interval", number(1, 60_000), "milliseconds between two", default="1000"),
        Field("timeout", number(1, 60_000), "milliseconds to wait for an answer", default="1000"),
    )  # fmt: skip

    def build(self, given: Given) -> Plan:
        """The command that asks the same."""
        at, target = given.where("source"), given["address"]
        if target.port:
            words = f"timeout {given['timeout'] / 1000:g} bash -c '</dev/tcp/{target.address}/{target.port}'"
        else:
            count = f"-c {given['count']} " if given["count"] else ""
            words = f"ping {count}-i {given['interval'] / 1000:g} -W {given['timeout'] / 1000:g} {target.address}"
        return Plan(f"ping {at.name} {target}", (Step(None, enter(at, words)),), undo="none")


def probe_of(given: Given) -> Probe:
    """What to run."""
    return Probe(
        given.where("source"), given["address"], given["count"], given["interval"] / 1000, given["timeout"] / 1000
    )


OPERATION = Ping()
