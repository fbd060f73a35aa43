"""The door for foreign text: nothing harmful leaves, and nothing is lost."""

import json
import subprocess
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from netui.text import Name, exact_text, json_text, quote, safe, unsafe, written

HOSTILE = (
    b"\x1b[31mred\x1b[0m", b"\x1b]0;title\x07", b"\x9b31m", "\x9b31m".encode(), b"\xff\xfe", b"a\nb\rc\td",
    b"\x7f\x08", "\u202eevil\u2066x\u2069".encode(), "\u200b\u200d\ufeff".encode(), "e\u0301".encode(),
    "\u115f\u3164\u2800".encode(), "\U000e0041\U0001f600".encode(), b"\\x41", b"\\", b"\\\\u202e",
    "\u2028\u2029\xa0".encode(), b"\xe2\x9d", b"\xed\xb2\x80",
)  # fmt: skip

foreign = st.binary(max_size=40) | st.text(max_size=20).map(str.encode)
examples = st.sampled_from(HOSTILE) | foreign


@given(examples)
def test_nothing_that_a_terminal_acts_on_leaves(raw: bytes) -> None:
    for char in safe(raw):
        assert unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cn", "Cs", "Mn", "Me", "Mc", "Zl", "Zp")
        assert char == " " or unicodedata.category(char) != "Zs"
        assert unicodedata.bidirectional(char) not in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


@given(examples)
def test_shown_text_leads_back_to_the_bytes(raw: bytes) -> None:
    assert unsafe(safe(raw)) == raw


@pytest.mark.parametrize("text", ["\\ud800", "\\Uffffffff", "\\x4", "\\u12", "\\q", "\\U00110000"])
def test_text_that_was_never_shown_is_taken_as_it_stands(text: str) -> None:
    assert unsafe(text) == text.encode()


@given(examples, examples)
def test_two_names_never_look_the_same(one: bytes, other: bytes) -> None:
    assert (safe(one) == safe(other)) == (one == other)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"eth0", "eth0"),
        (b"[b]x[/b]", "[b]x[/b]"),
        (b"\x1b[31m", "\\x1b[31m"),
        (b"\xff", "\\xff"),
        ("\u202etxt".encode(), "\\u202etxt"),
        ("\U000e0041".encode(), "\\U000e0041"),
        ("日本 é".encode(), "日本 é"),
        ("a\xa0b".encode(), "a\\u00a0b"),
        (b"a b", "a b"),
        (b"C:\\x", "C:\\\\x"),
    ],
)
def test_what_people_read(raw: bytes, shown: str) -> None:
    assert safe(raw) == shown
    assert str(Name(raw)) == f"{Name(raw)}" == shown


def test_a_name_lines_up_by_what_is_shown() -> None:
    name = Name(b"\x1b")
    assert f"{name:>6}|" == "  \\x1b|"


def test_a_name_is_its_bytes() -> None:
    assert Name(b"a") == b"a" and hash(Name(b"a")) == hash(b"a") and {b"a": 1}[Name(b"a")] == 1


@given(examples.filter(lambda raw: b"\0" not in raw))
@example(b"")
@example(b"-rf")
@example(b"$(id)`id`\"'\\!*?~#")
@example(b"~")
@example(b"'\n'")
@settings(max_examples=60, deadline=None)
def test_bash_reads_a_quoted_word_back_byte_for_byte(raw: bytes) -> None:
    word = quote(raw)
    assert word.isascii() and word.isprintable()
    done = subprocess.run(["bash", "-c", f"printf %s {word}; printf '|%s' $#"], capture_output=True, check=True)
    assert done.stdout == raw + b"|0"


def test_many_words_stay_many_words() -> None:
    words = [one for one in HOSTILE if b"\0" not in one]
    line = " ".join(map(quote, words))
    done = subprocess.run(["bash", "-c", f"printf '%s\\0' {line}"], capture_output=True, check=True)
    assert done.stdout.split(b"\0")[:-1] == words


@pytest.mark.parametrize("plain", ["eth0", "10.0.0.1/24", "2001:db8::1", "a=b", "x@y", "br-1"])
def test_plain_words_stay_plain(plain: str) -> None:
    assert quote(plain) == plain


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=3))
def test_json_stays_itself_and_harmless(value: dict[str, str]) -> None:
    encoded = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    text = json_text(encoded)
    assert json.loads(text) == json.loads(encoded)
    assert all(safe(char) == char or char in "\n\\" for char in text)


def test_json_escapes_what_a_terminal_acts_on() -> None:
    assert json_text('"\x7f\x9b\u202e\U000e0041 日本"'.encode()) == '"\\u007f\\u009b\\u202e\\udb40\\udc41 日本"'


def test_names_for_json() -> None:
    assert exact_text("日本".encode()) == ("日本", None)
    assert exact_text(b"\xffa") == ("\\xffa", "ff61")


@given(foreign)
def test_what_a_program_wrote_holds_nothing_that_a_terminal_obeys(line: bytes) -> None:
    shown = written(line)
    assert shown.isprintable() or not shown


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (b"\x1b[1;31mred\x1b[0m\r\n", "red"), (b"a\tb", "a       b"), (b'{"a": "\\n"}', '{"a": "\\n"}'),
        (b"\x1b]0;title\x07", "\\x1b]0;title\\x07"), (b"\x1b[2Jgone", "\\x1b[2Jgone"), (b"\xff", "\\xff"),
    ],
)  # fmt: skip
def test_a_line_of_a_log_is_read_without_colours_and_with_its_backslashes(line: bytes, shown: str) -> None:
    assert written(line) == shown
