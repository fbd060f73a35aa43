"""Text on its way into the clipboard of the terminal that one sits at: OSC 52, also through tmux, screen and ssh.

xterm's ctlseqs (Operating System Commands, Ps = 52); tmux(1), set-clipboard and allow-passthrough; screen(1),
"Device Control String".
"""

import base64
from collections.abc import Mapping

LIMIT = 74_994
"""Octets that xterm and most others take; longer text may be dropped without a word."""
_SCREEN_CHUNK = 700
"""screen passes at most 768 octets of one string on."""


def sequence(text: str, environment: Mapping[str, str]) -> str:
    """What is written to the terminal to put `text` into its clipboard."""
    code = base64.b64encode(text.encode("utf-8", "surrogateescape")).decode("ascii")
    osc52 = f"\x1b]52;c;{code}\x07"
    if environment.get("TMUX"):  # the plain one for `set-clipboard on`, the other for `allow-passthrough on`
        return osc52 + "\x1bPtmux;" + osc52.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if not (environment.get("STY") or environment.get("TERM", "").startswith("screen")):
        return osc52
    parts = [osc52[start : start + _SCREEN_CHUNK] for start in range(0, len(osc52), _SCREEN_CHUNK)]
    wrapped = "".join(f"\x1bP{part}\x1b\\" for part in parts)
    # Over ssh TERM alone is left: it may be tmux, which knows the plain one alone. screen shows a long one's end.
    return osc52 + wrapped if not environment.get("STY") and len(parts) == 1 else wrapped


def advice(environment: Mapping[str, str]) -> str:
    """What has to be set for it to arrive, where that is known; else empty."""
    if environment.get("TMUX"):
        return "tmux passes it on with: set -g set-clipboard on"
    return ""
