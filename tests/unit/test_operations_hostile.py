"""Two thousand hostile names through quoting, log and script: byte for byte, and nothing that a terminal acts on."""

import os
import re
import subprocess
from collections.abc import Iterator

import pytest

from netui.core.history.history import Entry, Past
from netui.core.history.record import Begun, Ended, decode, encode
from netui.core.history.script import script
from netui.model import action as act
from netui.model.action import AnyAction, Hop, LinkAt, RouteTo, Where
from netui.model.route import Rule
from netui.model.sysctl import link_sysctl
from netui.operations.kinds import link_fault
from netui.operations.shell import command
from netui.text import Name
from tests.support.hostile import names

COUNT = 2000


def hostile() -> list[Name]:
    return [Name(one) for one in names(COUNT) if one and b"\0" not in one]


def actions(name: Name) -> Iterator[AnyAction]:
    """One of each with a name in every place that can hold one."""
    where = Where(name, Name(b"/run/netns/" + name))
    link = LinkAt(where, name)
    yield act.CreateNamespace(name)
    yield act.DeleteNamespace(where, name)
    yield act.NameNamespace(Where(name, Name(b"/proc/7/fd/" + name)), name)
    yield act.CreateVeth(link, LinkAt(where, Name(b"z" + name)))
    yield act.CreateLink(link, "macvlan", lower=link, options={"mode": "bridge"})
    yield act.SetLink(link, alias=name, name=name, master=name)
    yield act.MoveLink(link, Where(Name(b"host")), name)
    yield act.DeleteLink(link)
    yield act.AddAltname(link, name)
    yield act.DeleteAltname(link, name)
    yield act.SetPort(link, {"isolated": True})
    yield act.AddAddress(link, "10.0.0.1/24", label=name)
    yield act.DeleteAddress(link, "10.0.0.1/24")
    yield act.AddRoute(where, RouteTo("default", 2, "10.0.0.1", name))
    yield act.DeleteRoute(where, RouteTo("default", 2, hops=(Hop("10.0.0.1", name),)))
    yield act.AddRule(where, Rule(2, 7, 254, 1, iif=name, oif=name))
    yield act.DeleteRule(where, Rule(2, 7, 254, 1, iif=name))
    yield act.AddNeighbour(link, "10.0.0.1", "02:00:00:00:00:01")
    yield act.DeleteNeighbour(link, "10.0.0.1")
    yield act.AddFdb(link, "02:00:00:00:00:01", flags=2, destination="10.0.0.1", via=name)
    yield act.DeleteFdb(link, "02:00:00:00:00:01")
    if not link_fault(name):
        yield act.SetSysctl(where, link_sysctl("ipv4", str(name), "rp_filter"), "1")


@pytest.fixture(scope="module")
def commands() -> list[tuple[AnyAction, str]]:
    return [(one, command(one)) for name in hostile() for one in actions(name)]


def test_commands_are_one_printable_line(commands: list[tuple[AnyAction, str]]) -> None:
    assert len(commands) > 10_000
    for _action, line in commands:
        assert line.isascii()
        assert line.isprintable()


def test_bash_reads_every_name_back(commands: list[tuple[AnyAction, str]]) -> None:
    """A bash in which the programs print their words instead."""
    end = "end of the words of one command, longer than a name"
    printing = f"ip() {{ printf '%s\\0' \"$@\" '{end}'; }}"
    others = "; ".join(f'{name}() {{ ip "$@"; }}' for name in ("bridge", "mount", "nsenter", "sysctl", "tee"))
    text = "\n".join([printing, others, "touch() { :; }", *(line for _action, line in commands)])
    done = subprocess.run(["bash"], input=text.encode(), capture_output=True, check=True)
    assert not done.stderr
    told = done.stdout.split(b"\0" + end.encode() + b"\0")[:-1]
    assert len(told) == len(commands)
    for (action, line), words in zip(commands, told, strict=True):
        argv = words.split(b"\0")
        for name in named(action):
            assert name in argv, line


def named(action: AnyAction) -> Iterator[bytes]:
    """The names that have to be words of the action's command."""
    match action:
        case act.CreateNamespace() | act.DeleteNamespace():
            yield action.name
        case act.NameNamespace(where=where, name=name):
            yield from (where.path, b"/run/netns/" + name)
        case act.CreateVeth(one=one, other=other):
            yield from (one.name, other.name, one.where.name)
        case act.SetSysctl(where=where):
            plain = re.fullmatch(rb"[A-Za-z0-9_.@+-]+", where.name)
            word = b"net.ipv4.conf.%b.rp_filter=1" % where.name.replace(b".", b"/")
            yield from (where.name, word if plain else b"/proc/sys/net/ipv4/conf/%b/rp_filter" % where.name)
        case act.InNamespace(where=where):
            yield where.name
            if isinstance(action, act.AddRule | act.DeleteRule):
                yield from filter(None, (action.rule.iif, action.rule.oif))
            if isinstance(action, act.AddRoute | act.DeleteRoute):
                yield action.route.link or action.route.hops[0].link
        case act.OnLink(link=link):
            yield from (link.name, link.where.name)
            more = ("alias", "name", "master", "altname", "via")
            yield from filter(None, (getattr(action, field, None) for field in more))
        case _:
            raise TypeError(type(action).__name__)


def test_the_log_keeps_every_byte() -> None:
    for number, name in enumerate(hostile()):
        done = tuple(actions(name))
        line = encode(Ended(number, "done", 0.1, done, message=str(name)))
        assert line.endswith(b"\n")
        assert line.count(b"\n") == 1
        assert decode(line.rstrip(b"\n")) == Ended(number, "done", 0.1, done, message=str(name))


def test_a_line_that_was_changed_is_not_believed() -> None:
    line = encode(Begun(1, "do", "x", ("ip link",), 0.0, 0, 1)).rstrip(b"\n")
    assert decode(line) is not None
    for position in range(len(line)):
        assert decode(line[:position]) is None
        assert decode(line[:position] + bytes((line[position] ^ 1,)) + line[position + 1 :]) is None


def test_the_script_is_bash(commands: list[tuple[AnyAction, str]]) -> None:
    entries = tuple(
        Entry(Begun(number, "do", f"link up {name}", (), 0.0, 0, 1), Ended(number, "done", 0.1, tuple(actions(name))))
        for number, name in enumerate(hostile())
    )
    text = "\n".join(script(Past(entries)))
    assert text.startswith("#!/bin/bash\n")
    assert all(char == "\n" or char.isprintable() for char in text)
    done = subprocess.run(["bash", "-n"], input=os.fsencode(text), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert sum(line.startswith("#") for line in text.splitlines()) == len(entries) + 3
