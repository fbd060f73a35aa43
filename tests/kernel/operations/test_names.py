"""Names that the checks let through are those that the kernel takes; no other object is touched."""

import os
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

import pytest

from netui.errors import NetuiError, RefusedError
from netui.model import action as act
from netui.model.action import LinkAt, Where
from netui.operations.kinds import link_fault, namespace_fault
from netui.operations.registry import find
from netui.sources.netlink.writer import Writer
from netui.text import Name
from tests.support.hostile import names
from tests.support.requirements import needs_programs, needs_root
from tests.support.runner import Hand, clear, read

pytestmark = [needs_root, needs_programs("ip")]

PREFIX = f"nt{os.getpid() % 10000}n"
RED = f"{PREFIX}red"
COUNT = 2000


@pytest.fixture(autouse=True)
def red(hand: Hand) -> Iterator[None]:
    hand("namespace", "create", name=RED)
    yield
    clear(PREFIX)


def test_the_check_of_a_links_name_is_the_kernels(hand: Hand) -> None:
    """One link is given every name in turn."""
    hand("link", "create", name="v0", kind="bridge", namespace=RED)
    writer, red = Writer(), Where(Name(RED.encode()), Name(b"/run/netns/" + RED.encode()))
    called, taken = Name(b"v0"), 0
    for raw in names(COUNT, seed=1):
        if not raw or b"%" in raw or b"\0" in raw:
            continue  # there the kernel takes something else than was asked
        try:
            writer.carry_out(act.SetLink(LinkAt(red, called), name=Name(raw)))
        except RefusedError:
            accepted = False
        else:
            accepted, called, taken = True, Name(raw), taken + 1
        assert accepted is not bool(link_fault(raw)), raw
    assert taken > COUNT / 4


def test_the_check_of_a_namespaces_name_is_that_of_files() -> None:
    """One namespace is given every name in turn."""
    writer, red = Writer(), Where(Name(RED.encode()), Name(b"/run/netns/" + RED.encode()))
    for raw in names(COUNT, seed=2):
        name = Name(PREFIX.encode() + raw)
        accepted = True
        try:
            writer.carry_out(act.NameNamespace(red, name))
            writer.carry_out(act.DeleteNamespace(Where(name, Name(b"/run/netns/" + name)), name))
        except RefusedError:
            accepted = False
        assert accepted is not bool(namespace_fault(bytes(name))), raw


def test_every_field_takes_hostile_text_or_says_why_not(hand: Hand) -> None:
    """No traceback, whatever is typed anywhere; what passes has a plan in printable commands."""
    from netui.operations.registry import operations

    hand("veth", "create", name="v0", peer="v1", namespace=RED)
    snapshot = read()
    typed = cycle(os.fsdecode(one) for one in names(COUNT, seed=3))
    for operation in operations():
        for field in operation.fields:
            for text in islice(typed, 300):
                values: dict[str, Any] = {one.name: "v0" for one in operation.fields if one.required}
                values.update(namespace=RED, name=RED)
                values[field.name] = (text,) if field.many else text
                for problem in operation.check(snapshot, values):
                    assert problem.message.isprintable(), problem
                try:
                    plan = operation.plan(snapshot, values)
                except NetuiError as error:
                    assert error.message.isprintable()
                else:
                    assert all(line.isascii() and line.isprintable() for line in plan.commands)
                    assert plan.title.isprintable()


def test_names_that_look_alike_are_told_apart(hand: Hand) -> None:
    """A link called by what is shown of another one."""
    hand("link", "create", name="a\x01", kind="bridge", namespace=RED)
    hand("link", "create", name="a\\x01", kind="bridge", namespace=RED)
    operation = find("link", "up")
    assert operation
    for shown, name in (("a\\x01", b"a\x01"), ("a\\\\x01", b"a\\x01")):
        plan = operation.plan(read(), {"link": f"{RED}/{shown}"})
        (step,) = plan.actions
        assert isinstance(step, act.SetLink)
        assert step.link.name == name
