"""Everything at one moment; saves to a file, loads on another machine."""

from typing import Any

import msgspec
from msgspec import Struct

from netui.errors import SnapshotFileError
from netui.model.container import Docker
from netui.model.link import Detail
from netui.model.namespace import Namespace
from netui.model.written import Sentence
from netui.text import Name, safe, unsafe

FORMAT = 1


class Limit(Struct, frozen=True):
    """Something that could not be read. "You may not look" is never shown as "none"."""

    subject: str
    """What it is about: namespaces, events, sockets, docker, …"""
    message: Sentence
    """One sentence: what is missing, and why; safe to show as it stands."""
    hint: Sentence = ""
    """What would help."""


class Snapshot(Struct, frozen=True):
    """A host's network at one moment. Its dictionaries are never changed in place."""

    namespaces: dict[int, Namespace] = {}
    """By key."""
    docker: Docker = Docker()
    limits: tuple[Limit, ...] = ()
    hostname: str = ""
    sandbox: str = ""
    """Name of the sandbox's world where this was no host, but a sandbox of netui's."""
    boot_id: str = ""
    taken: float = 0.0
    """Seconds since the epoch."""
    format: int = FORMAT

    @property
    def host(self) -> Namespace | None:
        """The namespace that netui was started in."""
        for namespace in self.namespaces.values():
            if namespace.host:
                return namespace
        return None


class _Format(Struct):
    """What every snapshot file has, whatever its format."""

    format: int


class Update(Struct, frozen=True):
    """What an engine learnt since its last update."""

    namespaces: dict[int, Namespace | None] = {}
    """By key; None for a namespace that ended."""
    docker: Docker | None = None
    limits: tuple[Limit, ...] | None = None


def _encode(value: Any) -> Any:
    if isinstance(value, Name):
        return safe(value)
    if isinstance(value, Detail):
        return value.values_
    raise NotImplementedError(f"no JSON for {type(value).__name__}")


def _decode(kind: type, value: Any) -> Any:
    if kind is Name:
        return Name(unsafe(value))
    if kind is Detail:
        return Detail(values=value)
    raise NotImplementedError(f"no {kind.__name__} from JSON")


def encode(snapshot: Snapshot) -> bytes:
    """The snapshot as JSON; names in their `safe` form, and so any other text that is not Unicode."""
    try:
        return msgspec.json.encode(snapshot, enc_hook=_encode)
    except UnicodeEncodeError:  # os.environ and os.listdir make surrogates of bytes that are not UTF-8
        return msgspec.json.encode(_unicode(msgspec.to_builtins(snapshot, enc_hook=_encode, str_keys=True)))


def _unicode(value: Any) -> Any:
    if isinstance(value, dict):
        return {_unicode(key): _unicode(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return list(map(_unicode, value))
    if isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value):
        return safe(value)
    return value


def decode(data: bytes) -> Snapshot:
    """The inverse of `encode`.

    Raises SnapshotFileError where the data is no snapshot, or of a format that this version does not know.
    """
    try:
        written = msgspec.json.decode(data, type=_Format).format  # first: another format may hold anything
        snapshot = msgspec.json.decode(data, type=Snapshot, dec_hook=_decode) if written == FORMAT else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SnapshotFileError(
            f"this is no snapshot that netui wrote: {safe(str(error))}",
            hint="write one with: netui snapshot FILE",
        ) from error
    wrong = _misplaced(snapshot) if snapshot else ""
    if wrong:
        raise SnapshotFileError(f"this snapshot is damaged: {wrong}", hint="netui snapshot FILE writes another")
    if snapshot is None:
        raise SnapshotFileError(
            f"the snapshot has format {written}; this netui reads format {FORMAT}",
            hint="use the netui that wrote it",
        )
    return snapshot


def _misplaced(snapshot: Snapshot) -> str:
    """The first object that does not stand under its own identity, which all that refers to it relies on."""
    for key, space in snapshot.namespaces.items():
        if space.key != key:
            return f"the namespace {key} says that it is {space.key}"
        for ifindex, link in space.links.items():
            if link.ifindex != ifindex:
                return f"link {ifindex} of the namespace {key} says that it is {link.ifindex}"
    for noun, found in (("container", snapshot.docker.containers), ("network", snapshot.docker.networks)):
        for identity, one in found.items():
            if one.id != identity:
                return f"the {noun} {safe(identity)} says that it is {safe(one.id)}"
    return ""
