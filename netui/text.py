"""The only door for foreign text: `safe` for screens, `quote` for shells, `Name` for identity.

Names of links, namespaces, processes and containers come from anyone who can reach the host; they may hold
any byte. Inside netui they stay bytes (`Name`); what leaves for a terminal passes `safe`, what leaves for a
shell passes `quote`, what leaves as JSON passes `json_text`.
"""

import re
import shlex
import unicodedata
from functools import lru_cache

# Blank or joining characters that str.isprintable lets through: Hangul fillers, braille blank.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_HARMFUL_CATEGORIES = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Mc", "Me", "Mn", "Zl", "Zp"))
_PLAIN_WORD = re.compile(rb"[A-Za-z0-9_@%+=:,./][A-Za-z0-9_@%+=:,./-]*")
_COLOUR = re.compile(rb"\x1b\[[0-9;:]*m")
_ESCAPE = re.compile(r"\\(?:\\|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))")


@lru_cache(maxsize=4096)
def _shown(char: str) -> str:
    """One character as it may be shown: itself, or an escape made of printable ASCII."""
    code = ord(char)
    if char == "\\":
        return "\\\\"
    if 0x20 <= code < 0x7F:
        return char
    if 0xDC80 <= code <= 0xDCFF:  # a byte that was not UTF-8, carried by surrogateescape
        return f"\\x{code - 0xDC00:02x}"
    category = unicodedata.category(char)
    if category in _HARMFUL_CATEGORIES or char in _BLANK or category == "Zs":
        if code < 0x80:
            return f"\\x{code:02x}"
        return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return char


def safe(value: bytes | str) -> str:
    """Text that may be sent to a terminal, and that tells any two different names apart.

    Control, format and combining characters, bytes that are not UTF-8, and characters that show as nothing
    become a visible escape (``\\x1b``, ``\\u202e``); a backslash is doubled. `unsafe` is the inverse.
    """
    text = value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value
    if text.isascii() and text.isprintable() and "\\" not in text:
        return text
    return "".join(map(_shown, text))


def safe_lines(text: str) -> str:
    """Several lines that may be sent to a terminal, such as a traceback with a foreign name in it."""
    return "\n".join(map(safe, text.split("\n")))


def written(line: bytes) -> str:
    """A line that a program wrote, which may be sent to a terminal: without its colours, tabs filled up.

    Other control sequences are shown as `safe` shows them; backslashes stay single, for no name is told by it.
    """
    text = _COLOUR.sub(b"", line.rstrip(b"\r\n")).decode("utf-8", "surrogateescape").expandtabs()
    return "\\".join(map(safe, text.split("\\")))


def unsafe(text: str) -> bytes:
    """The bytes that `safe` was given. Text that `safe` did not make is taken as it stands."""

    def original(match: re.Match[str]) -> str:
        byte, short, long = match.groups()
        if byte is not None:
            code = int(byte, 16)
            return chr(code) if code < 0x80 else chr(0xDC00 + code)
        if short is None and long is None:
            return "\\"
        code = int(short or long, 16)
        return match.group() if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)

    return _ESCAPE.sub(original, text).encode("utf-8", "surrogateescape")


def quote(value: bytes | str) -> str:
    """One word of a bash command line that bash reads back byte for byte, and that is printable ASCII.

    `shlex.quote` leaves control bytes raw, and a terminal acts on those when the text is pasted; they become
    ``$'\\033'``, which bash knows and dash does not.
    """
    raw = value.encode("utf-8", "surrogateescape") if isinstance(value, str) else bytes(value)
    if _PLAIN_WORD.fullmatch(raw):
        return raw.decode("ascii")
    if all(0x20 <= byte < 0x7F for byte in raw):
        return shlex.quote(raw.decode("ascii"))
    return "$'" + "".join(chr(b) if 0x20 <= b < 0x7F and b not in (0x27, 0x5C) else f"\\{b:03o}" for b in raw) + "'"


def exact_text(value: bytes) -> tuple[str, str | None]:
    """A name for JSON: its text when it is UTF-8, else its `safe` form and the bytes in hexadecimal."""
    try:
        return value.decode("utf-8"), None
    except UnicodeDecodeError:
        return safe(value), value.hex()


_NOT_IN_JSON = re.compile("[^\\x00-\\x7e]|[\\x00-\\x09\\x0b-\\x1f]")


def json_text(encoded: bytes, *, ascii_only: bool = False) -> str:
    """Encoded JSON with every character that a terminal could act on, or does not know, written as a JSON escape."""
    text = encoded.decode("utf-8")
    if text.isascii() and "\x7f" not in text:
        return text
    return _NOT_IN_JSON.sub(lambda match: _json_escape(match.group(), ascii_only), text)


@lru_cache(maxsize=4096)
def _json_escape(char: str, ascii_only: bool) -> str:
    if _shown(char) == char and not ascii_only:
        return char
    code = ord(char)
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


class Name(bytes):
    """A name as the kernel or the daemon gave it: bytes for identity, `str()` for people (always safe)."""

    __slots__ = ()

    def __str__(self) -> str:
        return safe(self)

    def __format__(self, spec: str) -> str:
        return format(safe(self), spec)
