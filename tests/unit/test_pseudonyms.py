"""What an audience sees of addresses: as wide, the same each time, alike within a subnet, and never the address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netui.ui.pseudonyms import Pseudonyms

KEY = b"a key"


@pytest.fixture
def names() -> Pseudonyms:
    return Pseudonyms(KEY)


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1", "192.168.122.254", "172.30.0.3/24", "02:42:ac:1e:00:03", "AA:BB:CC:DD:EE:FF", "2001:db8::10/64",
     "fd00:1:2:3:4:5:6:7", "fe80::42:acff:fe1e:3", "::ffff:0:1a2b"],
)  # fmt: skip
def test_an_address_is_masked_in_as_many_cells(names: Pseudonyms, address: str) -> None:
    text = f"from {address}, to {address} "
    told = names.masked(text)
    assert address not in told and len(told) == len(text)
    first, second = told.split()[1].rstrip(","), told.split()[3]
    assert first == second and told == Pseudonyms(KEY).masked(text)
    assert told != Pseudonyms(b"another").masked(text)
    assert not told.isascii() or told.startswith("from ")


@pytest.mark.parametrize(
    "text",
    ["127.0.0.1/8", "0.0.0.0/0", "255.255.255.255", "224.0.0.1", "::", "::1/128", "ff02::1", "ff:ff:ff:ff:ff:ff",
     "00:00:00:00:00:00", "20.10.24", "12:30:45", "04:12:33.123", "net:[4026532001]", "container:web",
     "8080 → 80/tcp", "ns:red", "a::b", "mtu 1500 → 1400"],
)  # fmt: skip
def test_what_everybody_has_and_what_is_no_address_stays(names: Pseudonyms, text: str) -> None:
    assert names.masked(text) == text or text == "a::b"


def test_one_subnet_begins_alike_and_hosts_are_told_apart(names: Pseudonyms) -> None:
    told = names.masked("172.30.0.2 172.30.0.3 172.30.0.0/24 172.31.0.2").split()
    assert [one.rpartition(".")[2] for one in told] == ["2", "3", "0/24", "2"]
    assert len({one.rpartition(".")[0] for one in told[:3]}) == 1
    assert told[0] != told[3] and told[0].split(".")[0] == told[3].split(".")[0]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [("10.0.0.1:80->172.17.0.2:80", "10.0 172.17"), ("via10.0.0.1", "10.0"), ("veth10.0.0.1", "10.0"),
     ("10.0.0.1eth0", "10.0"), ("host_10.0.0.1_x", "10.0"), ("10.0.0.1-10.0.0.9", "10.0"), ("7.10.0.0.1", "10.0"),
     ("1.0.0.10.in-addr.arpa", "1.0.0"), ("[2001:db8::1]:22", "2001 db8"), ("via2001:db8::1", "2001 db8"),
     ("gw_2001:db8::1", "2001 db8"), ("2001:db8::1eth0", "2001 db8"), ("2001:db8::1%eth0", "2001 db8"),
     ("::ffff:10.0.0.1", "10.0"), ("64:ff9b::10.0.0.1", "64 10.0"), ("mac02:42:ac:11:00:02", "02:42 ac:11"),
     ("02:42:ac:11:00:02x", "02:42 ac:11"), ("02-42-ac-11-00-02", "02-42 ac-11"), ("via10.0…", "10 .0"),
     ("10.0.0.1.", "10.0"), ("enx0242ac110002", "0242 ac"), ("(wlx0242AC110002)", "0242 AC"), ("enx02…02", "02")],
)  # fmt: skip
def test_an_address_within_a_word_is_masked_too(names: Pseudonyms, text: str, hidden: str) -> None:
    told = names.masked(text)
    assert len(told) == len(text) and not any(one in told for one in hidden.split()), told


@pytest.mark.parametrize("text", ["0242ac110002", "0x0a000001", "std::vector", "20.10.24", "a.b.c.d", "3f9c2ab81d04"])
def test_what_has_no_dots_and_colons_of_an_address_stays(names: Pseudonyms, text: str) -> None:
    assert names.masked(text) == text


@given(st.tuples(*[st.integers(0, 255)] * 4), st.text("ghxyz_-/ ,;()=→"), st.text("ghxyz_-/ ,;()=→:"))
def test_nothing_around_an_address_lets_it_through(parts: tuple[int, ...], before: str, after: str) -> None:
    address = ".".join(map(str, parts))
    told = Pseudonyms(KEY).masked(before + address + after)
    everybodys = parts[0] == 127 or 224 <= parts[0] <= 239 or parts in ((0,) * 4, (255,) * 4)
    assert (address in told) is everybodys
    assert told.startswith(before) and told.endswith(f".{parts[-1]}{after}")


@pytest.mark.parametrize("text", ["172.3…0.3", "…30.0.3", "172.30.…", "02:42:…:03", "2001:db8:…"])
def test_what_is_left_of_a_cut_address_tells_nothing(names: Pseudonyms, text: str) -> None:
    told = names.masked(text)
    assert len(told) == len(text) and not any(char in "0123456789abcdef" for char in told)


@given(st.lists(st.integers(0, 255), min_size=4, max_size=4))
def test_no_ipv4_address_of_somebodys_comes_through(parts: list[int]) -> None:
    address = ".".join(map(str, parts))
    told = Pseudonyms(KEY).masked(f"inet {address}/24 brd")
    everybodys = parts[0] == 127 or 224 <= parts[0] <= 239 or parts in ([0] * 4, [255] * 4)
    assert (address in told) is everybodys and len(told) == len(f"inet {address}/24 brd")
