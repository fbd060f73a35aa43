"""Containers are run in every mode, with ports, names and name servers; traffic passes, and nothing is left."""

import json
import subprocess
import time
from typing import Any

import pytest

from netui.sandbox.engine import IMAGE, image_files
from tests.support.docker_hand import Hand

pytestmark = pytest.mark.needs("docker")
SERVING = ("sh", "-c", "echo hello > /www/index.html; trap exit TERM; httpd -f -p 80 -h /www & wait")


def containers(hand: Hand) -> set[str]:
    return set(hand.docker("ps", "-a", "--format", "{{.Names}}").split())


def fetched(hand: Hand, name: str, host: str) -> bool:
    """Whether a container gets the page from there."""
    words = ["docker", "exec", "-i", name, "nc", "-w", "2", host, "80"]
    return soon(words, b"GET / HTTP/1.0\r\n\r\n")


def from_the_host(hand: Hand, address: str) -> bool:
    """Whether the engine's own namespace gets the page from there."""
    place = address.replace(":", "/")
    ask = f"exec 3<>/dev/tcp/{place} && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && timeout 3 cat <&3"
    return soon(["nsenter", f"--net=/run/netns/{hand.engine.namespace}", "bash", "-c", ask], b"")


def soon(words: list[str], question: bytes) -> bool:
    """Whether the page comes within five seconds: a server that was just started may not listen yet."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        done = subprocess.run(words, input=question, capture_output=True, check=False)
        if b"hello" in done.stdout:
            return True
        time.sleep(0.05)
    return False


def await_listener(hand: Hand, port: int) -> None:
    """Until something listens there in the engine's namespace."""
    end = time.monotonic() + 5
    words = ["ip", "netns", "exec", hand.engine.namespace, "ss", "-Hltn", f"sport = :{port}"]
    while not subprocess.check_output(words):
        assert time.monotonic() < end
        time.sleep(0.01)


def test_on_a_network_with_a_published_port(hand: Hand) -> None:
    hand.engine.run("asker", network_mode="shop")
    done = hand(
        "container", "run", image=IMAGE, name="web", network="shop", publish=("8080:80",), hostname="www.example",
        dns=("192.0.2.53",), command=SERVING,
    )  # fmt: skip
    assert hand.docker("exec", "web", "hostname").strip() == "www.example"
    assert hand.docker("inspect", "-f", "{{.HostConfig.Dns}}", "web").strip() == "[192.0.2.53]"
    assert fetched(hand, "asker", "web")
    assert from_the_host(hand, "172.31.250.1:8080")
    assert "web has port 8080/tcp of the host" in hand.refused("container", "run", image=IMAGE, publish=("8080:80",))
    hand.undo()
    assert containers(hand) == {"asker"}
    hand.redo()
    assert fetched(hand, "asker", "web")
    hand.undo()
    subprocess.run(["bash", "-ec", "\n".join(done.entry.begun.commands)], check=True, stdout=subprocess.DEVNULL)
    assert fetched(hand, "asker", "web")


def test_every_mode(hand: Hand) -> None:
    hand("container", "run", image=IMAGE, name="plain", command=SERVING)
    assert set(hand.networks("plain")) == {"bridge"}
    hand("container", "run", image=IMAGE, name="alone", network="none")
    assert hand.links("alone") == {"lo"}
    hand("container", "run", image=IMAGE, name="joined", network="container:plain")
    assert fetched(hand, "joined", "127.0.0.1")
    hand("container", "run", image=IMAGE, name="sharing", network="host", command=SERVING)
    assert "docker0" in hand.links("sharing")
    assert from_the_host(hand, "127.0.0.1:80")


def test_without_a_name_it_is_called_after_its_image(hand: Hand) -> None:
    hand("container", "run", image=IMAGE)
    hand("container", "run", image=IMAGE)
    assert containers(hand) == {"box-1", "box-2"}


def test_a_port_that_docker_chooses(hand: Hand) -> None:
    hand("container", "run", image=IMAGE, name="web", publish=("127.0.0.1::80",), command=SERVING)
    told = hand.docker("port", "web").strip()
    assert told.startswith("80/tcp -> 127.0.0.1:")
    assert from_the_host(hand, told.rpartition(" ")[2])


EXPOSING = "netui/exposing:1"


def exposing(hand: Hand) -> None:
    """Have an image that exposes a port of TCP and one of UDP."""
    subprocess.run(
        ["docker", "import", "--change", "EXPOSE 80", "--change", "EXPOSE 53/udp", "-", EXPOSING],
        input=image_files(), check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def published(hand: Hand, name: str, port: str) -> int:
    """The host's port that a port of a container is published at, by `docker inspect`."""
    told = json.loads(hand.docker("inspect", "-f", "{{json .NetworkSettings.Ports}}", name))
    return int(told[port][0]["HostPort"])


def test_every_port_that_the_image_exposes(hand: Hand) -> None:
    exposing(hand)
    done = hand("container", "run", image=EXPOSING, name="open", publish_all=True, command=SERVING)
    assert hand.docker("inspect", "-f", "{{.HostConfig.PublishAllPorts}}", "open").strip() == "true"
    assert published(hand, "open", "53/udp")
    assert from_the_host(hand, f"172.31.250.1:{published(hand, 'open', '80/tcp')}")
    hand.undo()
    assert containers(hand) == set()
    subprocess.run(["bash", "-ec", "\n".join(done.entry.begun.commands)], check=True, stdout=subprocess.DEVNULL)
    assert from_the_host(hand, f"172.31.250.1:{published(hand, 'open', '80/tcp')}")


def test_a_failed_run_leaves_nothing(hand: Hand) -> None:
    """An image that is not here, a program that is not in it, a port that a program of the host has."""
    said = hand.refused("container", "run", image="nowhere/nothing:9", name="bad")
    assert "No such image: nowhere/nothing:9" in said
    assert "docker pull" in said
    assert "executable file not found" in hand.refused(
        "container", "run", image=IMAGE, name="bad", command=("no-such-program",)
    )
    words = ["nsenter", f"--net=/run/netns/{hand.engine.namespace}", "busybox", "nc", "-l", "-p", "8081"]
    with subprocess.Popen(words, stdin=subprocess.PIPE) as listener:
        await_listener(hand, 8081)
        said = hand.refused("container", "run", image=IMAGE, name="bad", publish=("8081:80",))
        listener.kill()
    assert "address already in use" in said
    assert "netui socket list" in said
    assert containers(hand) == set()


def test_what_cannot_be_is_told_before(hand: Hand) -> None:
    hand.engine.run("web")
    hand.engine.run("ended", "true")
    hand.docker("stop", "-t", "1", "ended")

    def run(**values: Any) -> str:
        return hand.refused("container", "run", **{"image": IMAGE, **values})

    assert "a container web already" in run(name="web")
    assert "its programs listen on the host itself" in run(network="host", publish=("80:80",))
    assert "it has lo alone" in run(network="none", publish_all=True)
    assert "those of web are" in run(network="container:web", publish=("80",))
    assert "shares the hostname of web" in run(network="container:web", hostname="x")
    assert "ended does not run" in run(network="container:ended")
    assert "no network is called nowhere" in run(network="nowhere")
    assert containers(hand) == {"web", "ended"}
