"""Whether this process lives in a sandbox of netui's, and in which world."""

MARK = "netui:"
"""How the command of a sandbox's first process begins; the name of its world follows (15 octets are kept)."""


HOLDER = "netui-holder"
"""The command of that process's parent, which lives outside and which nothing inside can imitate."""


def world() -> str:
    """The name of the world that this process lives in; empty where it lives on a host.

    Only a process that has the sandbox's own /proc sees its first process as number 1.
    """
    return world_of(1)


def world_of(pid: int) -> str:
    """The world whose first process has that id here; empty where that is another process, or none."""
    command = command_of(pid)
    return command.removeprefix(MARK) if command.startswith(MARK) else ""


def command_of(pid: int) -> str:
    """What that process is called (proc_pid_comm(5)); empty where there is none."""
    try:
        with open(f"/proc/{pid}/comm", "rb") as file:
            return file.read().decode("utf-8", "replace").removesuffix("\n")
    except OSError:
        return ""
