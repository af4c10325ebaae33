#!/usr/bin/env bash
# Builds, checks the format and runs every test. The last line is "N passed, N failed, N skipped".
# Needs the .NET SDK that global.json names. Real servers are those that the environment names, else local ones started
# here (as root on Debian, what is missing is installed); without them their tests are skipped, but fail with CI=true.
set -uo pipefail
cd "$(dirname "$0")"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
work=$(mktemp -d)
# PostgreSQL runs as a user of its own and must get through to its folder.
chmod 755 "$work"
log=$work/log
trap 'tests/servers/stop.sh "$work/servers"; rm -rf "$work"' EXIT

step() {
  echo "== $1"
  shift
  "$@"
}

run_tests() {
  local title=$1
  shift
  step "$title" dotnet test --no-build --nologo --logger "console;verbosity=normal" "$@" 2>&1 | tee -a "$log"
  [ "${PIPESTATUS[0]}" -eq 0 ] || echo "$title ended with an error" | tee -a "$log"
}

if ! step "Build" dotnet build ArtEngine.sln --nologo -v quiet; then
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi

# A failed step counts as one failed test, so that the closing line tells the truth.
broken=0
step "Format" dotnet format ArtEngine.sln --verify-no-changes --no-restore || broken=$((broken + 1))

if [ -z "${ARTENGINE_TEST_POSTGRES:-}" ]; then
  step "Servers" tests/servers/start.sh "$work/servers" >"$work/servers.env"
  set -a
  . <(grep '^ARTENGINE_TEST_' "$work/servers.env")
  set +a
fi

# A browser for the tests of what browsers speak; without one they are skipped, but fail with CI=true.
if ! command -v chromium >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  step "Browser" bash -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o DPkg::Lock::Timeout=300 chromium' >&2
fi

run_tests "Architecture" tests/ArtEngine.ArchitectureTests
run_tests "Units" tests/ArtEngine.UnitTests
run_tests "Integration, embedded adapters" tests/ArtEngine.IntegrationTests

# Once more on real servers, but for what has nothing to do with adapters or asked for real servers already.
skipped_here=0
if [ -n "${ARTENGINE_TEST_POSTGRES:-}" ] && [ -n "${ARTENGINE_TEST_REDIS:-}" ]; then
  chosen="FullyQualifiedName~IntegrationTests.Generation|FullyQualifiedName~IntegrationTests.Host"
  chosen="$chosen|FullyQualifiedName~Identity.ApiKeyTests|FullyQualifiedName~Identity.PermissionTests"
  for same in LargeOutputTests StartTests PrintConfigTests HealthProbeTests BrowserTests ProtocolRuleTests; do
    chosen="($chosen)&FullyQualifiedName!~$same"
  done
  ARTENGINE_TEST_STACK=real run_tests "Integration, real servers" tests/ArtEngine.IntegrationTests --filter "$chosen"
else
  echo "Skipped: the run on real servers, because PostgreSQL and Redis could not be started (see above)"
  skipped_here=1
  [ "${CI:-}" = true ] && broken=$((broken + 1))
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
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
