"""What can go wrong on the stand: a statement, or a part that is not there."""


class StandError(Exception):
    """A statement or a part of the stand failed; the message is that of the engine, or the tail of the part's log."""


class MissingPartError(Exception):
    """Something has to be installed first; the message says what, and how to get it."""
