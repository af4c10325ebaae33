#!/usr/bin/env bash
# Runs the tests. The last line is "N passed, N failed, N skipped"; the exit code is 0 when none failed.
#
#   ./test.sh                        build, format, and every test
#   ./test.sh architecture           the rules about the code and the documents
#   ./test.sh unit                   without servers
#   ./test.sh integration            through the real host on the embedded adapters, and with real servers where a test asks for them
#   ./test.sh real                   the integration tests once more on PostgreSQL, Redis, S3 and a metrics server
#   ./test.sh unit LaneTests         those of a part whose name contains the text, or that a filter of "dotnet test" chooses
#
# Needs the .NET SDK that global.json names. Real servers are those that the environment names, else local ones started
# here (as root on Debian, what is missing is installed); without them their tests are skipped, but fail with CI=true.
set -uo pipefail
cd "$(dirname "$0")"

part=${1:-all}
filter=${2:-}
case $part in
  all) [ $# -le 1 ] ;;
  architecture | unit | integration | real) [ $# -le 2 ] ;;
  -h | --help) awk 'NR > 1 && !/^#/ { exit } NR > 1' "$0" | cut -c3-; exit 0 ;;
  *) false ;;
esac || {
  echo "Usage: ./test.sh [architecture|unit|integration|real [filter]]" >&2
  exit 2
}

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Hosts of tests live for seconds: measuring methods before they are compiled for good does not pay.
export DOTNET_TieredPGO=0
# Threads that look around before they sleep take time from those that have work.
export DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0
work=$(mktemp -d)
# PostgreSQL runs as a user of its own and must get through to its folder.
chmod 755 "$work"
log=$work/log
trap 'tests/servers/stop.sh "$work/servers"; rm -rf "$work"' EXIT

runs() { [ "$part" = all ] || [ "$part" = "$1" ]; }

step() {
  echo "== $1"
  shift
  "$@"
}

# run_tests TITLE PROJECT [FILTER]
run_tests() {
  local title=$1 project=tests/ArtEngine.$2 chosen=${3:-}
  [ -z "$filter" ] || chosen="${chosen:+($chosen)&}($filter)"
  step "$title" dotnet test "$project" --no-build --nologo --logger "console;verbosity=normal" ${chosen:+--filter "$chosen"} 2>&1 | tee -a "$log"
  [ "${PIPESTATUS[0]}" -eq 0 ] || echo "$title ended with an error" | tee -a "$log"
}

if ! step "Build" dotnet build ArtEngine.sln --nologo -v quiet; then
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi

# A failed step counts as one failed test, so that the closing line tells the truth.
broken=0
if [ "$part" = all ]; then
  # The rules of style and the analyzers are the build's.
  step "Format" dotnet format whitespace ArtEngine.sln --verify-no-changes --no-restore || broken=$((broken + 1))
fi

if runs integration || runs real; then
  if [ -z "${ARTENGINE_TEST_POSTGRES:-}" ]; then
    step "Servers" tests/servers/start.sh "$work/servers" >"$work/servers.env"
    set -a
    . <(grep '^ARTENGINE_TEST_' "$work/servers.env")
    set +a
  fi
fi

# A browser for the tests of what browsers speak; without one they are skipped, but fail with CI=true.
if runs integration && ! command -v chromium >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  step "Browser" bash -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o DPkg::Lock::Timeout=300 chromium' >&2
fi

# Node.js for the tools that read the API's description; without it their tests are skipped, but fail with CI=true.
if runs integration && ! command -v npm >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  step "Node.js" bash -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o DPkg::Lock::Timeout=300 nodejs npm' >&2
fi

if runs architecture; then run_tests "Architecture" ArchitectureTests; fi
if runs unit; then run_tests "Units" UnitTests; fi
if runs integration; then run_tests "Integration, embedded adapters" IntegrationTests; fi

# Once more on real servers, but for the classes that say that one run is enough (tests/ArtEngine.IntegrationTests/Stack.cs).
skipped_here=0
if runs real; then
  if [ -n "${ARTENGINE_TEST_POSTGRES:-}" ] && [ -n "${ARTENGINE_TEST_REDIS:-}" ]; then
    ARTENGINE_TEST_STACK=real run_tests "Integration, real servers" IntegrationTests "Stack!=embedded&Stack!=own-servers"
  else
    echo "Skipped: the run on real servers, because PostgreSQL and Redis could not be started (see above)"
    skipped_here=1
    [ "${CI:-}" = true ] && broken=$((broken + 1))
  fi
fi

# Each run closes with its own "Total tests / Passed / Failed / Skipped" block.
read -r passed failed skipped < <(awk '
  /^ +Passed: [0-9]+$/  { passed += $2 }
  /^ +Failed: [0-9]+$/  { failed += $2 }
  /^ +Skipped: [0-9]+$/ { skipped += $2 }
  /ended with an error$/ { errors++ }
  END { if (errors > 0 && failed == 0) failed = errors; print passed + 0, failed + 0, skipped + 0 }' "$log")
failed=$((failed + broken))
skipped=$((skipped + skipped_here))
# What failed is named at the end once more: it stands far above in a long log.
if [ "$failed" -gt 0 ]; then
  echo "== Failed"
  grep -E "^ +Failed ArtEngine\.|ended with an error$" "$log"
  [ "$broken" -eq 0 ] || echo "  $broken of the steps that are no tests"
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
