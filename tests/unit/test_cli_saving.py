"""Snapshot files: whole or not there, and for their owner alone."""

import os
import stat
from pathlib import Path

import pytest

from netui.__main__ import screen
from netui.cli.main import run
from netui.cli.saving import save
from netui.errors import SnapshotFileError
from netui.model.snapshot import decode, encode
from tests.support.requirements import needs_root
from tests.support.snapshots import hostile_host, small_host


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A snapshot to copy."""
    path = tmp_path / "source"
    path.write_bytes(encode(hostile_host()))
    return path


def test_read_back(tmp_path: Path, source: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    target = tmp_path / "copy"
    assert run(["snapshot", str(target), "--from", str(source)], screen) == 0
    assert decode(target.read_bytes()) == decode(source.read_bytes())
    assert b"15 namespaces" in capsysbinary.readouterr().out


def test_standard_output(source: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["snapshot", "-", "--from", str(source)], screen) == 0
    assert decode(capsysbinary.readouterr().out) == decode(source.read_bytes())


def test_one_that_is_there_is_replaced_only_where_that_is_said(
    tmp_path: Path, source: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    target = tmp_path / "before"
    target.write_bytes(b"when it worked")
    words = ["snapshot", str(target), "--from", str(source)]
    assert run(words, screen) == 1
    assert b"before is there already \xe2\x80\x93 --force replaces it" in capsysbinary.readouterr().err
    assert target.read_bytes() == b"when it worked"
    assert run([*words, "--force"], screen) == 0
    assert decode(target.read_bytes()) == decode(source.read_bytes())


def test_what_came_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"somebody's")
    with pytest.raises(SnapshotFileError, match="there already"):
        save(path, b"mine")
    assert path.read_bytes() == b"somebody's"


def test_what_holds_nothing_is_written_to(tmp_path: Path, source: Path) -> None:
    empty = tmp_path / "empty"  # as mktemp(1) makes it
    empty.touch()
    assert run(["snapshot", str(empty), "--from", str(source)], screen) == 0
    assert decode(empty.read_bytes()) == decode(source.read_bytes())
    assert run(["snapshot", os.devnull, "--from", str(source)], screen) == 0
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"before")
    path.chmod(0o644)
    before = os.umask(0)
    try:
        save(path, encode(small_host()), force=True)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["x"]


def test_a_failed_write_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"before")

    def full(_fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SnapshotFileError, match="No space left"):
        save(path, b"after", force=True)
    assert path.read_bytes() == b"before"
    assert os.listdir(tmp_path) == ["x"]


def test_a_link_is_followed(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"before")
    link.symlink_to(real)
    save(link, b"after", force=True)
    assert link.is_symlink()
    assert real.read_bytes() == b"after"


@needs_root
@pytest.mark.parametrize(
    ("owner", "mode", "followed"), [(65534, 0o1777, False), (0, 0o1777, True), (65534, 0o755, True)]
)
def test_a_link_that_somebody_laid_in_a_shared_folder(tmp_path: Path, owner: int, mode: int, followed: bool) -> None:
    target, link = tmp_path / "target", tmp_path / "shared" / "snapshot.json"
    target.write_bytes(b"precious")
    link.parent.mkdir()
    link.parent.chmod(mode)
    link.symlink_to(target)
    os.lchown(link, owner, owner)
    if followed:
        save(link, b"mine", force=True)
        assert target.read_bytes() == b"mine"
    else:
        with pytest.raises(SnapshotFileError, match="somebody else's link"):
            save(link, b"mine", force=True)
        assert target.read_bytes() == b"precious"


@pytest.mark.parametrize("target", ["nowhere/x", "."])
def test_where_nothing_can_be_written(
    tmp_path: Path, source: Path, capsysbinary: pytest.CaptureFixture[bytes], target: str
) -> None:
    assert run(["snapshot", str(tmp_path / target), "--from", str(source)], screen) == 1
    error = capsysbinary.readouterr().err
    assert b"cannot be written" in error
    assert len(error.splitlines()) == 1
