"""Numbers with their nouns."""


def counted(number: int, noun: str) -> str:
    """1 link, 2 links."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
