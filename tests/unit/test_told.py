"""What has happened, as one list: floods fold, what is netui's own says so, and what is kept is bounded."""

import json
import tracemalloc

import msgspec
import pytest

from netui.core.eventlog import CAPACITY, EventLog
from netui.core.history.history import Entry as Done
from netui.core.history.record import Begun, Ended
from netui.core.host import StillHost
from netui.errors import UsageError
from netui.model.action import LinkAt, Where
from netui.model.neighbour import FdbEntry, Neighbour
from netui.model.snapshot import Update
from netui.objects.told import FLOOD, as_json, as_text, line
from netui.operations.changed import Changed
from netui.operations.delta import Delta
from netui.operations.state import LinkState
from netui.text import Name
from netui.ui.story import Story
from tests.support.snapshots import BLUE, HOST, RED, hostile_host, small_host, with_link, without_docker

replace = msgspec.structs.replace


@pytest.fixture
def host() -> StillHost:
    return StillHost(small_host())


@pytest.fixture
def log(host: StillHost) -> EventLog:
    host.live = True
    return EventLog(host)


def alter(host: StillHost, key: int, ifindex: int, **fields: object) -> None:
    """Change a link."""
    snapshot = host.store.snapshot
    link = replace(snapshot.namespaces[key].links[ifindex], **fields)
    host.store.apply(Update(namespaces={key: with_link(snapshot, key, link)}))


def learn(host: StillHost, number: int) -> None:
    """Let a bridge learn so many MAC addresses."""
    space = host.store.snapshot.namespaces[HOST]
    fdb = tuple(FdbEntry(6, f"02:00:00:00:{one >> 8:02x}:{one & 255:02x}", 2, 4, master=4) for one in range(number))
    host.store.apply(Update(namespaces={HOST: replace(space, fdb=fdb)}))


def lines(story: Story) -> list[str]:
    """What the rows say."""
    return [story.flood(row).text for row in story.rows()]


def test_the_newest_is_last_and_a_flood_is_one_line_that_opens(host: StillHost, log: EventLog) -> None:
    story = Story()
    alter(host, HOST, 2, mtu=1400)
    learn(host, 300)
    alter(host, RED, 3, flags=0, operstate=2)
    assert story.take(log)
    told = lines(story)
    assert told[0] == "link eth0: mtu 1500 → 1400" and told[2] == "link red0: state up → down"
    assert told[1].startswith("300 × fdb on veth300d570 added (02:00:00:00:00:00, ") and len(told) == 3
    flood = story.rows()[1]
    assert story.open(flood) and len(lines(story)) == 302
    assert not story.open(flood), "each of its lines is one event"
    assert story.close() and len(lines(story)) == 3


def test_upkeep_of_a_namespace_is_one_line_that_opens(host: StillHost, log: EventLog) -> None:
    story = Story()
    space = host.store.snapshot.namespaces[HOST]
    answering = [Neighbour(2, 2, f"192.0.2.{one}", "02:00:00:00:00:02", 2, 0) for one in (71, 72)]
    host.store.apply(Update(namespaces={HOST: replace(space, neighbours=(*space.neighbours, answering[0]))}))
    alter(host, HOST, 2, mtu=1400)
    space = host.store.snapshot.namespaces[HOST]
    host.store.apply(Update(namespaces={HOST: replace(space, neighbours=(*space.neighbours, answering[1]))}))
    story.take(log)
    assert lines(story) == ["2 × upkeep of the kernel: 2 neighbours", "link eth0: mtu 1500 → 1400"]
    assert [story.flood(row).sign for row in story.rows()] == [" ", "~"]
    assert len(as_text(story.fitting()).splitlines()) == 3, "what is saved is everything"
    assert story.open(story.rows()[0])
    assert lines(story)[:2] == [f"neighbour 192.0.2.{one} on eth0 added" for one in (71, 72)]
    assert story.close() and len(lines(story)) == 2
    story.narrow(["kind:neighbour"])
    assert len(lines(story)) == 2, "who asks for them gets them"


def test_one_of_the_kernels_own_stays_what_it_is(host: StillHost, log: EventLog) -> None:
    story = Story()
    space = host.store.snapshot.namespaces[HOST]
    one = Neighbour(2, 2, "192.0.2.71", "02:00:00:00:00:02", 2, 0)
    host.store.apply(Update(namespaces={HOST: replace(space, neighbours=(*space.neighbours, one))}))
    story.take(log)
    assert lines(story) == ["neighbour 192.0.2.71 on eth0 added"]


def test_what_a_removed_link_had_is_told_with_it(host: StillHost, log: EventLog) -> None:
    story = Story()
    red = host.store.snapshot.namespaces[RED]
    left = {number: one for number, one in red.links.items() if number != 3}
    kept = replace(
        red,
        links=left,
        addresses=tuple(one for one in red.addresses if one.ifindex != 3),
        routes=(),
    )
    host.store.apply(Update(namespaces={RED: kept}))
    blue = host.store.snapshot.namespaces[BLUE]
    host.store.apply(Update(namespaces={BLUE: replace(blue, routes=())}))
    story.take(log)
    assert lines(story) == ["link red0 removed, with 1 address, 1 route", "route 10.0.0.0/24 on blue0 removed"]
    assert story.flood(story.rows()[0]).common == "of a link that went with all that it had"
    assert story.open(story.rows()[0])
    assert lines(story)[:2] == ["link red0 removed", "address 10.0.0.1/24 on red0 removed"]


def test_what_was_in_a_namespace_is_told_with_its_end(host: StillHost, log: EventLog) -> None:
    story = Story()
    host.store.apply(Update(namespaces={RED: None}))
    story.take(log)
    links = len(small_host().namespaces[RED].links)
    assert lines(story) == [f"namespace red removed, with {links} links"]
    assert story.flood(story.rows()[0]).common == "of a namespace that went with all that it had"
    assert story.open(story.rows()[0])
    assert lines(story)[:2] == ["namespace red removed", "link lo removed"]


def test_a_few_alike_stay_lines_of_their_own(host: StillHost, log: EventLog) -> None:
    story = Story()
    learn(host, FLOOD - 1)
    story.take(log)
    assert len(lines(story)) == FLOOD - 1


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ns:red", ["link red0: state up → down"]),
        ("kind:link", ["link eth0: mtu 1500 → 1400", "link red0: state up → down"]),
        ("state:down", ["link red0: state up → down"]),
        ("name:eth0", ["link eth0: mtu 1500 → 1400"]),
        ("ip:10.0.0.0/8", ["address 10.0.0.2/24 on blue0 removed"]),
        ("kind:link 1400", ["link eth0: mtu 1500 → 1400"]),
        ("container:web", []),
    ],
)
def test_filters_are_those_of_lists(host: StillHost, log: EventLog, words: str, found: list[str]) -> None:
    story = Story()
    alter(host, HOST, 2, mtu=1400)
    alter(host, RED, 3, flags=0, operstate=2)
    blue = host.store.snapshot.namespaces[BLUE]
    host.store.apply(Update(namespaces={BLUE: replace(blue, addresses=())}))
    story.take(log)
    story.narrow(words.split())
    assert lines(story) == found
    with pytest.raises(UsageError):
        story.narrow(["colour:red"])


def done(at: float, command: str, *, names: tuple[bytes, ...] = (), mtu: int = 1400) -> Done:
    """A change that netui made at that time, in links of these namespaces."""
    states = [LinkState(LinkAt(Where(Name(one)), Name(b"red0")), "veth", "", mtu, 1000, True) for one in names]
    delta = Delta(links=tuple(Changed(one, None) for one in states))
    return Done(Begun(1, "do", "a title", (command,), at - 0.01, 0, 1), Ended(1, "done", 0.02, delta=delta))


def who(story: Story) -> list[tuple[object, object]]:
    """Who did each."""
    events = [story.flood(row).events[0].event for row in story.rows()]
    return [(one.who, one.command) for one in events]


def test_who_did_it_is_told_where_it_is_known(host: StillHost, log: EventLog) -> None:
    story = Story()
    alter(host, RED, 3, mtu=1400)
    alter(host, HOST, 2, mtu=1400)
    live = host.store.snapshot.docker
    web = next(one for one in live.containers.values() if one.name == "web")
    host.store.apply(
        Update(docker=replace(live, containers={**live.containers, web.id: replace(web, state="paused")}))
    )
    route = replace(host.store.snapshot.namespaces[BLUE].routes[0], protocol=16)
    blue = host.store.snapshot.namespaces[BLUE]
    host.store.apply(
        Update(namespaces={BLUE: replace(blue, routes=(*blue.routes, replace(route, destination="10.8.0.0")))})
    )
    story.take(log)
    unset = msgspec.UNSET
    assert who(story) == [(unset, unset), (unset, unset), ("docker", unset), ("dhcp", unset)]
    at = log.entries()[-1].time
    story.attribute([done(at, "ip -n red link set red0 mtu 1400", names=(b"red",))])
    own = ("netui", "ip -n red link set red0 mtu 1400")
    assert who(story) == [own, (unset, unset), ("docker", unset), ("dhcp", unset)], "another namespace is not netui's"
    story.attribute([done(at, "ip -n red link set red0 mtu 1300", names=(b"red",), mtu=1300)])
    assert who(story)[0] == (unset, unset), "another program's change of the same link at the same time is not"
    story.attribute([done(at - 60, "ip -n red link set red0 mtu 1400", names=(b"red",))])
    assert who(story)[0] == (unset, unset), "another time is not netui's"


def test_a_container_that_stops_beside_a_change_of_a_link_is_docker_s(host: StillHost, log: EventLog) -> None:
    story = Story()
    live = host.store.snapshot.docker
    web = next(one for one in live.containers.values() if one.name == "web")
    ended = replace(web, state="exited", namespace=None, endpoints=(), pid=0)
    host.store.apply(Update(docker=replace(live, containers={**live.containers, web.id: ended})))
    story.take(log)
    story.attribute([done(log.entries()[-1].time, "ip -n red link set red0 mtu 1400", names=(b"red",))])
    assert who(story) == [("docker", msgspec.UNSET)]


def test_files_say_what_the_screen_says(host: StillHost, log: EventLog) -> None:
    story = Story()
    alter(host, HOST, 2, mtu=1400)
    learn(host, 50)
    story.take(log)
    told = story.fitting()
    text, objects = as_text(told).splitlines(), [json.loads(one) for one in as_json(told).splitlines()]
    assert len(text) == len(objects) == 51, "a file has each line of a flood"
    assert text[0].endswith(f"host  {line(told[0].event)}")
    assert objects[0]["changes"] == {"mtu": {"before": 1500, "after": 1400}} and objects[0]["time"].endswith("Z")
    assert "who" not in objects[0]


def test_hostile_names_are_safe_in_rows_and_files(log: EventLog, host: StillHost) -> None:
    story = Story()
    evil = hostile_host()
    host.store.apply(
        Update(namespaces={key + 500: space for key, space in evil.namespaces.items()}, docker=evil.docker)
    )
    story.take(log)
    told = story.fitting()
    assert len(told) > 50
    for text in (*lines(story), *as_text(told).splitlines(), *as_json(told).splitlines()):
        assert text.isprintable(), ascii(text)


def test_what_is_kept_is_bounded(host: StillHost, log: EventLog) -> None:
    story = Story()

    def flood(changes: int) -> None:
        for mtu in range(changes):
            alter(host, HOST, 2, mtu=100 + mtu % 1000)
            if mtu % 100 == 99:
                story.take(log)
        story.take(log)
        story.rows()

    flood(CAPACITY + 500)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    flood(CAPACITY)
    grown = tracemalloc.get_traced_memory()[0] - before
    flood(CAPACITY)
    again = tracemalloc.get_traced_memory()[0] - before - grown
    tracemalloc.stop()
    assert story.kept == CAPACITY and story.total == 3 * CAPACITY + 500
    assert again < max(grown, 1) / 2 + 500_000, "as much comes as goes"


def test_a_first_reading_of_docker_is_no_event() -> None:
    host = StillHost(without_docker("connecting"))
    story, log = Story(), EventLog(host)
    host.store.apply(Update(docker=small_host().docker))
    assert not story.take(log) and not story.rows()
