"""What the Makefile, the tests and the benchmarks share: a served app and a browser to look at it."""
