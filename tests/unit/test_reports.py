"""What netui keeps of its faults can be sent to others: no secret, no control character, nobody's names."""

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from netui.__main__ import screen
from netui.cli import main
from netui.cli.main import run
from netui.core.host import StillHost
from netui.core.state import statefiles
from netui.core.state.crash import described, saved
from netui.core.state.logfile import begin, follow, logger
from netui.core.state.secrets import anonymous, masked
from netui.errors import UsageError
from netui.model import Limit
from netui.model.snapshot import Update, encode
from tests.pty.terminal import foreign
from tests.support.snapshots import HOSTILE, hostile_host, small_host

SECRETS = (
    "password=hunter2secret",
    "DB_PASSWORD: hunter2secret",
    '{"api_key": "hunter2secret", "x": 1}',
    "MYSQL_ROOT_PASSWORD='hunter2secret'",
    "--token hunter2secret --name web",
    "Authorization: Bearer hunter2secret",
    "https://alice:hunter2secret@registry.example/v2",
    "labels com.example.secret.value=hunter2secret",
    "-----BEGIN PRIVATE KEY-----\nhunter2secret\n-----END PRIVATE KEY-----",
    "wireguard sHunter2secretAbCdEfGhIjKlMnOpQrStUvWxYz0123=",
)


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "netui"


@pytest.mark.parametrize("text", SECRETS)
def test_secrets_are_masked_wherever_they_stand(text: str) -> None:
    told = masked(f"before {text} after", {})
    assert "unter2secret" not in told and "***" in told
    assert told.startswith("before ") and told.endswith(" after")


def test_what_is_no_secret_stays() -> None:
    text = (
        'File "netui/ui/app.py", line 3, in action_help; link br-161847f4fecf: mtu 1500 → 1400; '
        "container 3f9c2ab81d04000000000000000000000000000000000000000000000000000; 2001:db8::10/64; author: me"
    )
    assert masked(text, {}) == text.replace("author: me", "author: ***")  # a name with `auth` in it is not risked


def test_the_values_of_secret_variables_are_masked_and_no_others() -> None:
    text = "it said s3cr3tvalue and /usr/bin"
    assert masked(text, {"MY_TOKEN": "s3cr3tvalue", "PATH": "/usr/bin"}) == "it said *** and /usr/bin"


def test_anonymous_text_has_no_addresses_and_names() -> None:
    text = "eth9 of web01 (10.1.2.3/24, 2001:db8::1, fe80::1%eth9, 02:42:ac:1e:00:03) at 12:30:45, a::b"
    told = anonymous(text, ("web01", "eth9"))
    for one in ("web01", "eth9", "10.1.2.3", "2001:db8", "fe80", "02:42"):
        assert one not in told
    assert "12:30:45" in told


def _fault(message: str) -> BaseException:
    try:
        raise RuntimeError(message)
    except RuntimeError as error:
        return error


def test_a_crash_file_is_the_owners_alone_safe_and_without_secrets(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["netui", "link", "show", "--token", "hunter2secret"])
    hostile = " ".join(one.decode("utf-8", "surrogateescape") for one in HOSTILE)
    sentence = saved(described(_fault(f"{hostile} password=hunter2secret")), "netui has failed")
    (path,) = state.glob("crash-*.txt")
    assert str(path) in sentence and "\n" not in sentence and sentence.isprintable()
    kept = path.read_bytes()
    assert b"hunter2secret" not in kept and not foreign(kept.replace(b"\n", b""))
    assert b"in _fault" in kept and b"RuntimeError" in kept
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_only_the_last_crashes_are_kept(state: Path) -> None:
    for number in range(statefiles.CRASHES_KEPT + 3):
        statefiles.write_crash(f"2026010{number}-1", "x")
    assert [path.name for path in statefiles.crashes()] == [
        f"crash-2026010{number}-1.txt" for number in range(3, statefiles.CRASHES_KEPT + 3)
    ]


def test_a_link_in_the_way_is_not_followed(state: Path, tmp_path: Path) -> None:
    statefiles.folder()
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (state / "netui.log").symlink_to(victim)
    with pytest.raises(UsageError, match="cannot be written"):
        begin("debug")
    assert victim.read_text() == "mine"


def test_a_fault_of_a_command_is_one_sentence_and_a_file(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("\x1b]0;pwned\x07 password=hunter2secret")

    monkeypatch.setattr(main, "find_command", broken)
    assert run(["link", "list"], screen) == 1
    told = capsysbinary.readouterr()
    assert told.err.count(b"\n") == 1 and b"Traceback" not in told.err and not foreign(told.err.rstrip())
    (path,) = state.glob("crash-*.txt")
    assert str(path).encode() in told.err and b"KeyError" in path.read_bytes()
    assert b"hunter2secret" not in path.read_bytes()


@pytest.fixture
def log(state: Path) -> Iterator[Path]:
    begin("debug")
    yield state / "netui.log"
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
    logger.setLevel(logging.NOTSET)
    logger.propagate = True


def test_the_log_tells_what_a_host_met_safely(log: Path) -> None:
    host = StillHost(small_host())
    follow(host)
    limit = Limit("docker", f"{HOSTILE[0].decode()} refused token=hunter2secret")
    host.store.apply(Update(limits=(limit,), docker=hostile_host().docker))
    text = log.read_bytes()
    assert b" warning limit: docker: " in text and b"hunter2secret" not in text
    assert b" debug container added" in text
    assert not foreign(text.replace(b"\n", b""))
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_the_log_is_bounded(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("netui.core.state.logfile.LOG_SIZE", 2000)
    for number in range(200):
        logger.info("line %d %s", number, "x" * 50)
    folder = log.parent
    assert sorted(os.listdir(folder)) == ["netui.log", "netui.log.1"]
    assert all((folder / name).stat().st_size < 2200 for name in os.listdir(folder))
    assert b"line 199" in log.read_bytes()


def test_a_level_that_there_is_not_is_refused(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["--log", "loud", "help"], screen) == 2
    assert b"the levels are error, warning, info, debug" in capsysbinary.readouterr().err


def _report(capsysbinary: pytest.CaptureFixture[bytes], path: Path, *words: str) -> str:
    assert run(["--from", str(path), "doctor", "--report", *words], screen) == 0
    return capsysbinary.readouterr().out.decode()


def test_the_report_tells_all_but_whose_host_it_is(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "snapshot"
    path.write_bytes(
        encode(small_host(endpoint="tcp://10.7.7.7:2375", status="hung", reason="shop at 10.7.7.7 is silent"))
    )
    saved(described(_fault("container shop on 10.7.7.7 of web01")), "the screen has failed")
    told = _report(capsysbinary, path)
    parts = (
        "netui 0.", "Linux ", "Python ", "textual ", "capabilities: ", "terminal: ", "locale: ", "7 namespaces",
        "docker: hung at tcp://…", "crash", "in _fault", "RuntimeError: <left out",
    )  # fmt: skip
    for part in parts:
        assert part in told, part
    for part in ("10.7.7.7", "shop", "web01", "veth300d570", str(Path.home()) + "/"):
        assert part not in told, part
    told = _report(capsysbinary, path, "--with-names")
    assert "tcp://10.7.7.7:2375" in told and "container shop on 10.7.7.7 of web01" in told


def test_a_hostile_hosts_report_is_safe(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "snapshot"
    path.write_bytes(encode(hostile_host()))
    for words in ((), ("--with-names",)):
        assert not foreign(_report(capsysbinary, path, *words).replace("\n", "").encode())
