"""The configuration on the command line: printed, located, checked, obeyed, and in nobody's way."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from netui.__main__ import screen
from netui.cli import operating
from netui.cli.main import run
from netui.cli.settings import Settings
from netui.config.options import Config
from netui.errors import ChangeError, UsageError
from netui.sources.docker import endpoint


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


def test_questions_that_exclude_each_other(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["config", "--path", "--check"], screen) == 2
    assert run(["--theme", "drak", "config"], screen) == 2
    assert "high-contrast" in capsys.readouterr().err


def test_read_only_in_the_file_refuses_changes(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("[changes]\nread-only = true\n")
    assert run(["namespace", "create", "ntnever"], screen) == 1
    assert capsys.readouterr().err.startswith("netui: changes.read-only: nothing is changed")


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
