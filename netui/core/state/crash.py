"""What is left of a fault of netui's own: a file with the traceback, fit to be sent to others, and one sentence."""

import os
import platform
import sys
import time
import traceback

from netui import __version__
from netui.core.state.secrets import masked
from netui.core.state.statefiles import write_crash
from netui.text import safe, safe_lines


def described(error: BaseException) -> str:
    """The traceback, without the values of variables; safe, and without what looks like a secret."""
    return safe_lines(masked("".join(traceback.format_exception(error)))).rstrip("\n")


def saved(trace: str, title: str) -> str:
    """Keep a traceback, which is safe already; returns one sentence for standard error that says where it lies."""
    now = time.time()
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(now))
    system = f"Linux {platform.release()} {platform.machine()}, Python {platform.python_version()}"
    head = f"netui {__version__}, {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(now))}\n{system}\n"
    words = safe(masked(" ".join(sys.argv[1:])))
    try:
        path = write_crash(f"{stamp}-{os.getpid()}", f"{head}arguments: {words or 'none'}\n\n{title}\n{trace}\n")
    except OSError as failure:
        return f"{title}: {trace.rpartition(chr(10))[2]} (no file could be written: {failure.strerror})"
    return f"{title}; what happened lies in {safe(str(path))} – netui doctor --report makes a report of it"
