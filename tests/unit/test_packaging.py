"""What is installed is whole: the package with its style sheets, and nothing of the tests."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from netui.worlds.catalogue import NAMES
from tests.support import manual

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder, ROOT],
        check=True,
    )
    with zipfile.ZipFile(next(folder.glob("netui-*.whl"))) as made:
        yield made


def test_the_wheel_has_the_style_sheets_the_recorded_worlds_and_the_licence(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    sheets = {f"netui/css/{path.relative_to(ROOT / 'css')}" for path in (ROOT / "css").rglob("*.tcss")}
    assert sheets and sheets <= set(names)
    assert any(name.endswith("LICENSE") for name in names)
    assert {f"netui/worlds/recorded/{world}.json" for world in NAMES} <= set(names)
    assert not [name for name in names if name.startswith("tests")]
    below = {name.partition(".data/data/share/")[2] for name in names}
    assert {manual.PAGE, *manual.SCRIPTS.values()} <= below


def test_an_installed_netui_runs_and_finds_its_style(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    code = "from netui.ui.style import sheets; import netui, sys; print(netui.__file__); print(*sheets(), sep='\\n')"
    ran = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = ran.stdout.split()
    assert all(line.startswith(str(tmp_path)) for line in lines) and len(lines) > 1
    assert all(Path(line).is_file() for line in lines)
