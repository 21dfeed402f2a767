#!/bin/sh
# Prints the path of a Python from 3.11 to 3.13 that can make a virtual environment; PYTHON=… is asked first.
fits='import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
for name in ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3.11 python3 python; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c "$fits" >/dev/null 2>&1; then
        command -v "$name"
        exit 0
    fi
done
echo "No Python from 3.11 to 3.13 with venv was found (python3 here: $(python3 --version 2>&1 || true))." >&2
echo "Install one (on Debian and Ubuntu python3-venv too), or name it: make PYTHON=/path/to/python3.12" >&2
exit 1
