"""config.toml: found where it should be, believed from whom it may be, refused with line and what is allowed."""

import os
import pwd
import re
import stat
from pathlib import Path

import pytest

import netui.ui
from netui.config import finding
from netui.config.finding import config_path, read_config
from netui.config.keys import PLACES, keymap
from netui.config.options import OPTIONS, Config
from netui.config.printing import default
from netui.config.reading import check_columns, load, parse
from netui.errors import ConfigError
from netui.ui.comfort import Comfort
from netui.ui.keynames import _JOINT
from netui.ui.known import known, valid


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of one's own; returns the folder of the configuration."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("SUDO_UID", raising=False)
    folder = tmp_path / ".config/netui"
    folder.mkdir(parents=True, mode=0o700)
    return folder


def refusal(text: str) -> ConfigError:
    """What is said of this text."""
    with pytest.raises(ConfigError) as caught:
        config = parse(text, "config.toml")
        check_columns(config, known())
        keymap(config, known(), valid)
    assert caught.value.exit_status == 2
    return caught.value


def test_the_printed_default_is_the_default() -> None:
    text = "\n".join(default(known()))
    config = parse(text, "config.toml")
    assert not any(line.strip() and not line.startswith("#") and len(line) > 200 for line in text.splitlines())
    for option in OPTIONS:
        usual = getattr(Config(), option.field or option.name)
        assert option.field == "refresh" or usual == option.default
    assert {one.name: one.default for one in OPTIONS if one.section == "refresh"} == config.refresh
    plain = Comfort(Config())
    for name, titles in known().columns.items():
        assert Comfort(config).usual(name, (*titles, "")) == plain.usual(name, (*titles, "")) == frozenset()
    assert keymap(config, known(), valid) == {}, "no key is another one"
    given = {identity: tuple(map(valid, keys)) for identity, keys in config.keys.items()}
    assert given == {one.id: tuple(map(valid, one.keys)) for one in known().bindings}
    for field in Config.__struct_fields__:
        if field not in ("refresh", "columns", "keys", "path", "lines"):
            assert getattr(config, field) == getattr(Config(), field), field


def test_every_binding_has_an_id_and_a_word_of_what_it_does() -> None:
    bindings = known().bindings
    assert len(bindings) > 60
    assert all(one.id.partition(".")[2] and one.does and one.keys for one in bindings)
    assert len({one.id for one in bindings}) == len(bindings)


@pytest.mark.parametrize(
    ("text", "told", "hint"),
    [
        ('[screen]\n\ntheme = "drak"', 'line 3: screen.theme is "drak"; allowed: "dark"', "did you mean dark?"),
        ('[screen]\nthem = "dark"', "line 2: there is no option screen.them", "did you mean theme?"),
        ("# x\n[scren]\n", "line 2: there is no section scren", "did you mean screen?"),
        ('theme = "dark"', "line 1: theme stands before any section", "it belongs below [screen]"),
        ('colour = 1', "line 1: there is no option outside a section colour", ""),
        ("[refresh]\ncounters = 0", "line 2: refresh.counters is 0; allowed: a number from 0.5 to 60", ""),
        ("[screen]\nupdates = true", "line 2: screen.updates is true; allowed: a number from 1 to 60", ""),
        ("[screen]\nupdates = 2.5", "line 2: screen.updates is 2.5", ""),
        ("[changes]\nread-only = 1", "line 2: changes.read-only is 1; allowed: true, false", ""),
        ("[docker]\nendpoint = 1", 'line 2: docker.endpoint is 1; allowed: "", "none", or an address', ""),
        ('[docker]\nendpoint = "tcp"', 'docker.endpoint is "tcp"; allowed: ', ""),
        ('[docker]\nendpoint = "foo"', 'docker.endpoint is "foo"; allowed: "", "none", or an address such as', ""),
        ("[screen]\n\nmouse = yes", "line 3: this is no TOML", "netui config"),
        ("[screen\n", "line 1: this is no TOML", ""),
        ('[screen]\nmouse = true\nmouse = true', "line 3: this is no TOML", ""),
        ("screen = 3", "line 1: screen is a section", "[screen]"),
        ('[columns]\nlinks = ["name", "macs"]', 'line 2: links has no column "macs"; allowed:', "did you mean mac?"),
        ('[columns]\nlink = ["name"]', "line 2: there is no list link", "did you mean links?"),
        ('[columns]\nlinks = ["mac"]', 'line 2: "name" has to be among the columns of links', ""),
        ("[columns]\nlinks = []", "line 2: columns.links is []", ""),
        ('[keys]\nexplore.fitler = "x"', "line 2: there is no key binding explore.fitler", "mean explore.filter?"),
        ('[keys]\nexplore.filter = "ctrl+shift+nose"', '"ctrl+shift+nose" is no key', "ctrl+g"),
        ('[keys]\nexplore.filter = ["f4", "ctrl+i"]', '"ctrl+i" cannot be had: a terminal sends it as Tab', ""),
        ('[keys]\nform.next = "a"', '"a" is text there', "ctrl+g"),
        ("[keys]\nexplore.filter = 3", "line 2: keys.explore.filter is 3", ""),
        (
            '[keys]\n"explore.filter" = "q"',
            'line 2: explore.filter: the key "q" is that of app.quit (end netui) already',
            "give app.quit another key too",
        ),
        (
            '[keys]\nexplore.sort = "f5"\nlist.up = "f5"',
            'line 2: explore.sort: the key "f5" is that of list.up (to the row above) in line 3',
            "",
        ),
        ('[keys]\nlist.up = "/"', 'the key "/" is that of explore.filter', ""),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_line_and_what_is_allowed(text: str, told: str, hint: str) -> None:
    error = refusal(text)
    assert error.message.startswith("config.toml, line")
    assert told in error.message
    assert hint in error.hint
    assert "\n" not in error.message


def test_a_foreign_text_in_a_refusal_cannot_act_on_the_terminal() -> None:
    for text in ('[screen]\ntheme = "\\u001b[31m"', '[keys]\n"\\u001b]0;x" = "x"', '["\\u202e"]\n'):
        error = refusal(text)
        assert "\x1b" not in error.message + error.hint and "\u202e" not in error.message + error.hint


def test_keys_may_be_given_to_another_binding_where_that_gets_others() -> None:
    config = parse('[keys]\nexplore.filter = "q"\napp.quit = "f12"\nform.choose = "ctrl+f"', "x")
    with pytest.raises(ConfigError, match="ctrl\\+f"):  # app.freeze works in a form too
        keymap(config, known(), valid)
    text = '[keys]\nexplore.filter = ["q", "ctrl+g"]\napp.quit = "f12"\nexplore.sort = "/"\nevents.filter = "f5"'
    config = parse(text, "x")
    assert keymap(config, known(), valid) == {
        "explore.filter": ("q", "ctrl+g"),
        "app.quit": ("f12",),
        "explore.sort": ("slash",),
        "events.filter": ("f5",),
    }
    apart = parse('[keys]\nform.choose = "ctrl+r"\nmenu.back = "n"', "x")  # explore has both, and is not there then
    assert set(keymap(apart, known(), valid)) == {"form.choose", "menu.back"}


def test_it_is_found_in_the_home_or_where_xdg_says_and_never_where_one_stands(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert config_path() == home / "config.toml"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "other"))
    assert config_path() == tmp_path / "other/netui/config.toml"
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    assert config_path() == home / "config.toml"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text("[broken")
    (tmp_path / "netui").mkdir()
    (tmp_path / "netui/config.toml").write_text("[broken")
    assert load() == Config()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is believed what sudo says")
def test_under_sudo_it_is_that_of_who_called(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = pwd.getpwnam("nobody")
    monkeypatch.setenv("SUDO_UID", str(nobody.pw_uid))
    assert config_path() == Path(nobody.pw_dir, ".config/netui/config.toml")
    monkeypatch.setattr(finding, "_home_of", lambda _user: str(home.parent.parent))
    file = home / "config.toml"
    file.write_text('[screen]\ntheme = "light"\n')
    os.chown(file, nobody.pw_uid, -1)
    os.chown(home, nobody.pw_uid, -1)
    assert load().theme == "light"
    os.chown(file, 12345, -1)
    with pytest.raises(ConfigError, match="belongs to the user 12345"):
        load()
    file.unlink()
    secret = home / "secret"
    secret.write_text("root:hash")
    secret.chmod(0o600)
    file.symlink_to(secret)
    with pytest.raises(ConfigError, match="is root's alone") as caught:
        load()
    assert "hash" not in str(caught.value)
    monkeypatch.setenv("SUDO_UID", "not a number")
    assert config_path() == home / "config.toml"


@pytest.mark.parametrize("bit", [stat.S_IWGRP, stat.S_IWOTH])
@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_others_may_write_is_not_believed(home: Path, bit: int, what: str) -> None:
    file = home / "config.toml"
    file.write_text("")
    file.chmod(0o600)
    assert read_config(file) == ""
    place = file if what == "file" else home
    place.chmod(place.stat().st_mode | bit)
    with pytest.raises(ConfigError, match="others may write") as caught:
        read_config(file)
    assert caught.value.hint == f"chmod go-w {place}"


def test_what_is_no_file_of_text_is_refused_and_hangs_nothing(home: Path) -> None:
    file = home / "config.toml"
    os.mkfifo(file)
    with pytest.raises(ConfigError, match="no regular file"):
        read_config(file)
    file.unlink()
    file.write_bytes(b"[screen]\n# \xff\n")
    with pytest.raises(ConfigError, match="line 2: it is not UTF-8"):
        read_config(file)
    file.write_bytes(b"#" * (1 << 21))
    with pytest.raises(ConfigError, match="larger than 1 MiB"):
        read_config(file)


def test_sentences_name_keys_of_bindings_that_there_are() -> None:
    usual = {one.id: one.keys for one in known().bindings}
    ui = Path(netui.ui.__file__).parent
    named = [
        one for file in ui.rglob("*.py") for one in re.findall(r"key_of\(f?[\"']([a-z.-]+)[\"'],", file.read_text())
    ]
    assert len(named) > 10
    assert set(named) <= set(usual)
    assert {identity for joint in _JOINT.values() for identity, _ in joint} <= set(usual)
    assert {one.id.partition(".")[0] for one in known().bindings} <= set(PLACES), "see netui/config/keys.py"


def test_what_readme_says_of_configuration_and_keys_is_so() -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
    block = readme.split("```toml\n")[1].split("```")[0]
    config = parse(block, "README.md")
    check_columns(config, known())
    assert set(keymap(config, known(), valid)) == {"explore.filter", "operation.delete"}
    keys = {key for one in known().bindings for key in one.keys}
    table = readme.split("## Keys")[1].split("A detail has tabs")[0]
    told = {key for line in table.splitlines() if line.startswith("|") for key in re.findall("`([^`]+)`", line)}
    assert len(told) > 40
    assert {_SAID.get(key, key) for key in told} <= keys


_SAID = {"Tab": "tab", "Enter": "enter", "Esc": "escape", "F2": "f2", "F3": "f3", "F4": "f4"}
"""Keys as README calls them."""
