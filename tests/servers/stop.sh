#!/usr/bin/env bash
# Ends the servers that start.sh or a script beside it started in DIR, and no other process: stop.sh DIR
set -u
dir=$(realpath -m "$1")
find "$dir" -path '*/pids/*' -type f 2>/dev/null | while read -r file; do
  pid=$(cat "$file")
  program=$(basename "$file")
  # The number may belong to another program by now: only the one that was started is ended.
  if [ "$(basename "$(readlink "/proc/$pid/exe")")" = "$program" ] || grep -q "$program" "/proc/$pid/cmdline" 2>/dev/null; then
    kill -INT "$pid" 2>/dev/null
    for _ in $(seq 40); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null
  fi
  rm -f "$file"
done
find "$dir" -path '*/containers/id' -type f 2>/dev/null | while read -r file; do
  docker kill "$(cat "$file")" >/dev/null
  rm -f "$file"
done
exit 0
