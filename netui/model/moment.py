"""The names at the moment of a change, when what is named may have two of them, or none any more."""

from netui.model.naming import namespace_name
from netui.model.relations import Relations
from netui.model.snapshot import Snapshot
from netui.text import Name

_NAMELESS = (b"inode:", b"pid:")


class Moment:
    """Names of namespaces and links before a change and after it; namespaces have the same keys in both."""

    def __init__(self, old: Snapshot, new: Snapshot, known: dict[int, Name] | None = None) -> None:
        """`known` remembers names from moment to moment: a namespace loses its name a moment before it ends."""
        self._old, self._new = Relations(old), Relations(new)
        self._known = {} if known is None else known

    def namespace(self, key: int | None, *, before: bool = False) -> Name | None:
        """The name of the namespace with that key, the new one where it has two; None where it is unknown."""
        if key is None:
            return None
        names = [name for relations in (self._old, self._new) if (name := _name_in(relations, key)) is not None]
        if not names:
            return self._known.get(key)
        telling = [name for name in names if not name.startswith(_NAMELESS)]
        name = (telling or names)[0 if before else -1]
        if telling:
            self._known[key] = name
        elif before:
            return self._known.get(key, name)
        return name

    def link(self, key: int | None, ifindex: int, *, before: bool = False) -> Name | None:
        """The name of a link, now or as it was."""
        for relations in (self._old, self._new) if before else (self._new, self._old):
            space = relations.snapshot.namespaces.get(key) if key is not None else None
            if space and ifindex in space.links:
                return space.links[ifindex].name
        return None


def _name_in(relations: Relations, key: int) -> Name | None:
    space = relations.snapshot.namespaces.get(key)
    return namespace_name(relations, space) if space else None
