"""The default configuration as a file with comments: what `netui config` prints."""

from collections.abc import Iterator

from netui.config.options import COLUMNS, KEYS, OPTIONS, Known

_HEAD = (
    "# Configuration of netui. It says what is so without a file; keep the lines that you change.",
    "# It lies in ~/.config/netui/config.toml ($XDG_CONFIG_HOME), under sudo in the home of who called sudo.",
)


def default(known: Known) -> Iterator[str]:
    """Its lines."""
    yield from _HEAD
    section = ""
    for option in OPTIONS:
        if option.section != section:
            section = option.section
            yield from ("", f"[{section}]")
        yield f"# {option.about}: {option.values}"
        yield f"{option.name} = {_toml(option.default)}"
    yield from ("", f"[{COLUMNS}]", "# the columns of each list; where there is no room for all, some give way")
    for name, titles in known.columns.items():
        yield f"{name} = {_toml(titles)}"
    yield from _keys(known)


def _keys(known: Known) -> Iterator[str]:
    yield from ("", f"[{KEYS}]", '# a key, or several: "x", "ctrl+g", ["/", "f4"]')
    place = ""
    for one in known.bindings:
        if one.place != place:
            place = one.place
            yield from ("", f"# {place}")
        yield f"{one.id} = {_toml(one.keys if len(one.keys) > 1 else one.keys[0])}  # {one.does}"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(value)
