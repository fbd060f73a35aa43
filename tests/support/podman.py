"""A private Podman service for tests: in a network namespace and a mount namespace of its own; no systemd."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from docker.errors import NotFound

from netui.sandbox.engine import CHANGES, IMAGE, PrivateEngine, image_files
from netui.sources.docker.endpoint import DockerEndpoint
from netui.sources.docker.presence import answers

_CONTAINERS = """
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[network]
network_config_dir = "{folder}/networks"
"""
_STORAGE = """
[storage]
driver = "vfs"
runroot = "{folder}/run"
graphroot = "{folder}/root"
"""
# What Podman keeps in /run (its namespaces, its locks) is its own; the folder is seen from outside.
_SERVICE = """
mount -t tmpfs tmpfs /run && mkdir -p /run/netns /run/lock &&
exec podman --tmpdir "$1/tmp" --cgroup-manager cgroupfs system service --time=0 "unix://$1/d.sock"
"""


class PodmanEngine(PrivateEngine):
    """What tests ask of an engine, of Podman."""

    def start(self) -> None:
        """Start the service and wait until it answers."""
        folder = self.folder
        (folder / "containers.conf").write_text(_CONTAINERS.format(folder=folder))
        (folder / "storage.conf").write_text(_STORAGE.format(folder=folder))
        environment = {
            **os.environ, "CONTAINERS_CONF": f"{folder}/containers.conf",
            "CONTAINERS_STORAGE_CONF": f"{folder}/storage.conf",
        }  # fmt: skip
        place = ["nsenter", f"--net=/run/netns/{self.namespace}", "unshare", "--mount", "--propagation", "slave"]
        with (folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*place, "sh", "-c", _SERVICE, "podman", str(folder)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=environment,
            )  # fmt: skip
        end = time.monotonic() + 30
        while answers(DockerEndpoint(self.url, "the test")).status != "connecting":
            assert time.monotonic() < end and self._process.poll() is None, (folder / "log").read_text()[-1000:]
            time.sleep(0.02)
        self.client.ping()

    def load_image(self) -> None:
        """Import `IMAGE`."""
        changes = [word for change in CHANGES for word in ("--change", change)]
        subprocess.run(
            ["docker", "--host", self.url, "import", *changes, "-", IMAGE], input=image_files(), check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def empty(self) -> None:
        """Remove every container, and every network but the default one."""
        api = self.client.api
        joined = [one.attrs["Id"] for one in self.client.containers.list(all=True) if _joins(one.attrs)]
        for identity in (*joined, *(one["Id"] for one in api.containers(all=True))):  # they depend on the others
            with suppress(NotFound):
                api.remove_container(identity, force=True, v=True)
        for network in api.networks():
            if network["Name"] not in ("bridge", "podman"):
                api.remove_network(network["Id"])


def _joins(told: dict[str, Any]) -> bool:
    return str(told["HostConfig"]["NetworkMode"]).startswith("container:")


@contextmanager
def podman_engine() -> Iterator[PodmanEngine]:
    """A Podman that runs, with `IMAGE`; nothing of it stays."""
    folder = Path(tempfile.mkdtemp(prefix="nt", dir="/tmp"))
    name = folder.name
    subprocess.run(["ip", "netns", "add", name], check=True)
    engine = PodmanEngine(folder, name, (), socket=folder / "d.sock", cgroup="libpod_parent")
    try:
        subprocess.run(["ip", "-n", name, "link", "set", "lo", "up"], check=True)
        engine.start()
        engine.load_image()
        yield engine
        engine.empty()
    finally:
        engine.close()
        for process in _of(folder):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        subprocess.run(["ip", "netns", "delete", name], check=True)
        shutil.rmtree(folder, ignore_errors=True)
        for parent in (
            *Path("/sys/fs/cgroup").glob("*/libpod_parent"),
            *Path("/sys/fs/cgroup").glob("libpod_parent"),
        ):
            for path, _, _ in os.walk(parent, topdown=False):
                with suppress(OSError):  # another Podman may use it
                    Path(path).rmdir()


def _of(folder: Path) -> Iterator[int]:
    """Processes that have the folder in their words: conmon, and what serves names."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if str(folder).encode() in path.read_bytes():
                yield int(path.parent.name)
