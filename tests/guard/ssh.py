"""A real sshd in a namespace, and a real login from another, which answers what it is told."""

import contextlib
import os
import select
import shutil
import subprocess
import time
from pathlib import Path

_TIME = 20.0
_CONFIG = """\
Port 22
ListenAddress {address}
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
PidFile none
UsePAM no
UseDNS no
StrictModes no
PermitRootLogin yes
PrintMotd no
PrintLastLog no
LogLevel ERROR
"""
_LOOP = "stty -echo; echo ready; while read line; do echo got $line; done"
_OPTIONS = (
    "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "BatchMode=yes",
    "ConnectTimeout=15", "ServerAliveInterval=0", "IdentitiesOnly=yes",
)  # fmt: skip


class Server:
    """sshd, listening on one address of a namespace; ended by `stop`."""

    def __init__(self, folder: Path, namespace: str, address: str) -> None:
        self.folder = folder
        self.address = address
        for name in ("host", "user"):
            subprocess.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name],
                check=True,
                stdin=subprocess.DEVNULL,
            )
        config = folder / "sshd_config"
        config.write_text(_CONFIG.format(address=address, folder=folder))
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        program = shutil.which("sshd", path=os.environ.get("PATH", "") + ":/usr/sbin")
        assert program
        words = ["ip", "netns", "exec", namespace, program, "-D", "-e", "-f", str(config)]
        self._process = subprocess.Popen(words, stdin=subprocess.DEVNULL)
        self._wait(namespace)

    def _wait(self, namespace: str) -> None:
        end = time.monotonic() + _TIME
        while True:
            told = subprocess.run(
                ["ip", "netns", "exec", namespace, "ss", "-Hltn"], stdout=subprocess.PIPE, check=True
            )
            if b":22 " in told.stdout:
                return
            assert time.monotonic() < end, "sshd does not listen"
            time.sleep(0.02)

    def login(self, client: str) -> "Session":
        """Log in from a namespace."""
        return Session(self, client)

    def stop(self) -> None:
        """End it; sessions that it serves end with their clients."""
        self._process.terminate()
        self._process.wait()


class Session:
    """One login, with a terminal at its far end."""

    def __init__(self, server: Server, client: str) -> None:
        options = [word for option in _OPTIONS for word in ("-o", option)]
        options += ["-F", "none", "-i", str(server.folder / "user")]
        words = ["ip", "netns", "exec", client, "ssh", "-tt", *options, f"root@{server.address}", _LOOP]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._seen = b""
        self._number = 0
        assert self._hears(b"ready", _TIME), "no login"

    def _hears(self, wanted: bytes, patience: float) -> bool:
        assert self._process.stdout
        end = time.monotonic() + patience
        while wanted not in self._seen:
            ready, _, _ = select.select([self._process.stdout], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                return False
            data = os.read(self._process.stdout.fileno(), 4096)
            if not data:
                return False
            self._seen += data
        self._seen = self._seen.partition(wanted)[2]
        return True

    def answers(self, patience: float = _TIME) -> bool:
        """Whether the far end says back what it is told within that time."""
        assert self._process.stdin
        self._number += 1
        self._process.stdin.write(b"%d\n" % self._number)
        self._process.stdin.flush()
        return self._hears(b"got %d" % self._number, patience)

    def end(self) -> None:
        """Hang up."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
