"""Where config.toml lies, and whether it may be believed.

It is that of who sits at the terminal: $XDG_CONFIG_HOME/netui/config.toml, else ~/.config/netui/config.toml; as
root under sudo the home is the invoking user's. It is never looked for in the working directory. As anybody who
may write it could have netui, which often is root, ask another Docker or hide what is confirmed, it has to be
that user's or root's, and nobody else may be able to write it.
"""

import os
import pwd
import stat
from pathlib import Path

from netui.errors import ConfigError
from netui.text import safe

_LARGEST = 1 << 20
_UNMAPPED = 65534
"""Whose a file is that belongs to nobody of this user namespace (user_namespaces(7))."""


def config_path() -> Path:
    """The file; it need not exist."""
    given = os.environ.get("XDG_CONFIG_HOME", "")
    folder = Path(given) if given.startswith("/") else Path(_home(), ".config")
    return folder / "netui" / "config.toml"


def _home() -> str:
    """The home of who sits at the terminal. Only root believes what sudo says."""
    user = _user()
    if user == os.geteuid():
        return os.environ.get("HOME") or _home_of(user)
    return _home_of(user)


def _user() -> int:
    called = os.environ.get("SUDO_UID", "")
    return int(called) if os.geteuid() == 0 and called.isdecimal() else os.geteuid()


def _home_of(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_dir
    except (KeyError, OverflowError):
        return "/nonexistent"


def read_config(path: Path) -> str | None:
    """The text of the file; None where there is none. Raises ConfigError where it may not be believed or read."""
    shown = safe(str(path))
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ConfigError(f"{shown} cannot be read: {error.strerror}") from error
    with open(file, "rb") as opened:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode):
            raise ConfigError(f"{shown} is no regular file")
        _believe(status, shown, "chmod go-w")
        if _user() not in (os.geteuid(), status.st_uid) and not status.st_mode & stat.S_IROTH:
            raise ConfigError(  # it may be a link that has root print a line of a file that only root may read
                f"{shown} is root's alone: under sudo netui reads what its user may read", hint=f"chmod o+r {shown}"
            )
        folder = path.resolve().parent
        _believe(folder.stat(), safe(str(folder)), "chmod go-w")
        octets = opened.read(_LARGEST + 1)
    if len(octets) > _LARGEST:
        raise ConfigError(f"{shown} is larger than 1 MiB")
    try:
        return octets.decode()
    except UnicodeDecodeError as error:
        line = octets[: error.start].count(b"\n") + 1
        raise ConfigError(f"{shown}, line {line}: it is not UTF-8") from error


def _believe(status: os.stat_result, shown: str, remedy: str) -> None:
    owners = {0, _user(), os.geteuid()}
    if status.st_uid not in owners and not (status.st_uid == _UNMAPPED and _in_user_namespace()):
        raise ConfigError(
            f"{shown} belongs to the user {status.st_uid}: netui believes the configuration of its own user and root",
            hint="chown it, or set XDG_CONFIG_HOME",
        )
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and not (
        stat.S_ISDIR(status.st_mode) and status.st_mode & stat.S_ISVTX
    ):
        raise ConfigError(f"others may write {shown}: netui does not believe it", hint=f"{remedy} {shown}")


def _in_user_namespace() -> bool:
    """Whether this is no user namespace that has all users: there the owner is not known."""
    try:
        return Path("/proc/self/uid_map").read_text().split()[2:] != [str((1 << 32) - 1)]
    except OSError:
        return False
