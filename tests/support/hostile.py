"""Hostile names by chance: every byte that a name can hold, and what shells, terminals and option parsers act on."""

import random

_PIECES = (
    b"\x1b[31m", b"\x1b]0;x\x07", b"\x15>p\x0f", b"\x9b", b"\xff", b"\xc3\x28", b"$(id)", b"`id`", b"'", b'"', b"\\",
    b"$'", b"!", b"*", b"?", b"~", b"#", b"&", b";", b"|", b"<", b">", b"(", b"{a,b}", b"-", b"--", b"-a", b"up",
    b"dev", b"type", b"help", b"\x7f", b"\x01", b"\n", b"\t", b" ", b"%d", b":", b"/", b".", b"..", "é".encode(),
    "\u202e".encode(), "日".encode(), b"[b]", b"[/]", b"\0", b"=", b"\xa0",
)  # fmt: skip


def names(count: int, seed: int = 0, longest: int = 20) -> list[bytes]:
    """That many different ones, of up to `longest` bytes and a little more."""
    chance = random.Random(seed)
    found: dict[bytes, None] = {}
    while len(found) < count:
        parts = [chance.choice(_PIECES) for _ in range(chance.randrange(5))]
        parts += [bytes((chance.randrange(256),)) for _ in range(chance.randrange(4))]
        chance.shuffle(parts)
        found[b"".join(parts)[: chance.randrange(longest + 2)]] = None
    return list(found)
