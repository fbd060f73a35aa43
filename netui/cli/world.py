"""`netui world list`, `show` and `check`: small declared networks."""

from collections.abc import Iterator, Sequence

import click

from netui.cli.failing import told
from netui.cli.output import Output
from netui.cli.settings import Settings, pass_settings, shared
from netui.errors import NetuiError, UsageError
from netui.objects.column import Column
from netui.objects.row import Row, encode
from netui.worlds.catalogue import NAMES, find_world
from netui.worlds.declared import Traffic, World
from netui.worlds.proving import Proof, prove


class WorldRow(Row, frozen=True, gc=False):
    """A world, as the list has it."""

    name: str
    namespaces: int
    summary: str


class Checked(Row, frozen=True, gc=False):
    """One piece of traffic: what was declared, and what happened."""

    source: str
    to: str
    passes: bool
    """As declared."""
    passed: bool | None
    """As proven; null where it could not be sent."""
    holds: bool
    because: str
    refused: str


_LIST = (
    Column("NAME", lambda row: row.name, 1),
    Column("NAMESPACES", lambda row: row.namespaces, 2, right=True),
    Column("WHAT IT IS", lambda row: row.summary, 1, minimum=20),
)
_CHECK = (
    Column("", lambda row: "as declared" if row.holds else "NOT SO", 1, minimum=11),
    Column("FROM", lambda row: row.source, 1),
    Column("TO", lambda row: row.to, 1, minimum=9),
    Column("ARRIVES", lambda row: row.passed, 1),
    Column("BECAUSE", lambda row: row.refused or row.because, 3, minimum=20),
)


@click.group("world", help="Small declared networks for the sandbox.", no_args_is_help=True)
def command() -> None:
    """The verbs."""


@shared
@command.command("list", help="The worlds.")
@pass_settings
def listing(settings: Settings) -> None:
    """Print them."""
    worlds = map(find_world, NAMES)
    rows = [WorldRow(one.name, len(one.namespaces) + 1, one.summary) for one in worlds]
    _print(settings, rows, _LIST)


@shared
@command.command("show", help="What a world declares.")
@click.argument("name", type=click.Choice(NAMES))
@click.option("--size", type=int, default=0, metavar="N", help="Namespaces of the world big.")
@pass_settings
def showing(settings: Settings, name: str, size: int) -> None:
    """Print one."""
    world = find_world(name, size=size)
    output = Output()
    if settings.json:
        output.json(encode(world))
    else:
        output.lines(_described(world))


@shared
@command.command("check", help="Raise a world in a sandbox of its own, and prove it by real traffic.")
@click.argument("name", type=click.Choice(NAMES), required=False)
@click.option("--size", type=int, default=0, metavar="N", help="Namespaces of the world big.")
@click.option("--here", is_flag=True, help="Prove it in the sandbox where this runs.")
@pass_settings
def checking(settings: Settings, name: str | None, size: int, here: bool) -> int:
    """Exit status 0 where all traffic is as declared."""
    if here:
        return _told(settings, prove(_present(name, size)), ())
    if not name:
        raise UsageError("which world?", hint=f"netui world check {NAMES[1]}, or --here in a sandbox")
    from netui.sandbox.launching import launch
    from netui.sandbox.recipe import Recipe, needs_user_namespace

    world = find_world(name, size=size)
    return launch(Recipe(name, user=needs_user_namespace()), lambda: told(lambda: _raised(settings, world)))


def _present(name: str | None, size: int) -> World:
    from netui.sources import sandboxed

    here = sandboxed.world()
    if not here:
        raise UsageError("this is no sandbox", hint="netui sandbox --join -- netui world check --here")
    from netui.sandbox.inner_engine import engine_runs

    return find_world(name or here, size=size, engine=engine_runs())


def _raised(settings: Settings, world: World) -> int:
    from netui.worlds.raising import raise_world

    refused = raise_world(world)
    return _told(settings, prove(world), refused)


def _told(settings: Settings, proofs: Sequence[Proof], refused: Sequence[str]) -> int:
    from netui.cli.output import tell

    for sentence in refused:
        tell(sentence)
    rows = [_checked(one) for one in proofs]
    _print(settings, rows, _CHECK)
    wrong = sum(not one.holds for one in rows)
    if wrong:
        raise NetuiError(f"{wrong} of {len(rows)} are not as declared")
    return 0


def _checked(proof: Proof) -> Checked:
    traffic = proof.traffic
    return Checked(
        traffic.source, traffic.to, traffic.passes, proof.passed, proof.holds, traffic.because, proof.refused
    )


def _print(settings: Settings, rows: Sequence[Row], columns: Sequence[Column]) -> None:
    output = Output()
    if settings.json:
        output.json(encode(rows))
    else:
        from netui.cli.table import Table

        output.lines(Table(columns, rows, output).lines())


def _described(world: World) -> Iterator[str]:
    yield f"{world.name}: {world.summary}"
    for title, lines in (
        ("namespaces", ["host, " + ", ".join(world.namespaces) if world.namespaces else "host"]),
        ("bridges", [_with(one.at, one.addresses) for one in world.bridges]),
        ("veth pairs", [f"{_with(one.one.at, one.one.addresses)} – {_with(one.other.at, one.other.addresses)}"
                        + "".join(f", port of {end.bridge}" for end in (one.one, one.other) if end.bridge)
                        for one in world.veths]),
        ("vxlans", [f"{one.at}: id {one.identifier}, {one.local} to {one.remote}, port of {one.bridge}"
                    for one in world.vxlans]),
        ("routes", [f"{one.namespace}: {one.destination} via {one.gateway}" for one in world.routes]),
        ("settings", [f"{one.namespace}: {one.name} = {one.value}" for one in world.settings]),
        ("filters", [line for one in world.filters for line in one.rules.strip().splitlines()]),
        ("listeners", [f"{one.namespace}: {one.command} on port {one.port}" for one in world.listeners]),
        ("traffic", [_sent(one) for one in world.traffic]),
    ):  # fmt: skip
        if lines:
            yield ""
            yield title
            yield from (f"  {line}" for line in lines)


def _with(at: str, addresses: Sequence[str]) -> str:
    return " ".join((at, *addresses))


def _sent(traffic: Traffic) -> str:
    arrives = "arrives" if traffic.passes else "does not arrive"
    return f"{traffic.source} to {traffic.to} {arrives}: {traffic.because}"
