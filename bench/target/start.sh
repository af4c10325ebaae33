#!/usr/bin/env bash
# Starts the published service for the benchmark kit, on its embedded parts; bench/README.md tells how to use it.
# ART_ENGINE: the checkout, when this folder was copied out of it.
set -euo pipefail
root=${ART_ENGINE:-$(dirname "$(dirname "$(dirname "$(realpath "$0")")")")}
# Not the checkout: the kit has the workflow that all targets run.
kit=${BENCH_KIT:-$(cd "$(dirname "$0")/../.." && pwd)}
program=$root/artifacts/bench/ArtEngine.Host.dll
[ -f "$program" ] || { echo "publish first: dotnet publish $root/src/Host -c Release -o $root/artifacts/bench" >&2; exit 1; }

[ "${BENCH_CLEAN:-}" != 1 ] || rm -rf "$BENCH_RUN/data"
mkdir -p "$BENCH_RUN/log" "$BENCH_RUN/data"

export ASPNETCORE_ENVIRONMENT=Development ASPNETCORE_URLS=http://127.0.0.1:$BENCH_PORT
export ARTENGINE_ROOT=$root DataDirectory=$BENCH_RUN/data Workflows__Path=$kit/workflows
export ComfyUi__Servers=${BENCH_COMFY_URLS// /,}
# One caller sends everything here.
export Generation__MaxQueued=100000 Generation__MaxQueuedPerUser=100000
export Logging__LogLevel__Default=Warning DOTNET_gcServer=0
cd "$BENCH_RUN"
setsid dotnet "$program" >>"$BENCH_RUN/log/api.log" 2>&1 </dev/null &
echo "api $!" >>"$BENCH_RUN/pids"
