"""What operations say in words of the command line, said in those of a form: its fields, its keys, the palette."""

import re
from collections.abc import Callable

from netui.operations.operation import Operation
from netui.operations.registry import find
from netui.ui.keynames import key_of

_OPTION = re.compile(r"(?<![\w-])--([a-z][a-z0-9-]*)(?: ([^\s,;:]+)(?=[,;:]|$| or\b))?(?=[\s,;:.)]|$)")
_COMMAND = re.compile(r"netui ([a-z]+)(?: ([a-z]+))?((?: [A-Z][A-Z:]*)*)")
_OWN = re.compile(r": netui ([a-z]+) ([a-z]+)[^;]*?(?=;|\.?$)")
_READING: tuple[tuple[re.Pattern[str], str], ...] = (  # {choose} and {log} are keys
    (
        re.compile(r"netui [a-z]+ (?:list|set --help) (?:shows|lists) (?:them all|those that .*)$"),
        "{choose} shows them all",
    ),
    (re.compile(r"netui [a-z]+ show(?: [A-Z]+)? tells"), "its detail tells"),
    (re.compile(r"netui history lists"), "{log} shows"),
    (re.compile(r"look again: netui [a-z]+ list$"), "look again"),
)


def in_form(text: str, operation: Operation) -> str:
    """A summary or a hint, for the form of that operation. Only to be given text of netui's own."""
    named = {"choose": key_of("form.choose", "^o"), "log": key_of("explore.log", "@")}
    for pattern, words in _READING:
        text = pattern.sub(words.format(**named).replace("\\", r"\\"), text)
    text = _OWN.sub(lambda match: "" if find(match[1], match[2]) is operation else match[0], text)
    other: list[Operation] = []
    text = _COMMAND.sub(lambda match: _command(match, other), text)
    text = _OPTION.sub(_field((operation, *other)), text)
    return f"{text}; {key_of('explore.palette', ':')} finds it" if other else text


def help_in_form(text: str) -> str:
    """The help of a field."""
    return text.removesuffix(", behind --").replace("may be given several times", "several stand with blanks between")


def _command(match: re.Match[str], other: list[Operation]) -> str:
    """An operation by its words, without what the command line calls its operands."""
    known = find(match[1], match[2] or "") or find(match[1])
    if known is None:
        return match[0]
    other.append(known)
    options = match.string.startswith(" --", match.end())
    return f"{known.noun} {known.verb}".rstrip() + (" with" if options else "")


def _field(operations: tuple[Operation, ...]) -> Callable[[re.Match[str]], str]:
    """An option as the field that it is: its label, and the example behind it, if that is one."""

    def said(match: re.Match[str]) -> str:
        name, example = match[1].replace("-", "_"), match[2] or ""
        known = next((one for operation in operations for one in operation.fields if one.name == name), None)
        if known is None:
            return match[0]
        label = f"“{name.replace('_', ' ')}”"
        if known.flag or example in ("on", "off"):
            return f"{label} {example}".rstrip()
        return label if not example or example.isupper() else f"{label}, as {example}"

    return said
