"""Terms of the field, in one sentence each, for who meets them for the first time."""

KINDS: dict[str, str] = {
    "veth": "A veth is one end of a virtual cable: what is sent into it comes out at its peer, in any namespace.",
    "bridge": "A bridge is a switch: it learns behind which port a MAC address is, and passes frames on.",
    "vxlan": "A VXLAN carries Ethernet frames in UDP packets, so that distant hosts share one network.",
    "macvlan": "A macvlan puts a second MAC address on another link: whoever has it is on that link's network.",
    "macvtap": "A macvtap is a macvlan whose packets a program reads and writes, such as a virtual machine.",
    "ipvlan": "An ipvlan shares another link and its MAC address, and has addresses of its own.",
    "vlan": "A VLAN takes the frames of another link that carry its number (802.1Q).",
    "tun": "A program is the other end of a TUN or TAP device: it reads what is sent and writes what is received.",
    "bond": "A bond makes one link of several, for more throughput or against failure.",
    "team": "A team makes one link of several, as a bond does, led by a program.",
    "vrf": "A VRF gives its ports a routing table of their own.",
    "dummy": "A dummy swallows what is sent into it: it is there to have addresses.",
    "wireguard": "A WireGuard link encrypts packets and sends them to its peers in UDP.",
    "ifb": "An IFB takes packets over from another link, to shape what comes in.",
    "gre": "A GRE tunnel carries packets in packets to another host.",
    "sit": "A SIT tunnel carries IPv6 in IPv4 packets.",
    "ipip": "An IPIP tunnel carries IPv4 in IPv4 packets.",
    "loopback": "The loopback is how a namespace talks to itself: 127.0.0.1 and ::1 are here, in each its own.",
}
"""Kinds of links, as `ip link … type KIND` has them."""

STATES: dict[str, str] = {
    "down": "It passes packets once somebody sets it up: ip link set dev NAME up",
    "no-carrier": "No carrier: it is set up, but nothing answers at the other end of the cable.",
    "lower-down": "It works once the link does that it stands on.",
    "dormant": "It waits for something else, such as a login by 802.1X.",
    "unknown": "Its driver tells no operstate: it passes packets while it is set up.",
}
"""States of links."""

NAMESPACE = "A network namespace has its own links, addresses, routes, ports and firewall; others do not see them."
PUBLISHED = (
    "A published port of the host leads into a container: DNAT, a rule, rewrites where packets go to; "
    "or docker-proxy, a program, copies them."
)
DOCKER_NETWORK = "A Docker network of driver bridge is a Linux bridge; each member is plugged in by a veth."

HOLDERS: dict[str, str] = {
    "host": "netui was started in it.",
    "named": "Its file in /run/netns is a bind mount, which keeps it without any process.",
    "container": "A container lives in it.",
    "process": "A process lives in it.",
    "thread": "A thread lives in it while the rest of its process is elsewhere.",
    "fd": "A process has it open as a file.",
    "socket": "A process elsewhere has a socket that was made in it.",
    "mount": "It is mounted on a file, in some mount namespace.",
}
"""Ways in which something keeps a namespace alive."""

STP_STATES: dict[str, str] = {
    "disabled": "disabled: the port is down",
    "blocking": "blocking: kept out, so that frames do not run in circles",
    "listening": "listening: waits whether there is a loop; nothing passes yet",
    "learning": "learning: notes MAC addresses; nothing passes yet",
    "forwarding": "forwarding: frames pass",
}
"""States of a bridge's port (IEEE 802.1D)."""
