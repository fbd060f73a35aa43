"""What an operator says and hears of a change that could cut his ssh connection: before, meanwhile, and after."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import SIGKILL

import psutil
import pytest

from tests.guard.seat import Seat, netui
from tests.guard.site import Site, site
from tests.guard.topologies import PLAIN
from tests.support.requirements import needs_programs, needs_root

pytestmark = [needs_root, needs_programs("ip", "ss", "ssh", "sshd")]

_TIME = 20.0


@pytest.fixture(scope="module")
def built() -> Iterator[Site]:
    with site(PLAIN) as one:
        yield one


@pytest.fixture
def where(built: Site) -> Iterator[Site]:
    """With nothing that waits, and nothing in the history."""
    yield built
    settle(built)
    for name in os.listdir(built.folder / "netui") if (built.folder / "netui").exists() else ():
        (built.folder / "netui" / name).unlink()
    built.names.run("-n {s} link set s0 up mtu 1500\n-n {s} link set spare mtu 1500\n")
    assert mtu(built) == 1500


def settle(where: Site) -> None:
    """Wait until no watchdog of this test runs any more; what waits is put back by it."""
    netui(where, "undo")
    end = time.monotonic() + _TIME
    while any((where.folder / "netui").glob("*.pending")) or any((where.folder / "netui").glob("*.reverting")):
        assert time.monotonic() < end
        time.sleep(0.05)


def mtu(where: Site, link: str = "s0") -> int:
    """Of a link of the namespace of sshd."""
    told = subprocess.check_output(["ip", "-j", "-n", where.names["s"], "link", "show", "dev", link])
    return int(json.loads(told)[0]["mtu"])


def until_mtu(where: Site, wanted: int) -> None:
    """Wait for it."""
    end = time.monotonic() + _TIME
    while mtu(where) != wanted:
        assert time.monotonic() < end, mtu(where)
        time.sleep(0.05)


def until_over(where: Site) -> list[dict[str, object]]:
    """Wait until nothing waits any more; the history."""
    end = time.monotonic() + _TIME
    while any((where.folder / "netui").glob("*.pending")) or any((where.folder / "netui").glob("*.reverting")):
        assert time.monotonic() < end
        time.sleep(0.05)
    rows: list[dict[str, object]] = json.loads(netui(where, "history", "--json").stdout)
    return rows


def watchdog_of(where: Site) -> int:
    """The pid of the watchdog of what waits."""
    return int(json.loads(next((where.folder / "netui").glob("*.pending")).read_bytes())["watchdog"])


SET = ("link", "set", "s0", "--mtu", "1400")


def test_without_a_time_it_is_refused_and_the_connection_is_named(where: Site) -> None:
    for words in (SET, (*SET, "--yes")):
        done = netui(where, *words)
        assert done.returncode == 2
        assert "could cut you off: ssh from 10.9.0.2 (root@pts/" in done.stderr
        assert "runs over host/s0" in done.stderr and "--confirm 60" in done.stderr
    assert mtu(where) == 1500
    assert json.loads(netui(where, "history", "--json").stdout) == []


def test_a_dry_run_tells_it_too(where: Site) -> None:
    done = netui(where, *SET, "--dry-run")
    assert done.returncode == 0 and "ssh from 10.9.0.2 (" in done.stderr
    told = json.loads(netui(where, *SET, "--dry-run", "--json").stdout)
    assert "could cut you off" in told["warnings"][-1]


def test_doctor_tells_what_is_not_cut_unasked(where: Site) -> None:
    told = json.loads(netui(where, "doctor", "--json").stdout)["ssh"]
    ours = next(one for one in told if one["namespace"] == "host")
    assert (ours["local"], ours["peer"], ours["resolved"]) == ("10.9.0.1", "10.9.0.2", True)
    assert "host/s0" in ours["links"]
    assert "10.9.0.2  to 10.9.0.1 in host (root@pts/" in netui(where, "doctor").stdout


def test_what_cannot_cut_it_needs_no_time(where: Site) -> None:
    done = netui(where, "link", "set", "spare", "--mtu", "1400")
    assert (done.returncode, mtu(where, "spare")) == (0, 1400)
    done = netui(where, "link", "set", "spare", "--mtu", "1300", "--confirm", "60")
    assert (done.returncode, mtu(where, "spare")) == (0, 1300), "one may ask for it all the same"
    assert "netui confirm keeps it" in done.stderr


def test_confirm_keeps_it(where: Site) -> None:
    done = netui(where, *SET, "--confirm", "2")
    assert done.returncode == 0
    assert "it is put back in 2 s" in done.stderr or "it is put back in 1 s" in done.stderr
    told = json.loads(netui(where, "confirm", "--dry-run", "--json").stdout)
    assert (told["title"], told["kept"], told["seconds"]) == ("link set host/s0", False, 2)
    assert told["connection"].startswith("ssh from 10.9.0.2 ")
    watchdog = Path(f"/proc/{watchdog_of(where)}")
    assert watchdog.exists()
    confirmed = netui(where, "confirm")
    assert (confirmed.returncode, confirmed.stdout) == (0, "kept: link set host/s0\n")
    end = time.monotonic() + _TIME
    while watchdog.exists():
        assert time.monotonic() < end, "who would put it back does not end"
        time.sleep(0.05)
    assert mtu(where) == 1400
    assert [row["act"] for row in until_over(where)] == ["do"]
    again = netui(where, "confirm")
    assert (again.returncode, again.stdout) == (1, "")
    assert "there is nothing to confirm" in again.stderr
    assert where.sessions[0].answers()


def test_undo_and_redo_ask_for_a_time_too(where: Site) -> None:
    netui(where, *SET, "--confirm", "60")
    netui(where, "confirm")
    refused = netui(where, "undo")
    assert refused.returncode == 2 and "undo link set host/s0 could cut you off" in refused.stderr
    assert netui(where, "undo", "--confirm", "2").returncode == 0
    until_mtu(where, 1500)
    until_mtu(where, 1400)
    assert [row["act"] for row in until_over(where)] == ["do", "undo", "redo"]


def test_while_one_waits_nothing_else_is_changed_and_undo_puts_it_back(where: Site) -> None:
    netui(where, *SET, "--confirm", "60")
    other = netui(where, "link", "set", "spare", "--mtu", "1400")
    assert other.returncode == 1 and "link set host/s0 waits to be confirmed, for" in other.stderr
    back = netui(where, "undo")
    assert (back.returncode, back.stdout) == (0, "ip link set dev s0 mtu 1500\n")
    assert mtu(where) == 1500
    last = until_over(where)[-1]
    assert (last["act"], last["why"]) == ("undo", "before its time was over")
    gone = netui(where, "confirm")
    assert gone.returncode == 1 and "link set host/s0 was put back at" in gone.stderr


def test_enter_keeps_it(where: Site) -> None:
    seat = Seat(where, *SET, "--confirm", "60")
    try:
        seat.type(b"\n")  # typed too early: it cannot have meant this
        seat.hear("by itself it is put back in 5")
        assert mtu(where) == 1400
        seat.type(b"\n")
        assert seat.wait() == 0
        assert "netui: kept" in seat.said
    finally:
        seat.leave()
    assert mtu(where) == 1400


def test_ctrl_c_puts_it_back_at_once(where: Site) -> None:
    seat = Seat(where, *SET, "--confirm", "60")
    try:
        seat.hear("Enter keeps it")
        seat.type(b"\x03")
        assert seat.wait() == 1
        assert "put back, before its time was over" in seat.said
    finally:
        seat.leave()
    assert mtu(where) == 1500


def test_it_can_be_confirmed_from_another_terminal(where: Site) -> None:
    seat = Seat(where, *SET, "--confirm", "60")
    try:
        seat.hear("Enter keeps it")
        assert netui(where, "confirm").returncode == 0
        assert seat.wait() == 0
    finally:
        seat.leave()
    assert mtu(where) == 1400


def test_somebody_elses_later_change_is_not_overwritten(where: Site) -> None:
    netui(where, *SET, "--confirm", "2")
    where.names.run("-n {s} link set s0 mtu 1350\n")
    rows = until_over(where)
    assert mtu(where) == 1350
    assert rows[-1]["result"] == "failed"
    assert "not put back" in str(rows[-1]["message"]) and "1350 now, not 1400" in str(rows[-1]["message"])


def test_what_nobody_else_changed_is_put_back_all_the_same(where: Site) -> None:
    """Somebody, or a daemon, gives back one thing of what was cut: that keeps nobody from putting back the rest."""
    netui(where, "link", "set", "s0", "--mtu", "1400", "--mac", "02:00:00:00:00:77", "--confirm", "2")
    where.names.run("-n {s} link set s0 mtu 1350\n")
    row = until_over(where)[-1]
    told = where.names.inside(where.names["s"], "ip", "link", "show", "dev", "s0")
    assert "02:00:00:00:00:77" not in told and mtu(where) == 1350
    assert row["result"] == "done" and "stays as somebody else made it: MTU of host/s0 is 1350" in str(row["message"])
    assert where.sessions[0].answers()


def test_what_else_somebody_changed_meanwhile_stays(where: Site) -> None:
    netui(where, *SET, "--confirm", "2")
    where.names.run("-n {s} addr add 10.44.0.1/24 dev s0\n")
    until_mtu(where, 1500)
    assert "10.44.0.1" in where.names.inside(where.names["s"], "ip", "addr", "show", "dev", "s0")
    where.names.run("-n {s} addr del 10.44.0.1/24 dev s0\n")


def test_what_somebody_put_on_it_meanwhile_stays(where: Site) -> None:
    netui(where, "link", "create", "ours", "bridge", "--confirm", "2")
    where.names.run("-n {s} link add theirs master ours type veth peer name far\n")
    row = until_over(where)[-1]
    assert "master ours" in where.names.inside(where.names["s"], "ip", "link", "show", "dev", "theirs")
    assert "theirs was put on host/ours" in str(row["message"])
    where.names.run("-n {s} link delete theirs\n-n {s} link delete ours\n")


def test_what_was_broken_off_is_not_reverted_over_the_connection(where: Site) -> None:
    """A revert cannot be watched; to leave it, and to undo it then, can."""
    words = ["ip", "netns", "exec", where.names["s"], sys.executable, "-m", "tests.guard.halted", str(int(SIGKILL))]
    change = ["60", "link", "set", "s0", "--mtu", "1400", "--mac", "02:00:00:00:00:77"]
    assert subprocess.run([*words, *change], check=False, env=where.environment).returncode == -SIGKILL
    os.kill(watchdog_of(where), SIGKILL)
    assert mtu(where) == 1400
    assert "link set host/s0 was broken off" in netui(where, "recover").stdout
    for more in ((), ("--confirm", "60")):
        done = netui(where, "recover", "--revert", "--yes", *more)
        assert done.returncode in (1, 2) and "netui undo --confirm SECONDS" in done.stderr, done
    assert mtu(where) == 1400
    assert netui(where, "recover", "--leave", "--yes").returncode == 0
    assert netui(where, "undo", "--confirm", "60").returncode == 0
    assert mtu(where) == 1500
    assert netui(where, "confirm").returncode == 0


@pytest.mark.parametrize("how", ["gone", "read-only"])
def test_a_state_folder_that_takes_nothing_keeps_nothing(where: Site, how: str) -> None:
    with small_folder(where) as (small, environment):
        assert netui(where, *SET, "--confirm", "4", environment=environment).returncode == 0
        assert mtu(where) == 1400
        if how == "gone":
            shutil.rmtree(small / "netui")
        else:
            subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
        until_mtu(where, 1500)
    assert where.sessions[0].answers()


def test_a_change_that_was_broken_off_is_put_back_without_the_state_folder(where: Site) -> None:
    words = ["ip", "netns", "exec", where.names["s"], sys.executable, "-m", "tests.guard.halted", str(int(SIGKILL))]
    change = ["4", "link", "set", "s0", "--mtu", "1400", "--mac", "02:00:00:00:00:77"]
    with small_folder(where) as (small, environment):
        assert subprocess.run([*words, *change], check=False, env=environment).returncode == -SIGKILL
        shutil.rmtree(small / "netui")
        assert mtu(where) == 1400
        until_mtu(where, 1500)
    assert where.sessions[0].answers()


def test_a_killed_watchdog_is_told(where: Site) -> None:
    netui(where, *SET, "--confirm", "60")
    os.kill(watchdog_of(where), SIGKILL)
    end = time.monotonic() + _TIME
    while json.loads(netui(where, "confirm", "--dry-run", "--json").stdout)["watched"] is not False:
        assert time.monotonic() < end
    assert netui(where, "confirm").returncode == 0
    assert mtu(where) == 1400


def test_on_a_full_disk_nothing_is_begun_and_what_was_begun_is_put_back(where: Site) -> None:
    with small_folder(where) as (small, full):
        _fill(small)
        done = netui(where, *SET, "--confirm", "60", environment=full)
        assert done.returncode == 1
        assert "no space left" in done.stderr.casefold() or "no room" in done.stderr.casefold()
        assert mtu(where) == 1500
        (small / "filler").unlink()
        assert netui(where, *SET, "--confirm", "4", environment=full).returncode == 0
        assert mtu(where) == 1400
        _fill(small)
        until_mtu(where, 1500)


@contextmanager
def small_folder(where: Site) -> Iterator[tuple[Path, dict[str, str]]]:
    """A state folder on a small disk of its own, and the environment that names it."""
    small = where.folder / "small"
    small.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", str(small)]
    subprocess.run(words, check=True)
    try:
        yield small, where.environment | {"XDG_STATE_HOME": str(small)}
    finally:
        end = time.monotonic() + _TIME
        while any(_watches(one, small) for one in psutil.process_iter()):  # it would make the folder again
            assert time.monotonic() < end
            time.sleep(0.05)
        subprocess.run(["umount", "-l", str(small)], check=True)
        small.rmdir()


def _watches(process: psutil.Process, folder: Path) -> bool:
    """Whether it is a watchdog with that state folder."""
    with suppress(psutil.Error):
        return bool(process.name() == "netui-watchdog" and process.environ().get("XDG_STATE_HOME") == str(folder))
    return False


def _fill(folder: Path) -> None:
    with (folder / "filler").open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            pass
