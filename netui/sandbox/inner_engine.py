"""The Docker engine inside a sandbox: in its host namespace, so that docker0 and host mode are where they belong."""

from pathlib import Path

from netui.errors import SourceError
from netui.sandbox.engine import PrivateEngine
from netui.worlds.declared import Container, World

SOCKET = Path("/run/docker.sock")
"""Where `docker` looks by default; /run is the sandbox's own."""
_FOLDER = Path("/run/netui-engine")


def engine_runs() -> bool:
    """Whether the sandbox that this process lives in has an engine."""
    return SOCKET.exists()


def run_engine(world: World, cgroup: str) -> tuple[str, ...]:
    """Start the engine and the world's containers; returns a sentence for each thing that was refused.

    The engine ends with the process that calls this, and everything of it with the sandbox: nothing is to be closed.
    """
    _FOLDER.mkdir()
    engine = PrivateEngine(_FOLDER, "", (), socket=SOCKET, cgroup=cgroup)
    try:
        engine.start()
        engine.load_image()
    except SourceError as error:
        return (error.message,)
    for one in world.containers:
        _run(engine, one)
    return ()


def _run(engine: PrivateEngine, one: Container) -> None:
    published = {one.port: one.published} if one.published else None
    engine.run(one.name, f"httpd -f -p {one.port} -h /www", ports=(one.port,), port_bindings=published)
