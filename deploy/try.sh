#!/usr/bin/env bash
# Starts what lies here on this machine's container engine until a picture comes out of it through a key, and takes it down again.
#
#   deploy/try.sh single     deploy/single: one container, SQLite and a folder; then its volume is saved, emptied and restored
#   deploy/try.sh stack      docker-compose.yml without Fief; then PostgreSQL is dumped, emptied and restored
#   deploy/try.sh fief       the same with deploy/fief; nobody signs in
#   deploy/try.sh tls        docker-compose.yml behind deploy/tls, with names that end in .localhost
#
# The image is built, unless ARTENGINE_IMAGE names one; ComfyUI is the simulator in it. Ports are free ones, but that tls takes 80 and 443.
# Needs an engine that speaks Docker's API, "docker compose" or docker-compose 1.29, and curl.
set -euo pipefail

what=${1:-}
case $what in single | stack | fief | tls) ;; *) echo "Usage: deploy/try.sh single|stack|fief|tls" >&2; exit 2 ;; esac
root=$(dirname "$(dirname "$(realpath "$0")")")
project=art-engine-try-$$
work=$(mktemp -d)
unset COMPOSE_FILE

step() { echo "== $*"; }
secret() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }
free_port() {
  local port
  while port=$((20000 + RANDOM % 8000)) && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

# The older command knows neither the project's name in the file nor files of variables that may be missing.
if docker compose version >/dev/null 2>&1; then
  compose_command=(docker compose)
  given() { echo "$root/$1"; }
else
  compose_command=(docker-compose)
  given() {
    local copy=$work/${1//\//-}
    sed -e '/^name:/d' -e '/^    env_file:$/,/required: false/d' "$root/$1" >"$copy"
    echo "$copy"
  }
fi
compose() { "${compose_command[@]}" -p "$project" --project-directory "$folder" --env-file "$work/env" "${files[@]}" "$@"; }

cleanup() {
  local code=$?
  [ "$code" = 0 ] || { compose ps && compose logs --no-color --tail 20; } >&2 || true
  compose down -v --remove-orphans >"$work/down.log" 2>&1 || cat "$work/down.log" >&2
  rm -rf "$work"
}

# wait_for SECONDS COMMAND: until the command succeeds.
wait_for() {
  local left=$1
  shift
  until "$@" >/dev/null 2>&1; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || { echo "It did not come true: $*" >&2; return 1; }
    sleep 1
  done
}

get() { curl -sf --insecure -H "Authorization: Bearer $key" "$@"; }
is_ready() { curl -sf --insecure "$address/health/ready"; }

make_picture() {
  wait_for 180 is_ready
  get -H 'Prefer: wait=60' -H 'Content-Type: application/json' -d '{"workflow_name": "test-card"}' "$address/image/generate" >"$work/job.json"
  output=$(grep -o '/image/outputs/[0-9a-f-]*' "$work/job.json" | head -1)
  get -L -o "$work/picture.png" "$address$output"
  head -c 4 "$work/picture.png" | grep -q PNG
  echo "A picture of $(stat -c %s "$work/picture.png") bytes."
}

is_the_same_picture() {
  wait_for 180 is_ready
  get -L -o "$work/again.png" "$address$output"
  cmp "$work/picture.png" "$work/again.png"
}

save_and_restore_volume() {
  step "Save the volume, empty it, restore it"
  local volume=${project}_art-engine
  compose stop art-engine
  docker run --rm --user 0 --entrypoint tar -v "$volume:/data:ro" "$image" -C /data -c . >"$work/data.tar"
  compose rm -sf art-engine
  docker volume rm "$volume"
  docker volume create "$volume" >/dev/null
  docker run --rm -i --user 0 --entrypoint tar -v "$volume:/data" "$image" -C /data -x <"$work/data.tar"
  compose up -d art-engine
  is_the_same_picture
  echo "The picture is there again."
}

dump_and_restore_database() {
  step "Dump the database, empty it, restore it"
  compose exec -T postgres pg_dumpall -U artengine >"$work/art-engine.sql"
  compose rm -sf art-engine postgres
  docker volume rm "${project}_postgres"
  compose up -d postgres
  wait_for 60 compose exec -T postgres pg_isready --username artengine --dbname artengine --host 127.0.0.1
  compose exec -T postgres psql -q -U artengine -d postgres <"$work/art-engine.sql" >"$work/restore.log" 2>&1
  compose up -d art-engine
  is_the_same_picture
  echo "The picture is there again."
}

command -v "${compose_command[0]}" >/dev/null || { echo "There is neither docker compose nor docker-compose." >&2; exit 1; }
image=${ARTENGINE_IMAGE:-art-engine:local}
[ -n "${ARTENGINE_IMAGE:-}" ] || { step "Build"; docker build -t "$image" "$root"; }

docker run --rm "$image" --new-key try >"$work/key"
key=$(grep -o '^ae_.*' "$work/key")
hash=$(sed -n 's/^Identity__Keys__0__Hash=//p' "$work/key")
port=$(free_port)
address=http://127.0.0.1:$port

cat >"$work/try.yml" <<YAML
services:
  simulator:
    image: $image
    entrypoint: [dotnet, ArtEngine.ComfySimulator.dll, --listen, 0.0.0.0]
    healthcheck:
      disable: true
  art-engine:
    image: $image
    environment:
      ComfyUi__Servers: http://simulator:8188
      Identity__Keys__0__Name: try
      Identity__Keys__0__Hash: $hash
YAML
if [ "$what" = single ]; then
  folder=$root/deploy/single
  files=(-f "$(given deploy/single/docker-compose.yml)" -f "$work/try.yml")
  echo "ARTENGINE_PORT=$port" >"$work/env"
else
  folder=$root
  files=(-f "$(given docker-compose.yml)" -f "$work/try.yml")
  pictures_port=$(free_port)
  pictures=http://127.0.0.1:$pictures_port
  [ "$what" != fief ] || files+=(-f "$root/deploy/fief/docker-compose.yml")
  if [ "$what" = tls ]; then
    files+=(-f "$root/deploy/tls/docker-compose.yml")
    address=https://art.localhost pictures=https://pictures.localhost
  fi

  # What the example leaves empty gets a value that nobody else has.
  sed '/^COMPOSE_FILE=/d' "$root/.env.example" | while IFS= read -r line; do
    case $line in
      ARTENGINE_PORT=*) echo "ARTENGINE_PORT=$port" ;;
      MINIO_PORT=*) echo "MINIO_PORT=$pictures_port" ;;
      FIEF_PORT=* | GRAFANA_PORT=*) echo "${line%%=*}=$(free_port)" ;;
      MINIO_PUBLIC_ENDPOINT=) echo "MINIO_PUBLIC_ENDPOINT=$pictures" ;;
      FIEF_DOMAIN=) echo FIEF_DOMAIN=auth.example.com ;;
      FIEF_ADMIN_EMAIL=) echo FIEF_ADMIN_EMAIL=admin@example.com ;;
      FIEF_ENCRYPTION_KEY=) echo "FIEF_ENCRYPTION_KEY=$(head -c 32 /dev/urandom | base64 | tr +/ -_)" ;;
      ARTENGINE_CLIENT_ID= | FIEF_WEBHOOK_SECRET=) echo "${line}none" ;;
      ARTENGINE_DOMAIN=) echo ARTENGINE_DOMAIN=art.localhost ;;
      MINIO_DOMAIN=) echo MINIO_DOMAIN=pictures.localhost ;;
      COMFYUI_SERVERS=) echo COMFYUI_SERVERS=http://simulator:8188 ;;
      [A-Z]*=) echo "$line$(secret)" ;;
    esac
  done >"$work/env"
fi

trap cleanup EXIT
step "Start"
compose up -d
step "Make a picture"
make_picture
case $what in
  single) save_and_restore_volume ;;
  stack | fief) dump_and_restore_database ;;
esac
step "Done: $what"
