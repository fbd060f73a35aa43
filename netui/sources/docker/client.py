"""docker-py clients for an endpoint; docker is imported when the first one is made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from netui.sources.docker.endpoint import DockerEndpoint

if TYPE_CHECKING:
    from docker import APIClient, DockerClient

_ANY_VERSION = "1.24"  # the lowest that docker-py takes; what is asked without a version prefix does not use it


class Engine(Struct, frozen=True):
    """What answers at an endpoint."""

    name: str
    """docker or podman."""
    version: str
    api_version: str


def api_client(endpoint: DockerEndpoint, *, timeout: float, api_version: str = _ANY_VERSION) -> APIClient:
    """A low-level client; makes no request. `timeout` in seconds is for each wait on the daemon.

    Raises docker.errors.DockerException where the endpoint cannot be used at all.
    """
    import docker

    client = docker.APIClient(endpoint.url, version=api_version, timeout=timeout, tls=_tls(endpoint))
    if endpoint.path or endpoint.certificates:
        # No proxy and no .netrc for a local socket; saves reading them at every request. With certificates of its
        # own, REQUESTS_CA_BUNDLE would take the place of their ca.pem.
        client.trust_env = False
    return client


def _tls(endpoint: DockerEndpoint) -> object:
    if not endpoint.certificates:
        return False
    from docker.tls import TLSConfig

    authority, certificate, key = (Path(endpoint.certificates, f"{name}.pem") for name in ("ca", "cert", "key"))
    return TLSConfig(
        client_cert=(str(certificate), str(key)) if certificate.is_file() else None,
        ca_cert=str(authority) if endpoint.verify and authority.is_file() else None,
        verify=endpoint.verify,
    )


def ask_engine(client: APIClient) -> Engine:
    """Which engine answers, and the newest API that it speaks. Raises what docker-py raises."""
    told = client.version(api_version=False)
    components = told.get("Components") or ()
    podman = any("podman" in str(one.get("Name", "")).lower() for one in components)
    return Engine("podman" if podman else "docker", str(told.get("Version", "")), str(told.get("ApiVersion", "")))


def docker_client(url: str, *, timeout: float = 30) -> DockerClient:
    """A high-level client of the engine at `url`, which has to answer. Raises docker.errors.DockerException."""
    import docker

    return docker.DockerClient(base_url=url, timeout=timeout)
