# Sourced by the scripts beside it: the third choice, when a server is neither installed nor can be, but Docker answers.

has_docker() { command -v docker >/dev/null && docker info >/dev/null 2>&1; }

# run_in_docker DIR PORT INNER_PORT IMAGE [OPTION...] [-- COMMAND...]; stop.sh DIR ends it
run_in_docker() {
  local dir=$1 port=$2 inner=$3 image=$4 options=()
  shift 4
  while [ $# -gt 0 ] && [ "$1" != -- ]; do options+=("$1") && shift; done
  [ $# -gt 0 ] && shift
  mkdir -p "$dir/containers"
  docker run -d --rm -p "127.0.0.1:$port:$inner" "${options[@]}" "$image" "$@" >"$dir/containers/id"
}

# The server takes connections on the port, whatever it speaks.
wait_for_port() {
  for _ in $(seq 300); do
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
    sleep 0.2
  done
  echo "nothing answers at port $1" >&2
  return 1
}
