"""Each failure says what kind it is, and how the program ends for it."""

import pytest

from netui import errors


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.NetuiError, 1),
        (errors.UsageError, 2),
        (errors.NotFoundError, 1),
        (errors.SourceError, 1),
        (errors.DeniedError, 1),
        (errors.GoneError, 1),
        (errors.SnapshotFileError, 1),
        (errors.ChangeError, 1),
        (errors.ChangedError, 1),
        (errors.HistoryError, 1),
    ],
)
def test_a_failure_is_a_sentence_with_a_hint(kind: type[errors.NetuiError], status: int) -> None:
    error = kind("it did not work", hint="try this")
    assert (str(error), error.message, error.hint) == ("it did not work", "it did not work", "try this")
    assert error.exit_status == status
    assert error.title


def test_each_kind_has_a_title_of_its_own() -> None:
    kinds = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.NetuiError)]
    assert len({one.title for one in kinds}) == len(kinds) == 11


def test_whoever_catches_the_family_catches_the_member() -> None:
    for member, family in (
        (errors.NotFoundError, errors.UsageError),
        (errors.DeniedError, errors.SourceError),
        (errors.GoneError, errors.SourceError),
        (errors.SnapshotFileError, errors.NetuiError),
        (errors.RefusedError, errors.ChangeError),
        (errors.ChangedError, errors.ChangeError),
        (errors.HistoryError, errors.ChangeError),
    ):
        with pytest.raises(family):
            raise member("x")
