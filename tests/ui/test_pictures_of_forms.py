"""A picture of every form, of what is wrong in it, and of what confirms, refuses and takes back."""

from collections.abc import Callable

import pytest

from netui.operations.registry import operations
from netui.sources import ping
from tests.ui.form_states import FORMS, FormState, replies
from tests.ui.test_pictures import utc

Compare = Callable[..., bool]

__all__ = ["utc"]


@pytest.mark.parametrize("state", FORMS, ids=[state.name for state in FORMS])
def test_the_form_looks_as_it_did(state: FormState, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ping, "ping", replies)
    assert snap_compare(state.app(), run_before=state.open, terminal_size=state.size)


def test_every_operation_has_its_picture() -> None:
    shown = {state.operation for state in FORMS}
    assert shown - {""} == {one.id for one in operations()}
