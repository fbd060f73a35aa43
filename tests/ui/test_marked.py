"""What is marked is acted on together: named, looked at, done and undone as one; what takes one alone says so."""

import pytest

from netui.operations.registry import find, operations
from netui.operations.several import Several
from netui.ui import operating
from netui.ui.subject import Subject, a_link, a_namespace
from netui.ui.view import View
from tests.support.screen import SMALL
from tests.support.snapshots import BLUE, HOST, RED, small_host
from tests.ui.test_forms import desk

_PANES = {
    "namespaces": "namespace", "links": "link", "bridges": "link", "containers": "container", "networks": "network"
}  # fmt: skip


async def test_one_confirmation_names_all_that_is_marked_and_shows_every_command() -> None:
    async with desk(small_host(), SMALL) as user:
        await user.press("G", "k", "k", "space", "space", "space", "U")
        assert "✓ 3 are marked: host/veth300d570, host/veth6c8af96, host/vethbad" in user.text
        for name in ("veth300d570", "veth6c8af96", "vethbad"):
            assert f"ip link set dev {name} down" in user.text
        await user.press("enter")
        ((identity, values, plan),) = user.changes.asked
        assert (identity, values, len(plan.actions), plan.undo) == ("link.down", {}, 3, "full")
        assert "Done: link down host/veth300d570, host/veth6c8af96, host/vethbad. z undoes it." in user.text


async def test_the_one_that_is_marked_is_meant_and_not_the_one_under_the_cursor() -> None:
    async with desk(small_host(), SMALL) as user:
        await user.press("G", "space", "g", "U", "enter")
        ((_, values, _),) = user.changes.asked
        assert values["link"] == "vethbad"


def test_an_end_that_goes_with_the_other_is_deleted_once() -> None:
    operation = find("link", "delete")
    assert operation
    plan = Several(operation, ("host/vethbad", "red/eth1")).plan(small_host(), {})
    assert plan.commands == ("ip link delete dev vethbad",) and plan.undo == "partial"


async def test_containers_are_stopped_together() -> None:
    async with desk(small_host(), SMALL) as user:
        await user.press("4", "j", "space", "space", "U")
        assert "docker stop" in user.text and "2 are marked" in user.text
        await user.press("enter")
        ((identity, values, plan),) = user.changes.asked
        assert identity == "container.stop" and values == {"time": "10"} and len(plan.actions) == 2
        await user.press("d")
        assert "stop it first, or “force”" in user.text
        await user.press("space")
        assert user.text.count("docker rm --force") == 2


async def test_two_marked_namespaces_are_the_ends_of_a_wire() -> None:
    async with desk(small_host()) as user:
        await user.press("1", "g", "j", "space", "space", "w", "enter")
        ((_, values, _),) = user.changes.asked
        assert {values["a"], values["b"]} == {"red", "blue"}


async def test_a_key_that_takes_one_alone_is_grey_and_says_why() -> None:
    async with desk(small_host(), (160, 48)) as user:
        await user.press("g", "j", "space", "space", "e")
        assert "edit takes one link, and 2 are marked: Esc takes the marks away." in user.lines[-2]
        assert user.changes.asked == []
        await user.press("colon", *"address add")
        assert "address add takes one link" in user.text
        await user.press("escape", "escape", "e")
        assert "link rename" in user.text


async def test_what_is_wrong_with_one_of_them_stops_all() -> None:
    async with desk(small_host(), SMALL) as user:
        await user.press("g", "space", "space", "d")
        assert "host/lo is lo or a physical device" in user.text and "host/eth0 is lo or" in user.text
        await user.press("enter")
        assert user.changes.asked == []


async def test_long_plans_are_read_to_their_end() -> None:
    async with desk(small_host(), (80, 18)) as user:
        await user.press("g", *["space"] * 7, "U")
        await user.until("PgDn shows them")
        assert "Can be undone" not in user.text
        await user.press("pagedown", "pagedown")
        assert "Can be undone with z." in user.text
        await user.press("pageup", "pageup", "enter")
        assert len(user.changes.asked[0][2].actions) == 7


@pytest.mark.parametrize(("place", "kind"), _PANES.items())
def test_which_keys_take_several_is_what_the_operations_say(place: str, kind: str) -> None:
    view = View(small_host())
    port = next(one.ifindex for one in view.spaces[HOST].namespace.links.values() if one.master)
    for key in operating.KEYS:
        meant = [
            one
            for subject in (a_link(HOST, port), a_link(HOST, 1), a_namespace(RED))
            for one in operating.fitting(view, place, key, subject)
        ]
        assert operating.together(place, key) == any(operating.takes_several(one, kind) for one in meant), key


def test_what_takes_several_has_a_field_for_them() -> None:
    for one in operations():
        assert not one.several or one.several in {field.name for field in one.fields}
        assert {*one.singly} <= {field.name for field in one.fields}
    marked: tuple[Subject, ...] = (a_namespace(RED), a_namespace(BLUE))
    assert operating.too_many("namespaces", "operate('i')", marked)
    assert not operating.too_many("namespaces", "operate('n')", marked)
