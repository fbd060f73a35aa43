"""Another netui: `python -m tests.support.busy FOLDER NAMESPACE TIMES SEED` makes changes by chance."""

import random
import sys
from pathlib import Path

from tests.support.runner import Hand


def work(folder: Path, space: str, times: int, seed: int) -> None:
    """Change its link v0; print each refusal, and how often it was done."""
    hand, chance, done = Hand(folder), random.Random(seed), 0
    for number in range(times):
        low = chance.randrange(3)
        choices = (
            lambda: hand("link", "set", link=f"{space}/v0", mtu=str(1300 + number)),  # noqa: B023 - called at once
            lambda: hand("address", "add", address=f"10.{low}.0.1/24", link=f"{space}/v0"),  # noqa: B023
            lambda: hand("address", "delete", address=f"10.{low}.0.1", link=f"{space}/v0"),  # noqa: B023
            lambda: hand("link", "down", link=f"{space}/v0"),
            lambda: hand("link", "up", link=f"{space}/v0"),
            hand.undo,
            hand.undo,
            hand.undo,
            hand.redo,
        )
        try:
            chance.choice(choices)()
            done += 1
        except Exception as error:  # noqa: BLE001 - every kind is told, and judged by the test
            print(f"{type(error).__name__}: {error}")
    print(f"done {done}")


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
