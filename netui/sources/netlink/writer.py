"""The one writer for the kernel: carries out actions, each by its namespace's own socket and by identity.

Every change that netui makes to the kernel passes `carry_out`. It takes the actions of `model.action`, enters the
namespace for a moment, checks that it and the link are those that were meant, asks by netlink, and turns a refusal
into the kernel's own sentence. pyroute2, which encodes the messages, is imported with
the first change.
"""

import os
from collections.abc import Callable
from typing import Any

from netui.model import action as act
from netui.model.acting import Action
from netui.model.action import Where
from netui.sources.netlink.writing import addresses, links, namespaces, routes
from netui.sources.netlink.writing.door import Door, RefusalError, door, inside
from netui.sources.netlink.writing.refusals import refusal
from netui.sources.sysctls import write_sysctl

_INSIDE: dict[type[Action], Callable[[Door, Any], None]] = {
    act.CreateVeth: links.create_veth,
    act.CreateLink: links.create,
    act.SetLink: links.change,
    act.AddAltname: links.add_altname,
    act.DeleteAltname: links.delete_altname,
    act.MoveLink: links.move,
    act.DeleteLink: links.delete,
    act.SetPort: links.set_port,
    act.AddAddress: addresses.add,
    act.DeleteAddress: addresses.delete,
    act.AddNeighbour: addresses.add_neighbour,
    act.DeleteNeighbour: addresses.delete_neighbour,
    act.AddFdb: addresses.add_fdb,
    act.DeleteFdb: addresses.delete_fdb,
    act.AddRoute: routes.add,
    act.DeleteRoute: routes.delete,
    act.AddRule: routes.add_rule,
    act.DeleteRule: routes.delete_rule,
}
"""What asks by netlink, from inside a namespace."""
_NAMED: dict[type[Action], Callable[[Any], None]] = {
    act.CreateNamespace: namespaces.create,
    act.DeleteNamespace: namespaces.delete,
    act.NameNamespace: namespaces.name,
}
"""What works on names under /run/netns."""


class Writer:
    """Carries out one action after the other. For one thread."""

    def carry_out(self, action: Action) -> None:
        """Make one change.

        Raises RefusedError with the kernel's sentence, ChangedError where what it acts on is no longer what was
        meant, GoneError where that is gone.
        """
        named = _NAMED.get(type(action))
        try:
            if named:
                named(action)
            elif isinstance(action, act.SetSysctl):
                with inside(action.where):
                    write_sysctl(action.name, action.value)
            else:
                self._inside(action)
        except OSError as error:
            number = error.errno or 0
            raise refusal(number, os.strerror(number), action) from error

    def _inside(self, action: Action) -> None:
        try:
            with door(place_of(action)) as way:
                _INSIDE[type(action)](way, action)
        except RefusalError as error:
            raise refusal(error.number, error.sentence, action) from error


def place_of(action: Action) -> Where:
    """The namespace that an action is asked for in."""
    match action:
        case act.OnLink(link=link) | act.CreateVeth(one=link):
            return link.where
        case act.InNamespace(where=where):
            return where
    raise TypeError(f"{type(action).__name__} is asked for in no namespace")
