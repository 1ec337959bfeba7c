"""The package as its users get it."""
