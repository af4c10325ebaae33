#!/usr/bin/env bash
# Ends the servers that a start script of this folder started in DIR, and no other process.
# usage: stop.sh DIR
set -euo pipefail

dir=$(realpath "${1:?usage: stop.sh DIR}")
for file in "$dir"/pids/*; do
  [ -e "$file" ] || continue
  pid=$(cat "$file")
  case $(basename "$file") in
    mon) program=ceph-mon ;;
    osd) program=ceph-osd ;;
    gateway) program=radosgw ;;
    *) program=$(basename "$file") ;;
  esac
  # The number may belong to another program by now: only the one that was started is ended.
  if [ "$(basename "$(readlink "/proc/$pid/exe")")" = "$program" ]; then
    kill "$pid"
    for _ in $(seq 1 40); do
      kill -0 "$pid" 2> /dev/null || break
      sleep 0.25
    done
    kill -9 "$pid" 2> /dev/null || true
  fi
  rm "$file"
done
