"""Everything that netui raises on purpose.

```
NetuiError                 title, message, hint; exit status 1
├── UsageError             the words were wrong: an unknown object, a filter that cannot be read; exit status 2
│   ├── NotFoundError      nothing on this host has that name
│   └── ConfigError        config.toml cannot be used: file, line, and what is allowed
├── SourceError            a source of facts did not answer
│   ├── DeniedError        the kernel or the daemon refused: what privilege is missing
│   └── GoneError          the object went away while it was read
├── SandboxError           a sandbox cannot be made or joined here: which step, why, and who could allow it
├── SnapshotFileError      a saved snapshot cannot be read or written
└── ChangeError            a change was not made
    ├── RefusedError       the kernel said no: its own sentence
    ├── ThreatError        it could cut an ssh connection: which, and what that runs over; exit status 2
    ├── ChangedError       it is not what it was when it was looked at: the difference
    └── HistoryError       what was done cannot be kept, read, undone or redone
        ├── NoRoomError    the disk is full, or read-only
        └── BrokenOffError a change was broken off, and has to be finished, reverted or left first
```
"""


class NetuiError(Exception):
    """A failure with a sentence for people: `title` in a few words, `message`, and a `hint` of what would help."""

    title = "Failed"
    exit_status = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(NetuiError):
    """The words of the command or the filter were wrong."""

    title = "Cannot read that"
    exit_status = 2


class NotFoundError(UsageError):
    """Nothing on this host, or in this snapshot, has that name."""

    title = "Not found"
    exit_status = 1


class ConfigError(UsageError):
    """config.toml cannot be used. `message` tells file, line and what is allowed."""

    title = "Configuration"


class SourceError(NetuiError):
    """A source of facts did not answer as it should."""

    title = "Could not read"


class DeniedError(SourceError):
    """The kernel or the daemon refused to tell."""

    title = "Not permitted"


class GoneError(SourceError):
    """The object vanished while it was being read."""

    title = "Gone"


class SandboxError(NetuiError):
    """A sandbox cannot be made or joined here."""

    title = "No sandbox"


class SnapshotFileError(NetuiError):
    """A saved snapshot cannot be read or written."""

    title = "Snapshot file"


class ChangeError(NetuiError):
    """A change was not made."""

    title = "Not changed"


class RefusedError(ChangeError):
    """The kernel refused a change. `message` is its own sentence, or that of its error number."""

    title = "The kernel refused"

    def __init__(self, message: str, *, hint: str = "", number: int = 0) -> None:
        super().__init__(message, hint=hint)
        self.number = number
        """Its errno."""


class ChangedError(ChangeError):
    """What was to be changed is no longer what it was. `message` tells the difference."""

    title = "Changed meanwhile"


class ThreatError(ChangeError):
    """A change could cut an ssh connection, and nobody said that it shall be put back."""

    title = "Could cut you off"
    exit_status = 2


class HistoryError(ChangeError):
    """The history of changes cannot be read or written, or has nothing to undo."""

    title = "History"


class NoRoomError(HistoryError):
    """There is no room to keep what is done: the disk is full, or read-only."""

    title = "No room"


class BrokenOffError(HistoryError):
    """A change was broken off, and what becomes of it has to be decided first."""

    title = "Broken off"
