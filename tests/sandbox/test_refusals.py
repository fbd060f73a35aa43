"""Where a sandbox is refused: which step, which errno, which switch, and the recorded world to look around in."""

from pathlib import Path

import pytest
from msgspec import Struct

from netui.sandbox import refusals
from netui.sandbox.recipe import StepError
from tests.pty.terminal import ROOT, Terminal
from tests.sandbox.callers import Caller

_NO_USERS = "echo 0 > /proc/sys/user/max_user_namespaces; exec "
_NO_MOUNT = "mount -t tmpfs none /proc/sys; exec "
"""A /proc of which a part is hidden: then the kernel mounts no other one (mnt_already_visible of fs/namespace.c)."""
_CONTAINED = Path("/.dockerenv").exists() or Path("/run/.containerenv").exists()


def _limited(caller: Caller, script: str, *words: str) -> list[str]:
    """netui where that was done before, as root of a user namespace."""
    drop = "setpriv --bounding-set=-sys_admin --inh-caps=-sys_admin "  # so that a sandbox needs a user namespace
    return ["unshare", "-Urm", "sh", "-c", script + drop + " ".join(caller.netui(*words))]


def _filtered(caller: Caller, *words: str) -> list[str]:
    """netui under a seccomp filter that refuses unshare."""
    program = str(ROOT / "tests" / "sandbox" / "filtered.py")
    return [caller.python, "-c", Path(program).read_text(), *caller.netui(*words)]


def test_no_user_namespaces(unprivileged_caller: Caller) -> None:
    done = unprivileged_caller.execute(*_limited(unprivileged_caller, _NO_USERS, "sandbox", "--", "true"))
    assert done.returncode == 1
    assert done.stderr == (
        "netui: a sandbox cannot be made here: unshare --user --net --mount --pid --uts: No space left on device"
        " (ENOSPC); user.max_user_namespaces is 0"
        " – an administrator can help: sysctl user.max_user_namespaces=10000\n"
    )


def test_a_seccomp_filter(caller: Caller) -> None:
    done = caller.execute(*_filtered(caller, "sandbox", "--", "true"))
    assert done.returncode == 1
    user = "--user " if caller.uid else ""
    cure = "docker run --security-opt seccomp=unconfined" if _CONTAINED else "run netui without that filter"
    assert done.stderr == (
        f"netui: a sandbox cannot be made here: unshare {user}--net --mount --pid --uts: Operation not permitted"
        f" (EPERM); a seccomp filter is set – an administrator can help: {cure}\n"
    )


def test_a_mount_refusal(unprivileged_caller: Caller) -> None:
    done = unprivileged_caller.execute(*_limited(unprivileged_caller, _NO_MOUNT, "sandbox", "--", "true"))
    assert done.returncode == 1
    why = (
        "; netui runs in a container, which hides parts of /proc and /sys"
        if _CONTAINED
        else ", probably because parts of /proc or /sys are hidden from this process"
    )
    assert done.stderr.startswith(
        "netui: a sandbox cannot be made here: mount -t proc proc /proc: Operation not permitted (EPERM)"
        f"{why} – an administrator can help: "
    )


@pytest.mark.parametrize("how", ["users", "seccomp", "mount"])
@pytest.mark.parametrize("words", [("--demo",), ("sandbox", "--world", "docker")])
def test_the_recorded_world_is_shown_and_marked(
    unprivileged_caller: Caller, how: str, words: tuple[str, ...]
) -> None:
    caller = unprivileged_caller
    argv = {
        "users": lambda: _limited(caller, _NO_USERS, *words),
        "mount": lambda: _limited(caller, _NO_MOUNT, *words),
        "seccomp": lambda: _filtered(caller, *words),
    }[how]()
    terminal = Terminal(caller.become(*argv))
    try:
        terminal.shows(b"docker0")
        terminal.shows(b"recorded 20")
        terminal.shows(b"sandbox")
        terminal.type(b"1")
        terminal.shows(b"outside")
        terminal.type(b"q")
        assert terminal.end() == 0
        before, _, _ = terminal.octets.partition(b"\x1b[?1049h")
        assert b"a sandbox cannot be made here: " in before and b"an administrator can help" in before
        assert b"the world docker as it was recorded" in before
    finally:
        terminal.close()


def test_a_check_is_refused_in_the_same_words(unprivileged_caller: Caller) -> None:
    done = unprivileged_caller.execute(*_limited(unprivileged_caller, _NO_USERS, "world", "check", "rooms"))
    assert done.returncode == 1
    assert "user.max_user_namespaces is 0" in done.stderr and not done.stdout


class _Case(Struct, frozen=True):
    """A refusal, and what the machine has set."""

    step: str
    number: int
    files: dict[str, str]
    said: str
    cure: str


_CASES = (
    _Case("unshare --user", 1, {"kernel/unprivileged_userns_clone": "0"}, "kernel.unprivileged_userns_clone is 0",
          "sysctl kernel.unprivileged_userns_clone=1"),
    _Case("writing /proc/self/uid_map", 1, {"kernel/apparmor_restrict_unprivileged_userns": "1"},
          "kernel.apparmor_restrict_unprivileged_userns is 1", "AppArmor profile"),
    _Case("unshare --net", 28, {"user/max_net_namespaces": "0", "user/max_mnt_namespaces": "0"},
          "user.max_net_namespaces is 0 and user.max_mnt_namespaces is 0", "sysctl user.max_mnt_namespaces=10000"),
    _Case("unshare --net", 1, {"user/max_net_namespaces": "0"}, "probably by a seccomp filter", "kernel's log"),
    _Case("unshare --net", 28, {}, "probably as many namespaces as are allowed", "raise the limits"),
    _Case("writing /proc/self/uid_map", 1, {}, "probably by a security module", "AppArmor or SELinux"),
    _Case("unshare --user", 22, {}, "this kernel was built without", "CONFIG_USER_NS"),
)  # fmt: skip


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.said)
def test_switches_that_are_set_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: _Case) -> None:
    """Those of kernels other than this one, as their files would tell."""
    for folder in ("kernel", "user"):
        (tmp_path / folder).mkdir()
    for name, text in case.files.items():
        (tmp_path / name).write_text(text + "\n")
    monkeypatch.setattr(refusals, "_USER", tmp_path / "user")
    monkeypatch.setattr(refusals, "_KERNEL", tmp_path / "kernel")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr(refusals, "_seccomp", lambda: iter(()))
    error = refusals.refused(StepError(case.step, case.number))
    assert case.said in error.message and case.cure in error.hint
