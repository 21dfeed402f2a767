"""What is said of a surface stands in `kit.race_words`; this name is left for the pages that have not moved yet."""

from kit.race_words import about_surface, counted_from, of_found

__all__ = ["about_surface", "counted_from", "of_found"]
