"""One operation a module, as OPERATION; the registry finds them."""
