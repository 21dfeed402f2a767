"""The parts that group beside known classes: digits or a table of one's own, as they are or as codes."""
