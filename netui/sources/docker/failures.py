"""What the daemon's and docker-py's failures mean, in words."""

import errno
import re
from collections.abc import Iterator

from netui.sources.docker.endpoint import DockerEndpoint
from netui.sources.docker.presence import RESTART, Answer, failed_connect
from netui.text import safe

_LONGEST = 400
_HEX_ID = re.compile(r"\b[0-9a-f]{64}\b")
_PREAMBLE = re.compile(
    r"(?:failed to set up container networking: )?"
    r"driver failed programming external connectivity on endpoint \S+ \([0-9a-f]+\):\s*"
)
CUT = "the daemon ended before it answered"
_TOLD_BY_CONNECT = frozenset((errno.ENOENT, errno.ECONNREFUSED, errno.EACCES, errno.EPERM))


def tidy(text: str) -> str:
    """A sentence of the daemon: ids shortened, the part that says nothing cut, safe to show as it stands."""
    words = " ".join(_PREAMBLE.sub("", text).split())
    short = _HEX_ID.sub(lambda match: match.group()[:12], words)
    return safe(short if len(short) <= _LONGEST else short[: _LONGEST - 1] + "…")


def explanation(error: BaseException) -> str:
    """What the daemon itself said of a refused request, else what the library says; safe to show as it stands."""
    said = getattr(error, "explanation", None)
    return tidy(str(said) if said else str(error) or type(error).__name__)


def classify(error: BaseException, endpoint: DockerEndpoint) -> Answer:
    """What a failed call says about the daemon.

    docker-py hides the cause of a failed connection (`DockerException`, `requests.ConnectionError`) in the
    chain of causes: ENOENT, ECONNREFUSED, EACCES. A daemon that does not answer in time hangs.
    """
    import ssl
    from http.client import IncompleteRead

    import requests

    for one in _chain(error):
        if isinstance(one, ssl.SSLError):  # its errno is OpenSSL's
            return Answer("failed", f"{_where(endpoint)}: {safe(str(one))}", _certificates(endpoint))
        if isinstance(one, (TimeoutError, requests.exceptions.Timeout)):
            return Answer("hung", f"{_where(endpoint)} accepts connections but does not answer", RESTART)
        if isinstance(one, OSError) and one.errno in _TOLD_BY_CONNECT:
            return failed_connect(one, endpoint)
        if isinstance(one, (ConnectionResetError, BrokenPipeError, IncompleteRead)):
            return Answer("failed", f"{_where(endpoint)}: {CUT}", "see whether the daemon runs: netui doctor")
    return Answer("failed", f"{_where(endpoint)}: {explanation(error)}")


def _certificates(endpoint: DockerEndpoint) -> str:
    if not endpoint.certificates:
        return "set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH"
    return f"its certificates are looked for in {safe(endpoint.certificates)}: ca.pem, cert.pem, key.pem"


def _where(endpoint: DockerEndpoint) -> str:
    return safe(endpoint.path or endpoint.url)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and everything behind it; urllib3 and requests also put causes among the arguments."""
    pending, seen = [error], set[int]()
    while pending:
        one = pending.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        behind = (one.__cause__, one.__context__, *one.args)
        pending += [each for each in behind if isinstance(each, BaseException)]
