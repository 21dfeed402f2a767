"""Experiments: what the pages draw, computed. Each takes any callable loss; none knows a surface by name."""
