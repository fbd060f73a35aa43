"""What every public object has in common: it is a struct, and this is how it becomes JSON and comes back.

Names stay bytes (`Name`) inside a row. As JSON they are UTF-8 text; where they are not UTF-8, their `safe` form,
and the row's `name_hex` tells the bytes.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from netui.model.link import Detail
from netui.text import Name, exact_text, safe


class Row(Struct, frozen=True, gc=False):
    """One public object: its fields are the JSON."""


def name_hex(name: Name) -> str | UnsetType:
    """The bytes of a name that is not UTF-8, in hexadecimal; UNSET for all others."""
    return name.hex() if not name.isascii() and exact_text(name)[1] else UNSET


def text(value: str) -> str:
    """Text that a daemon gave, fit for JSON: as it is, or its `safe` form where it cannot be written as UTF-8."""
    if value.isascii():
        return value
    return exact_text(value.encode("utf-8", "surrogateescape"))[0]


def _plain(value: Any) -> Any:
    if isinstance(value, Name):
        return exact_text(value)[0]
    if isinstance(value, Detail):
        return value.values_
    raise NotImplementedError(f"no JSON for {type(value).__name__}")


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return text(value)
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(one) for one in value]
    return value


_encoder = msgspec.json.Encoder(enc_hook=_plain)


def encode(value: Struct | Sequence[Struct] | dict[str, Any]) -> bytes:
    """A row, or rows, as JSON. What leaves for a terminal passes `text.json_text` after this."""
    try:
        return _encoder.encode(value)
    except UnicodeEncodeError:  # users' names, /proc and a daemon's answers may hold what is not UTF-8
        return _encoder.encode(_cleaned(msgspec.to_builtins(value, enc_hook=_plain, str_keys=True)))


def _from_plain(kind: type, value: Any) -> Any:
    if kind is Name:
        return Name(value.encode("utf-8", "surrogateescape"))
    if kind is Detail:
        return Detail(values=value)
    raise NotImplementedError(f"no {kind.__name__} from JSON")


def decode(data: bytes | str, kind: Any) -> Any:
    """Rows from what `encode` made; `kind` is a row's class, or a list of one. Raises msgspec.DecodeError.

    A name that is not UTF-8 comes back in its shown form: `name_hex` has its bytes.
    """
    return msgspec.json.decode(data, type=kind, dec_hook=_from_plain)


def _described(kind: type) -> dict[str, Any]:
    if kind is Name:
        return {"type": "string"}
    if kind is Detail:
        return {"type": "object", "description": "As `ip -d -j link` tells it; numbers, words and objects."}
    raise NotImplementedError(f"no schema for {kind.__name__}")


def schemas(kinds: Sequence[type[Struct]]) -> tuple[tuple[dict[str, Any], ...], dict[str, Any]]:
    """JSON Schemas of rows, and the definitions that they refer to as #/$defs/…."""
    return msgspec.json.schema_components(kinds, schema_hook=_described, ref_template="#/$defs/{name}")


class Shown(str):
    """Text that is safe already."""

    __slots__ = ()


def shown(value: Any) -> str:
    """A field's value for a terminal: safe, and – for what there is not."""
    if isinstance(value, str):
        return (value if isinstance(value, Shown) else safe(value)) or "–"
    if isinstance(value, Name):
        return str(value) or "–"
    if value is None or value is UNSET:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(shown, value)) or "–"
    return safe(str(value))
