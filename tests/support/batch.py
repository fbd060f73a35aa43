"""`ip` and `bridge` asked again and again: one process for many questions, as starting one costs the most."""

import json
import subprocess
from typing import Any

Answer = list[dict[str, Any]]


class Batch:
    """A running `ip -j -batch -` with its questions. It holds its namespace until it is closed.

    It looks up the name of a link once: after a rename only what dumps the links is right (`link`, `address`), and
    what is asked after that.
    """

    def __init__(self, *words: str, questions: tuple[str, ...]) -> None:
        self._process = subprocess.Popen([*words, "-batch", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._questions = questions

    def ask(self) -> None:
        """Put them all; `answers` waits for what they give."""
        assert self._process.stdin
        self._process.stdin.write("".join(f"{line}\n" for line in self._questions).encode())
        self._process.stdin.flush()

    def answers(self) -> list[Answer]:
        """One for each, a line of JSON in the pipe."""
        assert self._process.stdout
        return [_read(self._process.stdout.readline()) for _ in self._questions]

    def close(self) -> None:
        """End it; it has to end well."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        assert self._process.wait() == 0


def _read(line: bytes) -> Answer:
    assert line, "it ended before it had answered"
    found = json.loads(line.decode("utf-8", "surrogateescape"), strict=False)
    return [one for one in found if one]
