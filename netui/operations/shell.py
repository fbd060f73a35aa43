"""Actions as commands that work when they are pasted into bash (ip(8), bridge(8), nsenter(1); `shell_docker`).

Names are quoted byte for byte, and always follow a keyword (`dev`, `name`): without one `ip` would take a link
called `up` for an instruction.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from netui.model import action as act
from netui.model.acting import Action
from netui.model.action import LinkAt, Where
from netui.model.link_options import KINDS, PORT, Option
from netui.operations import shell_docker
from netui.operations.shell_entries import address_words, fdb_words, neighbour_words, route_words, rule_words
from netui.text import Name, quote, unsafe

_RUN_NETNS = b"/run/netns/"
_NET = b"/ns/net"
_SYSCTLS = b"/proc/sys/"
_PLAIN_SYSCTL = re.compile(r"[A-Za-z0-9_./@+-]+")


def named(where: Where) -> Name | None:
    """The name by which `ip netns` knows a namespace; None where it knows none."""
    return Name(where.path.removeprefix(_RUN_NETNS)) if where.path.startswith(_RUN_NETNS) else None


def _container(where: Where) -> str:
    """What gives a container's pid; looked up when the command runs, for pids change."""
    name = where.name.removeprefix(b"container:")
    return f"$(docker inspect -f '{{{{.State.Pid}}}}' {quote(name)})"


def _pid(where: Where) -> bytes:
    middle = where.path.removeprefix(b"/proc/").removesuffix(_NET)
    return middle if middle.isdigit() and where.path.endswith(_NET) else b""


def inside(where: Where, command: str) -> str:
    """A command as it runs in a namespace."""
    name = named(where)
    if not where.path:
        return command
    if where.name.startswith(b"container:"):
        return f"nsenter --net=/proc/{_container(where)}/ns/net {command}"
    if name is None:
        return f"nsenter --net={quote(where.path)} {command}"
    program, _, words = command.partition(" ")
    if program in ("ip", "bridge"):
        return f"{program} -n {quote(name)} {words}"
    return f"ip netns exec {quote(name)} {command}"


def enter(where: Where, command: str) -> str:
    """A command as it runs in a namespace, entered by a program of its own whatever the command is."""
    name = named(where)
    return inside(where, command) if name is None else f"ip netns exec {quote(name)} {command}"


def entering(where: Where, argv: list[bytes]) -> list[bytes]:
    """The same, word by word."""
    name = named(where)
    if not where.path:
        return argv
    if name is None:
        return [b"nsenter", b"--net=" + where.path, *argv]
    return [b"ip", b"netns", b"exec", bytes(name), *argv]


def _target(where: Where) -> str:
    """A namespace behind the word `netns`."""
    name = named(where)
    if not where.path:
        return "$$"  # the shell's own; pasted it is right, behind `bash -c`, which becomes the command itself, not
    if where.name.startswith(b"container:"):
        return f'"{_container(where)}"'
    return quote(_pid(where) or where.path if name is None else name)


def _option(option: Option, value: Any) -> str:
    if option.style == "flag":
        return option.word if value else f"no{option.word}"
    if option.style == "switch":
        return f"{option.word} {'on' if value else 'off'}"
    if option.style == "range":
        return f"{option.word} {value['low']} {value['high']}"
    return f"{option.word} {quote(str(int(value) if isinstance(value, bool) else value))}"


def option_words(options: tuple[Option, ...], given: dict[str, Any]) -> list[str]:
    """Options in the words of `ip`."""
    return [_option(one, given[one.key]) for one in options if one.key in given]


def _veth(action: act.CreateVeth) -> str:
    one, other = action.one, action.other
    words = ["ip link add name", quote(one.name), *_index(one), *_mac(action.mac)]
    words += ["type veth peer name", quote(other.name), *_mac(action.other_mac)]
    if other.where.path != one.where.path:
        words += ["netns", _target(other.where)]
    return inside(one.where, " ".join(words))


def _create(action: act.CreateLink) -> str:
    link = action.link
    words = ["ip link add name", quote(link.name), *_index(link)]
    beneath = [] if action.lower is None else [quote(action.lower.name)]
    if beneath and action.kind != "vxlan":
        words += ["link", beneath.pop()]
    words += [
        *_mac(action.mac),
        "type",
        quote(action.kind),
        *option_words(KINDS.get(action.kind, ()), action.options),
    ]
    if beneath:
        words += ["dev", *beneath]
    return inside(link.where, " ".join(words))


def _index(link: LinkAt) -> list[str]:
    return ["index", str(link.ifindex)] if link.ifindex else []


def _mac(mac: str) -> list[str]:
    return ["address", mac] if mac else []


def _set(action: act.SetLink) -> str:
    words = ["ip link set dev", quote(action.link.name)]
    pairs = (("mtu", action.mtu), ("txqueuelen", action.txqlen), ("address", action.mac))
    words += [f"{word} {value}" for word, value in pairs if value is not None]
    for word, name in (("alias", action.alias), ("name", action.name)):
        if name is not None:
            words.append(f"{word} {quote(name)}")
    if action.master is not None:
        words.append(f"master {quote(action.master)}" if action.master else "nomaster")
    flags = (("arp", action.arp), ("multicast", action.multicast), ("allmulticast", action.allmulticast),
             ("promisc", action.promisc))  # fmt: skip
    words += [f"{word} {'on' if value else 'off'}" for word, value in flags if value is not None]
    if action.up is not None:
        words.append("up" if action.up else "down")
    if action.options:
        words += ["type", action.kind, *option_words(KINDS.get(action.kind, ()), action.options)]
    return inside(action.link.where, " ".join(words))


def _property(verb: str, action: act.AddAltname | act.DeleteAltname) -> str:
    link = action.link
    return inside(link.where, f"ip link property {verb} dev {quote(link.name)} altname {quote(action.altname)}")


def _move(action: act.MoveLink) -> str:
    words = f"ip link set dev {quote(action.link.name)} netns {_target(action.to)}"
    if action.name:
        words += f" name {quote(action.name)}"
    return inside(action.link.where, words)


def _name(action: act.NameNamespace) -> str:
    pid = _pid(action.where)
    if action.where.name.startswith(b"container:"):
        return f'ip netns attach {quote(action.name)} "{_container(action.where)}"'
    if pid or not action.where.path:
        return f"ip netns attach {quote(action.name)} {pid.decode() or '$$'}"
    path = quote(_RUN_NETNS + action.name)
    return f"touch {path} && mount --bind {quote(action.where.path)} {path}"


def _sysctl(action: act.SetSysctl) -> str:
    """By sysctl(8), unless a link's name has what that takes for something else: = or a pattern, or is no text."""
    if _PLAIN_SYSCTL.fullmatch(action.name):
        return inside(action.where, f"sysctl -w {quote(f'{action.name}={action.value}')}")
    parts = (unsafe(part.replace("/", ".")) for part in action.name.split("."))
    return inside(action.where, f"tee {quote(_SYSCTLS + b'/'.join(parts))} <<<{quote(action.value)}")


def _on(link: LinkAt, words: Iterator[str]) -> str:
    return inside(link.where, " ".join(words))


_COMMANDS: dict[type[Action], Callable[[Any], str]] = {
    act.CreateNamespace: lambda one: f"ip netns add {quote(one.name)}",
    act.DeleteNamespace: lambda one: f"ip netns delete {quote(one.name)}",
    act.NameNamespace: _name,
    act.CreateVeth: _veth,
    act.CreateLink: _create,
    act.SetLink: _set,
    act.AddAltname: lambda one: _property("add", one),
    act.DeleteAltname: lambda one: _property("del", one),
    act.MoveLink: _move,
    act.DeleteLink: lambda one: inside(one.link.where, f"ip link delete dev {quote(one.link.name)}"),
    act.SetPort: lambda one: inside(
        one.link.where,
        " ".join(["bridge link set dev", quote(one.link.name), *option_words(PORT, one.options)]),
    ),
    act.AddAddress: lambda one: _on(one.link, address_words("add", one)),
    act.DeleteAddress: lambda one: _on(one.link, address_words("delete", one)),
    act.AddRoute: lambda one: inside(one.where, " ".join(route_words("append" if one.behind else "add", one.route))),
    act.DeleteRoute: lambda one: inside(one.where, " ".join(route_words("delete", one.route))),
    act.AddRule: lambda one: inside(one.where, " ".join(rule_words("add", one.rule))),
    act.DeleteRule: lambda one: inside(one.where, " ".join(rule_words("delete", one.rule))),
    act.AddNeighbour: lambda one: _on(one.link, neighbour_words("add", one)),
    act.DeleteNeighbour: lambda one: _on(one.link, neighbour_words("delete", one)),
    act.AddFdb: lambda one: _on(one.link, fdb_words("append" if one.behind else "add", one)),
    act.DeleteFdb: lambda one: _on(one.link, fdb_words("delete", one)),
    act.SetSysctl: _sysctl,
    **shell_docker.COMMANDS,
}


def command(action: Action) -> str:
    """The command that does the same. Printable ASCII, one line."""
    return _COMMANDS[type(action)](action)
