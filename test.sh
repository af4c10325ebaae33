#!/usr/bin/env bash
# Builds, checks the format and runs every test. The last line is "N passed, N failed, N skipped".
# Needs the .NET SDK that global.json names and nothing else.
set -uo pipefail
cd "$(dirname "$0")"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
log=$(mktemp)
trap 'rm -f "$log"' EXIT

step() {
  echo "== $1"
  shift
  "$@"
}

# A failed step counts as one failed test, so that the closing line tells the truth.
broken=0
if ! step "Build" dotnet build ArtEngine.sln --nologo -v quiet; then
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi
step "Format" dotnet format ArtEngine.sln --verify-no-changes --no-restore || broken=$((broken + 1))

for project in ArchitectureTests UnitTests IntegrationTests; do
  step "$project" dotnet test "tests/ArtEngine.$project" --no-build --nologo --logger "console;verbosity=normal" 2>&1 | tee -a "$log"
  [ "${PIPESTATUS[0]}" -eq 0 ] || echo "$project ended with an error"
done

# Each test project closes with its own "Total tests / Passed / Failed / Skipped" block.
read -r passed failed skipped < <(awk '
  /^ +Passed: [0-9]+$/  { passed += $2 }
  /^ +Failed: [0-9]+$/  { failed += $2 }
  /^ +Skipped: [0-9]+$/ { skipped += $2 }
  /ended with an error$/ { errors++ }
  END { if (errors > 0 && failed == 0) failed = errors; print passed + 0, failed + 0, skipped + 0 }' "$log")
failed=$((failed + broken))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
