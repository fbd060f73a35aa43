"""Where in a TOML text each option stands; tomllib does not tell."""

import re

_TABLE = re.compile(r"\s*\[(?!\[)(?P<name>[^\]]+)\]")
_OPTION = re.compile(r"""\s*(?P<name>[A-Za-z0-9_"'. -]+?)\s*=""")


def lines_of(text: str) -> dict[str, int]:
    """The line of each table and of each option by its dotted path, counted from 1; the first one counts."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        opened = _TABLE.match(line)
        if opened:
            table = _path(opened["name"])
            found.setdefault(table, number)
        elif option := _OPTION.match(line):
            found.setdefault(f"{table}.{_path(option['name'])}".lstrip("."), number)
    return found


def _path(written: str) -> str:
    return re.sub(r"\s*\.\s*", ".", re.sub(r"[\"']", "", written)).strip()
