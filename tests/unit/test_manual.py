"""netui(1) and the completion scripts are those of the commands, and what reads them has nothing to object to."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from netui.__main__ import screen
from netui.cli.commands import find_command, offered
from netui.cli.main import run
from netui.operations.registry import operations
from tests.support import manual


@pytest.fixture(scope="module")
def page() -> str:
    return manual.page()


def test_the_files_are_made_from_what_there_is_now() -> None:
    for place, text in manual.files().items():
        assert (manual.SHARE / place).read_text("utf-8") == text, f"{place}: python -m tests.support.manual"


def test_every_command_has_its_section(page: str) -> None:
    titles = {line[4:].replace("\\-", "-") for line in page.splitlines() if line.startswith(".SS ")}
    words = [f"{one.noun} {one.verb}".strip() for one in operations()]
    words += [f"{name} list" for name, _ in offered() if hasattr(find_command(name), "commands") and name != "veth"]
    for one in words:
        assert any(title == one or title.startswith(f"{one} ") for title in titles), one


@pytest.mark.skipif(not shutil.which("groff"), reason="needs groff")
def test_troff_has_nothing_to_object_to(page: str) -> None:
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z"], input=page, text=True, capture_output=True, check=True
    )
    assert done.stderr == ""


@pytest.mark.skipif(not shutil.which("man"), reason="needs man")
def test_man_shows_it_at_80_columns(tmp_path: Path, page: str) -> None:
    path = tmp_path / "netui.1"
    path.write_text(page, encoding="utf-8")
    environment = {"MANWIDTH": "80", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "MAN_KEEP_FORMATTING": ""}
    done = subprocess.run(
        ["man", "--warnings", "-l", str(path)], text=True, capture_output=True, check=True, env=environment
    )
    assert done.stderr == ""
    plain = re.sub(r".\x08", "", done.stdout)
    assert "netui - see, change and explain" in plain and "veth create" in plain
    assert all(len(line) <= 80 for line in plain.splitlines())


def test_what_troff_would_read_as_its_own_is_escaped() -> None:
    assert manual.roff(".TH x") == "\\&.TH x" and manual.roff("'a") == "\\&\\(aqa"
    assert manual.roff("a\\b --c") == "a\\eb \\-\\-c" and manual.roff("↑") == "\\[u2191]"


@pytest.mark.parametrize(("shell", "check"), [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")])
def test_the_script_is_one_of_its_shell(shell: str, check: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = manual.SHARE / manual.SCRIPTS[shell]
    assert run(["completion", shell], screen) == 0
    assert capsysbinary.readouterr().out == path.read_bytes()
    program = shutil.which(shell)
    if program:
        subprocess.run([program, check, path], check=True, capture_output=True)


def test_every_word_is_completed(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    def completed(*words: str) -> set[str]:
        monkeypatch.setenv("_NETUI_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_WORDS", " ".join(("netui", *words, "")))
        monkeypatch.setenv("COMP_CWORD", str(len(words) + 1))
        assert run([], screen) == 0
        return {line.partition(",")[2] for line in capsysbinary.readouterr().out.decode().splitlines()}

    assert {name for name, _ in offered()} <= completed()
    for noun in {one.noun for one in operations() if one.verb}:
        assert {one.verb for one in operations() if one.noun == noun} <= completed(noun), noun
    assert {"bash", "zsh", "fish"} <= completed("completion")


def test_the_help_fits_80_columns(
    capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["--help"], screen) == 0
    told = capsysbinary.readouterr().out.decode()
    assert all(len(line) <= 80 for line in told.splitlines())
    assert all(re.search(rf"^  {name}\b", told, re.MULTILINE) for name, _ in offered())
