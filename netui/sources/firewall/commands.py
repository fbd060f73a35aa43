"""Running the packet filters' own listing commands: bounded in time, without a shell, in a clean environment."""

import resource
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from netui.errors import SourceError
from netui.text import safe

PATH = "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin:/run/current-system/sw/bin"
"""Fixed: these run as root, and the caller's PATH may lead anywhere."""


class CommandError(SourceError):
    """A listing command is missing, failed, or took too long."""


class Commands:
    """The commands in the directories of `path`; each may take `seconds`."""

    def __init__(self, path: str = PATH, seconds: float = 3.0) -> None:
        self._path = path
        self._seconds = seconds

    def find(self, name: str) -> str | None:
        """Where the command is; None where it is not installed."""
        return shutil.which(name, path=self._path)

    def saver(self, variant: str, family: str) -> str:
        """`iptables-save` of that variant (nft, legacy) and family (ip, ip6): where it is.

        Where only the plain name is installed, the program that it leads to (xtables-nft-multi) tells which
        variant it is. Raises CommandError where there is none.
        """
        tool = "iptables" if family == "ip" else "ip6tables"
        exact = self.find(f"{tool}-{variant}-save")
        if exact:
            return exact
        plain = self.find(f"{tool}-save")
        if plain and ("nft" in Path(plain).resolve().name) == (variant == "nft"):
            return plain
        raise CommandError(f"{tool}-{variant}-save is not installed")

    def output(self, *words: str, given: bytes = b"") -> bytes:
        """What the command prints, run in the calling thread's network namespace; it reads `given`.

        Raises CommandError, in one sentence that is safe to show.
        """
        program = self.find(words[0])
        name = Path(words[0]).name
        if program is None:
            raise CommandError(f"{name} is not installed")
        try:
            child = subprocess.Popen(
                [program, *words[1:]],
                stdin=subprocess.PIPE if given else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={"LC_ALL": "C", "PATH": self._path},
                cwd="/",
            )
        except OSError as error:
            raise CommandError(f"{name} cannot be run: {error.strerror}") from error
        with child:
            _without_core(child.pid)
            try:
                output, complaint = child.communicate(given or None, timeout=self._seconds)
            except subprocess.TimeoutExpired as error:
                child.kill()
                child.communicate()
                raise CommandError(f"{name} did not end within {self._seconds:g} seconds") from error
        if child.returncode:
            raise CommandError(f"{name} failed: {_reason(child.returncode, complaint)}")
        return output


def _without_core(pid: int) -> None:
    """nft aborts on names that it cannot write as JSON; a core file each time would fill the disk (core(5): 1)."""
    with suppress(ProcessLookupError, PermissionError, ValueError):
        resource.prlimit(pid, resource.RLIMIT_CORE, (1, 1))


def _reason(status: int, complaint: bytes) -> str:
    first = next((line.strip() for line in complaint.splitlines() if line.strip()), b"")
    said = safe(first[:200])
    if status < 0:
        ended = f"ended by {signal.Signals(-status).name}"
        return f"{ended} ({said})" if said else ended
    return said or f"exit status {status}"
