"""The tables of iptables and ip6tables, by their own save commands (iptables-save(8))."""

from netui.model.firewall import Table
from netui.sources.firewall.commands import CommandError, Commands
from netui.sources.firewall.iptables_text import Saved, parse_saved

_TOOLS = {"ip": "iptables", "ip6": "ip6tables"}
_NAMES = {"ip": "ip_tables_names", "ip6": "ip6_tables_names"}
_HERE = "/proc/thread-self/net/"
"""/proc/self would be the main thread's namespace."""


def saved(commands: Commands, variant: str, family: str) -> Saved:
    """What the save command of that variant (nft, legacy) tells of a family (ip, ip6). Raises CommandError.

    Loads no kernel module: `-M` is the program that would.
    """
    program = commands.saver(variant, family)
    return parse_saved(commands.output(program, "-c", "-M", "/bin/false"), f"iptables-{variant}", family)


def legacy_tables(commands: Commands, family: str) -> tuple[Table, ...]:
    """The legacy tables of one family; the command runs only where the kernel has some.

    Raises CommandError.
    """
    if not _legacy_names(family):
        return ()
    return saved(commands, "legacy", family).tables


def _legacy_names(family: str) -> list[bytes]:
    try:
        with open(_HERE + _NAMES[family], "rb") as file:
            return file.read().split()
    except FileNotFoundError:  # the kernel has no legacy iptables
        return []
    except PermissionError as error:
        raise CommandError(f"legacy {_TOOLS[family]}: only root may see whether it has tables") from error
    except OSError as error:
        raise CommandError(f"legacy {_TOOLS[family]}: {error.strerror}") from error
