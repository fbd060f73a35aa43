"""`netui namespace shell red`: a shell in a namespace."""

import os

from netui.operations.field import Field
from netui.operations.given import Given
from netui.operations.kinds import NAMESPACE
from netui.operations.operation import Plan, Program, Step
from netui.operations.shell import enter, entering
from netui.text import quote


class NamespaceShell(Program):
    """Run the user's shell in a namespace."""

    noun = "namespace"
    verb = "shell"
    summary = "Open a shell in a namespace; only the network is another one there."
    key = "E"
    fields = (Field("name", NAMESPACE, "the namespace", required=True, positional=True),)

    def build(self, given: Given) -> Plan:
        """The shell's command line, as it can be pasted."""
        at = given.where("name")
        return Plan(f"namespace shell {at.name}", (Step(None, enter(at, quote(_shell()))),), undo="none")

    def argv(self, given: Given) -> list[bytes]:
        """What to run, word by word."""
        return entering(given.where("name"), [_shell()])


def _shell() -> bytes:
    return os.environb.get(b"SHELL") or b"/bin/sh"


OPERATION = NamespaceShell()
