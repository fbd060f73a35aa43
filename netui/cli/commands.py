"""All commands by name: the objects of the registry, and the verbs that stand alone."""

from importlib import import_module

import click

_VERBS = {
    "tree": "Namespaces with their links, bridges with their ports, containers.",
    "map": "The host as a drawing: text, SVG, DOT, Mermaid, JSON.",
    "events": "What changes, as it changes, until interrupted.",
    "snapshot": "Save everything to FILE (- for standard output).",
    "diff": "What changed between two saved snapshots, or since one.",
    "sandbox": "A network of one's own, with no root and no Docker; also runs COMMAND in it.",
    "world": "Small declared networks for the sandbox: list, show, check.",
    "schema": "The JSON Schema of what --json prints.",
    "config": "The default configuration; where the file is, and whether it is right.",
    "doctor": "What netui may see here, and what would help.",
    "veth": "Make a veth pair: netui veth create NAME PEER.",
    "wire": "Join two namespaces, or a namespace and a bridge.",
    "ping": "Ask from a namespace whether an address answers.",
    "undo": "Take the last change back.",
    "redo": "Do again what was undone last.",
    "confirm": "Keep a change that was made with --confirm; else it is put back.",
    "recover": "Finish or revert a change that was broken off.",
    "history": "Every change that netui made; --script prints a script.",
    "completion": "The completion script for bash, zsh or fish.",
    "help": "Help for a command.",
}
"""Each is `command` in the module of its name, or made from the registry of operations."""
_OPERATIONS = ("wire", "ping")
_BACK = ("undo", "redo")


def find_command(name: str) -> click.Command | None:
    """The command of that name or alias; None for none."""
    if name in _OPERATIONS:
        from netui.cli.operating import command_of

        return command_of(name)
    if name == "veth":
        from netui.cli.objects import Group
        from netui.cli.settings import dry_before

        return Group(name, help=_VERBS[name], no_args_is_help=True, params=[dry_before()])
    if name in _VERBS:
        module = import_module(f"netui.cli.{_module(name)}")
        command = getattr(module, name) if name in _BACK else module.command
        assert isinstance(command, click.Command)
        return command
    from netui.objects.registry import OBJECTS

    for one in OBJECTS:
        if name == one.noun or name in one.aliases:
            from netui.cli.objects import group

            return group(one)
    return None


def _module(verb: str) -> str:
    return {"help": "helping", "snapshot": "saving", "diff": "comparing", "undo": "undoing", "redo": "undoing"}.get(
        verb, verb
    )


def listed() -> list[tuple[str, str]]:
    """Every command with its summary: objects first."""
    from netui.objects.registry import OBJECTS

    nouns = [(", ".join((one.noun, *one.aliases)), one.summary) for one in OBJECTS]
    return [*nouns, *_VERBS.items()]


def offered() -> list[tuple[str, str]]:
    """Every command under its first name, with its summary."""
    from netui.objects.registry import OBJECTS

    return [*((one.noun, one.summary) for one in OBJECTS), *_VERBS.items()]


def names() -> list[str]:
    """Every word that names a command."""
    from netui.objects.registry import OBJECTS

    return [*(word for one in OBJECTS for word in (one.noun, *one.aliases)), *_VERBS]


def suggestion(wrong: str) -> str:
    """A hint for a word that names no command."""
    known = names()
    word = wrong.casefold()
    for singular in (word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y", word):
        if singular in known:
            return f"did you mean {singular}?"
    from difflib import get_close_matches

    close = get_close_matches(word, known, 1)
    return f"did you mean {close[0]}?" if close else "netui --help lists all commands"
