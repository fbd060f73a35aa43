"""`netui container logs web --follow`: as `docker logs`."""

from netui.model.log import LogRequest
from netui.operations.docker_state import container_at
from netui.operations.field import Field
from netui.operations.given import Given
from netui.operations.kinds import FLAG, number
from netui.operations.kinds_docker import CONTAINER
from netui.operations.operation import Operation, Plan, Step
from netui.text import quote, safe


class ContainerLogs(Operation):
    """Print what a container's program wrote."""

    noun = "container"
    verb = "logs"
    summary = "Print what a container's program wrote; with --follow until it ends, or until interrupted."
    key = "L"
    undo = "none"
    runs = "log"
    fields = (
        Field("container", CONTAINER, "the container", required=True, positional=True),
        Field("follow", FLAG, "go on with what comes", short=("-f",)),
        Field("timestamps", FLAG, "with the moment of each line", short=("-t",)),
        Field("tail", number(0, 1 << 31), "only so many of the last lines"),
    )

    def build(self, given: Given) -> Plan:
        """The command line, as it can be pasted."""
        options = [f"--{one}" for one in ("follow", "timestamps") if given.get(one)]
        if "tail" in given:
            options.append(f"--tail={given['tail']}")
        name = given["container"].name
        line = " ".join(["docker logs", *options, quote(name)])
        return Plan(f"container logs {safe(name)}", (Step(None, line),), undo="none")


def request_of(given: Given) -> LogRequest:
    """What to read."""
    return LogRequest(
        container_at(given["container"]),
        given.get("follow", False),
        given.get("timestamps", False),
        given.get("tail"),
    )


OPERATION = ContainerLogs()
