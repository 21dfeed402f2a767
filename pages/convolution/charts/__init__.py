"""How the facts of each part are drawn."""
