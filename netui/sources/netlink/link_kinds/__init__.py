"""What each kind of link tells of itself, in the words of `ip -d -j link`."""
