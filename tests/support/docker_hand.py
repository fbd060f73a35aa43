"""Changes of Docker's as the command line makes them, in this process, on an engine of the tests' own."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from netui.core.changing.carrying import Carrier
from netui.core.changing.local import read
from netui.core.changing.runner import Done, Runner
from netui.core.history.history import History
from netui.errors import NetuiError
from netui.operations.operation import Plan
from netui.operations.registry import find
from netui.sandbox.engine import PrivateEngine


class Hand:
    """Makes changes of Docker's by the words of the command line, and asks `docker` what came of them."""

    def __init__(self, engine: PrivateEngine, folder: Path) -> None:
        self.engine = engine
        self.runner = Runner(History(folder, "test"), Carrier(), read)

    def __call__(self, noun: str, verb: str, /, **values: Any) -> Done:
        operation = find(noun, verb)
        assert operation, (noun, verb)
        done = self.runner.run(operation, values)
        assert not done.message
        return done

    def plan(self, noun: str, verb: str, /, **values: Any) -> Plan:
        operation = find(noun, verb)
        assert operation, (noun, verb)
        return self.runner.preview(operation, values)

    def undo(self) -> None:
        assert not self.runner.undo().message

    def redo(self) -> None:
        assert not self.runner.redo().message

    def refused(self, noun: str, verb: str, /, **values: Any) -> str:
        """The sentence of a change that is not made."""
        with pytest.raises(NetuiError) as caught:
            self(noun, verb, **values)
        return f"{caught.value.message} ({caught.value.hint})"

    def docker(self, *words: str) -> str:
        return subprocess.check_output(["docker", *words], text=True)

    def networks(self, name: str) -> dict[str, Any]:
        """The container's networks, by `docker inspect`."""
        found: dict[str, Any] = json.loads(self.docker("inspect", name))[0]["NetworkSettings"]["Networks"]
        return found

    def address(self, name: str, network: str) -> str:
        return str(self.networks(name)[network]["IPAddress"])

    def aliases(self, name: str, network: str) -> set[str]:
        identity = self.docker("inspect", "-f", "{{.Id}}", name)[:12]
        return set(self.networks(name)[network]["Aliases"] or ()) - {identity}

    def inside(self, name: str, *words: str) -> str:
        """What a program says in the container's namespace."""
        pid = self.docker("inspect", "-f", "{{.State.Pid}}", name).strip()
        return subprocess.check_output(["nsenter", f"--net=/proc/{pid}/ns/net", *words], text=True)

    def links(self, name: str) -> set[str]:
        return {one["ifname"] for one in json.loads(self.inside(name, "ip", "-j", "link"))}

    def reaches(self, name: str, address: str) -> bool:
        return not subprocess.call(
            ["docker", "exec", name, "ping", "-c", "1", "-W", "1", address],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
