"""How fast it is, measured side by side with others in one run. `python -m benchmarks` runs all, or those
that are named."""
