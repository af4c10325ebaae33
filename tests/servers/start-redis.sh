#!/usr/bin/env bash
# A Redis of its own for the tests: start-redis.sh DIR PORT
# Loopback only, nothing kept. Prints the variable that the tests read; stop.sh DIR ends it.
set -eu
dir=$(realpath -m "$1") port=$2

if ! command -v redis-server >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o DPkg::Lock::Timeout=300 redis-server >&2
fi
. "$(dirname "$(realpath "$0")")/in-docker.sh"
if ! command -v redis-server >/dev/null && has_docker; then
  run_in_docker "$dir" "$port" 6379 redis:8.2.1
  wait_for_port "$port"
  echo "ARTENGINE_TEST_REDIS='127.0.0.1:$port'"
  exit 0
fi
command -v redis-server >/dev/null || { echo "Redis is not installed, and no Docker engine answers" >&2; exit 1; }

mkdir -p "$dir/pids"
redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --dir "$dir" >"$dir/log" 2>&1 &
echo $! >"$dir/pids/redis-server"
for _ in $(seq 100); do
  [ "$(redis-cli -p "$port" ping 2>/dev/null)" = PONG ] && break
  sleep 0.1
done
echo "ARTENGINE_TEST_REDIS='127.0.0.1:$port'"
