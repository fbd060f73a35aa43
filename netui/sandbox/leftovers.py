"""What a dockerd leaves behind on the host, and its removal: processes, mounts, cgroups, files."""

import os
import re
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

_KEY = Path("/etc/docker/key.json")
_FOLDERS = tuple(
    Path(one)
    for one in (
        "/opt/containerd/bin", "/opt/containerd/lib", "/opt/containerd", "/run/containerd/s", "/run/containerd",
        "/run/docker/plugins", "/run/docker", "/etc/docker",
    )
)  # fmt: skip
_SHIM_SOCKET = re.compile("unix://(/run/containerd/s/[0-9a-f]{64})")
_PATIENCE = 10.0


def host_files() -> dict[Path, int]:
    """Files and folders outside its own that any dockerd makes, as they are now: inode numbers."""
    found = {}
    for path in (_KEY, *_FOLDERS):
        with suppress(OSError):
            found[path] = path.stat().st_ino
    return found


def remove_host_files(before: dict[Path, int]) -> None:
    """Remove those that were not there before; folders only when nothing is in them."""
    with suppress(OSError):
        if _KEY.stat().st_ino != before.get(_KEY):
            _KEY.unlink()
    for folder in _FOLDERS:
        if folder not in before:
            with suppress(OSError):
                folder.rmdir()


def shim_sockets(folder: Path) -> set[Path]:
    """Sockets of the engine's shims, which containerd puts under /run/containerd whatever its own folder is."""
    found: set[Path] = set()
    for name in ("address", "bootstrap.json"):  # containerd 1, containerd 2
        for told in folder.glob(f"x/containerd/daemon/*/moby/*/{name}"):
            with suppress(OSError):
                found.update(map(Path, _SHIM_SOCKET.findall(told.read_text())))
    return found


def kill(folder: Path) -> None:
    """Kill, and wait for, every process of the engine in `folder`: containerd, shims, containers.

    docker-proxy is told to end by the kernel when dockerd does.
    """
    sockets = shim_sockets(folder)
    thaw(folder)
    end = time.monotonic() + _PATIENCE
    while left := [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if _belongs(pid, folder)]:
        if time.monotonic() > end:
            raise TimeoutError(f"processes of {folder} do not end: {left}")
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)
    for socket in sockets:  # a shim that is killed leaves it
        socket.unlink(missing_ok=True)


def thaw(folder: Path) -> None:
    """What runs in a paused container hears no signal, not even SIGKILL, while its cgroup is frozen."""
    for top in _cgroups(folder):
        for state in top.glob("**/freezer.state"):  # version 1
            state.write_text("THAWED")
        for state in top.glob("**/cgroup.freeze"):  # version 2
            state.write_text("0")


def _cgroups(folder: Path) -> tuple[Path, ...]:
    root = Path("/sys/fs/cgroup")
    return tuple(top for top in (root / folder.name, *root.glob(f"*/{folder.name}")) if top.is_dir())


def _belongs(pid: int, folder: Path) -> bool:
    """By command line (containerd, shims), or by cgroup (what runs in containers)."""
    process = Path("/proc", str(pid))
    try:
        if (process / "stat").read_bytes().rpartition(b")")[2].split()[0] == b"Z":
            return False
        named = f"{folder}/".encode() in (process / "cmdline").read_bytes()
        return named or f"/{folder.name}/" in (process / "cgroup").read_text()
    except OSError:
        return False


def unmount(folder: Path) -> None:
    """Unmount everything below `folder`, the last mounted first."""
    table = Path("/proc/self/mountinfo").read_text(errors="surrogateescape")
    points = [line.split()[4] for line in table.split("\n") if line]
    for point in reversed([one for one in points if one.startswith(f"{folder}/")]):
        subprocess.run(["umount", "--lazy", point], check=True)


def remove_cgroups(folder: Path) -> None:
    """Remove the engine's cgroups, in each hierarchy of version 1 and in version 2."""
    for top in _cgroups(folder):
        for path, _, _ in os.walk(top, topdown=False):
            with suppress(FileNotFoundError):
                Path(path).rmdir()
