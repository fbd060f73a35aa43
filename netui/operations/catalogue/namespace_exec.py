"""`netui namespace exec red -- ip a`: as `ip netns exec red ip a`."""

from netui.operations.field import Field
from netui.operations.given import Given
from netui.operations.kinds import NAMESPACE, WORD
from netui.operations.operation import Plan, Program, Step
from netui.operations.shell import enter, entering
from netui.text import quote


class NamespaceExec(Program):
    """Run a program in a namespace."""

    noun = "namespace"
    verb = "exec"
    summary = "Run a program in a namespace: netui namespace exec red -- ip a; only the network is another one there."
    fields = (
        Field("name", NAMESPACE, "the namespace", required=True, positional=True),
        Field(
            "command",
            WORD,
            "the program with its arguments",
            required=True,
            positional=True,
            many=True,
            word="COMMAND",
        ),
    )

    def build(self, given: Given) -> Plan:
        """The program's command line, as it can be pasted."""
        at = given.where("name")
        words = " ".join(map(quote, given["command"]))
        return Plan(f"namespace exec {at.name}", (Step(None, enter(at, words)),), undo="none")

    def argv(self, given: Given) -> list[bytes]:
        """What to run, word by word: no shell reads it."""
        return entering(given.where("name"), [one.encode("utf-8", "surrogateescape") for one in given["command"]])


OPERATION = NamespaceExec()
