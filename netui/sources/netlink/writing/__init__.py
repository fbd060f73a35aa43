"""Each kind of change that the writer makes."""
