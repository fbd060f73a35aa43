"""Whether traffic passes, by sending some: an ICMP echo (RFC 792), or a TCP connection."""

import errno
import os
import select
import socket
import struct
import time
from contextlib import suppress

_ECHO_REQUEST, _ECHO_REPLY = 8, 0
_AGAIN = 0.2
"""Seconds after which an echo is sent again: the first may be lost while its way is being learnt."""


class Probe:
    """One try to reach an IPv4 address from the namespace that the caller is in; a port asks by TCP, none by ICMP.

    Its socket stays in that namespace. Raises OSError where no such socket may be made.
    """

    def __init__(self, address: str, port: int = 0) -> None:
        self.answer: bool | None = None
        """Whether it was reached; None while that is open."""
        self._target = (address, port)
        self._identifier = os.urandom(2)
        kind = socket.SOCK_STREAM if port else socket.SOCK_RAW
        self._socket = socket.socket(socket.AF_INET, kind, 0 if port else socket.IPPROTO_ICMP)
        self._socket.setblocking(False)
        self._send_at = 0.0

    def fileno(self) -> int:
        """For select(2)."""
        return self._socket.fileno()

    @property
    def writes(self) -> bool:
        """Whether the answer shows in that the socket can be written to."""
        return bool(self._target[1])

    def go(self, now: float) -> None:
        """Send what is due."""
        if now < self._send_at:
            return
        self._send_at = now + (_AGAIN if not self.writes else float("inf"))
        try:
            if self.writes:
                self._socket.connect(self._target)
                self.answer = True
            else:
                self._socket.sendto(_echo(self._identifier), self._target)
        except BlockingIOError:
            pass
        except OSError as error:
            self.answer = False if error.errno in _UNREACHABLE else self.answer

    def hear(self) -> None:
        """Take what has come."""
        if self.writes:
            self.answer = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0
            return
        with suppress(BlockingIOError):
            packet, sender = self._socket.recvfrom(2048)
            body = packet[(packet[0] & 15) * 4 :]
            if body[:1] == bytes((_ECHO_REPLY,)) and body[4:6] == self._identifier and sender[0] == self._target[0]:
                self.answer = True

    def close(self) -> None:
        """Close its socket."""
        self._socket.close()


_UNREACHABLE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ECONNREFUSED, errno.ENETDOWN)


def settle(probes: list[Probe], seconds: float) -> None:
    """Wait until every probe has its answer; one without after that many seconds reached nothing."""
    end = time.monotonic() + seconds
    while (now := time.monotonic()) < end:
        for probe in probes:
            if probe.answer is None:
                probe.go(now)
        waiting = [probe for probe in probes if probe.answer is None]
        if not waiting:
            break
        reads = [probe for probe in waiting if not probe.writes]
        writes = [probe for probe in waiting if probe.writes]
        readable, writable, _ = select.select(reads, writes, [], min(_AGAIN, end - now))
        for probe in (*readable, *writable):
            probe.hear()
    for probe in probes:
        probe.answer = bool(probe.answer)


def _echo(identifier: bytes) -> bytes:
    """An ICMP echo request with its checksum (RFC 1071)."""
    body = identifier + b"\0\1netui"
    body += b"\0" * (len(body) % 2)
    total = sum(struct.unpack(f"!{len(body) // 2}H", body)) + (_ECHO_REQUEST << 8)
    total = (total >> 16) + (total & 0xFFFF)
    return struct.pack("!BBH", _ECHO_REQUEST, 0, ~(total + (total >> 16)) & 0xFFFF) + body
