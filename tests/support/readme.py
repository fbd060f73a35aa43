"""README's table of operations, from the registry: `python -m tests.support.readme` prints it."""

from collections.abc import Iterator

from netui.operations.operation import Operation
from netui.operations.registry import operations

HEAD = ("| command | what it does | undo | key |", "|---|---|---|---|")


def usage(operation: Operation) -> str:
    """`netui link up LINK`"""
    words = ["netui", operation.noun, operation.verb]
    for field in operation.fields:
        if field.positional:
            word = field.metavar + ("…" if field.many else "")
            words.append(word if field.required else f"[{word}]")
        elif field.required:
            words.append(f"--{field.name.replace('_', '-')} {field.metavar}")
    return " ".join(filter(None, words))


def table() -> Iterator[str]:
    """Its lines."""
    yield from HEAD
    for one in operations():
        key = f"`{one.key}`" if one.key else ""
        yield f"| `{usage(one)}` | {one.summary} | {one.undo} | {key} |"


if __name__ == "__main__":
    print("\n".join(table()))
