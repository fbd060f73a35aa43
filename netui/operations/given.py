"""What was typed into an operation's fields, read against a snapshot."""

from collections.abc import Mapping
from typing import Any

from netui.errors import NetuiError, NotFoundError
from netui.model.action import LinkAt, Where
from netui.model.link import Link
from netui.model.namespace import Namespace
from netui.model.naming import find_namespace
from netui.model.relations import Relations
from netui.model.snapshot import Snapshot
from netui.operations.field import Field, Problem
from netui.operations.identity import enterable, link_at, where
from netui.text import safe

Values = Mapping[str, Any]
"""By field: text as it was typed, True for a flag, a tuple of texts for several. What is missing was not given."""


class Place:
    """A link and the namespace that it is in."""

    def __init__(self, relations: Relations, space: Namespace, link: Link) -> None:
        self.relations = relations
        self.space = space
        self.link = link

    @property
    def at(self) -> LinkAt:
        """As actions need it."""
        return link_at(self.relations, self.space, self.link)

    def __str__(self) -> str:
        return f"{where(self.relations, self.space).name}/{self.link.name}"


class Given:
    """The values of one operation's fields, each read once. `problems` has what could not be read."""

    def __init__(self, snapshot: Snapshot, fields: tuple[Field, ...], values: Values) -> None:
        self.snapshot = snapshot
        self.relations = Relations(snapshot)
        self.fields = fields
        self.values = values
        self.problems: list[Problem] = []
        self._read: dict[str, Any] = {}
        for field in sorted(fields, key=lambda one: one.kind.name != "namespace"):  # links are looked for in those
            self._take(field)

    def _take(self, field: Field) -> None:
        typed = self.values.get(field.name)
        if typed in (None, "", ()):
            typed = field.default or None
        if typed is None:
            if field.required:
                self.problems.append(Problem(field.name, f"{field.metavar} is missing: {field.help}", "", 2))
            return
        try:
            if field.many:
                words = (typed,) if isinstance(typed, str) else typed
                self._read[field.name] = tuple(field.kind.read(self, word) for word in words)
            elif isinstance(typed, bool):
                self._read[field.name] = typed
            else:
                self._read[field.name] = field.kind.read(self, typed)
        except ValueError as error:
            self.problems.append(Problem(field.name, str(error), "", 2))
        except NetuiError as error:
            self.problems.append(Problem(field.name, error.message, error.hint, error.exit_status))

    def __contains__(self, name: str) -> bool:
        return name in self._read

    def __getitem__(self, name: str) -> Any:
        """The value of a field that is required, or has a default."""
        return self._read[name]

    def get(self, name: str, otherwise: Any = None) -> Any:
        """The value of a field, or `otherwise` where nothing was given."""
        return self._read.get(name, otherwise)

    def typed(self, name: str) -> str:
        """What was typed into a field."""
        typed = self.values.get(name, "")
        return typed if isinstance(typed, str) else ""

    def space(self, name: str = "namespace") -> Namespace:
        """The namespace that a field names."""
        space = self._read[name]
        assert isinstance(space, Namespace)
        return space

    def where(self, name: str = "namespace") -> Where:
        """The same, as actions need it."""
        return where(self.relations, self.space(name))

    def named(self, text: str) -> Namespace:
        """The namespace of that name. Raises NetuiError, and ValueError for one that cannot be entered."""
        space = find_namespace(self.relations, text)
        at = where(self.relations, space)
        if not enterable(space, at):
            raise ValueError(f"nothing that can be opened leads to {at.name}: a socket alone keeps it alive")
        return space

    def link(self, text: str, beside: str = "") -> Place:
        """A link as people name it: NAMESPACE/LINK, or LINK in the namespace of the field `namespace`.

        Where none was given there, it is looked for beside the link of the field `beside`. Raises NetuiError and
        ValueError with a sentence.
        """
        outer, slash, name = text.rpartition("/")
        space = self.named(outer) if slash else self._read.get("namespace")
        if not slash and not self.values.get("namespace") and beside in self._read:
            space = self._read[beside].space
        if space is None:  # that field could not be read, which is told already
            space = self.snapshot.host
        if space is None:
            raise ValueError("this host's own namespace was not read")
        link = find_link(space, name)
        if link is None:
            there = where(self.relations, space).name
            raise NotFoundError(f"there is no link {safe(name)} in {there}", hint="netui link list shows them all")
        return Place(self.relations, space, link)


def find_link(space: Namespace, text: str) -> Link | None:
    """The link with that name, as its bytes or in its shown form."""
    raw = text.encode("utf-8", "surrogateescape")
    shown = next((link for link in space.links.values() if str(link.name) == text), None)
    return shown or next((link for link in space.links.values() if link.name == raw), None)
