"""What a test needs of its machine: `pytestmark = [needs_root, needs_programs("nft")]`.

A test whose needs are not met is skipped, and the run ends with what was missing; with CI=true it fails.
"""

import os
import shutil
import subprocess
from functools import cache

import pytest

PACKAGES = {
    "busybox": "busybox-static",
    "containerd": "containerd",
    "docker": "docker.io",
    "dockerd": "docker.io",
    "dot": "graphviz",
    "ip": "iproute2",
    "iptables": "iptables",
    "nft": "nftables",
    "ping": "iputils-ping",
    "ps": "procps",
    "ss": "iproute2",
    "ssh": "openssh-client",
    "sshd": "openssh-server",
    "tmux": "tmux",
}
"""Debian's package of each program; tests/run installs the same."""

SYSTEM_PATH = os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin"

needs_root = pytest.mark.needs("root")


def needs_programs(*names: str) -> pytest.MarkDecorator:
    """Programs that have to be installed."""
    return pytest.mark.needs(*names)


@cache
def missing(need: str) -> str:
    """Why a need is not met, in one clause; empty where it is."""
    if need == "root":
        return _not_root()
    if shutil.which(need, path=SYSTEM_PATH):
        return ""
    return f"{need} is not installed (package {PACKAGES.get(need, need)})"


def _not_root() -> str:
    if os.geteuid() != 0:
        return "not root: no network namespace can be made"
    tried = subprocess.run(["unshare", "--net", "true"], capture_output=True, text=True, check=False)
    return f"root here may not make a network namespace ({tried.stderr.strip()})" if tried.returncode else ""


def required() -> bool:
    """Whether something missing is a failure (CI=true)."""
    return os.environ.get("CI", "") not in ("", "0", "false")
