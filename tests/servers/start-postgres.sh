#!/usr/bin/env bash
# A PostgreSQL of its own for the tests: start-postgres.sh DIR PORT
# Loopback only, data in DIR; started there again, it goes on with them. Prints the variable that the tests read;
# stop.sh DIR ends it. POSTGRES_FSYNC=on makes it flush what it commits, as it does by itself everywhere else.
set -eu
dir=$(realpath -m "$1") port=$2

bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }
if [ -z "$(bin)" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o DPkg::Lock::Timeout=300 postgresql >&2
fi
. "$(dirname "$(realpath "$0")")/in-docker.sh"
if [ -z "$(bin)" ] && has_docker; then
  run_in_docker "$dir" "$port" 5432 postgres:17.6 -e POSTGRES_HOST_AUTH_METHOD=trust -- -c max_connections=300 -c fsync="${POSTGRES_FSYNC:-off}"
  # The image starts twice: the first time it makes the database, without a port.
  wait_for_port "$port" && sleep 2
  echo "ARTENGINE_TEST_POSTGRES='Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres'"
  exit 0
fi
[ -n "$(bin)" ] || { echo "PostgreSQL is not installed, and no Docker engine answers" >&2; exit 1; }
export PATH="$(bin):$PATH"

mkdir -p "$dir"
# PostgreSQL refuses to run as root.
as_owner() { "$@"; }
if [ "$(id -u)" = 0 ]; then
  chown postgres "$dir" && chmod 755 "$dir"
  as_owner() { runuser -u postgres -- env PATH="$PATH" "$@"; }
fi

if [ ! -d "$dir/data" ]; then
  as_owner initdb -D "$dir/data" -U postgres -A trust --no-sync -E UTF8 --locale=C.UTF-8 >"$dir/initdb.log" 2>&1
  cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$dir'
max_connections = 300
fsync = ${POSTGRES_FSYNC:-off}
CONF
fi
# After a kill its children need a moment to let go of the data.
for _ in $(seq 40); do
  as_owner pg_ctl -D "$dir/data" -l "$dir/data/log" -w -t 60 start >&2 && break
  sleep 0.25
done
mkdir -p "$dir/pids"
head -1 "$dir/data/postmaster.pid" >"$dir/pids/postgres"
echo "ARTENGINE_TEST_POSTGRES='Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres'"
