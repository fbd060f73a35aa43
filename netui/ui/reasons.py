"""Why a key can do nothing now: said when it is pressed, and what makes it grey."""

from collections.abc import Callable

from netui.ui.keynames import key_of
from netui.ui.sentences import no_peer
from netui.ui.subject import Subject
from netui.ui.view import View

WIDE = 110
"""From how many columns on the detail stands beside the lists."""


def why_not(view: View, action: str, subject: Subject | None, sorted_by: str) -> str:
    """Why an action of the explorer can do nothing to the subject, in a sentence; empty where it can.

    `sorted_by` is the title of the column that the list is sorted by; empty for its usual order.
    """
    known = _REASONS.get(action)
    return known(view, subject, sorted_by) if known else ""


def _peer(view: View, subject: Subject | None, _sorted_by: str) -> str:
    found = view.subject_of(view.peer(subject)) if subject and subject.kind == "link" else None
    return no_peer(view, subject) if subject and found is None else ""


def _still(view: View, _subject: Subject | None, _sorted_by: str) -> str:
    return "" if view.live else "This is a saved snapshot: nothing in it changes."


def _connect(view: View, subject: Subject | None, _sorted_by: str) -> str:
    """What the engine's API does not serve; where a form is about another container, the form says it."""
    docker = view.snapshot.docker
    container = docker.containers.get(subject.id) if subject and subject.kind == "container" else None
    if container is None or docker.engine != "podman":
        return ""
    from netui.operations.checks_docker import connects_nowhere

    unserved = connects_nowhere(docker, container)
    return f"{unserved}: {key_of('operation.wire', 'w')} joins it to a bridge by hand." if unserved else ""


_REASONS: dict[str, Callable[[View, Subject | None, str], str]] = {
    "peer": _peer,
    "open": lambda _view, subject, _sorted_by: "" if subject else "There is nothing here to open.",
    "copy": lambda _view, subject, _sorted_by: "" if subject else "There is nothing here to copy.",
    "reverse": lambda _view, _subject, sorted_by: (
        ""
        if sorted_by
        else f"This list stands in its usual order: {key_of('explore.sort', 'o')} sorts it by a column."
    ),
    "share": lambda _view, _subject, _sorted_by: (
        f"Lists and detail share the width from {WIDE} columns on, where no pane is enlarged."
    ),
    "operate('c')": _connect,
    "want('network.connect')": _connect,
    "want('network.switch')": _connect,
    "refresh": _still,
    "freeze": _still,
    "limits": lambda view, _subject, _sorted_by: (
        "" if view.snapshot.limits else "There is no limit: netui sees all that there is to see."
    ),
}
