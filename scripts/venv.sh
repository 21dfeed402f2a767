#!/bin/sh
# venv.sh DIRECTORY REQUIREMENTS: makes the virtual environment if it is not there or does not start, and installs the requirements into it.
set -eu
if ! "$1/bin/python" -m pip --version >/dev/null 2>&1; then
    python=$(sh scripts/python.sh)
    echo "Making $1 with $("$python" --version)"
    "$python" -m venv --clear "$1"
fi
echo "Installing $2 into $1 (a minute or two, the first time)"
"$1/bin/python" -m pip install --quiet --disable-pip-version-check -r "$2"
