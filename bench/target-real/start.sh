#!/usr/bin/env bash
# The same on PostgreSQL, Redis and S3: start.sh all, or start.sh api when only the service was killed.
# ART_ENGINE: the checkout, when this folder was copied out of it.
set -euo pipefail
root=${ART_ENGINE:-$(dirname "$(dirname "$(dirname "$(realpath "$0")")")")}
servers=$root/tests/servers
dir=$BENCH_RUN/servers

if [ "${1:-all}" = all ]; then
  # New ones for each phase: the S3 server keeps everything in memory.
  "$servers/stop.sh" "$dir"
  rm -rf "$dir"
  mkdir -p "$dir"
  chmod 755 "$BENCH_RUN" "$dir"
  : >"$dir/env"
  # The kit gives all targets the same port, and the databases of others stay on the next ones from phase to phase.
  POSTGRES_FSYNC=on "$servers/start-postgres.sh" "$dir/postgres" $((BENCH_PORT + 5)) >>"$dir/env" </dev/null
  "$servers/start-redis.sh" "$dir/redis" $((BENCH_PORT + 6)) >>"$dir/env" </dev/null
  "$servers/start-s3.sh" "$dir/s3" $((BENCH_PORT + 10)) >>"$dir/env" </dev/null
  for file in "$dir"/*/pids/*; do
    echo "$(basename "$file") $(cat "$file")" >>"$BENCH_RUN/pids"
  done
fi

. "$dir/env"
export ConnectionStrings__Postgres="$ARTENGINE_TEST_POSTGRES" ConnectionStrings__Redis="$ARTENGINE_TEST_REDIS"
export Minio__Endpoint="$ARTENGINE_TEST_S3" Minio__AccessKey="$ARTENGINE_TEST_S3_ACCESS_KEY" Minio__SecretKey="$ARTENGINE_TEST_S3_SECRET_KEY"
BENCH_KIT=$(cd "$(dirname "$0")/../.." && pwd)
export BENCH_KIT
embedded=$(dirname "$0")/../target
[ -d "$embedded" ] || embedded=$(dirname "$0")/../art-engine
exec bash "$embedded/start.sh" api
