"""netui: see, change and explain the network of a Linux host, in a terminal."""

__version__ = "0.1.0"
