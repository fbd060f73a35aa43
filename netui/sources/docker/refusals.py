"""What a refusal of the container engine means, and what would help: by its own sentence."""

from netui.errors import ChangeError, DeniedError, GoneError, NetuiError
from netui.sources.docker.endpoint import DockerEndpoint
from netui.sources.docker.failures import CUT, classify, explanation
from netui.sources.docker.presence import Answer

_NOT_FOUND = 404
_HINTS = (
    ("active endpoints", "disconnect its members first: netui network disconnect NETWORK CONTAINER"),
    ("pre-defined network", "bridge, host and none are Docker's own: they stay"),
    ("already exists in network", "it is connected already; netui container show CONTAINER tells"),
    ("endpoint with name", "it is connected already; netui container show CONTAINER tells"),
    ("sharing network namespace", "a container in host or container: mode has no network of its own to connect"),
    ("private (none) mode", "disconnect it from none first, or give it a link by netui wire"),
    ("Pool overlaps", "another network, or a link of this host, has part of that subnet: netui network list"),
    ("failed to allocate gateway", "the gateway has to be an address within the subnet"),
    ("user configured subnets", "that network has a subnet that Docker chose: it takes no chosen address"),
    ("user-defined networks", "the default bridge takes neither a chosen address nor aliases: make a network"),
    ("does not belong to any of this network", "choose an address within a subnet of the network"),
    ("bind: address already in use", "a program of the host listens on that port: netui socket list"),
    ("Address already in use", "another container has that address: choose another, or none"),
    ("port is already allocated", "something else has that port of the host: netui port list, netui socket list"),
    ("already in use by container", "choose another name, or remove that container"),
    ("No such image", "docker pull IMAGE brings it; netui takes only images that are here"),
    ("network with name", "choose another name, or remove that network"),
    ("could not find an available", "every subnet that Docker may choose from is taken: give one by --subnet"),
    ("plugin", "drivers that are here: docker info -f '{{.Plugins.Network}}'"),
    ("is not running", "start it first"),
    ("is paused", "unpause it first"),
    ("network", "a network that it was on is gone: netui network disconnect NETWORK CONTAINER"),
)
"""The first whose words are in the sentence; the last only where something was not found."""


def refusal(error: Exception, endpoint: DockerEndpoint) -> NetuiError:
    """The error to raise for what docker-py raised: Docker's own sentence, or why it could not be asked."""
    from docker.errors import APIError

    if isinstance(error, APIError) and error.response is not None:
        return _refused(error)
    return unanswered(classify(error, endpoint))


def unanswered(answer: Answer) -> NetuiError:
    """The error to raise where the engine cannot be asked, or does not answer."""
    if answer.status == "denied":
        return DeniedError(answer.reason, hint=answer.hint)
    unsure = ": whether it was done is not known" if answer.status == "hung" or CUT in answer.reason else ""
    return ChangeError(f"{answer.reason}{unsure}", hint=answer.hint)


def _refused(error: Exception) -> NetuiError:
    sentence = explanation(error)
    missing = getattr(error, "status_code", 0) == _NOT_FOUND
    hints = _HINTS if missing else _HINTS[:-1]
    hint = next((hint for words, hint in hints if words.casefold() in sentence.casefold()), "")
    if missing and sentence.startswith(("No such container", "network ")):
        return GoneError(sentence, hint=hint or "look again: netui container list")
    return ChangeError(sentence, hint=hint)
