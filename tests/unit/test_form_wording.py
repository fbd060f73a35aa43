"""What operations say of the command line's options, a form says of its fields."""

import re

import pytest

from netui.operations.registry import find, operations
from netui.ui.forms.form import Form
from netui.ui.forms.wording import in_form
from tests.ui.form_states import FILLED, WRONG, form_host


@pytest.mark.parametrize(
    ("identity", "hint", "told"),
    [
        ("link.create", "--id 7", "“id”, as 7"),
        ("link.create", "netui veth create NAME PEER", "veth create; : finds it"),
        ("link.move", "--keep-addresses gives it all back", "“keep addresses” gives it all back"),
        ("link.port", "--isolated on, --learning off, …", "“isolated” on, “learning” off, …"),
        ("route.add", "--via GATEWAY or --dev LINK", "“via” or “dev”"),
        ("route.delete", "netui route list shows them all", "^o shows them all"),
        ("network.connect", "netui network create --subnet", "network create with “subnet”; : finds it"),
        ("network.connect", "netui container show tells its address", "its detail tells its address"),
        ("container.start", "netui container unpause web", "container unpause web; : finds it"),
        ("link.up", "a name as --via or a--id b", "a name as --via or a--id b"),
    ],
)
def test_a_hint_names_fields(identity: str, hint: str, told: str) -> None:
    noun, _, verb = identity.partition(".")
    operation = find(noun, verb)
    assert operation
    assert in_form(hint, operation) == told


def test_no_form_speaks_of_options() -> None:
    option = re.compile(r"(?<![\w-])--[a-z]|\bnetui [a-z]+ (?:create|delete|show|set|start|add|up)\b")
    for one in operations():
        assert not option.search(in_form(one.summary, one)), one.id
        for values in (FILLED.get(one.id), WRONG.get(one.id), {}):
            form = Form(one, form_host(), values or {})
            for problem in form.problems:
                told = in_form(problem.hint, one)
                assert not option.search(told), (one.id, told)
                assert not option.search(problem.message), (one.id, problem.message)
