"""A private Docker engine: in a network namespace of its own, for tests, or in a sandbox's.

Needs root, dockerd with containerd and runc, iproute2, iptables and a static busybox (Debian: docker.io, iproute2,
iptables, busybox-static). Nothing of it touches the host's own engine, and nothing is left when it ends.
"""

import io
import os
import shutil
import signal
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netui.errors import SourceError
from netui.sandbox import leftovers
from netui.sources.docker.client import docker_client
from netui.sources.docker.endpoint import DockerEndpoint
from netui.sources.docker.presence import answers
from netui.sources.entering import entered

if TYPE_CHECKING:
    from docker import DockerClient

IMAGE = "netui/box:1"
"""The one image: busybox with the applets of `APPLETS`, which sleeps unless told otherwise."""
APPLETS = (
    "sh",
    "sleep",
    "ls",
    "cat",
    "echo",
    "ip",
    "ping",
    "nc",
    "httpd",
    "wget",
    "nslookup",
    "hostname",
    "kill",
    "true",
)
PROGRAMS = ("dockerd", "containerd", "runc", "ip", "iptables", "busybox", "setpriv")
"""What has to be installed."""
INSTALL = "apt install docker.io iptables busybox-static"
"""What brings them, on Debian and Ubuntu."""
_PATIENCE = 30.0
_GRACE = 20.0


class PrivateEngine:
    """One dockerd, its namespace and its files.

    `namespace` is the network namespace's name, as `ip netns` knows it; empty for that of the caller. `cgroup` is
    the parent of the engine's control groups.
    """

    def __init__(self, folder: Path, namespace: str, options: tuple[str, ...], *, socket: Path, cgroup: str) -> None:
        self.folder = folder
        self.namespace = namespace
        self.socket = socket
        self.url = f"unix://{self.socket}"
        self._cgroup = cgroup
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        self._client: DockerClient | None = None

    @property
    def client(self) -> "DockerClient":
        """A docker-py client of this engine; works again after `stop` and `start`."""
        if self._client is None:
            self._client = docker_client(self.url, timeout=_PATIENCE)
        return self._client

    @property
    def pid(self) -> int:
        """The daemon's process; 0 while it is stopped."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Start the daemon and wait until it answers. Raises SourceError where it does not.

        The daemon dies with the thread that started it, so that nothing outlives a killed test run.
        """
        log = (self.folder / "log").open("ab")
        place = f"/run/netns/{self.namespace}" if self.namespace else "/proc/thread-self/ns/net"
        fd = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
        try:
            with entered(fd):
                self._process = subprocess.Popen(
                    ["setpriv", "--pdeathsig", "TERM", "dockerd", *self._arguments()],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                )  # fmt: skip
        finally:
            os.close(fd)
            log.close()
        self._await_answer(self._process)

    def _arguments(self) -> list[str]:
        folder = self.folder
        (folder / "daemon.json").write_text("{}")  # not the host's /etc/docker/daemon.json
        return [
            "--config-file", f"{folder}/daemon.json", "--data-root", f"{folder}/r", "--exec-root", f"{folder}/x",
            "--pidfile", f"{folder}/pid", "--host", self.url, "--cgroup-parent", f"/{self._cgroup}",
            "--exec-opt", "native.cgroupdriver=cgroupfs",  # systemd's takes only slices as parents
            *self._options,
        ]  # fmt: skip

    def _await_answer(self, process: subprocess.Popen[bytes]) -> None:
        endpoint, end = DockerEndpoint(self.url, "the private engine"), time.monotonic() + _PATIENCE
        while answers(endpoint).status != "connecting":
            if process.poll() is not None or time.monotonic() > end:
                raise SourceError(f"the private engine did not start: {self._last_words()}", hint="it needs root")
            time.sleep(0.01)
        self.client.ping()

    def _last_words(self) -> str:
        lines = (self.folder / "log").read_text(errors="replace").strip().splitlines()
        return lines[-1][:300] if lines else "it said nothing"

    def stop(self) -> None:
        """End the daemon as a service manager does, and with it its containers."""
        process, self._process = self._process, None
        if process is None:
            return
        for number in (signal.SIGCONT, signal.SIGTERM, signal.SIGKILL):
            process.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                process.wait(_GRACE if number != signal.SIGCONT else 0)
                return

    def kill(self) -> None:
        """End the daemon as the kernel does where memory is short (SIGKILL); its containers run on."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.wait()
            # containerd ends with it; where pid 1 does not reap it, its pid would pass for a containerd that runs.
            (self.folder / "x/containerd/containerd.pid").unlink(missing_ok=True)

    def pause(self) -> None:
        """Hang the daemon: it accepts connections and answers nothing (SIGSTOP)."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        os.kill(self.pid, signal.SIGCONT)

    def load_image(self) -> None:
        """Import `IMAGE`, without a registry."""
        self.client.api.import_image_from_data(
            image_files(), repository=IMAGE.partition(":")[0], tag="1", changes=CHANGES
        )

    def run(
        self, name: str, command: str = "", *, ports: Sequence[int] = (), networking: Any = None, **options: Any
    ) -> str:
        """A running container of `IMAGE`; returns its id.

        `command` is for a shell, which ends at once when it is told to. `ports` are those that may be published,
        further options those of docker-py's `create_host_config`.
        """
        api = self.client.api
        made = api.create_container(
            IMAGE, name=name, command=["sh", "-c", f"trap exit TERM; {command or 'sleep 1000000'} & wait"],
            host_config=api.create_host_config(**options), ports=list(ports) or None, networking_config=networking,
        )  # fmt: skip
        api.start(made["Id"])
        return str(made["Id"])

    def empty(self) -> None:
        """Remove every container and every network that was made."""
        api = self.client.api
        for container in api.containers(all=True):
            api.remove_container(container["Id"], force=True, v=True)
        for network in api.networks():
            if network["Name"] not in ("bridge", "host", "none"):
                api.remove_network(network["Id"])

    def close(self) -> None:
        """End the client and whatever still runs."""
        if self._process:
            self.resume()
            self._process.kill()  # SIGTERM would wait for containers, which are killed anyway
            self._process.wait()
            self._process = None
        if self._client:
            self._client.close()


# A sleep that is pid 1 would ignore SIGTERM, and `docker stop` wait ten seconds before it kills.
CHANGES = ['CMD ["sh", "-c", "trap exit TERM; sleep 1000000 & wait"]']


def missing_programs() -> list[str]:
    """Those of `PROGRAMS` that are not installed."""
    return [program for program in PROGRAMS if not shutil.which(program)]


def image_files() -> bytes:
    """The files of `IMAGE`, as a tar archive."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.add(shutil.which("busybox") or "busybox", "bin/busybox")
        for applet in APPLETS:
            link = tarfile.TarInfo(f"bin/{applet}")
            link.type, link.linkname = tarfile.SYMTYPE, "busybox"
            archive.addfile(link)
        for name in ("etc", "tmp", "www"):
            folder = tarfile.TarInfo(name)
            folder.type, folder.mode = tarfile.DIRTYPE, 0o755
            archive.addfile(folder)
    return buffer.getvalue()


@contextmanager
def _namespace(name: str) -> Iterator[None]:
    subprocess.run(["ip", "netns", "add", name], check=True)
    try:
        subprocess.run(["ip", "-n", name, "link", "set", "lo", "up"], check=True)
        yield
    finally:
        subprocess.run(["ip", "netns", "delete", name], check=True)


@contextmanager
def private_engine(
    namespace: str | None = None,
    *,
    options: tuple[str, ...] = (),
    bridge: str = "172.31.250.1/24",
    pool: str = "base=10.213.0.0/16,size=24",
) -> Iterator[PrivateEngine]:
    """A running engine with `IMAGE`, in the named network namespace or in a new one (`nt…`).

    `bridge` is docker0's address, `pool` what user-defined networks are cut from, `options` further ones of
    dockerd. The calling thread has to outlive the engine. Raises SourceError where it does not start.
    """
    lacking = missing_programs()
    if lacking or os.geteuid() != 0:
        needed = ", ".join(lacking) or "root"
        raise SourceError(f"a private engine needs {needed}", hint=INSTALL)
    before = leftovers.host_files()
    folder = Path(tempfile.mkdtemp(prefix="nt", dir="/tmp"))  # short: a socket's path has 107 bytes at most
    every = ("--bip", bridge, "--default-address-pool", pool, *options)
    with ExitStack() as after:
        after.callback(leftovers.remove_host_files, before)
        after.callback(shutil.rmtree, folder)
        if namespace is None:
            after.enter_context(_namespace(folder.name))
        engine = PrivateEngine(folder, namespace or folder.name, every, socket=folder / "d.sock", cgroup=folder.name)
        for step in (leftovers.remove_cgroups, leftovers.unmount, leftovers.kill):
            after.callback(step, folder)
        after.callback(engine.close)
        engine.start()
        engine.load_image()
        yield engine
