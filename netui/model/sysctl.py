"""The sysctls that decide what a namespace forwards, answers and lets pass (ip-sysctl.rst, sysctl(8))."""

PER_LINK4: dict[str, str] = {
    "forwarding": "Whether IPv4 packets that come in on this link are forwarded to others.",
    "rp_filter": (
        "Drops a packet whose source would not be reached over the link it came in on: 0 never, 1 strict, "
        "2 only where it is reached over no link; the greater of all and the link counts."
    ),
    "accept_local": "Whether a packet from outside may have one of the host's own addresses as source; link or all.",
    "arp_ignore": (
        "Which ARP requests are answered: 0 for any own address, 1 only for an address of the asked link, "
        "2 and 3 stricter, 8 none; the greater of all and the link counts."
    ),
    "arp_announce": (
        "Which own address ARP requests carry: 0 any, 1 rather one of the target's subnet, 2 always the best; "
        "the greater of all and the link counts."
    ),
    "arp_filter": (
        "Whether ARP is answered only where the route back to the asker leaves by the same link; "
        "on for the link or for all."
    ),
    "proxy_arp": "Whether ARP requests for addresses that are reached over other links are answered; link or all.",
    "route_localnet": "Whether 127.0.0.0/8 may be routed, as ports published on 127.0.0.1 can need; link or all.",
    "send_redirects": "Whether senders are told of a shorter way on the same link (ICMP redirect); link or all.",
    "accept_redirects": (
        "Whether ICMP redirects change routes: on a link that forwards, both all and the link have to be on; "
        "else either."
    ),
    "accept_source_route": "Whether packets may dictate the routers they pass; both all and the link have to be on.",
    "log_martians": "Whether packets with impossible addresses are written to the kernel's log; link or all.",
}
"""net.ipv4.conf.LINK.…, in one sentence each."""

PER_LINK6: dict[str, str] = {
    "forwarding": "Whether IPv6 packets are forwarded, and this link acts as a router's; `all` sets every link.",
    "disable_ipv6": "Whether IPv6 is off on this link; then it has no IPv6 address, and IPv6 packets are dropped.",
    "accept_ra": "Whether router advertisements are believed: 0 no, 1 unless it forwards, 2 even then.",
    "autoconf": "Whether addresses are made from the prefixes of router advertisements.",
    "proxy_ndp": "Whether neighbour solicitations for the proxy entries of the neighbour table are answered.",
    "accept_redirects": "Whether ICMPv6 redirects change routes.",
}
"""net.ipv6.conf.LINK.…, in one sentence each."""

GENERAL: dict[str, str] = {
    "net.ipv4.ip_forward": "Whether IPv4 packets are forwarded between links; a change sets every link's forwarding.",
    "net.ipv4.ip_nonlocal_bind": "Whether programs may bind to IPv4 addresses that the host does not have.",
    "net.ipv6.ip_nonlocal_bind": "Whether programs may bind to IPv6 addresses that the host does not have.",
    "net.ipv4.ip_local_port_range": "First and last of the ports that outgoing connections take.",
    "net.ipv4.ip_local_reserved_ports": "Ports that outgoing connections leave alone.",
    "net.ipv4.ip_unprivileged_port_start": "The lowest port that needs no privilege to bind to.",
    "net.ipv4.ping_group_range": "First and last of the groups that may ping without privilege; 1 0 is none.",
    "net.ipv4.icmp_echo_ignore_all": "Whether IPv4 echo requests (ping) go unanswered.",
    "net.ipv6.icmp.echo_ignore_all": "Whether IPv6 echo requests (ping) go unanswered.",
    "net.ipv4.icmp_echo_ignore_broadcasts": "Whether echo requests to broadcast and multicast go unanswered.",
    "net.ipv4.fib_multipath_hash_policy": "What chooses among several next hops: 0 addresses, 1 ports too, 2 inner.",
    "net.ipv4.tcp_syncookies": "Whether TCP answers with cookies: 0 never, 1 once a queue is full, 2 always.",
    "net.ipv6.bindv6only": "Whether a new socket on :: takes no IPv4 unless it asks to.",
    "net.bridge.bridge-nf-call-iptables": "Whether IPv4 that a bridge switches passes iptables and nftables too.",
    "net.bridge.bridge-nf-call-ip6tables": "Whether IPv6 that a bridge switches passes ip6tables and nftables too.",
    "net.bridge.bridge-nf-call-arptables": "Whether ARP that a bridge switches passes arptables too.",
    "net.netfilter.nf_conntrack_max": "How many connections are tracked at most; beyond, new ones are dropped.",
    "net.netfilter.nf_conntrack_tcp_be_liberal": "Whether TCP packets outside the window still count as valid.",
}
"""By full name, in one sentence each."""

_PARTS = 5


def explain(name: str) -> str:
    """What a sysctl does, in one sentence; empty for one that is not known here."""
    parts = name.split(".")
    if of_link(name):
        return {"ipv4": PER_LINK4, "ipv6": PER_LINK6}.get(parts[1], {}).get(parts[4], "")
    return GENERAL.get(name, "")


def of_link(name: str) -> bool:
    """Whether a sysctl is that of one link, or of `all` or `default`."""
    parts = name.split(".")
    return len(parts) == _PARTS and parts[0] == "net" and parts[2] == "conf"


def link_sysctl(family: str, link: str, key: str) -> str:
    """The dotted name of a link's sysctl; `family` is ipv4 or ipv6.

    A dot within the link's name is written as a slash, as sysctl(8) does: a link has none of its own.
    """
    return f"net.{family}.conf.{link.replace('.', '/')}.{key}"
