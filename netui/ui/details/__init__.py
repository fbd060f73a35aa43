"""The detail of one object, in tabs: what it is and belongs to, what it has, and which command shows the same."""

from netui.core.host import Interest
from netui.ui.details import container, link, namespace, network, tabs
from netui.ui.document import Document
from netui.ui.subject import Subject
from netui.ui.view import View

_OVERVIEWS = {
    "namespace": namespace.write,
    "link": link.write,
    "container": container.write,
    "network": network.write,
}
OVERVIEW = "Overview"


def titles(view: View, subject: Subject) -> tuple[str, ...]:
    """The tabs of a subject, which is part of the view; the overview is the first."""
    if tabs.home(view, subject) is None:
        return (OVERVIEW,)
    return (OVERVIEW, *(tab.title for tab in tabs.TABS if tab.of_links or subject.kind != "link"))


def detail(view: View, subject: Subject, title: str = OVERVIEW) -> Document:
    """What the tab of that title says; the overview where the subject has none such."""
    tab = _tab(view, subject, title)
    return tabs.write(view, subject, tab) if tab else _OVERVIEWS[subject.kind](view, subject)


def interest(view: View, subject: Subject, title: str) -> Interest:
    """What has to be kept read while that tab is looked at."""
    key, tab = tabs.home(view, subject), _tab(view, subject, title)
    if key is None:
        return frozenset()
    if tab is None:
        return frozenset((("counters", key),)) if subject.kind == "link" else frozenset()
    return frozenset((facet, key) for facet in tab.facets)


def _tab(view: View, subject: Subject, title: str) -> tabs.Tab | None:
    return next((tab for tab in tabs.TABS if tab.title == title and title in titles(view, subject)), None)
