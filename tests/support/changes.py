"""Random changes to the links, addresses, routes, rules and neighbours of a few namespaces, by `ip`."""

import random
import subprocess
from collections.abc import Callable


class Changes:
    """Makes one change at a time; most succeed, and what the kernel refuses changes nothing.

    Works in namespaces named PREFIX0 … PREFIXn, which it makes and deletes as it goes.
    """

    def __init__(self, prefix: str, *, namespaces: int = 5, seed: int = 0) -> None:
        self.random = random.Random(seed)
        self._prefix = prefix
        self._count = namespaces
        self._links: dict[str, list[str]] = {}
        self._serial = 0
        self.done = 0
        """Changes that the kernel accepted."""

    @property
    def namespaces(self) -> list[str]:
        """The names of those that exist now."""
        return list(self._links)

    def begin(self) -> None:
        """Make the first namespaces."""
        for _ in range(self._count):
            self._make_namespace()

    def end(self) -> None:
        """Delete every namespace that is left."""
        for name in list(self._links):
            self._ip("netns", "del", name)
        self._links.clear()

    def one(self) -> None:
        """Make one change."""
        choices: list[tuple[int, Callable[[], None]]] = [
            (14, self._make_veth), (3, self._make_bridge), (2, self._make_macvlan), (2, self._make_vxlan),
            (6, self._delete_link), (16, self._set), (7, self._move), (8, self._enslave), (5, self._rename),
            (16, self._address), (12, self._route), (5, self._rule), (6, self._neighbour),
            (1, self._make_namespace), (1, self._delete_namespace),
        ]  # fmt: skip
        weights = [weight for weight, _ in choices]
        self.random.choices([change for _, change in choices], weights)[0]()

    def _ip(self, *argv: str) -> bool:
        accepted = subprocess.run(["ip", *argv], capture_output=True, check=False).returncode == 0
        self.done += accepted
        return accepted

    def _name(self) -> str:
        self._serial += 1
        return f"{self._prefix}{self._serial}"

    def _space(self) -> str:
        return self.random.choice(list(self._links))

    def _link(self) -> tuple[str, str]:
        space = self._space()
        return space, self.random.choice(self._links[space] or ["lo"])

    def _make_namespace(self) -> None:
        if len(self._links) < self._count + 2:
            name = self._name()
            if self._ip("netns", "add", name):
                self._links[name] = []

    def _delete_namespace(self) -> None:
        if len(self._links) > 2:
            name = self._space()
            if self._ip("netns", "del", name):
                del self._links[name]

    def _make_veth(self) -> None:
        here, there, one, two = self._space(), self._space(), self._name(), self._name()
        if self._ip("link", "add", "name", one, "netns", here, "type", "veth", "peer", "name", two, "netns", there):
            self._links[here].append(one)
            self._links[there].append(two)

    def _made(self, space: str, *words: str) -> None:
        name = self._name()
        if self._ip("-n", space, "link", "add", "name", name, *words):
            self._links[space].append(name)

    def _make_bridge(self) -> None:
        self._made(self._space(), "type", "bridge", "stp_state", self.random.choice("01"))

    def _make_macvlan(self) -> None:
        space, lower = self._link()
        self._made(space, "link", lower, "type", "macvlan", "mode", self.random.choice(["bridge", "vepa"]))

    def _make_vxlan(self) -> None:
        number = str(self.random.randrange(1, 1 << 20))
        self._made(self._space(), "type", "vxlan", "id", number, "dstport", "4789", "remote", "192.0.2.9")

    def _delete_link(self) -> None:
        space, link = self._link()
        if link != "lo":
            self._ip("-n", space, "link", "del", "dev", link)

    def _set(self) -> None:
        space, link = self._link()
        number = self.random.randrange(256)
        what = self.random.choice(
            [
                ("up",), ("up",), ("up",), ("down",), ("mtu", str(1300 + number)), ("alias", f"alias {number}"),
                ("address", f"02:00:00:00:00:{number:02x}"), ("multicast", "off"), ("txqueuelen", str(number)),
            ]
        )  # fmt: skip
        self._ip("-n", space, "link", "set", "dev", link, *what)

    def _move(self) -> None:
        space, link = self._link()
        target, name = self._space(), self._name()
        if target != space and self._ip("-n", space, "link", "set", "dev", link, "netns", target, "name", name):
            self._links[space].remove(link)
            self._links[target].append(name)

    def _enslave(self) -> None:
        space, link = self._link()
        master = self.random.choice([*self._links[space], "none"])
        words = ("nomaster",) if master == "none" else ("master", master)
        self._ip("-n", space, "link", "set", "dev", link, *words)

    def _rename(self) -> None:
        space, link = self._link()
        name = self._name()
        if link != "lo" and self._ip("-n", space, "link", "set", "dev", link, "name", name):
            self._links[space].remove(link)
            self._links[space].append(name)

    def _address(self) -> None:
        space, link = self._link()
        verb = self.random.choice(["add", "add", "add", "del", "flush"])
        low = self.random.randrange(8)
        text = self.random.choice([f"10.7.{low}.1/24", f"10.7.{low}.2/24", f"2001:db8:{low}::1/64"])
        words = (verb, "dev", link) if verb == "flush" else (verb, text, "dev", link)
        extra = ("nodad",) if verb == "add" and ":" in text else ()
        self._ip("-n", space, "addr", *words, *extra)

    def _route(self) -> None:
        space, link = self._link()
        verb = self.random.choice(["add", "add", "replace", "append", "del"])
        low = self.random.randrange(8)
        table = ("table", self.random.choice(["main", "100", "1000"]))
        words = self.random.choice(
            [
                (f"10.9.{low}.0/24", "dev", link), (f"2001:db8:9{low}::/48", "dev", link),
                (f"10.8.{low}.0/24", "via", f"10.7.{low}.9"), ("blackhole", f"10.6.{low}.0/24"),
                ("unreachable", f"2001:db8:6{low}::/48"), ("default", "dev", link, "metric", str(low)),
                (f"10.5.{low}.0/24", "nexthop", "dev", link, "weight", "2", "nexthop", "via", f"10.7.{low}.9"),
            ]
        )  # fmt: skip
        self._ip("-n", space, "route", verb, *words, *table)

    def _rule(self) -> None:
        verb = self.random.choice(["add", "add", "del"])
        low = self.random.randrange(8)
        words = self.random.choice([("from", f"10.4.{low}.0/24"), ("fwmark", str(low + 1)), ("iif", "lo")])
        family = self.random.choice(["-4", "-4", "-6"]) if "from" not in words else "-4"
        self._ip("-n", self._space(), family, "rule", verb, "pref", str(100 + low), *words, "lookup", "100")

    def _neighbour(self) -> None:
        space, link = self._link()
        verb = self.random.choice(["replace", "replace", "del"])
        low = self.random.randrange(8)
        address = self.random.choice([f"10.7.{low}.9", f"2001:db8:{low}::9"])
        extra = ("lladdr", f"02:00:00:00:01:{low:02x}", "nud", "permanent") if verb == "replace" else ()
        self._ip("-n", space, "neigh", verb, address, "dev", link, *extra)
