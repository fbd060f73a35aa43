"""Where the cursor is after something was made."""

from msgspec.structs import replace

from netui.model import Namespace, Snapshot
from netui.text import Name
from netui.ui.subject import a_link, a_namespace
from tests.support.snapshots import RED, small_host
from tests.ui.test_forms import Desk, desk

_HOST, _GREEN = 1, 90


def _green() -> Namespace:
    return Namespace(_GREEN, 4026532900, names=(Name(b"green"),))


def _with_veth(snapshot: Snapshot, key: int, ifindex: int, name: bytes) -> Namespace:
    """One more end of a veth pair in a namespace."""
    space = snapshot.namespaces[key]
    like = next(link for one in snapshot.namespaces.values() for link in one.links.values() if link.kind == "veth")
    return replace(space, links=space.links | {ifindex: replace(like, ifindex=ifindex, name=Name(name), master=0)})


async def _make(user: Desk, *keys: str) -> None:
    """What is typed into the form of a new object, and sent."""
    await user.press("n", *keys, "enter")
    await user.until("Done: ")


async def test_what_was_made_is_selected_once_the_host_tells_of_it() -> None:
    async with desk(small_host()) as user:
        await user.press("1")
        await _make(user, *"green")
        await user.update(_GREEN, _green())
        assert user.cursor("namespaces") == a_namespace(_GREEN)
        assert "Done: namespace create green. z undoes it." in user.text


async def test_who_goes_on_meanwhile_is_not_torn_away() -> None:
    async with desk(small_host()) as user:
        await user.press("1")
        await _make(user, *"green")
        await user.press("j")
        there = user.cursor("namespaces")
        await user.update(_GREEN, _green())
        assert user.cursor("namespaces") == there


async def test_what_others_make_is_not_selected() -> None:
    async with desk(small_host()) as user:
        await user.press("1")
        there = user.cursor("namespaces")
        await _make(user, *"amber")
        await user.update(_GREEN, _green())
        assert user.cursor("namespaces") == there


async def test_of_a_pair_the_end_named_first_is_selected() -> None:
    snapshot = small_host()
    async with desk(snapshot) as user:
        await user.press("1", "j", "j", "2")
        assert "Links of red" in user.text
        await _make(user, "1", *"a0", "tab", *"b0", "tab", "tab", *"host")
        assert user.changes.asked[0][2].commands[0] == "ip -n red link add name a0 type veth peer name b0 netns $$"
        await user.update(_HOST, _with_veth(snapshot, _HOST, 91, b"b0"))
        assert "Links of red" in user.text
        await user.update(RED, _with_veth(snapshot, RED, 92, b"a0"))
        assert user.cursor("links") == a_link(RED, 92)


async def test_a_pair_made_elsewhere_leads_there() -> None:
    snapshot = small_host()
    async with desk(snapshot) as user:
        await user.press("2")
        await _make(user, "1", *"a0", "tab", *"b0", "tab", "backspace", *"red")
        await user.update(RED, _with_veth(snapshot, RED, 92, b"a0"))
        assert user.cursor("links") == a_link(RED, 92)
        assert "Links of red" in user.text


async def test_a_list_of_other_things_stays_where_it_is() -> None:
    snapshot = small_host()
    async with desk(snapshot) as user:
        await user.press("1", "j", "w", *"red", "enter")
        await user.until("Done: ")
        there = user.cursor("namespaces")
        await user.update(RED, _with_veth(snapshot, RED, 92, b"to-host"))
        assert user.cursor("namespaces") == there


async def test_on_the_map_it_is_selected_too() -> None:
    snapshot = small_host()
    async with desk(snapshot) as user:
        await user.press("1", "f3")
        await _make(user, *"green")
        await user.update(_GREEN, _green())
        assert "Done: namespace create green. z undoes it." in user.text
        await user.press("f2")
        assert user.cursor("namespaces") == a_namespace(_GREEN)
