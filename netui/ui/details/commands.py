"""The `ip`, `bridge` and `docker` commands that show what a detail shows."""

from netui.model.naming import main_process
from netui.text import quote
from netui.ui.view import View

_WITH_NAMESPACE = ("ip", "bridge")
"""Programs that take a namespace's name as `-n NAME`."""


def inside(view: View, namespace: int, command: str) -> str:
    """A command as it is run in a namespace; empty where no command can enter it."""
    space = view.spaces.get(namespace)
    if space is None:
        return ""
    if space.namespace.host:
        return command
    if space.namespace.names:
        name = quote(space.namespace.names[0])
        program, _, words = command.partition(" ")
        return f"{program} -n {name} {words}" if program in _WITH_NAMESPACE else f"ip netns exec {name} {command}"
    pid = next((one.pid for one in view.relations.tenants(namespace) if one.pid), 0)
    process = main_process(space.namespace)
    pid = pid or (process.pid if process else 0)
    return f"nsenter --net=/proc/{pid}/ns/net {command}" if pid else ""


def docker(words: str, name: str) -> str:
    """`docker WORDS NAME`."""
    return f"docker {words} {quote(name)}"
