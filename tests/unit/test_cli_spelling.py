"""Arguments written as for ip(8) and bridge(8) mean the same as with dashes."""

import json
from pathlib import Path
from typing import Any

import pytest

from netui.__main__ import screen
from netui.cli.main import run
from netui.cli.spelling import as_options
from netui.model.snapshot import encode
from netui.operations.registry import find
from tests.support.snapshots import small_host


def planned(words: str, source: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The commands that a dry run prints."""
    assert run([*words.split(), "--dry-run", "--json", "--from", str(source)], screen) == 0, capsys.readouterr().err
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    commands: list[str] = told["commands"]
    return commands


@pytest.mark.parametrize(
    ("as_in_ip", "with_dashes"),
    [
        ("rule add from 10.1.0.0/16 lookup 100 pref 7", "rule add --source 10.1.0.0/16 --table 100 --priority 7"),
        ("rule add --from 10.1.0.0/16 --table 100", "rule add --source 10.1.0.0/16 --table 100"),
        ("rule add from all fwmark 7 table 100", "rule add --source all --fwmark 7 --table 100"),
        ("address delete 192.0.2.10/24 dev eth0", "address delete 192.0.2.10/24 eth0"),
        ("address add 10.0.9.1/24 dev eth0", "address add 10.0.9.1/24 eth0"),
        ("address add 10.0.9.1/24 brd 10.0.9.255 dev eth0", "address add --broadcast 10.0.9.255 10.0.9.1/24 eth0"),
        ("route add 10.9.0.0/16 dev eth0 metric 5", "route add 10.9.0.0/16 --dev eth0 --metric 5"),
        ("route add 10.9.0.0/16 --dev eth0 preference 5", "route add 10.9.0.0/16 --dev eth0 --metric 5"),
        ("link set eth0 mtu 1400 txqlen 5", "link set eth0 --mtu 1400 --txqueuelen 5"),
        ("link create vx vxlan id 7 remote 10.0.0.9 up", "link create vx vxlan --id 7 --remote 10.0.0.9 --up"),
        (
            "neighbour add 10.0.0.9 lladdr 02:00:00:00:00:09 dev eth0",
            "neighbour add 10.0.0.9 eth0 --lladdr 02:00:00:00:00:09",
        ),
    ],
)
def test_it_means_the_same(
    as_in_ip: str, with_dashes: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "host.json"
    source.write_bytes(encode(small_host()))
    commands = planned(with_dashes, source, capsys)
    assert commands and planned(as_in_ip, source, capsys) == commands


@pytest.mark.parametrize(
    ("noun", "words", "options"),
    [
        ("address", "10.0.0.1/24 dev", "10.0.0.1/24 dev"),  # a link may be called so
        ("address", "10.0.0.1/24 dev dev", "10.0.0.1/24 dev"),
        ("address", "10.0.0.1/24 dev -n red", "-n red 10.0.0.1/24 dev"),
        ("address", "10.0.0.1/24 v0 -n dev", "-n dev 10.0.0.1/24 v0"),  # and a namespace
        ("address", "-- 10.0.0.1/24 dev v0", "-- 10.0.0.1/24 dev v0"),
        ("rule", "--from host.json table 100", "--from host.json --table 100"),
        ("rule", "from host.json", "from host.json"),
        ("address", "10.0.0.1/24 nodad v0", "--nodad 10.0.0.1/24 v0"),
        ("link", "mode bridge mtu 1400", "--mtu 1400 mode bridge"),
    ],
)
def test_what_is_no_keyword_stays(noun: str, words: str, options: str) -> None:
    operation = find(noun, "create" if noun == "link" else "add")
    assert operation
    fields = [field for field in operation.fields if field.name != "namespace"]
    assert as_options(fields, {"-n", "--namespace", "--from"}, words.split()) == options.split()
