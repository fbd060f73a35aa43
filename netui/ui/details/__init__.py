"""The detail of one object, in tabs: what it is and belongs to, what it has, and which command shows the same."""

from netui.core.host import Interest
from netui.text import safe
from netui.ui.details import container, link, namespace, network
from netui.ui.details.subjects import home
from netui.ui.details.tabs import TABS, Tab
from netui.ui.document import Document
from netui.ui.subject import Subject
from netui.ui.view import View
from netui.ui.wording import place

_OVERVIEWS = {
    "namespace": namespace.write,
    "link": link.write,
    "container": container.write,
    "network": network.write,
}
OVERVIEW = "Overview"


def titles(view: View, subject: Subject) -> tuple[str, ...]:
    """The tabs of a subject, which is part of the view; the overview is the first."""
    return (OVERVIEW, *(tab.title for tab in TABS if tab.offered(view, subject)))


def detail(view: View, subject: Subject, title: str = OVERVIEW) -> Document:
    """What the tab of that title says; the overview where the subject has none such."""
    tab = _tab(view, subject, title)
    if tab is None:
        return _OVERVIEWS[subject.kind](view, subject)
    document = Document(_name(view, subject), tab.title)
    document.meaning(tab.meaning)
    tab.write(document, view, subject)
    return document


def interest(view: View, subject: Subject, title: str) -> Interest:
    """What has to be kept read while that tab is looked at."""
    tab = _tab(view, subject, title)
    if tab:
        return tab.interest(view, subject)
    key = home(view, subject)
    return frozenset((("counters", key),)) if subject.kind == "link" and key is not None else frozenset()


def _tab(view: View, subject: Subject, title: str) -> Tab | None:
    return next((tab for tab in TABS if tab.title == title and tab.offered(view, subject)), None)


def _name(view: View, subject: Subject) -> str:
    link, docker = view.link(subject), view.snapshot.docker
    if link:
        return place(view, subject)
    if subject.kind == "container":
        return safe(docker.containers[subject.id].name)
    if subject.kind == "network":
        return safe(docker.networks[subject.id].name)
    return view.spaces[subject.namespace].name
