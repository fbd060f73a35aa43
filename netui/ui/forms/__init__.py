"""Forms over operations: what was typed, what is wrong with it, what it would do. Free of any terminal library."""
