#!/usr/bin/env bash
# Starts every server that the integration tests can use, on free loopback ports with temporary data: start.sh DIR
# Prints the variables that the tests read; what cannot be started is left out, with the reason on standard error.
# stop.sh DIR ends them.
set -u
dir=$(realpath -m "$1")
here=$(dirname "$(realpath "$0")")
mkdir -p "$dir"

# A block of free ports for each server, away from those that outgoing connections get.
port=$((20000 + RANDOM % 8000))
next_ports() {
  port=$((port + 40))
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 40)); done
}

for script in "$here"/start-*.sh; do
  name=$(basename "$script" .sh)
  name=${name#start-}
  next_ports
  if ! "$script" "$dir/$name" "$port" >"$dir/$name.env" 2>"$dir/$name.err"; then
    echo "$name could not be started: $(tail -1 "$dir/$name.err")" >&2
    : >"$dir/$name.env"
  fi
  cat "$dir/$name.env"
done

# Tests that end servers and start them again need programs of this machine, all of them.
if ! compgen -G "$dir/*/containers" >/dev/null && [ "$(find "$dir" -maxdepth 1 -name '*.env' -size +0 | wc -l)" = 4 ]; then
  echo "ARTENGINE_TEST_LOCAL_SERVERS=yes"
fi
