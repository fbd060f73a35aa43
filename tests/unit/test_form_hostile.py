"""Names that attack, in every field of every form: checked without a fault, and never another object's."""

import pytest

from netui.operations.operation import Operation
from netui.operations.registry import operations
from netui.ui.forms.entry import Entry
from netui.ui.forms.form import Form
from tests.support.hostile import names
from tests.support.snapshots import hostile_host

_NAMES = [one.decode("utf-8", "surrogateescape") for one in names(50, seed=9)]


@pytest.mark.parametrize("operation", operations(), ids=[one.id for one in operations()])
def test_a_form_takes_any_text_and_does_only_what_was_typed(operation: Operation) -> None:
    snapshot = hostile_host()
    for text in _NAMES:
        form = Form(operation, snapshot, {})
        for field in form.fields:
            entry = form.entry(field)
            if isinstance(entry, Entry):
                entry.set("")
                entry.insert(text)
                form.changed(field)
                form.offers(field)
                before, under, behind = entry.window(20)
                assert (before + under + behind).isprintable()
                assert form.problems or form.plan
                assert all(problem.message.isprintable() for problem in form.problems)
        for command in form.plan.commands if form.plan else ():
            assert command.isprintable()
