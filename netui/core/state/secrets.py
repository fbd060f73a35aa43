"""What may not stand in a file that people send to others: passwords, tokens, keys; and, unless asked for, whose
host it is."""

import os
import re
from collections.abc import Iterable, Mapping

MASK = "***"
_SECRET_NAME = r"[\w.-]*(?:pass(?:word|wd|phrase)?|secret|token|credential|private[_-]?key|api[_-]?key|auth)[\w.-]*"
_ASSIGNED = re.compile(
    rf"""(?ix) (["']?{_SECRET_NAME}["']? \s* (?:=>|[=:]) \s* (?:(?:bearer|basic)\s+)?)  # its name
         ("[^"]*" | '[^']*' | [^\s,;&)}}\]]+) """
)
_OPTION = re.compile(rf"(?i)(--?{_SECRET_NAME}\s+)(\S+)")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.+/=~-]{8,}")
_USER_INFO = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/@]+@")
_OPAQUE = re.compile(r"(?<![\w+/=-])(?=[\w+/-]*[A-Z])(?=[\w+/-]*[a-z])(?=[\w+/-]*\d)[\w+/-]{32,}={0,2}")
_PEM = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)
_SECRET_VARIABLE = re.compile(rf"(?i){_SECRET_NAME}")
_SHORTEST = 6
"""Letters of a variable's value that are looked for: shorter ones stand everywhere."""


def masked(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """The text without what looks like a secret: what stands behind a name such as `password`, bearer tokens, user
    information of URLs (RFC 3986), private keys, long opaque words, and the values of this process's variables that
    are called so."""
    for name, value in environment.items():
        if len(value) >= _SHORTEST and _SECRET_VARIABLE.fullmatch(name):
            text = text.replace(value, MASK)
    text = _PEM.sub(MASK, text)
    text = _OPAQUE.sub(MASK, text)
    text = _BEARER.sub(rf"\1 {MASK}", text)
    text = _ASSIGNED.sub(rf"\1{MASK}", text)
    text = _OPTION.sub(rf"\1{MASK}", text)
    return _USER_INFO.sub(rf"\1{MASK}@", text)


_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")
_MAC = re.compile(r"(?i)(?<![\w:])[0-9a-f]{2}(?::[0-9a-f]{2}){5}(?![\w:])")
_IPV6 = re.compile(r"(?i)(?<![\w:.])(?=[0-9a-f:]*::|(?:[0-9a-f]+:){7})[0-9a-f:]{2,}(?:\d+(?:\.\d+){3})?(?![\w:])")
_TELLING = re.compile(r"(?i)[0-9a-f]")


def anonymous(text: str, names: Iterable[str] = ()) -> str:
    """The text without addresses, MAC addresses, and these names; masked as well."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", "<name>", text)
    text = _MAC.sub("<MAC>", text)
    text = _IPV4.sub("<address>", text)
    text = _IPV6.sub(lambda match: "<address>" if _TELLING.search(match.group()) else match.group(), text)
    return masked(text)
