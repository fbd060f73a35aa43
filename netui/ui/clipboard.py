"""Text on its way into the clipboard of the terminal that one sits at: OSC 52, also through tmux, screen and ssh.

xterm's ctlseqs (Operating System Commands, Ps = 52); tmux(1), set-clipboard and allow-passthrough; screen(1),
"Device Control String".
"""

import base64
from collections.abc import Mapping

from netui.text import safe
from netui.ui.cells import shorten

LIMIT = 74_994
"""Octets that xterm and most others take; longer text may be dropped without a word."""
_LEAST_PREVIEW, _MOST_PREVIEW = 12, 40
_BESIDE = 66
"""Cells for the sentences beside the preview."""
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


def told(what: str, text: str, width: int, environment: Mapping[str, str], otherwise: str) -> str:
    """What was done, for a line of so many cells. No terminal tells whether it took the text: `otherwise` says what
    works where it did not.
    """
    room = max(_LEAST_PREVIEW, min(width - _BESIDE, _MOST_PREVIEW)) if otherwise else _MOST_PREVIEW
    preview = shorten(safe(text), room)
    sentences = [f"Sent to the terminal: {what} {preview}."]
    if len(text) > LIMIT:
        sentences.append("It is long: some terminals drop that.")
    sentences.append(otherwise)
    if environment.get("TMUX"):
        sentences.append("tmux passes it on with: set -g set-clipboard on.")
    return " ".join(filter(None, sentences))
