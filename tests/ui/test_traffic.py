"""Counters and rates, in the detail of a link; and what is read only while somebody looks at it."""

import msgspec

from netui.core.host import Interest
from netui.model import Counters
from tests.support.screen import LARGE, SMALL, stage
from tests.support.snapshots import HOST, RED, small_host

BUSY = Counters(1, 2, 1_499, 12_345_678, 0, 0, 0, 7, rx_rate=0, tx_rate=1_250_000)


async def test_the_detail_tells_octets_packets_rates_and_losses() -> None:
    snapshot = small_host()
    async with stage(snapshot, LARGE) as screen:
        await screen.press("j")
        received, sent = (next(line for line in screen.lines if word in line) for word in ("received", "sent  "))
        assert "…" in received and "…" in sent
        host = msgspec.structs.replace(snapshot.namespaces[HOST], counters={2: BUSY})
        await screen.update(HOST, host)
        received, sent = (next(line for line in screen.lines if word in line) for word in ("received", "sent  "))
        assert "1.5 kB         1 packet " in received and "    0 bit/s " in received
        assert "12.3 MB        2 packets" in sent and " 10.0 Mbit/s" in sent
        assert any("7 dropped instead of sent" in line for line in screen.lines)


async def test_counters_are_read_only_where_somebody_looks() -> None:
    async with stage(small_host(), LARGE) as screen:
        assert screen.watched == _counters(HOST)
        await screen.press("4")
        assert screen.watched == _counters(HOST), "the links stand beside the containers"
        await screen.press("1", "j", "j")
        assert screen.watched == _counters(RED)
    async with stage(small_host(), SMALL) as screen:
        assert screen.watched == _counters(HOST)
        await screen.press("4")
        assert screen.watched == frozenset(), "the links are folded"
        await screen.press("2", "enter")
        assert screen.watched == _counters(HOST)


async def test_the_list_tells_rates_whose_strokes_stand_below_one_another() -> None:
    snapshot = small_host()
    async with stage(snapshot, SMALL) as screen:
        slow = msgspec.structs.replace(BUSY, rx_rate=125, tx_rate=99_990)
        host = msgspec.structs.replace(snapshot.namespaces[HOST], counters={2: BUSY, 3: slow})
        await screen.update(HOST, host)
        eth0, docker0 = (next(line for line in screen.lines if name in line) for name in ("eth0 ", "docker0 "))
        assert "   0/10M" in eth0 and "1.0k/800k" in docker0
        assert eth0.rindex("/") == docker0.rindex("/")


async def test_links_are_sorted_by_their_traffic() -> None:
    snapshot = small_host()
    async with stage(snapshot, SMALL) as screen:
        fast = msgspec.structs.replace(BUSY, tx_rate=9_000_000)
        host = msgspec.structs.replace(snapshot.namespaces[HOST], counters={2: BUSY, 3: fast})
        await screen.update(HOST, host)
        await screen.press("o", "5", "O", "g")
        assert "RX/TX b/s↓" in screen.text and "docker0" in screen.row
        await screen.press("j")
        assert "eth0" in screen.row


def _counters(key: int) -> Interest:
    return frozenset((("counters", key),))


async def test_rates_leave_a_small_picture_and_their_unit_stays() -> None:
    snapshot = small_host()
    async with stage(snapshot, LARGE) as screen:
        await screen.press("j")
        places = set()
        for rate in (None, 1_250_000, 0, 125, 625_000):
            counters = msgspec.structs.replace(BUSY, rx_rate=rate, tx_rate=None if rate is None else 0)
            await screen.update(HOST, msgspec.structs.replace(snapshot.namespaces[HOST], counters={2: counters}))
            await screen.press()
            received = next(line for line in screen.lines if "received" in line)
            places.add(received.index("1.5 kB"))
            assert rate is None or " Mbit/s" in received
        assert "▇▁▂▄   5.0 Mbit/s" in received
        assert len(places) == 1, "nothing jumps"
        await screen.press("k")
        assert not any("▇" in line for line in screen.lines), "another link has rates of its own"


async def test_where_the_detail_is_narrow_the_figures_stay_and_the_picture_gives_way() -> None:
    snapshot = small_host()
    async with stage(snapshot, (120, 40)) as screen:
        await screen.press("j")
        for _ in range(3):
            busy = msgspec.structs.replace(BUSY, rx_rate=1_250_000)
            host = msgspec.structs.replace(snapshot.namespaces[HOST], counters={2: busy})
            await screen.update(HOST, host)
        sent = next(line for line in screen.lines if "sent  " in line)
        assert "10.0 Mbit/s   12.3 MB        2 packets" in sent and "…" not in sent
        assert "STATE" in next(line for line in screen.lines if "PORTS" in line and "IN " in line)
