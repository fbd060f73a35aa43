"""The detail of one object: what it is, what it belongs to, and which command shows the same."""

from netui.ui.details import container, link, namespace, network
from netui.ui.document import Document
from netui.ui.subject import Subject
from netui.ui.view import View

_WRITERS = {
    "namespace": namespace.write,
    "link": link.write,
    "container": container.write,
    "network": network.write,
}


def detail(view: View, subject: Subject) -> Document:
    """Everything worth telling about the subject, which is part of the view."""
    return _WRITERS[subject.kind](view, subject)
