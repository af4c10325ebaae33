#!/usr/bin/env bash
# A real metric database for the tests: VictoriaMetrics, which takes InfluxDB's write requests, on 127.0.0.1.
# usage: start-metrics.sh DIR PORT      stop it with stop.sh DIR
# Prints the environment variable that the tests read. Installs Debian's package when it is missing; that needs root.
set -euo pipefail

dir=$(realpath -m "${1:?usage: start-metrics.sh DIR PORT}")
port=${2:?usage: start-metrics.sh DIR PORT}

if ! command -v victoria-metrics > /dev/null && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o DPkg::Lock::Timeout=300 --no-install-recommends victoria-metrics >&2
fi
. "$(dirname "$(realpath "$0")")/in-docker.sh"
if ! command -v victoria-metrics > /dev/null && has_docker; then
  run_in_docker "$dir" "$port" 8428 victoriametrics/victoria-metrics:v1.125.1 -- -retentionPeriod=12 -selfScrapeInterval=0
  wait_for_port "$port"
  echo "ARTENGINE_TEST_METRICS=http://127.0.0.1:$port"
  exit 0
fi
command -v victoria-metrics > /dev/null || { echo "VictoriaMetrics is not installed, and no Docker engine answers" >&2; exit 1; }

mkdir -p "$dir"/{data,log,pids}
nohup victoria-metrics -storageDataPath="$dir/data" -httpListenAddr="127.0.0.1:$port" -retentionPeriod=12 -selfScrapeInterval=0 \
  > "$dir/log/victoria-metrics.out" 2>&1 < /dev/null &
echo $! > "$dir/pids/victoria-metrics"

for _ in $(seq 1 60); do
  if curl -sf -o /dev/null "127.0.0.1:$port/health"; then
    echo "ARTENGINE_TEST_METRICS=http://127.0.0.1:$port"
    exit 0
  fi
  sleep 0.5
done
echo "VictoriaMetrics does not answer, see $dir/log" >&2
exit 1
