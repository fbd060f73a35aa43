"""Building a network from nothing, fast: namespaces, bridges, veth pairs, vxlan links, addresses, routes.

For worlds, in a sandbox where nothing else is. It asks by netlink without pyroute2, whose import (150 ms) would take
longer than building a world does, and names what it makes instead of checking what is there. Each method raises
OSError with the kernel's errno.
"""

import fcntl
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_interface, ip_network
from pathlib import Path

from netui.sources import syscalls
from netui.sources.entering import entered, homecoming
from netui.sources.netlink import constants as c
from netui.sources.netlink.wire import HEADER, Channel, attribute, int_attribute

RUN_NETNS = "/run/netns"
_ifinfomsg = struct.Struct("=BxHiII").pack
_ifaddrmsg = struct.Struct("=BBBBi").pack
_rtmsg = struct.Struct("=BBBBBBBBI").pack
_IFF_UP = 1
_CREATE = c.NLM_F_REQUEST | c.NLM_F_ACK | 0x600  # NLM_F_CREATE | NLM_F_EXCL
_CHANGE = c.NLM_F_REQUEST | c.NLM_F_ACK
_IFLA_NET_NS_FD = 28
_SIOCGIFINDEX = 0x8933
_VETH_INFO_PEER = 1  # linux/veth.h
_IFA_F_NODAD = 2
_VXLAN_ID, _VXLAN_GROUP, _VXLAN_LOCAL, _VXLAN_PORT = 1, 2, 4, 15  # IFLA_VXLAN_… of linux/if_link.h
_RT_TABLE_MAIN, _RTPROT_STATIC, _RTN_UNICAST = 254, 4, 1


def create_namespace(name: str) -> None:
    """A network namespace that `ip netns` knows under that name."""
    path = Path(RUN_NETNS, name)
    path.touch(mode=0, exist_ok=False)
    try:
        with homecoming() as traveller:
            traveller.unshare()
            syscalls.mount("/proc/thread-self/ns/net", str(path), "", syscalls.MS_BIND)
    except OSError:
        path.unlink()
        raise


@contextmanager
def inside(name: str) -> Iterator[None]:
    """Run the block inside the namespace of that name; `host` is the caller's own."""
    if name == "host":
        yield
        return
    fd = open_namespace(name)
    try:
        with entered(fd):
            yield
    finally:
        os.close(fd)


def open_namespace(name: str) -> int:
    """A descriptor of the namespace of that name; `host` is the caller's own."""
    path = "/proc/thread-self/ns/net" if name == "host" else f"{RUN_NETNS}/{name}"
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC)


@contextmanager
def builder(name: str) -> Iterator["Builder"]:
    """What builds in the namespace of that name, for the length of the block."""
    with inside(name):
        channel = Channel()
    try:
        yield Builder(channel)
    finally:
        channel.close()


class Builder:
    """Builds in the namespace that its channel was made in."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def _ask(self, kind: int, flags: int, body: bytes) -> bytes:
        return self._channel.ask(HEADER.pack(HEADER.size + len(body), kind, flags, 1, 0) + body)

    def index(self, link: str) -> int:
        """The index of a link (netdevice(7)); ENODEV where there is none. Unlike netlink it takes no lock."""
        answer = fcntl.ioctl(self._channel.socket, _SIOCGIFINDEX, struct.pack("16si20x", link.encode(), 0))
        return int(struct.unpack_from("=i", answer, 16)[0])

    def up(self, link: str) -> None:
        """Bring a link up."""
        self._ask(c.RTM_NEWLINK, _CHANGE, _ifinfomsg(0, 0, 0, _IFF_UP, _IFF_UP) + _text(c.IFLA_IFNAME, link))

    def _create(self, link: str, kind: str, data: bytes, *, bridge: str = "", up: bool = True) -> None:
        info = attribute(c.IFLA_LINKINFO, _text(c.IFLA_INFO_KIND, kind) + attribute(c.IFLA_INFO_DATA, data))
        master = int_attribute(c.IFLA_MASTER, self.index(bridge)) if bridge else b""
        flags = _IFF_UP if up else 0
        self._ask(
            c.RTM_NEWLINK, _CREATE, _ifinfomsg(0, 0, 0, flags, flags) + _text(c.IFLA_IFNAME, link) + info + master
        )

    def bridge(self, link: str) -> None:
        """A bridge that is up."""
        self._create(link, "bridge", b"")

    def veth(self, link: str, peer: str, there: int, *, bridge: str = "", up: bool = True) -> None:
        """A veth pair whose other end, which is down, is `peer` in the namespace behind `there`.

        `bridge` gets this end as a port. The other end cannot be brought up by the same request (ENOTCONN).
        """
        ends = _ifinfomsg(0, 0, 0, 0, 0) + _text(c.IFLA_IFNAME, peer) + int_attribute(_IFLA_NET_NS_FD, there)
        self._create(link, "veth", attribute(_VETH_INFO_PEER, ends), bridge=bridge, up=up)

    def attach(self, link: str, bridge: str) -> None:
        """Make a link a port of a bridge."""
        body = _ifinfomsg(0, 0, 0, 0, 0) + _text(c.IFLA_IFNAME, link)
        self._ask(c.RTM_NEWLINK, _CHANGE, body + int_attribute(c.IFLA_MASTER, self.index(bridge)))

    def vxlan(self, link: str, identifier: int, local: str, remote: str, *, bridge: str) -> None:
        """A vxlan link to one remote host, over UDP port 4789, as a port of `bridge`."""
        data = int_attribute(_VXLAN_ID, identifier) + attribute(_VXLAN_PORT, struct.pack(">H", 4789))
        data += attribute(_VXLAN_LOCAL, socket.inet_aton(local)) + attribute(_VXLAN_GROUP, socket.inet_aton(remote))
        self._create(link, "vxlan", data, bridge=bridge)

    def address(self, link: str, address: str) -> None:
        """Give a link an address: 10.0.0.1/24."""
        one = ip_interface(address)
        family = socket.AF_INET if one.version == 4 else socket.AF_INET6
        # Without duplicate address detection an IPv6 address can be used at once.
        header = _ifaddrmsg(
            family, one.network.prefixlen, 0 if one.version == 4 else _IFA_F_NODAD, 0, self.index(link)
        )
        octets = one.ip.packed
        self._ask(c.RTM_NEWADDR, _CREATE, header + attribute(c.IFA_LOCAL, octets) + attribute(c.IFA_ADDRESS, octets))

    def route(self, destination: str, gateway: str) -> None:
        """A route of the main table; destination `default` is 0.0.0.0/0."""
        network = ip_network("0.0.0.0/0" if destination == "default" else destination)
        family = socket.AF_INET if network.version == 4 else socket.AF_INET6
        body = _rtmsg(family, network.prefixlen, 0, 0, _RT_TABLE_MAIN, _RTPROT_STATIC, 0, _RTN_UNICAST, 0)
        if network.prefixlen:
            body += attribute(c.RTA_DST, network.network_address.packed)
        self._ask(c.RTM_NEWROUTE, _CREATE, body + attribute(c.RTA_GATEWAY, socket.inet_pton(family, gateway)))


def _text(kind: int, text: str) -> bytes:
    return attribute(kind, text.encode() + b"\0")


def write_setting(name: str, value: str) -> None:
    """A sysctl of the calling thread's network namespace: net.ipv4.ip_forward."""
    Path("/proc/sys", *name.split(".")).write_text(value)
