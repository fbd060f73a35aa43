"""The sysctls of a namespace, or of one link, each with what it does."""

from netui.model.sysctl import GENERAL, explain, link_sysctl
from netui.text import quote
from netui.ui.cells import Cell
from netui.ui.details.commands import inside
from netui.ui.details.lists import missing
from netui.ui.details.subjects import home
from netui.ui.document import Document, Line
from netui.ui.ink import FAINT, WARN
from netui.ui.subject import Subject
from netui.ui.view import View
from netui.ui.wording import NONE

_FAMILIES = ("ipv4", "ipv6")
_NAME_WIDTH, _KEY_WIDTH = 36, 20


def write(document: Document, view: View, subject: Subject) -> None:
    """What a namespace forwards, answers and lets pass; for a link its own part of that."""
    key = home(view, subject)
    assert key is not None  # the tab is offered only then
    space, link = view.spaces[key].namespace, view.link(subject)
    why = missing(view, space, frozenset(("sysctls",)))
    if why or not space.sysctls:
        document.section("Sysctls")
        document.text(f"  {why or 'This kernel has none of those that netui knows.'}", FAINT if not why else WARN)
        return
    if link:
        _of_link(document, space.sysctls, str(link.name))
        folders = [quote(f"net.{family}.conf.{_dotted(str(link.name))}") for family in _FAMILIES]
    else:
        _general(document, space.sysctls)
        folders = ["net.ipv4.ip_forward", *(f"net.{family}.conf.all" for family in _FAMILIES)]
    document.command(inside(view, key, f"sysctl {' '.join(folders)}"))


def _general(document: Document, known: dict[str, str]) -> None:
    general = {name: known[name] for name in GENERAL if name in known}
    document.section("Of the namespace", len(general))
    for name, value in general.items():
        _told(document, f"{name:<{_NAME_WIDTH}}", value, explain(name))
    for family in _FAMILIES:
        _conf(document, known, family, "all", ("default",))
    document.text("  Each sentence says how `all` counts beside a link's own; new links begin with `default`.", FAINT)


def _of_link(document: Document, known: dict[str, str], link: str) -> None:
    for family in _FAMILIES:
        _conf(document, known, family, link, ("all",))


def _conf(document: Document, known: dict[str, str], family: str, link: str, others: tuple[str, ...]) -> None:
    """The sysctls of one folder, with what `others` have beside them."""
    prefix = link_sysctl(family, link, "")
    names = [name for name in known if name.startswith(prefix) and "." not in name[len(prefix) :]]
    document.section(prefix.rstrip("."), len(names) or None)
    if not names:
        document.text(f"  None: {'IPv6 is off in this kernel.' if family == 'ipv6' else 'it is gone.'}", FAINT)
    for name in names:
        key = name[len(prefix) :]
        beside = [f"{one} {known[other]}" for one in others if (other := link_sysctl(family, one, key)) in known]
        _told(document, f"{key:<{_KEY_WIDTH}}", known[name], explain(name), "  ".join(beside))


def _told(document: Document, name: str, value: str, meaning: str, beside: str = "") -> None:
    spans = (Cell(f"  {name} "), Cell(f"{value or NONE:<6}"), Cell(f"  {beside}" if beside else "", FAINT))
    document.lines.append(Line(spans))
    document.note(meaning, indent=4)


def _dotted(link: str) -> str:
    """A link's name as sysctl(8) takes it: a dot in it is written as a slash."""
    return link.replace(".", "/")
