"""How text is drawn: the names of all styles that lists, details and lines share.

Each is a component class of the screen (`netui.ui.screens.explore`), given its colours in css/ink.tcss by theme
variables. A state always has a word too: no ink says anything that the text does not.
"""

FAINT = "faint"
"""Headings, units, what is there for completeness."""
STRONG = "strong"
"""The name of what one looks at."""
GOOD = "good"
"""Up, running, live."""
BAD = "bad"
"""Down, stale, refused."""
WARN = "warn"
"""No carrier, paused, limited."""
LINKED = "linked"
"""Names another object: it can be followed."""
KEY = "key"
"""A key to press."""
CURSOR = "cursor"
"""The row that one is on, in the pane that has the focus."""
RESTING = "resting"
"""The row that one is on, elsewhere."""
HEADING = "heading"

EVERY = frozenset((FAINT, STRONG, GOOD, BAD, WARN, LINKED, KEY, CURSOR, RESTING, HEADING))

STATE_WORDS: dict[str, tuple[str, str]] = {
    "up": ("up", GOOD),
    "down": ("DOWN", BAD),
    "no-carrier": ("no carrier", WARN),
    "dormant": ("dormant", WARN),
    "lower-down": ("lower down", BAD),
    "unknown": ("unknown", ""),
}
"""A link's state (`Link.state`): the word on the screen, and its ink."""

CONTAINER_INKS: dict[str, str] = {
    "running": GOOD,
    "paused": WARN,
    "restarting": WARN,
    "dead": BAD,
    "created": FAINT,
    "exited": FAINT,
    "removing": FAINT,
}
