"""Terms of the field, in one sentence each, for who meets them for the first time."""

KINDS: dict[str, str] = {
    "veth": "A virtual cable: what is sent into it comes out at its peer.",
    "bridge": "A switch: it learns which port leads to which MAC address.",
    "vxlan": "Carries Ethernet frames in UDP, so that distant hosts share one network.",
    "macvlan": "A second MAC address on another link, and so on that link's network.",
    "macvtap": "A macvlan whose packets a program reads and writes, such as a VM.",
    "ipvlan": "Own IP addresses on another link, whose MAC address it shares.",
    "vlan": "Takes those frames of another link that carry its number (802.1Q).",
    "tun": "A program is its other end: reads what is sent, writes what is received.",
    "bond": "Makes one link of several, for more throughput or against failure.",
    "team": "Makes one link of several, as a bond does, led by a program.",
    "vrf": "Gives its ports a routing table of their own.",
    "dummy": "Swallows what is sent into it: it is there to have addresses.",
    "wireguard": "Encrypts packets and sends them to its peers in UDP.",
    "ifb": "Takes packets over from another link, to shape what comes in.",
    "gre": "Carries packets in packets to another host.",
    "sit": "Carries IPv6 in IPv4 packets to another host.",
    "ipip": "Carries IPv4 in IPv4 packets to another host.",
    "loopback": "How a namespace talks to itself: each has its own 127.0.0.1 and ::1.",
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

NAMESPACE = "Its links, addresses, routes, ports and firewall are seen by no other."
PUBLISHED = (
    "A published port of the host leads into a container: DNAT, a rule, rewrites where packets go to; "
    "or docker-proxy, a program, copies them."
)
DOCKER_NETWORK = "A Linux bridge, into which each member is plugged by a veth."

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
