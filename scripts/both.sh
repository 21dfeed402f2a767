#!/bin/sh
# Run two commands at the same time. What the first says is shown as it comes, what the second said when both
# have ended. Fails if one of them fails.
set -u
said=$(mktemp)
trap 'kill "$second" 2>/dev/null; rm -f "$said"' EXIT
trap 'exit 130' INT TERM
sh -c "exec $2" >"$said" 2>&1 &
second=$!
sh -c "$1"
first_code=$?
wait "$second"
second_code=$?
cat "$said"
[ "$first_code" -eq 0 ] && [ "$second_code" -eq 0 ]
