#!/usr/bin/env bash
# A real S3 server for the tests: one Ceph RADOS Gateway on 127.0.0.1, everything in memory and gone when it stops.
# usage: start-s3.sh DIR PORT      uses PORT to PORT+30; stop it with stop.sh DIR
# When only the gateway was ended, it starts the gateway again. Prints the environment variables that the tests read.
# Needs root; installs Debian's packages when they are missing.
set -euo pipefail

dir=$(realpath -m "${1:?usage: start-s3.sh DIR PORT}")
port=${2:?usage: start-s3.sh DIR PORT}
export CEPH_CONF=$dir/ceph.conf
monitor="v2:127.0.0.1:$((port + 1))"
key=art-engine-test secret=art-engine-test-secret

is_installed() {
  for program in ceph-mon ceph-osd ceph radosgw; do
    command -v "$program" > /dev/null || return 1
  done
}

if ! is_installed && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o DPkg::Lock::Timeout=300 --no-install-recommends \
    radosgw ceph-mon ceph-osd ceph-common >&2
fi
. "$(dirname "$(realpath "$0")")/in-docker.sh"
if ! { is_installed && [ "$(id -u)" = 0 ]; } && has_docker; then
  run_in_docker "$dir" "$port" 9000 quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z \
    -e MINIO_ROOT_USER=$key -e MINIO_ROOT_PASSWORD=$secret -- server /data
  wait_for_port "$port"
  echo "ARTENGINE_TEST_S3=http://127.0.0.1:$port"
  echo "ARTENGINE_TEST_S3_ACCESS_KEY=$key"
  echo "ARTENGINE_TEST_S3_SECRET_KEY=$secret"
  exit 0
fi
is_installed || { echo "Ceph's RADOS Gateway is not installed, and no Docker engine answers" >&2; exit 1; }
[ "$(id -u)" = 0 ] || { echo "Ceph's RADOS Gateway needs root, and no Docker engine answers" >&2; exit 1; }

# What the commands say goes to a file: the output of this script is read by others.
quietly() { "$@" >> "$dir/log/setup.log" 2>&1 || { echo "$* failed, see $dir/log" >&2; exit 1; }; }

in_background() {
  nohup "$@" > "$dir/log/$1.out" 2>&1 < /dev/null &
  echo $! > "$dir/pids/$1"
}

wait_until() {
  for _ in $(seq 1 120); do
    "$@" > /dev/null 2>&1 && return
    sleep 0.5
  done
  echo "$* did not come true, see $dir/log" >&2
  exit 1
}

osd_is_up() { ceph osd stat | grep -q '1 up'; }

make_storage() {
  mkdir -p "$dir"/{mon,osd,run,log,pids}
  write_settings
  quietly ceph-authtool "$dir/keyring" --create-keyring --gen-key -n mon. --cap mon 'allow *'
  for name in client.admin osd.0 client.rgw; do
    quietly ceph-authtool "$dir/keyring" --gen-key -n "$name" --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
  done
  quietly monmaptool --create --addv a "[$monitor]" --fsid "$(sed -n 's/^fsid = //p' "$CEPH_CONF")" --clobber "$dir/monmap"
  quietly ceph-mon --mkfs -i a --monmap "$dir/monmap" --keyring "$dir/keyring"
  in_background ceph-mon -i a -f
  quietly timeout 60 ceph -s

  osd=$(cat /proc/sys/kernel/random/uuid)
  quietly timeout 60 ceph osd new "$osd" 0
  quietly ceph-osd -i 0 --mkfs --osd-uuid "$osd"
  in_background ceph-osd -i 0 -f
  wait_until osd_is_up
}

write_settings() {
  cat > "$CEPH_CONF" <<CONF
[global]
fsid = $(cat /proc/sys/kernel/random/uuid)
mon host = $monitor/0
public addr = 127.0.0.1
cluster addr = 127.0.0.1
public network = 127.0.0.0/8
# Without authentication the gateway never comes up.
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
auth allow insecure global id reclaim = false
keyring = $dir/keyring
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon max pg per osd = 1000
run dir = $dir/run
crash dir = $dir/run
admin socket = $dir/run/\$name.asok
pid file = $dir/run/\$name.pid
log file = $dir/log/\$name.log
[mon]
mon data = $dir/mon
mon initial members = a
mon data avail warn = 1
mon data avail crit = 1
[osd]
osd data = $dir/osd
osd objectstore = memstore
osd class load list = *
osd class default list = *
memstore device bytes = 2147483648
osd memory target = 939524096
ms bind port min = $((port + 10))
ms bind port max = $((port + 30))
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:$port
rgw dns name = 127.0.0.1
rgw thread pool size = 32
rgw enable usage log = false
rgw s3 auth order = local
CONF
}

is_new=
if [ ! -e "$CEPH_CONF" ]; then
  is_new=yes
  make_storage
fi

in_background radosgw -n client.rgw -f
wait_until curl -s -o /dev/null "127.0.0.1:$port"
[ -z "$is_new" ] || quietly timeout 60 radosgw-admin user create --uid=test --display-name=Test --access-key=$key --secret-key=$secret

echo "ARTENGINE_TEST_S3=http://127.0.0.1:$port"
echo "ARTENGINE_TEST_S3_ACCESS_KEY=$key"
echo "ARTENGINE_TEST_S3_SECRET_KEY=$secret"
