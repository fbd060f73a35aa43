"""What a command prints, and where it goes: the screen's width, colours, and no byte that a terminal acts on."""

import codecs
import io
import os
import shutil
import sys
from collections.abc import Iterable
from typing import TextIO

from netui.errors import NetuiError
from netui.model.snapshot import Limit
from netui.text import json_text, safe
from netui.width import without_utf8

_SIGNS = "netui.signs"
"""The error handler of streams that take no UTF-8."""
PLAIN_WIDTH = 80
"""Cells of a terminal that does not tell its width."""

_GOOD, _WARNING, _BAD = "32", "33", "31"
_COLOURS = {
    **dict.fromkeys(("up", "running", "live", "reachable", "permanent", "forwarding", "listen"), _GOOD),
    **dict.fromkeys(
        ("no-carrier", "dormant", "lower-down", "paused", "restarting", "created", "stale", "delay", "probe",
         "incomplete", "learning", "listening", "connecting", "hung"), _WARNING,
    ),
    **dict.fromkeys(("down", "exited", "dead", "removing", "failed", "blocking", "disabled", "denied"), _BAD),
}  # fmt: skip


class Output:
    """The standard output of one command; `wide` lets lines be of any length on a terminal too."""

    def __init__(self, *, wide: bool = False) -> None:
        self._wide = wide
        self.terminal = sys.stdout.isatty()
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") in ("dumb", "")
        self.coloured = self.terminal and not plain

    @property
    def width(self) -> int | None:
        """Cells of a line; None where lines may be of any length."""
        if self._wide or not self.terminal:
            return None
        return shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns

    def state(self, word: str) -> str:
        """A word for a state, coloured where colours are wanted; it always says what it means."""
        colour = _COLOURS.get(word.strip().casefold()) if self.coloured else None
        return f"\x1b[{colour}m{word}\x1b[0m" if colour else word

    def lines(self, lines: Iterable[str]) -> None:
        """Lines made of safe text. Raises BrokenPipeError where nobody reads any more."""
        self._write("".join(f"{line}\n" for line in lines))

    def json(self, encoded: bytes) -> None:
        """One JSON text and the end of its line."""
        self._write(json_text(encoded, ascii_only=sys.stdout.errors == _SIGNS) + "\n")

    def document(self, text: str) -> None:
        """A text for a program that reads UTF-8, whatever the locale: safe, and written as it stands."""
        self.octets(f"{text}\n".encode())

    def _write(self, text: str) -> None:
        self.octets(_encoded(text, sys.stdout))

    def octets(self, octets: bytes) -> None:
        """What a program wrote, as it stands: for no terminal. Raises as `lines`."""
        try:
            sys.stdout.buffer.write(octets)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            forget_output()
            raise NetuiError(f"the output cannot be written: {error.strerror}") from error


def write_no_utf8() -> None:
    """Write what the locale can say: netui's own signs become ASCII. Python writes UTF-8 in LC_ALL=C (PEP 540)."""
    codecs.register_error(_SIGNS, without_utf8)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = "ascii" if stream.encoding.casefold().replace("-", "") == "utf8" else stream.encoding
            stream.reconfigure(encoding=encoding, errors=_SIGNS)


def _encoded(text: str, stream: TextIO) -> bytes:
    """Not every locale can say every name; none may end a command."""
    return text.encode(stream.encoding, _SIGNS if stream.errors == _SIGNS else "backslashreplace")


def forget_output() -> None:
    """Nobody takes it: what is left in buffers must not fail once more at the interpreter's end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def tell(message: str, hint: str = "") -> None:
    """One sentence to standard error, and what would help."""
    line = f"netui: {_screened(message)}"
    if hint:
        line += f" – {_screened(hint)}"
    sys.stderr.flush()
    sys.stderr.buffer.write(_encoded(line + "\n", sys.stderr))
    sys.stderr.buffer.flush()


def _screened(sentence: str) -> str:
    """A sentence that should be safe already (its doubled backslashes stay), made so where it is not."""
    line = " ".join(sentence.split())
    return line if line.isprintable() else safe(line)


def tell_limits(limits: Iterable[Limit], *, events: bool = False) -> None:
    """What could not be read, a line each. A command that prints and ends needs no events."""
    for limit in limits:
        if events or limit.subject != "events":
            tell(limit.message, limit.hint)
