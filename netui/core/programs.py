"""What a program that netui ran wants to say with its exit status."""

from netui.operations.given import Given
from netui.operations.operation import Operation
from netui.text import safe

_NOT_RUN = (126, 127)
"""What docker and a shell say of a program that cannot be run, or is not there (docker-exec(1))."""


def remark(operation: Operation, given: Given, status: int) -> tuple[str, str]:
    """Why it came to nothing, and what would help; empty where the program has said that itself. Asks the engine."""
    if operation.id != "container.shell" or status not in _NOT_RUN:
        return "", ""
    from netui.sources.docker.shells import SHELLS, has_shell

    container = given["container"]
    if has_shell(container.id):
        return "", ""
    name = safe(container.name)
    return (
        f"{name} has no shell ({', '.join(SHELLS)})",
        f"netui namespace shell container:{name} opens one of the host's in its network",
    )
