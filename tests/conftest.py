"""For all tests: what they need, what they must not leave, and a screen that stands still."""

import os
from collections.abc import Iterator

import pytest
import textual._wait

os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ.pop("NO_COLOR", None)
os.environ["XDG_CONFIG_HOME"] = "/nonexistent"  # whoever runs the tests has a configuration, and a locale, of his own
os.environ.pop("LC_ALL", None)
os.environ.pop("LC_CTYPE", None)
os.environ["LANG"] = "C.UTF-8"

from tests.support import leftovers, requirements

# Pilot takes a program for idle that used less than a twentieth of 20 ms: looked at four times as often, the
# same holds, and tests that press many keys spend less of their time asleep.
textual._wait.SLEEP_GRANULARITY = 1 / 200
textual._wait.SLEEP_IDLE = 1 / 4000

_unmet: dict[str, int] = {}


def pytest_configure(config: pytest.Config) -> None:
    """Say what the marker `needs` means."""
    config.addinivalue_line("markers", "needs(*what): root, or programs; see tests/support/requirements.py")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the long forms."""
    parser.addoption("--long", action="store_true", help="also run what takes minutes")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or under CI fail, what cannot run here."""
    if item.get_closest_marker("long") and not item.config.getoption("--long"):
        pytest.skip("takes minutes: tests/run --long")
    for marker in item.iter_markers("needs"):
        for need in marker.args:
            why = requirements.missing(need)
            if not why:
                continue
            if requirements.required():
                pytest.fail(f"needs {need}: {why}", pytrace=False)
            _unmet[why] = _unmet.get(why, 0) + 1
            pytest.skip(why)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was not tested, and what would help."""
    if not _unmet:
        return
    terminalreporter.section("not tested here")
    for why, count in sorted(_unmet.items()):
        terminalreporter.line(f"{count} tests: {why}")
    terminalreporter.line("As root on Debian or Ubuntu, `tests/run --install` installs what is missing.")


@pytest.fixture(scope="session", autouse=True)
def nothing_left() -> Iterator[None]:
    """No namespace, link, process, thread, file or mount is left by the run."""
    before = leftovers.look()
    yield
    left = leftovers.left_since(before)
    assert not left, "the tests left behind:\n" + "\n".join(left)
