"""Forms: what is checked while one types, what is offered, what a refusal and a change of the host leave of them."""

import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace

from netui.core.history.history import Entry
from netui.core.history.record import Begun, Ended
from netui.errors import ChangedError, NetuiError
from netui.model import Snapshot
from netui.model.action import DeleteNamespace
from netui.text import Name
from netui.ui.app import NetuiApp
from netui.ui.subject import a_namespace
from tests.support.pretended import Pretended
from tests.support.screen import LARGE, SMALL, ChangingHost, Stage
from tests.support.snapshots import RED, hostile_host, small_host

_WIDE = (110, 36)


class Desk(Stage):
    """A stage with changes."""

    changes: Pretended

    async def paste(self, text: str) -> None:
        """Paste into what has the focus."""
        from textual.events import Paste

        focused = self._pilot.app.focused
        assert focused
        focused.post_message(Paste(text))
        await self._pilot.pause()

    @property
    def typed(self) -> str:
        """The field that one is in, as it is shown."""
        return next((line for line in self.lines if "▸ " in line and "[" in line), "")


@asynccontextmanager
async def desk(snapshot: Snapshot, size: tuple[int, int] = _WIDE, refusal: str = "") -> AsyncIterator[Desk]:
    """The program over a snapshot, with changes that are only remembered."""
    host, changes = ChangingHost(snapshot), Pretended(refusal)
    app = NetuiApp(host, who="root", changes=changes)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        one = Desk(pilot, host)
        one.changes = changes
        yield one


async def test_what_is_typed_takes_the_place_of_what_was_filled_in() -> None:
    async with desk(small_host()) as user:
        await user.press("n", "1", *"v0", "tab", *"v1", "tab")
        assert "[host " in user.typed
        await user.press(*"red")
        assert "[red " in user.typed and "ip -n red link set dev v0 up" in user.text
        await user.press("tab", "shift+tab", "left", "backspace")
        assert "[rd " in user.typed, "what is edited is not replaced"


async def test_a_choice_is_found_by_its_first_letters() -> None:
    async with desk(small_host()) as user:
        await user.press("1", "j", "d", "ctrl+u", "ctrl+o", *"red", "enter")
        assert "ip netns delete red" in user.text


async def test_what_was_done_stays_said_when_the_object_is_gone() -> None:
    async with desk(small_host()) as user:
        await user.press("1", "j", "j", "d", "enter")
        await user.update(RED, None)
        assert "Done:" in user.text and "z undoes it" in user.text and "Namespace red is gone." in user.text


async def test_only_what_was_typed_is_called_wrong() -> None:
    async with desk(small_host()) as user:
        await user.press("n", "1")
        assert "Still needed: name, peer." in user.text and "✗" not in user.text
        await user.press(*"a:b")
        assert "✗ a link's name holds no blank, slash or colon" in user.text
        assert "Still needed: peer." in user.text
        await user.press("backspace", "backspace")
        assert "✗" not in user.text
        await user.press("enter")
        assert "▸ peer" in user.text and user.changes.asked == []


async def test_the_commands_grow_and_are_what_is_carried_out() -> None:
    async with desk(small_host()) as user:
        await user.press("n", "1", *"a0", "tab", *"b0")
        assert "ip link add name a0 type veth peer name b0" in user.text
        await user.press("tab", "tab", *"re", "right")
        assert "peer name b0 netns red" in user.text
        await user.press("tab", *"10.9.0.1/24")
        assert "ip addr add 10.9.0.1/24 dev a0" in user.text
        await user.press("shift+tab", "up", "up", "space", "backspace", "enter")
        ((identity, values, plan),) = user.changes.asked
        assert (identity, values["peer_namespace"], values["address"]) == ("veth.create", "red", "10.9.0.1/24")
        assert plan.commands[0] == "ip link add name a0 type veth peer name b0 netns red"
        assert "Done: veth create" in user.text


async def test_what_there_is_is_offered_taken_and_chosen() -> None:
    async with desk(small_host()) as user:
        await user.press("1", "j", "d", "ctrl+u", *"bl")
        assert "blue" in user.typed
        assert "no namespace is named bl" in user.text
        await user.press("right")
        assert "ip netns delete blue" in user.text
        await user.press("ctrl+u", "ctrl+o")
        assert "links" in user.text
        await user.press("j", "j", "enter")
        assert "▸ name" in user.text and user.changes.asked == []
        await user.press("escape")
        assert user.focused == "namespaces"


async def test_what_was_typed_survives_a_refusal() -> None:
    async with desk(small_host()) as user:
        user.changes.error = ChangedError("it is no longer what was shown: a would be b", hint="look again")
        await user.press("1", "n", *"green", "enter")
        assert "✗ it is no longer what was shown: a would be b" in user.text and "look again" in user.text
        assert "green" in user.typed
        user.changes.error = None
        await user.press("enter")
        assert [values for _, values, _ in user.changes.asked] == [{"name": "green"}] * 2
        assert "Done: namespace create green" in user.text


async def test_a_name_that_another_program_takes_meanwhile_is_taken_at_once() -> None:
    async with desk(small_host()) as user:
        await user.press("1", "n", *"green")
        assert "ip netns add green" in user.text
        red = user.view.snapshot.namespaces[RED]
        await user.update(RED, replace(red, names=(Name(b"green"),)))
        assert "there is a namespace green already" in user.text
        await user.press("enter")
        assert user.changes.asked == []


async def test_what_goes_along_and_what_undo_loses_is_said_before() -> None:
    async with desk(small_host()) as user:
        await user.press("1", "j", "d")
        for told in ("goes along", "goes too", "z undoes it, but for", "ip netns delete blue"):
            assert told in user.text, user.text
        assert user.changes.asked == []


@pytest.mark.parametrize(("key", "act", "word"), [("z", "undo", "Undone"), ("Z", "redo", "Done again")])
async def test_undo_and_redo_are_looked_at_before(key: str, act: str, word: str) -> None:
    async with desk(small_host()) as user:
        await user.press(key)
        await user.until("link up red/v0", "not brought back: its counters")
        assert user.changes.backs == []
        await user.press("enter")
        await user.until(f"{word}: link up red/v0")
        assert user.changes.backs == [act]


async def test_nothing_to_undo_is_said() -> None:
    async with desk(small_host()) as user:
        user.changes.error = NetuiError("there is nothing to undo")
        await user.press("z")
        await user.until("There is nothing to undo.")


async def test_the_log_shows_whole_commands_and_what_others_did() -> None:
    long = "ip netns exec " + "x" * 90 + " sysctl -w net.ipv4.ip_forward=1"
    async with desk(small_host(), SMALL) as user:
        user.changes.known = (
            Entry(Begun(1, "do", "t", (long,), 1_760_009_000.0, 0, 1), Ended(1, "done", 0.0123)),
            Entry(Begun(2, "undo", "t", ("ip link del dev v0",), 1_760_009_001.0, 0, 1), None),
        )
        red = user.view.snapshot.namespaces[RED]
        await user.update(RED, replace(red, links={1: red.links[1]}))
        await user.press("at")
        await user.until("12.3 ms", "broken off", "others")
        inside = "".join(line.partition("│")[2].rpartition("│")[0].lstrip("▸") for line in user.lines)
        assert long.replace(" ", "") in inside.replace(" ", "")
        await user.press("escape")
        assert user.focused == "links"


@pytest.mark.parametrize("refusal", ["Nothing is changed here: netui was started with --read-only."])
async def test_who_may_change_nothing_is_told_why(refusal: str) -> None:
    async with desk(small_host(), LARGE, refusal) as user:
        assert "read-only" in user.lines[0]
        for key in ("n", "d", "z", "u"):
            await user.press("j", key)
            assert refusal in user.lines[-2]
        await user.press("i")
        assert "ping" in user.text and "Still needed: address." in user.text
        await user.press("escape", "colon", *"veth create")
        assert refusal[:20] in user.text


async def test_an_operation_is_found_in_the_palette_filled_in_from_the_selection() -> None:
    async with desk(small_host()) as user:
        await user.press("1", "j", "colon", *"route add", "enter")
        assert "route add" in user.text and "blue" in user.text and "Still needed: destination." in user.text


async def test_only_fields_of_the_kind_are_asked_for() -> None:
    async with desk(small_host()) as user:
        await user.press("3", "n")
        assert "stp" in user.text and "dstport" not in user.text
        await user.press("escape", "2", "n", "2", *"x", "tab", *"vxlan")
        assert "dstport" in user.text and "forward delay" not in user.text


def _bash(command: str) -> bytes:
    """The last word but one that bash makes of a command."""
    return subprocess.check_output(["bash", "-c", f"printf '%s\\0' {command}"])


async def test_what_is_made_has_the_name_that_was_typed_byte_by_byte() -> None:
    async with desk(hostile_host()) as user:
        for text in ("$(id)", "a b", "'x\"", "`id`", "-rf", "日本", "é\\n", " x "):
            await user.press("1", "n")
            await user.paste(text)
            await user.press("enter")
        assert [values["name"] for _, values, _ in user.changes.asked] == [
            "$(id)", "a b", "'x\"", "`id`", "-rf", "日本", "é\\n", " x "
        ]  # fmt: skip
        for _, values, plan in user.changes.asked:
            (command,) = plan.commands
            assert _bash(command).split(b"\0")[-2] == values["name"].encode()


async def test_what_is_filled_in_is_the_very_object_that_is_selected() -> None:
    async with desk(hostile_host()) as user:
        for key in sorted(user.view.spaces):
            space = user.view.spaces[key].namespace
            if not space.names or space.host:
                continue
            user.explore.select(a_namespace(key))
            await user.press("d")
            await user.press("enter")
            assert user.changes.asked, user.text
            _, _, plan = user.changes.asked[-1]
            assert isinstance(plan.actions[0], DeleteNamespace) and plan.actions[0].where.cookie == space.cookie
        assert len(user.changes.asked) > 2


@pytest.mark.parametrize("row", ["namespace", "peer"])
@pytest.mark.parametrize("key", ["d", "u", "U", "r", "m", "a", "b", "e"])
async def test_in_a_detail_a_key_means_its_object_wherever_the_cursor_is(key: str, row: str) -> None:
    """The host has an eth0 of its own, and the peer in the container is called so too."""
    async with desk(small_host(), LARGE) as user:
        await user.press("2", "G", "k", "enter")
        assert "veth6c8af96" in user.lines[-2]
        for _ in range(20):
            if user.row.partition("││")[2].startswith(f"▸ {row}"):
                break
            await user.press("down")
        assert f"▸ {row} " in user.row, user.text
        await user.press(key)
        if key == "e":  # rename, or set
            await user.press("1")
        (link,) = [line for line in user.lines if "│  link " in line or "│▸ link " in line]
        (namespace,) = [line for line in user.lines if "  namespace  " in line and "[" in line]
        assert "[veth6c8af96 " in link and "[host " in namespace, user.text
