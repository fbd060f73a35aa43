"""Which container engine to ask: resolved as the docker command does it, without importing docker (110 ms).

DOCKER_HOST, else DOCKER_CONTEXT, else the current context of config.json, else the default socket
(docker/cli: cli/command/cli.go, opts/hosts.go). Netui's own configuration stands behind the first two. Under sudo
the invoking user's config.json counts where root's names no context.
"""

import hashlib
import json
import os
import pwd
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from netui.text import safe

DEFAULT_SOCKETS = ("/var/run/docker.sock", "/run/docker.sock")
PODMAN_SOCKET = "/run/podman/podman.sock"
_PORT, _TLS_PORT = 2375, 2376


class DockerEndpoint(Struct, frozen=True):
    """Where the engine is expected, or why that cannot be said."""

    url: str
    """unix:///var/run/docker.sock, tcp://HOST:PORT and the like; empty where `error` says why there is none."""
    chosen_by: str
    """What named this endpoint; safe to show as it stands."""
    certificates: str = ""
    """Folder of ca.pem, cert.pem and key.pem; empty for a connection without TLS."""
    verify: bool = True
    """Whether the daemon's certificate is checked."""
    error: str = ""
    """One sentence where no endpoint could be found; safe to show as it stands."""
    hint: str = ""

    @property
    def path(self) -> str:
        """Path of the unix socket; empty for other kinds."""
        return self.url.removeprefix("unix://") if self.url.startswith("unix://") else ""


_preferred = ("", "")
"""The endpoint of netui's configuration, and where it stands; one a process."""


def prefer(url: str, place: str) -> None:
    """Ask this engine where the environment names none; `none` asks none. `place` is the file and line, safe.

    It becomes this process's DOCKER_HOST: docker commands that netui runs ask the same one.
    """
    global _preferred  # noqa: PLW0603 - what the process was configured with
    if os.environ.get("DOCKER_HOST", "").strip() or os.environ.get("DOCKER_CONTEXT"):
        return
    _preferred = url, place
    if url != "none":
        os.environ["DOCKER_HOST"] = url


def resolve(environment: Mapping[str, str] | None = None) -> DockerEndpoint:
    """The endpoint that `docker` would use with this environment. Never raises: see `DockerEndpoint.error`."""
    variables = os.environ if environment is None else environment
    folders = list(_folders(variables))
    tls = bool(variables.get("DOCKER_TLS_VERIFY") or variables.get("DOCKER_TLS"))
    host = variables.get("DOCKER_HOST", "").strip()
    preferred, place = _preferred
    if host:
        chosen_by = place if host == preferred else "DOCKER_HOST"
        certificates = variables.get("DOCKER_CERT_PATH") or str(folders[0])
        verify = bool(variables.get("DOCKER_TLS_VERIFY"))
        return _endpoint(host, chosen_by, certificates if tls else "", verify)
    named = variables.get("DOCKER_CONTEXT", "")
    if named:
        return _context(named, folders, "by DOCKER_CONTEXT")
    if preferred == "none":
        return DockerEndpoint("", place, error="the configuration wants no Docker", hint="see docker.endpoint there")
    unread = ""
    for folder in folders:
        try:
            current = _config(folder).get("currentContext")
        except (OSError, ValueError):
            unread = unread or f", because {safe(str(folder / 'config.json'))} cannot be read"
            continue
        if isinstance(current, str) and current:
            return _context(current, [folder], f"the current one of {safe(str(folder / 'config.json'))}")
    return _default(f"the default{unread}")


def _folders(variables: Mapping[str, str]) -> Iterator[Path]:
    """Where docker's configuration is: its own user's, then that of who called sudo."""
    own = variables.get("DOCKER_CONFIG")
    home = variables.get("HOME") or _home()
    if own or home:
        yield Path(own) if own else Path(home, ".docker")
    caller = variables.get("SUDO_USER")
    if caller:
        try:
            invoking = Path(pwd.getpwnam(caller).pw_dir, ".docker")
        except KeyError:
            return
        if invoking != Path(home, ".docker"):
            yield invoking


def _home() -> str:
    """The user's home directory; empty for a user whom passwd(5) does not have."""
    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        return ""


def _config(folder: Path) -> dict[str, Any]:
    """config.json; empty where there is none. Raises OSError, ValueError where it cannot be read."""
    try:
        read = json.loads((folder / "config.json").read_bytes())
    except FileNotFoundError:
        return {}
    if not isinstance(read, dict):
        raise ValueError("config.json is no object")
    return read


def _default(chosen_by: str) -> DockerEndpoint:
    path = next((path for path in DEFAULT_SOCKETS if os.path.lexists(path)), DEFAULT_SOCKETS[0])
    return DockerEndpoint(f"unix://{path}", chosen_by)


def _context(name: str, folders: list[Path], by: str) -> DockerEndpoint:
    """The endpoint of a context, as `docker context` stores it: contexts/meta/SHA-256 of its name/meta.json."""
    if name == "default":
        return _default(f"the context default, {by}")
    chosen_by = f"the context {safe(name)}, {by}"
    digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
    for folder in folders:
        try:
            meta = json.loads((folder / "contexts" / "meta" / digest / "meta.json").read_bytes())
            stored = meta["Endpoints"]["docker"]
            host, unchecked = str(stored.get("Host") or ""), bool(stored.get("SkipTLSVerify"))
        except FileNotFoundError:
            continue
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            return _none(chosen_by, f"the context {safe(name)} cannot be read: {safe(str(error))}")
        certificates = folder / "contexts" / "tls" / digest / "docker"
        return _endpoint(host, chosen_by, str(certificates) if certificates.is_dir() else "", not unchecked)
    return _none(chosen_by, f"there is no Docker context named {safe(name)}")


def _none(chosen_by: str, error: str) -> DockerEndpoint:
    return DockerEndpoint("", chosen_by, error=error, hint="docker context ls lists those that there are")


def _endpoint(host: str, chosen_by: str, certificates: str, verify: bool) -> DockerEndpoint:
    scheme, separator, rest = host.strip().partition("://")
    if not separator:
        scheme, rest = ("unix" if scheme.startswith(("/", "./")) else "tcp"), scheme
    if scheme == "unix":
        path = str(Path(rest).absolute()) if rest else DEFAULT_SOCKETS[0]
        return DockerEndpoint(f"unix://{path}", chosen_by)
    if scheme == "ssh":
        return DockerEndpoint(
            "", chosen_by, error=f"netui does not watch Docker over ssh: {safe(host)}", hint="ssh -t HOST netui"
        )
    address = _with_port(rest, _TLS_PORT if certificates else _PORT)
    if scheme != "tcp" or not address:
        return DockerEndpoint(
            "", chosen_by, error=f"{safe(host)} is no endpoint that netui knows", hint="unix:///PATH"
        )
    return DockerEndpoint(f"tcp://{address}", chosen_by, certificates, verify)


def _with_port(rest: str, port: int) -> str:
    """HOST:PORT and what follows it; empty where it cannot be read."""
    try:
        parts = urlsplit(f"//{rest}")
        given = parts.port
    except ValueError:
        return ""
    name = parts.hostname or "localhost"
    shown = f"[{name}]" if ":" in name else name
    return f"{shown}:{given or port}{parts.path.rstrip('/')}"


def others(endpoint: DockerEndpoint, environment: Mapping[str, str] | None = None) -> str:
    """Where another engine's socket is on this host: a hint for who has none at `endpoint`; empty for none."""
    variables = os.environ if environment is None else environment
    runtime = variables.get("XDG_RUNTIME_DIR") or f"/run/user/{variables.get('SUDO_UID') or os.getuid()}"
    candidates = (
        ("Docker", DEFAULT_SOCKETS[0]),
        ("Docker without root", f"{runtime}/docker.sock"),
        ("Podman", PODMAN_SOCKET),
        ("Podman without root", f"{runtime}/podman/podman.sock"),
    )
    for engine, path in candidates:
        if path != endpoint.path and _is_socket(path):
            return f"{engine} has a socket at {safe(path)}: set DOCKER_HOST=unix://{safe(path)}"
    return ""


def _is_socket(path: str) -> bool:
    try:
        return stat.S_ISSOCK(os.stat(path).st_mode)
    except OSError:
        return False
