"""Addresses for an audience: letters in the place of what tells whose network it is, as wide as the address.

The letters of one address depend on it and on a key of this run: the same address always reads the same, addresses of
one subnet begin alike, and nobody can compute back. The last part stays, so that hosts are told apart. Loopback,
unspecified, broadcast, multicast and link-local prefixes stay too: everybody has those.

An address is found by its dots or colons, also within a name or another word, and a MAC address in the names that
udev makes of it (systemd.net-naming-scheme(7): enx0242ac110002). Other addresses without dots and colons (a MAC
address as twelve digits, an IPv4 address as one hexadecimal number) are not told from ids, and stay.
"""

import os
import re
from hashlib import blake2b

_ALPHABET = "ghijklmnopqrstuvwxyz"
"""None of them is a hexadecimal digit."""
_IPV4 = re.compile(r"(?<![\d…])(?<!\d\.)(?<!…\.)\d{1,3}(?:\.\d{1,3}){3,}(?!\d|…|\.…)")
_MAC = re.compile(r"(?i)(?<![:…])[0-9a-f]{2}(?:(?::[0-9a-f]{2}){5}|(?:-[0-9a-f]{2}){5})(?![0-9a-f:…])")
_MAC_IN_NAME = re.compile(r"(?i)(?<![a-z0-9])((?:en|wl|ww)x)((?:[0-9a-f]{2}){6})(?![0-9a-z])")
_CUT_IN_NAME = re.compile(r"(?i)(?<![a-z0-9])((?:en|wl|ww)x)([0-9a-f]*…[0-9a-f]*)(?![0-9a-z])")
_IPV6 = re.compile(r"(?i)(?<![0-9a-f:.…])(?=[0-9a-f:]*::|(?:[0-9a-f]+:){7})[0-9a-f:]{2,}(?![0-9a-f:…])")
_CUT = re.compile(
    r"(?i)(?:(?<![\w.:])|(?<=[a-z_])(?=\d))"
    r"(?:(?:[0-9a-f]+[.:]+)+[0-9a-f]*…[0-9a-f.:]*|[0-9a-f.:]*…(?:[0-9a-f]*[.:]+)+[0-9a-f]+)(?!\w)"
)
"""What is left of an address where there was no room for all of it."""
_SHARED_BY_ALL = re.compile(r"(127|22[4-9]|23\d)\.|(0\.0\.0\.0|255\.255\.255\.255)$")
_NO_MAC = ("00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff")
_LINK_LOCAL, _MULTICAST = "fe80", "ff0"


class Pseudonyms:
    """Writes a line of the screen anew. `key` is this run's."""

    def __init__(self, key: bytes = b"") -> None:
        self._key = key or os.urandom(16)

    def masked(self, text: str) -> str:
        """The text with every address masked, in as many characters."""
        text = _MAC_IN_NAME.sub(lambda match: match[1] + self._digits(match[2]), text)
        text = _CUT_IN_NAME.sub(lambda match: match[1] + re.sub(r"[^…]", "x", match[2]), text)
        if not any(sign in text for sign in ".:-"):
            return text
        text = _CUT.sub(lambda match: re.sub(r"(?i)[0-9a-f]", "x", match.group()), text)
        text = _MAC.sub(lambda match: self._mac(match.group()), text)
        text = _IPV4.sub(lambda match: self._ipv4(match.group()), text)
        return _IPV6.sub(lambda match: self._ipv6(match.group()), text)

    def _letters(self, prefix: str, width: int) -> str:
        digest = blake2b(prefix.encode(), key=self._key, digest_size=max(1, width)).digest()
        return "".join(_ALPHABET[octet % len(_ALPHABET)] for octet in digest[:width])

    def _ipv4(self, address: str) -> str:
        if _SHARED_BY_ALL.match(address):
            return address
        *parts, last = address.split(".")
        masked = [self._letters(".".join(parts[: number + 1]), len(part)) for number, part in enumerate(parts)]
        return ".".join((*masked, last))

    def _mac(self, address: str) -> str:
        *parts, last = re.split("[:-]", address.lower())
        if ":".join((*parts, last)) in _NO_MAC:
            return address
        return address[2].join((*(self._letters(":".join(parts[: n + 1]), 2) for n in range(len(parts))), last))

    def _digits(self, address: str) -> str:
        """A MAC address without its colons."""
        return self._mac(":".join(re.findall("..", address))).replace(":", "")

    def _ipv6(self, address: str) -> str:
        parts = address.lower().split(":")
        if address.strip(":0") in ("", "1") or parts[0].startswith(_MULTICAST):
            return address
        last = max(number for number, part in enumerate(parts) if part)
        masked = [
            part
            if number == last or (number == 0 and part == _LINK_LOCAL)
            else self._letters(":".join(parts[: number + 1]), len(part))
            for number, part in enumerate(parts)
        ]
        return ":".join(masked)


_this_run = Pseudonyms()


def masked(text: str) -> str:
    """The text with this run's pseudonyms."""
    return _this_run.masked(text)
