"""Which engine is asked: as the docker command resolves it."""

import hashlib
import json
import os
import pwd
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from netui.sources.docker import endpoint as module
from netui.sources.docker.endpoint import others, resolve
from tests.support.requirements import needs_programs

Settings = dict[str, str]


@pytest.fixture(autouse=True)
def default_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The default socket of a host that has none, wherever the tests run."""
    path = str(tmp_path / "var/run/docker.sock")
    monkeypatch.setattr(module, "DEFAULT_SOCKETS", (path, str(tmp_path / "run/docker.sock")))
    monkeypatch.setattr(module, "PODMAN_SOCKET", str(tmp_path / "run/podman.sock"))
    return path


def configure(home: Path, current: str | None = None, **contexts: str) -> Path:
    """A home with a docker configuration, as `docker context create` writes it."""
    folder = home / ".docker"
    folder.mkdir(parents=True, exist_ok=True)
    if current is not None:
        (folder / "config.json").write_text(json.dumps({"auths": {}, "currentContext": current}))
    for name, host in contexts.items():
        meta = folder / "contexts/meta" / hashlib.sha256(name.encode()).hexdigest() / "meta.json"
        meta.parent.mkdir(parents=True)
        stored = {"Name": name, "Metadata": {}, "Endpoints": {"docker": {"Host": host, "SkipTLSVerify": False}}}
        meta.write_text(json.dumps(stored))
    return home


def test_the_default_socket_where_nothing_is_set(tmp_path: Path, default_socket: str) -> None:
    found = resolve({"HOME": str(tmp_path)})
    assert (found.url, found.chosen_by, found.error) == (f"unix://{default_socket}", "the default", "")
    assert found.path == default_socket


def test_the_second_default_socket_where_only_that_is_there(tmp_path: Path) -> None:
    second = tmp_path / "run/docker.sock"
    second.parent.mkdir()
    second.touch()
    assert resolve({"HOME": str(tmp_path)}).path == str(second)


def test_host_beats_context_beats_configuration(tmp_path: Path) -> None:
    home = configure(tmp_path, "stored", stored="unix:///stored.sock", named="unix:///named.sock")
    by_config: Settings = {"HOME": str(home)}
    by_context = by_config | {"DOCKER_CONTEXT": "named"}
    by_host = by_context | {"DOCKER_HOST": "unix:///host.sock"}
    assert resolve(by_config).url == "unix:///stored.sock"
    assert resolve(by_context).url == "unix:///named.sock"
    assert resolve(by_host).url == "unix:///host.sock"
    assert "stored" in resolve(by_config).chosen_by and "config.json" in resolve(by_config).chosen_by
    assert "named" in resolve(by_context).chosen_by and "DOCKER_CONTEXT" in resolve(by_context).chosen_by
    assert resolve(by_host).chosen_by == "DOCKER_HOST"


@pytest.mark.parametrize("settings", [{"DOCKER_CONTEXT": "gone"}, {}])
def test_an_unknown_context_is_an_error_and_not_the_default(tmp_path: Path, settings: Settings) -> None:
    found = resolve({"HOME": str(configure(tmp_path, "gone"))} | settings)
    assert found.url == ""
    assert found.error == "there is no Docker context named gone"
    assert "docker context ls" in found.hint


def test_the_context_default_is_the_default_socket(tmp_path: Path, default_socket: str) -> None:
    home = configure(tmp_path, "stored", stored="unix:///stored.sock")
    assert resolve({"HOME": str(home), "DOCKER_CONTEXT": "default"}).path == default_socket


def test_a_broken_configuration_is_said(tmp_path: Path, default_socket: str) -> None:
    configure(tmp_path, "")
    (tmp_path / ".docker/config.json").write_text("{nonsense")
    found = resolve({"HOME": str(tmp_path)})
    assert found.path == default_socket
    assert "config.json cannot be read" in found.chosen_by


def test_a_broken_context_is_said(tmp_path: Path) -> None:
    home = configure(tmp_path, "odd", odd="unix:///odd.sock")
    next((home / ".docker/contexts/meta").glob("*/meta.json")).write_text('{"Endpoints": []}')
    found = resolve({"HOME": str(home)})
    assert found.url == "" and "odd cannot be read" in found.error


def test_docker_config_moves_the_folder(tmp_path: Path) -> None:
    configure(tmp_path, "stored", stored="unix:///stored.sock")
    found = resolve({"HOME": "/nonexistent", "DOCKER_CONFIG": str(tmp_path / ".docker")})
    assert found.url == "unix:///stored.sock"


class Entry:
    """A passwd entry with that home."""

    def __init__(self, home: Path) -> None:
        self.pw_dir = str(home)


def test_under_sudo_the_invoking_users_context_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = configure(tmp_path / "ada", "rootless", rootless="unix:///run/user/1000/docker.sock")
    monkeypatch.setattr(pwd, "getpwnam", lambda name: Entry(caller) if name == "ada" else None)
    root = tmp_path / "root"
    under_sudo: Settings = {"HOME": str(root), "SUDO_USER": "ada"}
    found = resolve(under_sudo)
    assert found.url == "unix:///run/user/1000/docker.sock"
    assert str(caller) in found.chosen_by
    assert resolve(under_sudo | {"DOCKER_CONTEXT": "rootless"}).url == "unix:///run/user/1000/docker.sock"
    configure(root, "own", own="unix:///own.sock")
    assert resolve(under_sudo).url == "unix:///own.sock"


def test_an_unknown_sudo_user_does_no_harm(tmp_path: Path, default_socket: str) -> None:
    assert resolve({"HOME": str(tmp_path), "SUDO_USER": "nobody such\x1b"}).path == default_socket


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("  unix:///a.sock ", "unix:///a.sock"),
        ("/a.sock", "unix:///a.sock"),
        ("tcp://10.0.0.1:2375", "tcp://10.0.0.1:2375"),
        ("tcp://example", "tcp://example:2375"),
        ("example:99", "tcp://example:99"),
        ("tcp://:2375", "tcp://localhost:2375"),
        ("tcp://[::1]", "tcp://[::1]:2375"),
    ],
)
def test_hosts_are_read_as_the_docker_command_reads_them(tmp_path: Path, host: str, url: str) -> None:
    assert resolve({"HOME": str(tmp_path), "DOCKER_HOST": host}).url == url


@pytest.mark.parametrize("host", ["ssh://root@example", "npipe:////./pipe/x", "tcp://a:b", "ftp://\x1b[2J"])
def test_what_cannot_be_watched_is_an_error(tmp_path: Path, host: str) -> None:
    found = resolve({"HOME": str(tmp_path), "DOCKER_HOST": host})
    assert found.url == "" and found.error and found.error.isprintable()


def test_tls_as_the_environment_asks(tmp_path: Path) -> None:
    plain: Settings = {"HOME": str(tmp_path), "DOCKER_HOST": "tcp://example"}
    secured = plain | {"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/certs"}
    assert resolve(plain).certificates == ""
    found = resolve(secured)
    assert (found.url, found.certificates, found.verify) == ("tcp://example:2376", "/certs", True)
    assert resolve(plain | {"DOCKER_TLS": "1"}).verify is False


def test_another_engines_socket_is_told(tmp_path: Path) -> None:
    settings: Settings = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    assert others(resolve(settings), settings) == ""
    (tmp_path / "podman").mkdir()
    with socket.socket(socket.AF_UNIX) as there:
        there.bind(str(tmp_path / "podman/podman.sock"))
        told = others(resolve(settings), settings)
    assert "Podman" in told and f"DOCKER_HOST=unix://{tmp_path}/podman/podman.sock" in told


@needs_programs("docker")
@pytest.mark.parametrize(
    "variables",
    [
        lambda home: {},
        lambda home: {"DOCKER_CONTEXT": "named"},
        lambda home: {"DOCKER_HOST": "unix:///host.sock", "DOCKER_CONTEXT": "named"},
        lambda home: {"DOCKER_HOST": "tcp://10.1.2.3:77"},
        lambda home: {"HOME": "/nonexistent", "DOCKER_CONFIG": f"{home}/.docker"},
    ],
)
def test_the_docker_command_says_the_same(tmp_path: Path, variables: Callable[[Path], Settings]) -> None:
    home = configure(tmp_path, "stored", stored="unix:///stored.sock", named="tcp://10.9.8.7:2375")
    settings: Settings = {"HOME": str(home), "PATH": os.environ["PATH"]} | variables(home)
    told = subprocess.run(
        ["docker", "context", "inspect", "--format", "{{.Endpoints.docker.Host}}"],
        env=settings, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert resolve(settings).url == told.stdout.strip()


def test_a_user_whom_the_system_does_not_know_has_no_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(uid: int) -> None:
        raise KeyError(f"getpwuid(): uid not found: {uid}")

    monkeypatch.setattr("pwd.getpwuid", unknown)
    assert resolve({}).chosen_by == "the default"
