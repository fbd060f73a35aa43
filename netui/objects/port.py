"""Published ports, each followed to the process that answers."""

from netui.errors import NotFoundError
from netui.model.docker_naming import unknown_to_docker
from netui.model.published import Published, Way, published
from netui.model.relations import Evidence
from netui.objects.column import Column
from netui.objects.directory import Directory
from netui.objects.row import Row, Shown, text
from netui.objects.socket import Process, process
from netui.text import safe


class Port(Row, frozen=True, gc=False):
    """One published port of one running container."""

    container: str
    host_address: str
    host_port: int
    target: str
    """ADDRESS:PORT."""
    protocol: str
    rule: str | None
    """The DNAT rule that leads there."""
    packets: int | None
    """Connections that met the rule."""
    listener: Process | None
    """Who listens in the container."""
    evidence: Evidence
    listening: bool | None
    """Whether anything listens there; null where it may not be read."""
    way: Way
    """What brings packets there: rule, proxy (docker-proxy alone), none, unreadable."""


def rows(directory: Directory) -> list[Port]:
    """All published ports; with a namespace asked for, those of the containers in it."""
    containers = directory.snapshot.docker.containers
    ports = published(directory.relations)
    return [_row(directory, one) for one in ports if directory.chosen(containers[one.container].namespace)]


def _row(directory: Directory, one: Published) -> Port:
    address = f"[{one.target_address}]" if ":" in one.target_address else one.target_address
    return Port(
        text(directory.snapshot.docker.containers[one.container].name),
        one.host_address,
        one.host_port,
        f"{address}:{one.target_port}",
        one.protocol,
        one.rule or None,
        one.packets,
        process(one.listener) if one.listener else None,
        one.evidence,
        one.listening,
        one.way,
    )


def named(directory: Directory, wanted: str) -> list[Port]:
    """The published ports with that number on the host, or of that container. Raises NotFoundError."""
    everything = rows(directory)
    found = [row for row in everything if wanted in (str(row.host_port), row.container, safe(row.container))]
    if found:
        return found
    if wanted.isdigit() or directory.snapshot.docker.status != "live":
        raise unknown_to_docker(directory.snapshot.docker, "port", wanted)
    raise NotFoundError(f"{safe(wanted)} publishes no port", hint="netui port show 8080, or a container's name")


def _host(row: Port) -> str:
    address = f"[{row.host_address}]" if ":" in row.host_address else row.host_address
    return f"{address or '*'}:{row.host_port}"


def _answer(row: Port) -> Shown:
    if row.listening is None:
        return Shown("may not be read")
    if not row.listening:
        return Shown("nothing listens")
    return Shown(f"{row.listener.command} {row.listener.pid}" if row.listener else "a process")


COLUMNS = (
    Column("CONTAINER", lambda row: row.container, 1),
    Column("HOST", _host, 1, 12),
    Column("TARGET", lambda row: row.target, 1, 12),
    Column("PROTOCOL", lambda row: row.protocol, 3, 4),
    Column("WAY", lambda row: row.way, 2),
    Column("PACKETS", lambda row: row.packets, 2, right=True),
    Column("LISTENER", _answer, 1, 10),
    Column("EVIDENCE", lambda row: row.evidence, 3),
)
