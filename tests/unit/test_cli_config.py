"""The configuration on the command line: printed, located, checked, obeyed, and in nobody's way."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from netui.__main__ import screen
from netui.cli import operating
from netui.cli.main import run
from netui.cli.settings import Settings
from netui.config.options import Config
from netui.errors import ChangeError, UsageError
from netui.model.snapshot import encode
from netui.sources.docker import endpoint
from tests.support.snapshots import small_host


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the configuration is; it is not there yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "netui").mkdir(mode=0o755)
    return tmp_path / "netui/config.toml"


def test_what_is_printed_is_found_right(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["config", "--path"], screen) == 0
    assert capsys.readouterr().out == f"{file}\n"
    assert run(["config", "--check"], screen) == 0, "none is right too"
    assert run(["config"], screen) == 0
    file.write_text(capsys.readouterr().out)
    assert run(["config", "--check"], screen) == 0
    assert capsys.readouterr() == ("", "")
    assert run(["schema", "link"], screen) == 0


def test_a_wrong_one_stops_every_command_but_those_that_help(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text('[screen]\nthene = "light"\n')
    told = f"netui: {file}, line 2: there is no option screen.thene – did you mean theme?\n"
    for words in (["link", "list"], ["undo"], ["doctor"], ["config", "--check"], ["--json", "tree"]):
        assert run(words, screen) == 2, words
        assert capsys.readouterr() == ("", told)
    for words in (["config"], ["config", "--path"], ["help", "link"], ["completion", "bash"], ["link", "--help"]):
        assert run(words, screen) == 0, words
        assert not capsys.readouterr().err


def test_keys_are_checked_by_check(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text('[keys]\nexplore.filter = "q"\n')
    assert run(["config", "--check"], screen) == 2
    assert "line 2: explore.filter" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [('[keys]\nexplore.filter = "q"\n', 2, "give app.quit"), ('[columns]\n\nlinks = ["name", "mack"]\n', 3, "mac?")],
)
def test_doctor_tells_what_the_terminal_program_would_refuse(
    file: Path, capsys: pytest.CaptureFixture[str], text: str, line: int, hint: str
) -> None:
    saved = file.parent / "saved"
    saved.write_bytes(encode(small_host()))
    words = ["doctor", "--from", str(saved)]
    assert run(words, screen) == 0
    assert f"{file}, which is not there" in capsys.readouterr().out
    file.write_text(text)
    assert run(words, screen) == 0
    told = capsys.readouterr().out
    assert f"fault  {file}, line {line}: " in told and hint in told
    assert run([*words, "--json"], screen) == 0
    found = msgspec.json.decode(capsys.readouterr().out)["configuration"]
    assert found["file"] == str(file) and f"line {line}" in found["fault"]
    assert run(["link", "list", "--from", str(saved)], screen) == 0, "only the terminal program needs them"


def test_questions_that_exclude_each_other(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["config", "--path", "--check"], screen) == 2
    assert run(["--theme", "drak", "config"], screen) == 2
    assert "high-contrast" in capsys.readouterr().err


def test_read_only_in_the_file_refuses_changes(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("[changes]\nread-only = true\n")
    assert run(["namespace", "create", "ntnever"], screen) == 1
    assert capsys.readouterr().err.startswith("netui: changes.read-only: nothing is changed")


def test_what_refuses_changes_is_named(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not file.exists()
    assert run(["--read-only", "namespace", "create", "ntnever"], screen) == 1
    assert capsys.readouterr().err.startswith("netui: --read-only: nothing is changed")
    monkeypatch.setenv("NETUI_READ_ONLY", "1")
    assert run(["namespace", "create", "ntnever"], screen) == 1
    assert capsys.readouterr().err.startswith("netui: NETUI_READ_ONLY: nothing is changed")


@pytest.mark.parametrize(
    ("confirm", "destructive", "asks"),
    [("destructive", True, True), ("destructive", False, False), ("always", False, True), ("never", True, False)],
)
def test_what_is_asked_about(confirm: Any, destructive: bool, asks: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(screen)
    settings.config = Config(confirm=confirm)
    plan = SimpleNamespace(destructive=destructive, warnings=(), steps=(None,), commands=(), title="it", lost="")
    runner = SimpleNamespace(preview=lambda *_: plan, run=lambda *_: None)
    monkeypatch.setattr("netui.core.changing.local.local_runner", lambda **_: runner)
    monkeypatch.setattr(operating, "report_waiting", lambda *_, **_named: None)
    operation: Any = None
    if asks:
        with pytest.raises((UsageError, ChangeError)):  # nobody is there to answer
            operating._change(operation, settings, {}, sure=False, seconds=0)
    else:
        operating._change(operation, settings, {}, sure=False, seconds=0)
    operating._change(operation, settings, {}, sure=True, seconds=0)


def test_the_endpoint_of_the_file_stands_behind_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "_preferred", ("", ""))
    monkeypatch.setenv("DOCKER_HOST", "unix:///environment")
    endpoint.prefer("unix:///file", "config.toml, line 2")
    assert endpoint.resolve().url == "unix:///environment" and endpoint.resolve().chosen_by == "DOCKER_HOST"
    monkeypatch.delenv("DOCKER_HOST")
    monkeypatch.delenv("DOCKER_CONTEXT", raising=False)
    endpoint.prefer("unix:///file", "config.toml, line 2")
    found = endpoint.resolve()
    assert (found.url, found.chosen_by) == ("unix:///file", "config.toml, line 2")
    monkeypatch.delenv("DOCKER_HOST")
    endpoint.prefer("none", "config.toml, line 2")
    found = endpoint.resolve()
    assert not found.url and found.error == "the configuration wants no Docker"
