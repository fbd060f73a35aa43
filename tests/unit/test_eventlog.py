"""What has changed, kept for a while: bounded, with the names of then, and cheap to record."""

import time

import msgspec
import pytest

from netui.core.eventlog import CAPACITY, Entry, EventLog, of_container, of_link, of_namespace, of_network
from netui.core.host import StillHost
from netui.core.rates import READINGS, Rate
from netui.model import Counters, Docker, Snapshot, Update
from netui.model.link import Link
from netui.objects.changes import Teller, sentence
from netui.text import Name
from tests.support.snapshots import (
    BLUE,
    HOST,
    RED,
    WEB,
    many_links,
    small_host,
    with_link,
    without_docker,
    without_link,
)

replace = msgspec.structs.replace


@pytest.fixture
def host() -> StillHost:
    return StillHost(small_host())


@pytest.fixture
def history(host: StillHost) -> EventLog:
    return EventLog(host)


def alter(host: StillHost, key: int, ifindex: int, **fields: object) -> None:
    """Change a link."""
    snapshot = host.store.snapshot
    link: Link = replace(snapshot.namespaces[key].links[ifindex], **fields)
    host.store.apply(Update(namespaces={key: with_link(snapshot, key, link)}))


def said(entries: list[Entry]) -> list[str]:
    """Each entry as a line."""
    return [sentence(event) for entry in entries for event in Teller(entry).events((entry.change,))]


def test_the_newest_stands_first_with_its_time(host: StillHost, history: EventLog) -> None:
    alter(host, HOST, 2, flags=0, operstate=2)
    alter(host, HOST, 2, mtu=1400)
    assert said(history.entries()) == ["link eth0: mtu 1500 → 1400", "link eth0: state up → down"]
    newest, oldest = history.entries()
    assert abs(newest.time - time.time()) < 5 and newest.monotonic >= oldest.monotonic
    assert newest.number > oldest.number
    assert said(history.entries(most=1)) == ["link eth0: mtu 1500 → 1400"]


def test_names_are_those_of_then(host: StillHost, history: EventLog) -> None:
    alter(host, HOST, 2, master=4)
    alter(host, HOST, 4, name=Name(b"br9"))
    alter(host, HOST, 2, master=0)
    host.store.apply(Update(namespaces={RED: replace(host.store.snapshot.namespaces[RED], addresses=())}))
    host.store.apply(Update(namespaces={RED: None}))
    lines = said(history.entries())
    assert "link eth0: master – → br-161847f4fecf" in lines
    assert "link eth0: master br9 → –" in lines
    assert "address 10.0.0.1/24 on red0 removed" in lines
    assert "namespace red removed" in lines
    (gone,) = history.entries(lambda change: change.kind == "namespace")
    assert gone.namespace(RED, before=True) == b"red"


def test_what_is_about_an_object_is_found(host: StillHost, history: EventLog) -> None:
    alter(host, RED, 3, mtu=1400)
    alter(host, BLUE, 2, mtu=1400)
    alter(host, HOST, 2, master=4)
    alter(host, HOST, 6, mtu=1400)
    host.store.apply(Update(namespaces={RED: replace(host.store.snapshot.namespaces[RED], addresses=())}))
    red = said(history.entries(of_namespace(RED)))
    assert red[-1] == "link red0: mtu 1500 → 1400" and "address 10.0.0.1/24 on red0 removed" in red
    assert said(history.entries(of_link(RED, 3))) == [
        "address 10.0.0.1/24 on red0 removed",
        "link red0: mtu 1500 → 1400",
    ]
    bridge = said(history.entries(of_link(HOST, 4)))
    assert bridge == ["link eth0: master – → br-161847f4fecf"], "a port that changes otherwise is not the bridge's"


def test_docker_is_told_of_once_it_was_read() -> None:
    host = StillHost(without_docker("connecting"))
    history = EventLog(host)
    live = small_host().docker
    host.store.apply(Update(docker=live))
    assert history.entries() == []
    web = next(one for one in live.containers.values() if one.name == "web")
    stopped = replace(web, state="exited", namespace=None, endpoints=())
    host.store.apply(Update(docker=replace(live, containers={**live.containers, web.id: stopped})))
    (line,) = said(history.entries(of_container(web.id)))
    assert "state running → exited" in line and "namespace container:web → –" in line
    assert said(history.entries(of_namespace(WEB))) == [line]
    assert said(history.entries(of_network(web.endpoints[0].network_id))) == [line]


def test_the_first_reading_is_no_event() -> None:
    host = StillHost(Snapshot())
    host.complete.clear()
    history = EventLog(host)
    host.store.apply(Update(namespaces=dict(small_host().namespaces), docker=Docker()))
    assert history.entries() == []
    host.complete.set()
    alter(host, HOST, 2, mtu=1400)
    assert len(history.entries()) == 1


def test_it_is_bounded_and_keeps_no_contents() -> None:
    host = StillHost(small_host())
    history = EventLog(host, capacity=10)
    for mtu in range(100, 130):
        alter(host, HOST, 2, mtu=mtu)
    assert len(history.entries()) == 10
    assert said(history.entries())[0] == "link eth0: mtu 128 → 129"
    host.store.apply(Update(namespaces={HOST: None}))
    (gone,) = history.entries(lambda change: change.kind == "namespace")
    assert not gone.change.before.links and not gone.change.before.addresses


def test_a_closed_history_records_no_more(host: StillHost, history: EventLog) -> None:
    history.close()
    alter(host, HOST, 2, mtu=1400)
    assert history.entries() == []


def test_many_changes_at_once_are_all_recorded() -> None:
    host = StillHost(many_links(CAPACITY // 2))
    history = EventLog(host)
    before = host.store.snapshot.namespaces[RED]
    links = {index: replace(one, mtu=1400) for index, one in before.links.items()}
    host.store.apply(Update(namespaces={RED: replace(before, links=links)}))
    assert len(history.entries(of_namespace(RED))) == len(links)
    host.store.apply(Update(namespaces={RED: without_link(host.store.snapshot, RED, 2)}))
    assert said(history.entries(of_link(RED, 2)))[0] == "link eth00002 removed"


def counted(rate: int | None) -> Counters:
    """Counters of a link that receives so many octets a second."""
    return Counters(0, 0, 0, 0, 0, 0, 0, 0, rx_rate=rate, tx_rate=None if rate is None else 0)


def read(host: StillHost, counters: dict[int, Counters] | None) -> None:
    """Let the counters of the host's namespace be read; None for nobody looking."""
    space = host.store.snapshot.namespaces[HOST]
    host.store.apply(Update(namespaces={HOST: replace(space, counters=counters)}))


def test_rates_are_kept_while_somebody_looks(host: StillHost, history: EventLog) -> None:
    read(host, {2: counted(None), 3: counted(None)})
    assert history.rates.of(HOST, 2) == (), "a first reading has no rate"
    for rate in range(READINGS + 5):
        read(host, {2: counted(rate), 3: counted(0)})
        alter(host, HOST, 2, mtu=1000 + rate)
    rates = history.rates.of(HOST, 2)
    assert rates == tuple(Rate(rate, 0) for rate in range(5, READINGS + 5))
    assert set(history.rates.of(HOST, 3)) == {Rate(0, 0)}
    read(host, None)
    assert history.rates.of(HOST, 2) == ()
