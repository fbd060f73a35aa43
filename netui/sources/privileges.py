"""What this process may do (capabilities(7))."""

from pathlib import Path

CAP_NET_ADMIN, CAP_SYS_ADMIN = 12, 21
"""Numbers as in linux/capability.h."""


def effective() -> int:
    """The effective set (proc(5), CapEff), one bit a capability; 0 where /proc does not tell."""
    try:
        lines = Path("/proc/self/status").read_text("utf-8", "replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1], 16) for line in lines if line.startswith("CapEff:")), 0)


def has_capability(number: int) -> bool:
    """Whether this process holds that capability effectively."""
    return bool(effective() >> number & 1)
