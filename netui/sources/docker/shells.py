"""Which shells a container has, by its files (HEAD and GET /containers/ID/archive of the Engine API)."""

from netui.sources.docker.client import api_client
from netui.sources.docker.endpoint import DockerEndpoint, resolve

SHELLS = ("bash", "ash", "sh")
"""The best first."""
_PLACES = ("/bin", "/usr/bin", "/usr/local/bin", "/sbin", "/usr/sbin", "/busybox")
_TIMEOUT = 5.0


def has_shell(identity: str, endpoint: DockerEndpoint | None = None) -> bool:
    """Whether it has one of `SHELLS` where programs usually are; True also where the engine does not tell."""
    from docker.errors import APIError, DockerException
    from requests.exceptions import RequestException

    try:
        client = api_client(endpoint or resolve(), timeout=_TIMEOUT, api_version="1.41")
        try:
            for path in (f"{place}/{shell}" for place in _PLACES for shell in SHELLS):
                try:
                    stream, _ = client.get_archive(identity, path)
                except APIError:  # not there, or what should be a folder is none
                    continue
                stream.close()
                return True
        finally:
            client.close()
    except (DockerException, RequestException, OSError):
        return True
    return False
