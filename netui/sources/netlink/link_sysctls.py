"""The sysctls of one link, which every link message carries whole: no file of /proc/sys has to be opened.

IFLA_AF_SPEC has an array of numbers for IPv4 (IFLA_INET_CONF; IPV4_DEVCONF_… of linux/ip.h) and one for IPv6
(IFLA_INET6_CONF; DEVCONF_… of linux/ipv6.h). The kernel only ever adds at the end.
"""

from netui.sources.netlink import constants as c
from netui.sources.netlink.wire import attributes, nested

_HEADER = 16  # struct ifinfomsg
_INET_CONF, _INET6_CONF = 1, 2  # linux/if_link.h
_READ_ONLY = ""
"""Stands for one that cannot be written, or whose file has another unit than the array."""

_IPV4 = (
    "forwarding", _READ_ONLY, "proxy_arp", "accept_redirects", "secure_redirects", "send_redirects", "shared_media",
    "rp_filter", "accept_source_route", "bootp_relay", "log_martians", "tag", "arp_filter", "medium_id",
    "disable_xfrm", "disable_policy", "force_igmp_version", "arp_announce", "arp_ignore", "promote_secondaries",
    "arp_accept", "arp_notify", "accept_local", "src_valid_mark", "proxy_arp_pvlan", "route_localnet",
    "igmpv2_unsolicited_report_interval", "igmpv3_unsolicited_report_interval", "ignore_routes_with_linkdown",
    "drop_unicast_in_l2_multicast", "drop_gratuitous_arp", "bc_forwarding", "arp_evict_nocarrier",
)  # fmt: skip
_IPV6 = (
    "forwarding", "hop_limit", _READ_ONLY, "accept_ra", "accept_redirects", "autoconf", "dad_transmits",
    "router_solicitations", _READ_ONLY, _READ_ONLY, "use_tempaddr", "temp_valid_lft", "temp_prefered_lft",
    "regen_max_retry", "max_desync_factor", "max_addresses", "force_mld_version", "accept_ra_defrtr",
    "accept_ra_pinfo", "accept_ra_rtr_pref", _READ_ONLY, "accept_ra_rt_info_max_plen", "proxy_ndp",
    "optimistic_dad", "accept_source_route", _READ_ONLY, "disable_ipv6", "accept_dad", "force_tllao",
    "ndisc_notify", "mldv1_unsolicited_report_interval", "mldv2_unsolicited_report_interval", "suppress_frag_ndisc",
    "accept_ra_from_local", "use_optimistic", "accept_ra_mtu", _READ_ONLY, "use_oif_addrs_only",
    "accept_ra_min_hop_limit", "ignore_routes_with_linkdown", "drop_unicast_in_l2_multicast",
    "drop_unsolicited_na", "keep_addr_on_down", _READ_ONLY, "seg6_enabled", "seg6_require_hmac", "enhanced_dad",
    "addr_gen_mode", "disable_policy", "accept_ra_rt_info_min_plen", "ndisc_tclass", "rpl_seg_enabled",
    "ra_defrtr_metric", "ioam6_enabled", "ioam6_id", _READ_ONLY, "ndisc_evict_nocarrier",
    "accept_untracked_na", "accept_ra_min_lft", "force_forwarding",
)  # fmt: skip


def link_sysctls(message: bytes) -> dict[str, int]:
    """Those that can be written, by family and key: `ipv4.rp_filter`; `message` from its struct ifinfomsg on."""
    raw = attributes(message, _HEADER, len(message)).get(c.IFLA_AF_SPEC)
    families = nested(raw) if raw else {}
    found: dict[str, int] = {}
    for family, number, kind, keys in (
        ("ipv4", c.AF_INET, _INET_CONF, _IPV4),
        ("ipv6", c.AF_INET6, _INET6_CONF, _IPV6),
    ):
        array = nested(families[number]).get(kind, b"") if number in families else b""
        values = memoryview(array).cast("i")
        found |= {f"{family}.{key}": value for key, value in zip(keys, values, strict=False) if key}
    return found
