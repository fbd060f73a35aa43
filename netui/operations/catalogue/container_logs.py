"""`netui container logs web --follow`: as `docker logs`."""

from netui.operations.docker_state import container_at
from netui.operations.field import Field
from netui.operations.given import Given
from netui.operations.kinds import FLAG, number
from netui.operations.kinds_docker import CONTAINER
from netui.operations.operation import Plan, Program, Step
from netui.text import quote, safe


class ContainerLogs(Program):
    """Print what a container's program wrote."""

    noun = "container"
    verb = "logs"
    summary = "Print what a container's program wrote, as it stands; with --follow until interrupted."
    key = "L"
    fields = (
        Field("container", CONTAINER, "the container", required=True, positional=True),
        Field("follow", FLAG, "go on with what comes", short=("-f",)),
        Field("timestamps", FLAG, "with the moment of each line", short=("-t",)),
        Field("tail", number(0, 1 << 31), "only so many of the last lines"),
    )

    def told(self, given: Given) -> str:
        """How to leave what goes on."""
        return "Ctrl+C ends it." if given.get("follow") else ""

    def build(self, given: Given) -> Plan:
        """The command line, as it can be pasted."""
        name = given["container"].name
        line = " ".join(["docker logs", *_options(given), quote(name)])
        return Plan(f"container logs {safe(name)}", (Step(None, line),), undo="none")

    def argv(self, given: Given) -> list[bytes]:
        """The same by id."""
        options = [one.encode() for one in _options(given)]
        return [b"docker", b"logs", *options, container_at(given["container"]).id.encode()]


def _options(given: Given) -> list[str]:
    options = [f"--{one}" for one in ("follow", "timestamps") if given.get(one)]
    return [*options, f"--tail={given['tail']}"] if "tail" in given else options


OPERATION = ContainerLogs()
