"""Nothing but lo: for who wants to begin from the beginning."""

from netui.worlds.declared import Traffic, World

WORLD = World(
    name="empty",
    summary="Nothing but lo.",
    traffic=(
        Traffic("host", "127.0.0.1", True, "lo is up"),
        Traffic("host", "192.0.2.1", False, "no route leads anywhere"),
    ),
)
