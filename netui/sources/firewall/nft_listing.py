"""Native tables as `nft` lists them: structure and counters from its JSON, rules in its own words (nft(8))."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from netui.model.firewall import Chain, FilterRule, Table
from netui.sources.firewall.commands import CommandError, Commands
from netui.sources.firewall.nftables import FAMILIES, NativeTable, read_devices
from netui.text import safe

_PLAIN = re.compile(rb"[A-Za-z][A-Za-z0-9_./-]*")
"""What nft takes as one word. It parses its arguments as a script: a table may be called `x; flush ruleset`."""
_RULE = re.compile(r"\t\t(.*) # handle (\d+)")
_TRIES = 2


def listed(commands: Commands, native: NativeTable) -> Table:
    """One table with its chains and rules. Raises CommandError."""
    name = f"nft: table {native.family} {safe(native.name)}"
    if native.unspeakable:
        raise CommandError(f"{name} holds a name that is not UTF-8, which nft cannot write")
    if native.family not in FAMILIES.values() or not _PLAIN.fullmatch(native.name):
        raise CommandError(f"{name}: nft cannot be asked for a table of that name")
    words = ("list", "table", native.family, native.name.decode("ascii"))
    for _ in range(_TRIES):
        structure = _structure(commands.output("nft", "-j", *words), name)
        _add_devices(structure, native)
        text = commands.output("nft", "-s", "-a", *words).decode("utf-8", "surrogateescape")
        texts = _texts(text, structure, name)
        table = parse_table(native.family, native.name, structure, texts)
        if table is not None:
            return table
    raise CommandError(f"{name} changed while it was read")


def _structure(output: bytes, name: str) -> list[dict[str, Any]]:
    try:
        told = json.loads(output)["nftables"]
    except (ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{name}: nft's JSON cannot be read") from error
    return [one for one in told if isinstance(one, dict)]


def _add_devices(structure: list[dict[str, Any]], native: NativeTable) -> None:
    """Where nft's JSON does not tell which links a chain stands at, the kernel does."""
    lacking = [one["chain"] for one in structure if one.get("chain", {}).get("hook") in ("ingress", "egress")]
    if not any("dev" not in chain for chain in lacking):
        return
    with suppress(OSError):
        devices = read_devices(native.family, native.name)
        for chain in lacking:
            chain["dev"] = [one.decode("utf-8", "surrogateescape") for one in devices.get(chain["name"].encode(), ())]


def _texts(text: str, structure: list[dict[str, Any]], name: str) -> dict[int, str]:
    """The rules in nft's words, by handle; handles are unique in a table.

    A comment may hold line ends and so pass for rules: those that the JSON tells are made visible first.
    """
    broken = {value for value in _strings(structure) if "\n" in value}
    for value in sorted(broken, key=len, reverse=True):
        text = text.replace(value, value.replace("\n", "\\n"))
    found: dict[int, str] = {}
    for line in text.split("\n"):
        match = _RULE.fullmatch(line)
        if match is None:
            continue
        handle = int(match[2])
        if handle in found:
            raise CommandError(f"{name} holds text that passes for rules")
        found[handle] = safe(match[1].rstrip())
    return found


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def parse_table(family: str, name: bytes, structure: list[dict[str, Any]], texts: dict[int, str]) -> Table | None:
    """The table that nft's JSON describes; None where a rule has no text, being newer than it."""
    rules: dict[str, list[FilterRule]] = {}
    for one in structure:
        if "rule" not in one:
            continue
        told = one["rule"]
        handle = told["handle"]
        if handle not in texts:
            return None
        expressions = told.get("expr", ())
        text = texts[handle] + _hidden(expressions)
        rules.setdefault(told["chain"], []).append(FilterRule(text, *_counted(expressions), handle))
    chains = (_chain(one["chain"], rules) for one in structure if "chain" in one)
    return Table("nft", family, safe(name), tuple(chains))


def _hidden(expressions: Any) -> str:
    """The matches and targets of iptables or ebtables in a rule, of which nft tells only the name.

    Without them a rule that drops a few packets would look like one that drops all.
    """
    hidden = (one["xt"] for one in expressions if isinstance(one, dict) and isinstance(one.get("xt"), dict))
    return "".join(safe(f" (xt {one.get('type', '')} {one.get('name', '')})") for one in hidden)


def _counted(expressions: Any) -> tuple[int | None, int | None]:
    """Of the rule's own counter; a named one counts for other rules too."""
    for one in expressions:
        counter = one.get("counter") if isinstance(one, dict) else None
        if isinstance(counter, dict):
            return counter.get("packets"), counter.get("bytes")
    return None, None


def _chain(told: dict[str, Any], rules: dict[str, list[FilterRule]]) -> Chain:
    device = told.get("dev", [])
    devices = [device] if isinstance(device, str) else device
    return Chain(
        safe(told["name"]),
        hook=safe(told.get("hook", "")),
        policy=safe(told.get("policy", "")),
        priority=told.get("prio"),
        type=safe(told.get("type", "")),
        rules=tuple(rules.get(told["name"], ())),
        device=", ".join(map(safe, devices)),
    )
