"""Where the locale has no UTF-8, everything that is printed is ASCII, and tells the same."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from netui.model.snapshot import encode
from netui.objects.told import SIGNS
from netui.width import in_ascii
from tests.pty.terminal import ROOT
from tests.support.snapshots import hostile_host, small_host

_WORDS = (
    ("tree",), ("link", "list"), ("bridge", "list"), ("container", "list"), ("map",), ("doctor",), ("--help",),
    ("link", "--help"), ("config",), ("world", "show", "office"), ("link", "show", "nowhere"), ("history", "nowhere"),
)  # fmt: skip


@pytest.fixture(params=["small", "hostile"])
def saved(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A snapshot file."""
    path = tmp_path / "saved"
    path.write_bytes(encode(small_host() if request.param == "small" else hostile_host()))
    return path


def _netui(*words: str, locale: str = "C") -> tuple[bytes, bytes]:
    environment = os.environ | {"LC_ALL": locale, "PYTHONPATH": str(ROOT), "DOCKER_HOST": "unix:///nonexistent/x"}
    done = subprocess.run(
        [sys.executable, "-m", "netui", *words], capture_output=True, env=environment, timeout=60, check=False
    )
    return done.stdout, done.stderr


def _of(saved: Path, words: tuple[str, ...]) -> tuple[str, ...]:
    reads = words[0] in ("tree", "link", "bridge", "container", "map") and "--help" not in words
    return (*words, "--from", str(saved)) if reads else words


@pytest.mark.parametrize("words", _WORDS, ids=" ".join)
def test_what_is_printed_is_ascii(saved: Path, words: tuple[str, ...]) -> None:
    told, errors = _netui(*_of(saved, words))
    assert told or errors
    assert told.isascii() and errors.isascii()


def test_signs_stay_signs(tmp_path: Path) -> None:
    path = tmp_path / "saved"
    path.write_bytes(encode(small_host()))
    tree, _ = _netui("tree", "--from", str(path))
    assert b"`- " in tree and b"> red/eth1" in tree and b"\\" not in tree
    told, _ = _netui("tree", "--from", str(path), locale="C.UTF-8")
    assert len(told.decode().splitlines()) == len(tree.splitlines())
    assert [len(line) for line in told.decode().splitlines()] == [len(line) for line in tree.splitlines()]


def test_json_is_the_same(saved: Path) -> None:
    plain, _ = _netui("link", "list", "--json", "--from", str(saved))
    told, _ = _netui("link", "list", "--json", "--from", str(saved), locale="C.UTF-8")
    assert plain.isascii() and json.loads(plain) == json.loads(told)


@pytest.mark.parametrize("shape", ["svg", "dot", "mermaid"])
def test_a_document_is_the_same(saved: Path, shape: str) -> None:
    words = ("map", "--format", shape, "--from", str(saved))
    assert _netui(*words)[0] == _netui(*words, locale="C.UTF-8")[0]


def test_what_was_left_out_looks_like_no_change() -> None:
    assert in_ascii("…") not in SIGNS.values()
