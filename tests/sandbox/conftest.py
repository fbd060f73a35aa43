"""Two callers, and the promise that holds for every test here: the host is afterwards as it was."""

from collections.abc import Iterator

import pytest

from tests.sandbox.callers import Caller, root, unprivileged
from tests.sandbox.traces import left_since, look
from tests.support.nobody import Nobody, nobody


@pytest.fixture(scope="package")
def user() -> Iterator[Nobody]:
    with nobody() as made:
        yield made


@pytest.fixture(params=["nobody", "root"])
def caller(request: pytest.FixtureRequest, user: Nobody) -> Iterator[Caller]:
    """netui as each of both; nothing is left when the test ends."""
    one = root() if request.param == "root" else unprivileged(user)
    before = look(one)
    yield one
    left = left_since(before, one)
    assert not left, "left on the host:\n" + "\n".join(left)


@pytest.fixture
def unprivileged_caller(user: Nobody) -> Iterator[Caller]:
    """The one without privilege alone."""
    one = unprivileged(user)
    before = look(one)
    yield one
    assert not left_since(before, one)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs root, to be another user too, and the tools that people trust."""
    for item in items:
        if "tests/sandbox" in item.nodeid:
            item.add_marker(pytest.mark.needs("root", "ip", "nft", "ps", "unshare"))
