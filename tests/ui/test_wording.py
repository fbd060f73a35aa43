"""Figures that keep their place while they change."""

import pytest

from netui.ui.cells import cell_width
from netui.ui.wording import bit_rate, lasting, octet_count, packet_count, sparkline
from netui.width import in_ascii


@pytest.mark.parametrize("octets", [0, 1, 999, 1000, 1499, 99_949, 999_949, 999_950, 10**9, 123_456_789_012, 10**18])
def test_figures_take_the_same_room(octets: int) -> None:
    assert cell_width(octet_count(octets)) == 8
    assert cell_width(packet_count(octets)) == 16
    assert cell_width(bit_rate(min(octets, 10**14))) == 12, "up to 800 Tbit/s"


def test_figures_are_told_in_a_unit_that_suits_them() -> None:
    assert octet_count(999) == "  999 B " and octet_count(12_345_678) == " 12.3 MB"
    assert packet_count(1) == "        1 packet" and packet_count(81_234) == "   81234 packets"
    assert packet_count(123_456) == " 123.5 k packets" and packet_count(12_345_678_901) == "  12.3 G packets"
    assert octet_count(999_949) == "999.9 kB" and octet_count(999_950) == "  1.0 MB"
    assert bit_rate(1_250_000) == " 10.0 Mbit/s" and bit_rate(0) == "    0 bit/s "


def test_a_rate_stays_in_the_unit_of_the_last_peak() -> None:
    peak = 1_250_000
    assert bit_rate(2_000, peak) == " <0.1 Mbit/s" and bit_rate(12_500, peak) == "  0.1 Mbit/s"
    assert bit_rate(0, peak) == "  0.0 Mbit/s" and bit_rate(peak, 3) == " 10.0 Mbit/s"


def test_a_sparkline_shows_the_last_values_against_the_greatest() -> None:
    assert sparkline((0, 1, 50, 100), 6) == "  ▁▂▄▇"
    assert sparkline((100, 0, 0), 2) == "▁▁", "what is out of sight does not count"
    assert sparkline((), 3) == "   "
    assert in_ascii(sparkline((0, 1, 50, 100), 4)) == "_.-*"


def test_times_are_told_in_their_largest_unit() -> None:
    assert [lasting(seconds) for seconds in (-1, 0, 59.4, 60, 3599, 7200, 6134400)] == [
        "0 s", "0 s", "59 s", "1 m", "59 m", "2 h", "71 d",
    ]  # fmt: skip
