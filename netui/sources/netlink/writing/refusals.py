"""What a refusal of the kernel means, and what would help: by its sentence, else by what was asked and its errno."""

import errno
from collections.abc import Iterable

from netui.errors import RefusedError
from netui.model import action as act
from netui.model.acting import Action
from netui.text import safe

_BY_SENTENCE = (
    ("Unknown device type", "this kernel has no module for that kind; `modprobe KIND` loads it where there is one"),
    ("same name exists", "choose another name, or rename the link that has it"),
    ("Nexthop has invalid gateway", "the gateway has to be in the subnet of an address of a link that is up"),
    ("Invalid prefix", "the address has bits set behind its prefix length: write the network's address"),
    ("Address already assigned", "the link has it already"),
    ("Too many levels", "the links would stand on each other in a circle"),
    ("The interface netns is immutable", "bridges, lo and such stay in the namespace that they were made in"),
)
_LINKS = (act.CreateVeth, act.CreateLink, act.SetLink, act.MoveLink)
_ADDRESSES = (act.AddAddress, act.DeleteAddress)
_ENTRIES = (act.AddNeighbour, act.AddFdb)
_ANY = (Action,)

_BY_NUMBER: tuple[tuple[tuple[type[Action], ...], int, str], ...] = (
    ((act.CreateNamespace, act.NameNamespace), errno.EEXIST, "there is such a name under /run/netns already"),
    (_LINKS, errno.EEXIST, "a link of that name is in the namespace already: choose another name"),
    (_ADDRESSES, errno.EEXIST, "the link has that address already"),
    ((act.AddRoute,), errno.EEXIST, "that destination has a route of the same table and metric: delete it first, or "
     "give this one another metric"),
    ((act.AddRule,), errno.EEXIST, "there is such a rule already"),
    (_ENTRIES, errno.EEXIST, "there is such an entry already: delete it first"),
    ((act.AddRoute,), errno.ENETUNREACH, "no link that is up has an address in the gateway's subnet: bring the link "
     "up and add an address first"),
    ((act.AddRoute,), errno.EHOSTUNREACH, "the gateway is not reached over that link"),
    ((act.AddRoute, act.SetLink), errno.ENETDOWN, "bring the link up first"),
    (_ADDRESSES, errno.EADDRNOTAVAIL, "the link has no such address"),
    ((act.AddAddress,), errno.EACCES, "IPv6 is switched off on that link: net.ipv6.conf.LINK.disable_ipv6"),
    ((act.DeleteRoute,), errno.ESRCH, "there is no such route; see netui route list"),
    ((act.DeleteRule,), errno.ENOENT, "there is no such rule; see netui rule list"),
    ((act.DeleteNeighbour, act.DeleteFdb), errno.ENOENT, "there is no such entry"),
    ((act.SetSysctl,), errno.ENOENT, "this kernel has no such sysctl, or the link has gone"),
    ((act.SetSysctl,), errno.EINVAL, "it does not take that value"),
    ((act.SetLink,), errno.EBUSY, "the link is in use: take it down, or out of its bridge, first"),
    ((act.SetLink,), errno.ELOOP, "that would make a circle of bridges"),
    ((act.SetLink,), errno.EADDRNOTAVAIL, "the link does not take that MAC address: multicast ones are no link's"),
    ((act.SetLink,), errno.ENOTCONN, "the peer is not placed yet"),
    ((act.MoveLink,), errno.EINVAL, "bridges, lo and such stay in the namespace that they were made in"),
    ((act.DeleteLink,), errno.EOPNOTSUPP, "lo and physical devices cannot be deleted"),
    ((act.CreateLink,), errno.EOPNOTSUPP, "this kernel does not offer that kind of link, or not there"),
    (_LINKS, errno.ERANGE, "a name has 1 to 15 bytes; an MTU has to be within what the kind of link can do"),
    (_LINKS, errno.EINVAL, "names hold no blank, slash or colon; numbers have to be within what the kind can do"),
    ((act.AddRoute,), errno.EINVAL, "destination, gateway and source have to be of one family, without bits behind "
     "the prefix length; the source has to be an own address"),
    (_ANY, errno.EPERM, "run netui as root (CAP_NET_ADMIN; CAP_SYS_ADMIN to enter other namespaces)"),
    (_ANY, errno.EACCES, "run netui as root"),
    (_ANY, errno.ENODEV, "the link has gone: look again"),
    (_ANY, errno.ENOSPC, "a limit of this user is reached: see /proc/sys/user/max_net_namespaces"),
    (_ANY, errno.EROFS, "that part of /proc/sys is mounted read-only, as in most containers"),
    (_ANY, errno.ENAMETOOLONG, "a namespace's name has 255 bytes at most"),
)  # fmt: skip


def refusal(number: int, sentence: str, action: Action) -> RefusedError:
    """The error to raise for a refusal: the kernel's sentence where it gave one, its errno, and a hint."""
    return RefusedError(safe(sentence), hint=_first(_hints(number, sentence, action)), number=number)


def _first(hints: Iterable[str]) -> str:
    return next(iter(hints), "")


def _hints(number: int, sentence: str, action: Action) -> Iterable[str]:
    kind = safe(str(getattr(action, "kind", "")))
    yield from (hint.replace("KIND", kind) for part, hint in _BY_SENTENCE if part in sentence)
    yield from (hint for kinds, known, hint in _BY_NUMBER if known == number and isinstance(action, kinds))
