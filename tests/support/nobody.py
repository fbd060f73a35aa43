"""netui as a user without any privilege would run it."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

NOBODY = 65534
_SOURCE = Path(__file__).resolve().parents[2]


class Nobody:
    """Runs this checkout's netui as nobody, from a copy that nobody can read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = _interpreter()

    def run(self, *argv: str, seconds: float = 30, **more: str) -> subprocess.CompletedProcess[str]:
        """`netui ARGV…`; keyword arguments are environment variables."""
        said: subprocess.CompletedProcess[str] = subprocess.run(
            self.command(*argv), **self.options(**more), capture_output=True, text=True, timeout=seconds, check=False
        )
        return said

    def command(self, *argv: str) -> Sequence[str]:
        """The words that start netui."""
        return [self.python, "-m", "netui", *argv]

    def options(self, **more: str) -> dict[str, Any]:
        """For subprocess: who, where, and with which environment."""
        path = os.pathsep.join((str(self.folder), str(self.folder / "site")))
        environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(self.folder / "home"), "LANG": "C.UTF-8",
            "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "TERM": "xterm-256color", **more,
        }  # fmt: skip
        return {"env": environment, "cwd": "/", "user": NOBODY, "group": NOBODY, "extra_groups": []}


@contextmanager
def nobody() -> Iterator[Nobody]:
    """A copy of netui and of what it needs, for as long as the context lasts. Needs root."""
    folder = Path(tempfile.mkdtemp(prefix="netui-nobody-"))
    try:
        folder.chmod(0o755)
        _copy(_SOURCE / "netui", folder / "netui")
        _copy(_SOURCE / "css", folder / "css")
        site = Path(sys.modules["msgspec"].__file__ or "").parents[1]
        _copy(site, folder / "site")
        (folder / "home").mkdir()
        os.chown(folder / "home", NOBODY, NOBODY)
        yield Nobody(folder)
    finally:
        shutil.rmtree(folder)


def _copy(source: Path, target: Path) -> None:
    """Hard links where they can be made: most of it is large and never changes."""
    unused = shutil.ignore_patterns("__pycache__", "mypy*", "ruff*", "hypothesis*", "pip", "grimp*", "_pytest")
    shutil.copytree(source, target, copy_function=_link, ignore=unused)
    for folder, _, _ in os.walk(target):
        Path(folder).chmod(0o755)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
    if not os.stat(target).st_mode & 0o004:
        os.unlink(target)
        shutil.copyfile(source, target)
        Path(target).chmod(0o644)


def _interpreter() -> str:
    """This interpreter where nobody may run it, else the system's of the same version."""
    real = os.path.realpath(sys.executable)
    for path in (real, f"/usr/bin/python3.{sys.version_info.minor}"):
        with suppress(OSError):
            subprocess.run([path, "-c", ""], user=NOBODY, group=NOBODY, extra_groups=[], check=True)
            return path
    raise RuntimeError("nobody may run no Python of this version")
