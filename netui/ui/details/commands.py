"""The `ip`, `bridge` and `docker` commands that show what a detail shows."""

from netui.model.naming import main_process
from netui.text import quote
from netui.ui.view import View


def ip(view: View, namespace: int, words: str, *, program: str = "ip") -> str:
    """`words` given to `ip` (or `bridge`) inside a namespace; empty where no command can enter it."""
    space = view.spaces.get(namespace)
    if space is None:
        return ""
    if space.namespace.host:
        return f"{program} {words}"
    if space.namespace.names:
        return f"{program} -n {quote(space.namespace.names[0])} {words}"
    pid = next((one.pid for one in view.relations.tenants(namespace) if one.pid), 0)
    process = main_process(space.namespace)
    pid = pid or (process.pid if process else 0)
    return f"nsenter --net=/proc/{pid}/ns/net {program} {words}" if pid else ""


def docker(words: str, name: str) -> str:
    """`docker WORDS NAME`."""
    return f"docker {words} {quote(name)}"
