"""What Docker makes of a host, as the kernel sees it: a bridge, three namespaces with a process each, and filters.

With a Docker engine the same is made by the engine itself, of real containers.
"""

from netui.worlds.declared import (
    Bridge,
    Container,
    End,
    Filter,
    Listener,
    Route,
    Setting,
    Traffic,
    Veth,
    World,
)

_FILTERS = """
table ip nat {
    chain PREROUTING {
        type nat hook prerouting priority -100; policy accept;
        ip daddr 192.0.2.10 jump DOCKER
    }
    chain OUTPUT {
        type nat hook output priority -100; policy accept;
        ip daddr 192.0.2.10 jump DOCKER
    }
    chain POSTROUTING {
        type nat hook postrouting priority 100; policy accept;
        ip saddr 172.17.0.0/16 oifname != "docker0" counter masquerade
    }
    chain DOCKER {
        iifname "docker0" return
        tcp dport 8080 counter dnat to 172.17.0.2:80
    }
}
table ip filter {
    chain FORWARD {
        type filter hook forward priority 0; policy drop;
        ct state related,established accept
        iifname "docker0" accept
        oifname "docker0" ip daddr 172.17.0.2 tcp dport 80 counter accept
    }
}
"""

_UPLINK = Veth(End("host/eth0", ("192.0.2.10/24",)), End("outside/eth0", ("192.0.2.1/24",)))
_SERVED = (
    Traffic("outside", "192.0.2.10:8080", True, "a rule leads the published port to web"),
    Traffic("outside", "192.0.2.10:3000", False, "api's port is not published"),
    Traffic("outside", "172.17.0.2:80", False, "outside knows no way to the bridge's network"),
    Traffic("host", "172.17.0.4:5432", True, "docker0 has an address in the containers' network"),
)


def _container(name: str, number: int) -> Veth:
    return Veth(End(f"host/veth-{name}", bridge="docker0"), End(f"{name}/eth0", (f"172.17.0.{number}/16",)))


WORLD = World(
    name="docker",
    summary="A bridge, a published port and three namespaces, as containers look from the kernel.",
    namespaces=("web", "api", "db", "outside"),
    bridges=(Bridge("host/docker0", ("172.17.0.1/16",)),),
    veths=(_UPLINK, _container("web", 2), _container("api", 3), _container("db", 4)),
    routes=(
        Route("host", "default", "192.0.2.1"),
        *(Route(name, "default", "172.17.0.1") for name in ("web", "api", "db")),
    ),
    settings=(Setting("host", "net.ipv4.ip_forward", "1"),),
    filters=(Filter("host", _FILTERS),),
    listeners=(Listener("web", "httpd", 80), Listener("api", "api", 3000), Listener("db", "postgres", 5432)),
    traffic=(
        Traffic("web", "172.17.0.3:3000", True, "both are ports of docker0"),
        Traffic("web", "192.0.2.1", True, "masquerading gives it the host's address"),
        *_SERVED,
    ),
)

ENGINE = World(
    name="docker",
    summary="A Docker engine with three containers, one of them with a published port.",
    namespaces=("outside",),
    veths=(_UPLINK,),
    routes=(Route("host", "default", "192.0.2.1"),),
    containers=(Container("web", 80, published=8080), Container("api", 3000), Container("db", 5432)),
    traffic=_SERVED,
)
"""The same with real containers."""
