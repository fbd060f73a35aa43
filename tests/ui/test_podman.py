"""What Podman's API does not serve is grey, and says why."""

import msgspec

from netui.model import Snapshot
from tests.support.snapshots import small_host
from tests.ui.test_forms import desk

WHY = "db is in none mode, in which Podman connects it to no network"


def over(engine: str) -> Snapshot:
    """A host on which the container db is in none mode."""
    snapshot = small_host()
    containers = {
        key: msgspec.structs.replace(one, mode="none", endpoints=()) if one.name == "db" else one
        for key, one in snapshot.docker.containers.items()
    }
    docker = msgspec.structs.replace(snapshot.docker, engine=engine, containers=containers)
    return msgspec.structs.replace(snapshot, docker=docker)


async def test_a_none_mode_container_is_not_connected_by_podman() -> None:
    async with desk(over("podman")) as user:
        await user.press("4", "slash", *"db", "enter", "c")
        assert f"{WHY}: w joins it to a bridge by hand." in user.lines[-2]
        for operation in ("network connect", "network switch"):
            await user.press("colon", *operation)
            assert WHY in user.text
            await user.press("enter")
            assert WHY in user.lines[-2]


async def test_it_is_by_docker_and_another_one_by_podman() -> None:
    for engine, name in (("docker", "db"), ("podman", "web")):
        async with desk(over(engine)) as user:
            await user.press("4", "slash", *name, "enter", "c")
            assert "Still needed: network." in user.text
