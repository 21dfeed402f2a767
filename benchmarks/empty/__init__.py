"""The emptiest app that answers a slider: the yardstick of `python -m benchmarks browser`."""
