"""Whether a daemon is there: absent, refused, denied, silent, and never woken by looking."""

import gc
import os
import socket
import ssl
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from netui.sources.docker import presence
from netui.sources.docker.activation import Activation, activation
from netui.sources.docker.client import api_client, ask_engine
from netui.sources.docker.endpoint import DockerEndpoint
from netui.sources.docker.failures import classify, tidy
from netui.sources.docker.presence import answers


def at(path: Path | str) -> DockerEndpoint:
    return DockerEndpoint(f"unix://{path}", "the test")


@contextmanager
def listening(path: Path, backlog: int = 5) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(path))
        server.listen(backlog)
        yield server


@contextmanager
def unprivileged() -> Iterator[None]:
    """As nobody, for whom file permissions hold."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_daemon_that_listens_is_told_with_its_process(tmp_path: Path) -> None:
    with listening(tmp_path / "d.sock"):
        found = answers(at(tmp_path / "d.sock"))
    assert (found.status, found.pid) == ("connecting", os.getpid())


def test_nothing_there_is_absent(tmp_path: Path) -> None:
    found = answers(at(tmp_path / "d.sock"))
    assert found.status == "absent" and str(tmp_path) in found.reason and found.hint


def test_a_socket_without_a_listener_is_refused(tmp_path: Path) -> None:
    with listening(tmp_path / "d.sock"):
        pass
    found = answers(at(tmp_path / "d.sock"))
    assert found.status == "refused" and "no daemon listens" in found.reason


def test_a_socket_that_may_not_be_opened_is_denied(tmp_path: Path) -> None:
    with listening(tmp_path / "d.sock"):
        (tmp_path / "d.sock").chmod(0)
        with unprivileged():
            found = answers(at(tmp_path / "d.sock"))
    assert found.status == "denied" and "sudo netui" in found.hint


def test_a_full_backlog_is_a_hang(tmp_path: Path) -> None:
    with listening(tmp_path / "d.sock", backlog=0):
        first, second = answers(at(tmp_path / "d.sock"), 0.1), answers(at(tmp_path / "d.sock"), 0.1)
    assert (first.status, second.status) == ("connecting", "hung")


def test_a_port_that_nobody_listens_on_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        found = answers(DockerEndpoint(f"tcp://127.0.0.1:{port}", "the test"))
    assert (found.status, found.reason) == ("refused", f"tcp://127.0.0.1:{port}: nothing listens there")
    assert "systemctl" not in found.hint


def test_a_certificate_that_does_not_fit_is_no_lack_of_permission(tmp_path: Path) -> None:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")  # 1 is also EPERM
    found = classify(error, DockerEndpoint("tcp://192.0.2.1:2376", "the test", str(tmp_path)))
    assert found.status == "failed" and "certificate verify failed" in found.reason
    assert str(tmp_path) in found.hint and "sudo" not in found.hint
    assert "DOCKER_TLS_VERIFY" in classify(error, DockerEndpoint("tcp://192.0.2.1:2376", "the test")).hint


def test_certificates_of_the_endpoint_come_before_those_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/ssl/other.pem")
    (tmp_path / "ca.pem").touch()
    client = api_client(DockerEndpoint("tcp://127.0.0.1:2376", "the test", str(tmp_path)), timeout=1)
    try:
        used = client.merge_environment_settings("https://127.0.0.1:2376", {}, None, None, None)
        assert used["verify"] == str(tmp_path / "ca.pem")
    finally:
        client.close()


def test_without_an_endpoint_its_error_is_passed_on() -> None:
    found = answers(DockerEndpoint("", "DOCKER_CONTEXT", error="there is no such context", hint="look"))
    assert (found.status, found.reason, found.hint) == ("failed", "there is no such context", "look")


def test_a_path_that_no_socket_can_have_fails(tmp_path: Path) -> None:
    assert answers(at(tmp_path / ("x" * 200))).status == "failed"


def test_names_cannot_reach_the_terminal(tmp_path: Path) -> None:
    assert answers(at(tmp_path / "\x1b[2J\udcff")).reason.isprintable()


# what docker-py raises


def failure_of(endpoint: DockerEndpoint) -> Exception:
    client = api_client(endpoint, timeout=0.2)
    try:
        ask_engine(client)
    except Exception as error:  # noqa: BLE001 - whatever docker-py makes of it
        return error
    finally:
        client.close()
    raise AssertionError("it answered")


def test_docker_pys_own_failure_is_traced_to_its_cause(tmp_path: Path) -> None:
    with listening(tmp_path / "closed.sock"):
        pass
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # docker-py leaves the socket of a failed connect open
        for name, status in (("none.sock", "absent"), ("closed.sock", "refused")):
            assert classify(failure_of(at(tmp_path / name)), at(tmp_path / name)).status == status
        gc.collect()


def test_a_daemon_that_accepts_and_says_nothing_hangs(tmp_path: Path) -> None:
    with listening(tmp_path / "d.sock"):
        found = classify(failure_of(at(tmp_path / "d.sock")), at(tmp_path / "d.sock"))
    assert found.status == "hung" and "does not answer" in found.reason


def test_what_is_no_docker_fails_with_its_words(tmp_path: Path) -> None:
    def answer(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(4096)
            body = b'{"message": "not \\u001b[2J today"}'
            connection.sendall(b"HTTP/1.1 500 No\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    with listening(tmp_path / "d.sock") as server:
        thread = threading.Thread(target=answer, args=(server,))
        thread.start()
        found = classify(failure_of(at(tmp_path / "d.sock")), at(tmp_path / "d.sock"))
        thread.join()
    assert found.status == "failed" and "not \\x1b[2J today" in found.reason


def test_the_daemons_sentences_are_made_readable() -> None:
    identity = "af805c6e6be1f8df8c8496b727a3db9365f3560d0f26f803f88ee52848c20c8f"
    said = f"driver failed programming external connectivity on endpoint clash ({identity}): Bind for x failed"
    assert tidy(said) == "Bind for x failed"
    assert tidy(f"failed to set up container networking: {said}") == "Bind for x failed"
    assert tidy(f"network {identity} is in use\n\x1b[2J") == "network af805c6e6be1 is in use \\x1b[2J"
    assert len(tidy("word " * 1000)) <= 400


# systemd's sockets


def host(tmp_path: Path, path: Path, *, first: str = "systemd", held: bool = True, daemon: bool = False) -> Path:
    """A /proc in which process 1 listens on `path`."""
    proc = tmp_path / "proc"
    for pid, command in {"1": first, "7": "dockerd" if daemon else "bash"}.items():
        (proc / pid / "fd").mkdir(parents=True)
        (proc / pid / "comm").write_text(f"{command}\n")
    (proc / "self/net").mkdir(parents=True)
    (proc / "self/net/unix").write_text(
        "Num       RefCount Protocol Flags    Type St Inode Path\n"
        "0000000000000000: 00000002 00000000 00010000 0001 01 111\n"
        f"0000000000000000: 00000002 00000000 00010000 0001 01 4711 {path}\n"
        f"0000000000000000: 00000003 00000000 00000000 0001 03 4712 {path}\n"
    )
    (proc / "1/fd/9").symlink_to("socket:[4711]" if held else "socket:[4712]")
    return proc


def test_a_stopped_daemon_behind_systemds_socket_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "docker.sock"
    assert activation(str(path), host(tmp_path, path)) == Activation(())


def test_the_running_daemon_behind_systemds_socket_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "docker.sock"
    assert activation(str(path), host(tmp_path, path, daemon=True)) == Activation((7,))


def test_the_socket_is_found_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "var").symlink_to(tmp_path / "run")
    proc = host(tmp_path, tmp_path / "run/docker.sock")
    assert activation(str(tmp_path / "var/docker.sock"), proc) == Activation(())


def test_a_daemon_that_listens_itself_is_no_activation(tmp_path: Path) -> None:
    path = tmp_path / "docker.sock"
    assert activation(str(path), host(tmp_path, path, held=False)) is None


def test_a_host_without_systemd_has_no_activation(tmp_path: Path) -> None:
    path = tmp_path / "docker.sock"
    assert activation(str(path), host(tmp_path, path, first="init")) is None


def test_a_sleeping_daemon_is_not_woken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "activation", lambda path: Activation(()))
    with listening(tmp_path / "docker.sock") as server:
        found = answers(at(tmp_path / "docker.sock"))
        server.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody connected
            server.accept()
    assert found.status == "absent" and "stopped" in found.reason and "systemctl start docker" in found.hint
