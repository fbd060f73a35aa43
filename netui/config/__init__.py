"""What a user has set once for all: config.toml is found, trusted, read and checked; its default is printed."""
