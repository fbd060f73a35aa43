"""What README says to type works as it stands there, in a sandbox."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.requirements import needs_programs, needs_root

pytestmark = [needs_root, needs_programs("ip", "unshare")]

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_ELSEWHERE = {
    "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/netui": "tests/unit/test_packaging.py",
    "netui --demo": "tests/sandbox/test_screen.py",
    "netui sandbox": "tests/sandbox/test_screen.py",
    "netui sandbox --world office": "tests/sandbox/test_worlds.py",
    "netui sandbox -- bash": "tests/sandbox/test_inside.py",
    "netui sandbox --join": "tests/sandbox/test_joining.py",
}
"""What takes a terminal or the network, and where it is tested."""


def commands() -> list[str]:
    """What README says to type, in its order."""
    blocks = _BLOCK.findall((ROOT / "README.md").read_text("utf-8"))
    return [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def test_what_is_tested_elsewhere_is_still_in_readme() -> None:
    assert set(_ELSEWHERE) <= set(commands())
    assert all((ROOT / place).is_file() for place in _ELSEWHERE.values())


def test_each_command_of_readme_works(tmp_path: Path) -> None:
    shim = tmp_path / "bin" / "netui"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec {sys.executable} -m netui "$@"\n')
    shim.chmod(0o755)
    typed = [one for one in commands() if one not in _ELSEWHERE]
    assert len(typed) >= 15
    script = "\n".join(f"echo '== {one}'\n{one} || echo 'FAILED {one}'" for one in typed)
    environment = os.environ | {
        "PATH": f"{shim.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }
    done = subprocess.run(
        ["netui", "sandbox", "--", "bash", "-c", script],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0 and "FAILED" not in done.stdout, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    told = dict(re.findall(r"^== (.*)\n((?:(?!== ).*\n)*)", done.stdout, re.MULTILINE))
    assert set(typed) <= told.keys()
    assert "~ link v1" in told["netui diff before"] and "ip link" in told["netui history --script"]
    assert (tmp_path / "before").is_file()


@pytest.mark.parametrize("path", re.findall(r"\]\(([^)#:]+)\)", (ROOT / "README.md").read_text("utf-8")))
def test_what_readme_shows_is_there(path: str) -> None:
    assert (ROOT / path).exists()
