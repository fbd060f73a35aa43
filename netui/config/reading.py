"""config.toml as `Config`: each option checked, each fault told with file, line and what is allowed."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from netui.config.finding import config_path, read_config
from netui.config.options import COLUMNS, KEYS, OPTIONS, SECTIONS, Config, Known
from netui.config.places import lines_of
from netui.errors import ConfigError
from netui.text import safe

_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)$")


def load(path: Path | None = None) -> Config:
    """What the file says, the default where there is none. Raises ConfigError.

    Keys and columns are checked by `check`, which has to know the terminal program.
    """
    path = path or config_path()
    text = read_config(path)
    return Config() if text is None else parse(text, safe(str(path)))


def parse(text: str, shown: str) -> Config:
    """A text as the configuration; `shown` is the file that faults name. Raises ConfigError."""
    import tomllib  # what has no configuration does not pay for it

    lines = lines_of(text)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_broken(str(error), text, shown), hint="netui config prints one that is right") from error
    reader = _Reader(shown, lines)
    return reader.read(tables)


def _broken(message: str, text: str, shown: str) -> str:
    at = _AT_LINE.search(message)
    line = int(at[1]) if at else text.count("\n") + 1
    why = safe(_AT_LINE.sub("", message).removesuffix(" (at end of document)"))
    return f"{shown}, line {line}: this is no TOML: {why[:1].lower()}{why[1:]}"


class _Reader:
    """Goes through the tables of one file."""

    def __init__(self, shown: str, lines: Mapping[str, int]) -> None:
        self._shown = shown
        self._lines = lines

    def read(self, tables: dict[str, Any]) -> Config:
        for name, table in tables.items():
            homes = [one.section for one in OPTIONS if one.name == name]
            if homes and not isinstance(table, dict):
                raise self._fault(name, f"{name} stands before any section", f"it belongs below [{homes[0]}]")
            if name not in SECTIONS:
                what = "section" if isinstance(table, dict) else "option outside a section"
                raise self._fault(name, f"there is no {what} {safe(name)}", close(name, SECTIONS))
            if not isinstance(table, dict):
                raise self._fault(name, f"{name} is a section", f"[{name}]")
        fields: dict[str, Any] = {COLUMNS: self._lists(tables), KEYS: self._lists(tables, KEYS), "refresh": {}}
        for section, table in tables.items():
            if section not in (COLUMNS, KEYS):
                for name, value in table.items():
                    self._take(section, name, value, fields)
        return Config(**fields, path=self._shown, lines=self._lines)

    def _take(self, section: str, name: str, value: Any, fields: dict[str, Any]) -> None:
        known = {one.name: one for one in OPTIONS if one.section == section}
        option = known.get(name)
        where = f"{section}.{name}"
        if option is None:
            raise self._fault(where, f"there is no option {safe(where)}", close(name, tuple(known)))
        if not option.fits(value):
            told = f"{where} is {_written(value)}; allowed: {option.values}"
            raise self._fault(where, told, _near(value, option.allowed) if isinstance(value, str) else "")
        if option.field == "refresh":
            fields["refresh"][name] = float(value)
        else:
            fields[option.field or name] = value

    def _lists(self, tables: dict[str, Any], section: str = COLUMNS) -> dict[str, tuple[str, ...]]:
        """Options that are a text or a list of texts; dots in their names may stand bare."""
        found = {}
        for name, value in _flat(tables.get(section, {})):
            texts = [value] if isinstance(value, str) else value
            if not isinstance(texts, list) or not texts or not all(isinstance(one, str) and one for one in texts):
                where = f"{section}.{name}"
                raise self._fault(where, f'{safe(where)} is {_written(value)}; allowed: "TEXT", or ["TEXT", "TEXT"]')
            found[name] = tuple(texts)
        return found

    def _fault(self, where: str, told: str, hint: str = "") -> ConfigError:
        line = self._lines.get(where) or self._lines.get(where.partition(".")[0], 1)
        return ConfigError(f"{self._shown}, line {line}: {told}", hint=hint)


def _flat(table: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _written(value: Any) -> str:
    """A value as TOML has it, shortened."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{safe(value)[:40]}"'
    return safe(str(value))[:40]


def close(wrong: str, known: tuple[str, ...]) -> str:
    """`did you mean theme?`; where nothing is near, all that there is."""
    return _near(wrong, known) or (f"there are: {', '.join(known)}" if known else "")


def _near(wrong: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    found = get_close_matches(wrong, known, 1)
    return f"did you mean {found[0]}?" if found else ""


def check_columns(config: Config, known: Known) -> None:
    """Raises ConfigError where the file names a list or a column that there is not."""
    for name, titles in config.columns.items():
        place = config.place(f"{COLUMNS}.{name}")
        if name not in known.columns:
            raise ConfigError(f"{place}: there is no list {safe(name)}", hint=close(name, tuple(known.columns)))
        there = known.columns[name]
        for title in titles:
            if title not in there:
                allowed = ", ".join(f'"{one}"' for one in there)
                raise ConfigError(
                    f'{place}: {name} has no column "{safe(title)}"; allowed: {allowed}', hint=close(title, there)
                )
        if there[0] not in titles:
            raise ConfigError(f'{place}: "{there[0]}" has to be among the columns of {name}')
