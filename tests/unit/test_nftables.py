"""Native tables from nft's JSON and text, with a nft that says what the test wants."""

import json
from pathlib import Path
from typing import Any

import pytest

from netui.sources.firewall.commands import CommandError, Commands
from netui.sources.firewall.nft_listing import listed
from netui.sources.firewall.nftables import NativeTable

CHAIN = {"name": "c", "handle": 1, "type": "filter", "hook": "input", "prio": -5, "policy": "drop"}


def rule(handle: int, *expressions: Any, **more: Any) -> dict[str, Any]:
    return {"rule": {"chain": "c", "handle": handle, "expr": list(expressions), **more}}


def text(*lines: str) -> str:
    body = "".join(f"\t\t{line}\n" for line in lines)
    return "table inet t { # handle 1\n\tchain c { # handle 1\n\t\ttype filter hook input;\n" + body + "\t}\n}\n"


class Nft:
    """A folder with a `nft` in it that prints what is in two files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        program = folder / "nft"
        program.write_text(
            f'#!/bin/sh\necho "$@" >>{folder}/asked\n[ "$1" = -j ] && exec cat {folder}/json\ncat {folder}/text\n'
        )
        program.chmod(0o755)
        self.commands = Commands(f"{folder}:/usr/bin:/bin")

    def says(self, structure: list[Any], words: str) -> None:
        (self._folder / "json").write_text(json.dumps({"nftables": structure}))
        (self._folder / "text").write_text(words)

    @property
    def asked(self) -> bool:
        return (self._folder / "asked").exists()


@pytest.fixture
def nft(tmp_path: Path) -> Nft:
    return Nft(tmp_path)


TABLE = NativeTable("inet", b"t", False)


def test_words_counters_and_handles(nft: Nft) -> None:
    counter = {"counter": {"packets": 3, "bytes": 9}}
    nft.says([{"chain": CHAIN}, rule(6, counter, comment="a # handle 9"), rule(9, {"counter": "named"})],
             text('counter accept comment "a # handle 9" # handle 6', "counter name named # handle 9"))  # fmt: skip
    table = listed(nft.commands, TABLE)
    (chain,) = table.chains
    assert (table.backend, chain.hook, chain.priority, chain.policy) == ("nft", "input", -5, "drop")
    first, second = chain.rules
    assert (first.text, first.packets, first.bytes, first.handle) == (
        'counter accept comment "a # handle 9"',
        3,
        9,
        6,
    )
    assert (second.text, second.packets) == ("counter name named", None)


def test_a_comment_with_line_ends_does_not_pass_for_a_rule(nft: Nft) -> None:
    comment = "x # handle 6\n\t\taccept # handle 7"
    nft.says([{"chain": CHAIN}, rule(6, comment=comment), rule(7)],
             text(f'drop comment "{comment}" # handle 6', "drop # handle 7"))  # fmt: skip
    (chain,) = listed(nft.commands, TABLE).chains
    assert [one.text.split()[0] for one in chain.rules] == ["drop", "drop"]
    assert all(one.text.isprintable() for one in chain.rules)


def test_text_that_the_json_does_not_tell_and_passes_for_rules_is_refused(nft: Nft) -> None:
    nft.says([{"chain": CHAIN}, rule(7)], text("accept # handle 7", "drop # handle 7"))
    with pytest.raises(CommandError, match="passes for rules"):
        listed(nft.commands, TABLE)


def test_a_rule_newer_than_its_text_is_not_guessed(nft: Nft) -> None:
    nft.says([{"chain": CHAIN}, rule(7)], text())
    with pytest.raises(CommandError, match="changed while"):
        listed(nft.commands, TABLE)


def test_what_nft_hides_of_a_rule_is_named(nft: Nft) -> None:
    nft.says([{"chain": CHAIN}, rule(2, {"xt": {"type": "match", "name": "string"}})], text("drop # handle 2"))
    (chain,) = listed(nft.commands, TABLE).chains
    assert chain.rules[0].text == "drop (xt match string)"


@pytest.mark.parametrize("name", [b"x; flush ruleset", b"-f", b"x y", b"\x1b[31m", b"{", b""])
def test_a_name_that_nft_would_take_for_a_command_never_reaches_it(nft: Nft, name: bytes) -> None:
    nft.says([], text())
    with pytest.raises(CommandError) as caught:
        listed(nft.commands, NativeTable("inet", name, False))
    assert not nft.asked and caught.value.message.isprintable()


def test_broken_json_and_a_name_at_which_nft_aborts(nft: Nft, tmp_path: Path) -> None:
    nft.says([], text())
    (tmp_path / "json").write_text("{")
    with pytest.raises(CommandError, match="JSON"):
        listed(nft.commands, TABLE)
    with pytest.raises(CommandError, match="UTF-8"):
        listed(nft.commands, NativeTable("inet", b"t", True))


def test_commands_that_fail_hang_or_are_missing(tmp_path: Path) -> None:
    commands = Commands(f"{tmp_path}:/usr/bin:/bin", seconds=0.2)
    for body, told in (
        ("echo no\033 >&2; exit 3", "no"),
        ("exec sleep 60", "0.2 seconds"),
        ("kill -6 $$", "SIGABRT"),
    ):
        (tmp_path / "nft").write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / "nft").chmod(0o755)
        with pytest.raises(CommandError, match=told) as caught:
            commands.output("nft")
        assert caught.value.message.isprintable()
    with pytest.raises(CommandError, match="not installed"):
        Commands(str(tmp_path)).output("iptables-save")
