"""What a form offers is what its operation would take; what is selected, and the row that is read, is filled in."""

import pytest
from msgspec.structs import replace

from netui.model import Snapshot
from netui.model.route import Route
from netui.operations.registry import find
from netui.ui.forms.form import Form
from tests.support.snapshots import HOST, small_host
from tests.ui.form_states import form_host
from tests.ui.test_forms import desk


def _offered(identity: str, field: str, **values: str) -> list[str]:
    noun, _, verb = identity.partition(".")
    operation = find(noun, verb)
    assert operation
    form = Form(operation, form_host(), values)
    return [one.text for one in form.offers(next(one for one in form.fields if one.name == field))]


@pytest.mark.parametrize(
    ("identity", "field", "values", "offered"),
    [
        ("network.disconnect", "network", {"container": "web"}, ["shop"]),
        ("network.disconnect", "container", {"network": "shop"}, ["db", "web"]),
        ("network.connect", "network", {"container": "web"}, ["bridge", "attic"]),
        ("network.connect", "container", {"network": "shop"}, ["asleep", "job"]),
        ("network.switch", "to", {"container": "web", "network": "shop"}, ["bridge", "none", "attic"]),
        ("network.remove", "network", {}, ["attic"]),
        ("container.start", "container", {}, ["job"]),
        ("container.unpause", "container", {}, ["asleep"]),
        ("address.delete", "address", {"link": "docker0"}, ["172.17.0.1/16"]),
        ("neighbour.delete", "address", {"link": "eth0"}, ["192.0.2.1", "192.0.2.7"]),
        ("fdb.delete", "mac", {"link": "veth300d570"}, ["02:42:00:00:00:99"]),
        ("fdb.delete", "mac", {"link": "eth0"}, []),
        ("rule.delete", "priority", {}, ["0", "100", "32766"]),
        ("link.attach", "link", {"bridge": "br-161847f4fecf"}, ["eth0", "vethbad"]),
        ("link.detach", "link", {}, ["veth300d570", "veth6c8af96"]),
        ("link.up", "link", {}, ["vethbad"]),
        ("namespace.delete", "name", {}, ["red", "blue"]),
    ],
)
def test_what_fits_is_offered(identity: str, field: str, values: dict[str, str], offered: list[str]) -> None:
    assert _offered(identity, field, **values) == offered


def _twins() -> Snapshot:
    """Two routes to one destination over one link, which only their metrics tell apart."""
    snapshot = form_host()
    host = snapshot.namespaces[HOST]
    twins = tuple(Route(2, 254, "10.50.0.0", 16, "192.0.2.1", 2, "", metric, 1, 4, 0) for metric in (7, 70))
    return replace(snapshot, namespaces={**snapshot.namespaces, HOST: replace(host, routes=(*twins, *host.routes))})


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_the_row_that_is_read_is_the_one_that_is_deleted(size: tuple[int, int]) -> None:
    async with desk(_twins(), size) as user:
        await user.press("1", "g", "enter", "]", "]", "]", "d")
        assert "10.50.0.0/16" in user.text and "route delete" in user.text
        await user.press("enter", "j", "d", "enter")
        commands = [plan.commands[0] for _, _, plan in user.changes.asked]
        assert ["metric 7 " in commands[0], "metric 70 " in commands[1]] == [True, True]


async def test_each_kind_of_row_is_known() -> None:
    async with desk(form_host(), (160, 48)) as user:
        wanted = {
            "address": ("Addresses", "192.0.2.10/24", "ip addr delete 192.0.2.10/24 dev eth0"),
            "rule": ("Routes", "300", "ip rule delete from 10.7.0.0/16 pref 100 lookup 300"),
            "neighbour": ("Neighbours", "192.0.2.7", "ip neigh delete 192.0.2.7 dev eth0"),
            "fdb": ("FDB", "02:42:00:00:00:99", "bridge fdb delete 02:42:00:00:00:99 dev veth300d570 master"),
        }
        await user.press("1", "g", "enter")
        for noun, (tab, text, command) in wanted.items():
            detail = user.explore._detail
            for _ in range(12):
                if detail._active == tab:
                    break
                await user.press("right_square_bracket")
            for _ in range(40):
                if text in detail.here.split():
                    break
                await user.press("j")
            await user.press("d")
            assert f"{noun} delete" in user.text and command in user.text, user.text
            await user.press("escape")


async def test_to_a_bridge_one_attaches_others() -> None:
    async with desk(small_host()) as user:
        for pane, keys in (("2", ("g", "j", "j")), ("3", ("g",))):
            await user.press(pane, *keys, "b")
            assert "▸ link " in user.text and "[docker0" in user.text and "vethbad" in user.text
            await user.press(*"vethbad")
            assert "ip link set dev vethbad master docker0" in user.text
            await user.press("escape")
