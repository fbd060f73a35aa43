"""The host as a map: what is joined to what, where it stands, and drawings of it. It knows the model alone."""
