"""`netui diff OLD [NEW]`: what changed between two saved snapshots, or from one until now."""

from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import Any

import click

from netui.cli.counted import counted
from netui.cli.output import Output, tell_limits
from netui.cli.settings import Settings, pass_settings, shared
from netui.cli.source import load, read
from netui.core.reading import EVERY_FACET
from netui.errors import NotFoundError, UsageError
from netui.model.answers import upkeep
from netui.model.diff import Change, align, diff
from netui.model.looked_at import looked_at_changes, once_alone
from netui.model.moment import Moment
from netui.model.naming import find_namespace, namespace_name, natural
from netui.model.relations import Relations
from netui.model.snapshot import Limit, Snapshot
from netui.objects.changes import Event, Teller
from netui.objects.row import encode
from netui.objects.told import Upkeep, line, of_one_moment
from netui.text import Name

_COMPARED = EVERY_FACET - {"counters"}
_LIVE = "live"
_HELP = """What changed from the snapshot OLD to NEW; without NEW, or with live: until now.

Packet filter rules, sysctls and listening sockets too; what they count is no change.

What the kernel adds by itself to what happened (routes of table local, IPv6 link-local addresses, multicast,
neighbours that answer) is counted in one line of each namespace, what a link or a namespace had is told with its
end, and many alike are one line; --all and --json tell each."""


@shared
@click.command("diff", help=_HELP)
@click.argument("old", type=click.Path())
@click.argument("new", type=click.Path(), default=_LIVE)
@click.option("--all", "everything", is_flag=True, help="Tell each in a line of its own.")
@pass_settings
def command(settings: Settings, old: str, new: str, everything: bool) -> None:
    """Compare, and print the changes by namespace."""
    if settings.saved:
        raise UsageError("diff takes its two snapshots as OLD and NEW", hint="netui diff OLD NEW")
    after = read(_COMPARED) if new == _LIVE else load(new)
    before = align(load(old), after, _names())
    found = chain(diff(before, after), looked_at_changes(before, after))
    changes = _chosen(found, settings.namespace, before, after)
    teller = Teller(Moment(before, after))
    told = [(event, upkeep(change)) for change in changes for event in teller.events((change,))]
    told.sort(key=lambda one: (one[0].namespace is not None, natural(str(one[0].namespace))))
    output = Output()
    if settings.json:
        output.json(encode([event for event, _ in told]))
    else:
        output.lines(_lines(told, calm=not everything))
    tell_limits((*before.limits, *(limit for limit in after.limits if limit not in before.limits)))
    tell_limits(_uncompared(before, after))


def _uncompared(before: Snapshot, after: Snapshot) -> Iterator[Limit]:
    """What one of the two does not hold: that it tells no change does not mean that nothing changed."""
    for field, number in once_alone(before, after).items():
        where = counted(number, "namespace")
        was = "was" if field == "firewall" else "were"
        yield Limit(field, f"the {field} of {where} {was} read in one of the two alone: its changes are not told")


def _names() -> Any:
    """What names a namespace of a snapshot; the relations of each are built once."""
    known: dict[int, Relations] = {}

    def name(snapshot: Snapshot, space: Any) -> Name:
        relations = known.setdefault(id(snapshot), Relations(snapshot))
        return namespace_name(relations, space)

    return name


def _chosen(changes: Iterable[Change], wanted: str, *snapshots: Snapshot) -> list[Change]:
    """The changes of one namespace, which need not be in both snapshots. Raises NotFoundError, UsageError."""
    if not wanted:
        return list(changes)
    keys: set[int] = set()
    missing: NotFoundError | None = None
    for snapshot in snapshots:
        try:
            keys.add(find_namespace(Relations(snapshot), wanted).key)
        except NotFoundError as error:
            missing = error
    if missing and not keys:
        raise missing
    return [one for one in changes if one.place in keys]


def _lines(told: list[tuple[Event, bool]], *, calm: bool) -> list[str]:
    """By namespace; where it is to be calm as the screen is, which counts the kernel's upkeep after the rest."""
    lines: list[str] = []
    for place, group in groupby(told, lambda one: one[0].namespace):
        lines.append(str(place) if place is not None else "Docker")
        events = list(group)
        if not calm:
            lines.extend(f"  {line(event)}" for event, _ in events)
            continue
        lines.extend(f"  {one.line}" for one in of_one_moment(event for event, own in events if not own))
        upkept = [event for event, own in events if own]
        if upkept:
            lines.append(f"  {Upkeep(upkept).line}")
    return lines
