"""Whether the scenes notice a wrong predicate: each is dropped and negated once."""
