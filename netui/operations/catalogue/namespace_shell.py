"""`netui namespace shell red`: a shell in a namespace."""

import os
import re
from collections.abc import Iterator

from netui.operations.field import Field
from netui.operations.given import Given
from netui.operations.kinds import NAMESPACE
from netui.operations.operation import Plan, Program, Step
from netui.operations.shell import enter, entering
from netui.text import Name, quote


class NamespaceShell(Program):
    """Run the user's shell in a namespace."""

    noun = "namespace"
    verb = "shell"
    summary = "Open a shell in a namespace; only the network is another one there."
    key = "E"
    stays = True
    fields = (Field("name", NAMESPACE, "the namespace", required=True, positional=True),)

    def told(self, given: Given) -> str:
        """The namespace, and how to leave it."""
        at = given.where("name")
        rest = (
            ""
            if given.space("name").host
            else " Only the network is another one: files and processes are the host's."
        )
        return f"A shell in the namespace {at.name}; exit or Ctrl+D leaves it.{rest}"

    def build(self, given: Given) -> Plan:
        """The shell's command line, as it can be pasted."""
        at = given.where("name")
        return Plan(f"namespace shell {at.name}", (Step(None, enter(at, quote(_shell()))),), undo="none")

    def argv(self, given: Given) -> list[bytes]:
        """What to run, word by word."""
        at = given.where("name")
        return entering(at, [b"env", *_prompting(at.name), _shell()])


def _shell() -> bytes:
    return os.environb.get(b"SHELL") or b"/bin/sh"


def _prompting(name: Name) -> Iterator[bytes]:
    """For prompts: the name as a variable; and bash puts it before its own prompt, once that is set.

    A prompt is expanded as a shell's words are, so that only plain names stand in it.
    """
    yield b"NETUI_NAMESPACE=" + name
    if re.fullmatch(rb"[A-Za-z0-9_.:-]+", name):
        yield b"PROMPT_COMMAND=unset PROMPT_COMMAND; PS1='(" + name + b") '$PS1"


OPERATION = NamespaceShell()
