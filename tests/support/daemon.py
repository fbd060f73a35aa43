"""A container engine made for tests: it speaks as much of its API as netui asks for, and misbehaves on demand."""

import json
import queue
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class FakeDaemon(socketserver.ThreadingUnixStreamServer):
    """One that listens at `path`."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, path: Path) -> None:
        self.names: dict[str, str] = {}
        self.unlisted: dict[str, str] = {}
        self.networks = ["bridge"]
        self.components = ["Engine"]
        self.asked: Counter[str] = Counter()
        self.posted: list[tuple[str, Any]] = []
        self.speaking = threading.Event()
        self.speaking.set()
        self.blocked = ""
        self.refusing = ""
        self.instant_end = False
        self.streams: list[queue.SimpleQueue[bytes]] = []
        super().__init__(str(path), Handler)
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def answer(self, path: str) -> Any:
        name = path.rpartition("/")[2]
        if path.endswith("/version"):
            return {"Version": "1", "ApiVersion": "1.41", "Components": [{"Name": one} for one in self.components]}
        if path.endswith("/containers/json"):
            return [{"Id": identity, "Names": [f"/{name}"]} for identity, name in self.names.items()]
        if name == "json":
            identity = path.split("/")[-2]
            return self.container(identity, (self.names | self.unlisted)[identity])
        return [{"Id": f"id of {one}", "Name": one, "Driver": "bridge"} for one in self.networks]

    @staticmethod
    def container(identity: str, name: str) -> dict[str, Any]:
        return {"Id": identity, "Name": f"/{name}", "State": {"Status": "running", "Pid": 7}}

    def tell(self, kind: str, action: str, identity: str) -> None:
        """Send an event to whoever listens."""
        event = json.dumps({"Type": kind, "Action": action, "Actor": {"ID": identity, "Attributes": {}}}).encode()
        for stream in self.streams:
            stream.put(event)

    def stop(self) -> None:
        """As a daemon that ends: no listener, no streams."""
        self.speaking.set()
        self.blocked = ""
        for stream in self.streams:
            stream.put(b"")
        self.shutdown()
        self.server_close()
        self.thread.join()


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: FakeDaemon

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        daemon, path = self.server, urlsplit(self.path).path
        part = path.removeprefix("/v1.41").removeprefix("/v1.24")
        daemon.asked[part] += 1
        daemon.speaking.wait()
        while daemon.blocked and daemon.blocked in part:
            time.sleep(0.01)
        if part == "/events":
            self.stream()
        elif part == "/_ping":
            self.reply(200, b"OK")
        elif daemon.refusing and daemon.refusing in part:
            self.reply(500, b'{"message": "out of order"}')
        else:
            try:
                self.reply(200, json.dumps(daemon.answer(part)).encode())
            except KeyError:
                self.reply(404, b'{"message": "no such container"}')

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.posted.append((urlsplit(self.path).path, json.loads(body or b"{}")))
        self.reply(200, b"{}")

    def reply(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def stream(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.close_connection = True
        if self.server.instant_end:
            return
        events: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self.server.streams.append(events)
        try:
            while event := events.get():
                self.wfile.write(b"%x\r\n%s\r\n" % (len(event), event))
        except OSError:
            return
        finally:
            self.server.streams.remove(events)


@contextmanager
def serving(path: Path) -> Iterator[FakeDaemon]:
    """A daemon at `path`, for as long as the context lasts."""
    path.unlink(missing_ok=True)
    daemon = FakeDaemon(path)
    try:
        yield daemon
    finally:
        daemon.stop()
