# Read by every step: the way to the repository, to Swift, and how a step tells what it did.
# A step prints one line when it is done, or the end of its output and the command that repeats it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

step=CI/$(basename "$0")
results=.build/ci
log=$results/${step#CI/}.log
mkdir -p "$results"

if ! command -v swift >/dev/null && [[ -x /opt/swift/usr/bin/swift ]]; then
    PATH=/opt/swift/usr/bin:$PATH
fi

# The tools of the tests; CI/setup makes it.
venv=$PWD/.build/venv
# How all targets are built, so that no step builds again what another one built.
build_flags=(--explicit-target-dependency-import-check error)

# Says how the step failed and ends it.
fail() { # message
    printf '%s: FAILED: %s\n  whole output: %s\n  repeat: %s\n' "$step" "$1" "$log" "${repeat:-$step}"
    exit 1
} >&2

# Keeps how the step was called, for `fail`.
set_repeat() { # argument …
    repeat=$step
    (($# == 0)) || repeat+=$(printf ' %q' "$@")
}

# Says in one line that the step is done.
succeed() { # message
    printf '%s: %s (%d s)\n' "$step" "$1" "$SECONDS"
}

# Runs a command with its output in the log; it and its children end after that many seconds.
logged() { # seconds command …
    local status=0
    timeout --kill-after=10 "$1" "${@:2}" >>"$log" 2>&1 </dev/null &
    running=$!
    wait "$running" || status=$?
    running=
    if ((status == 0)); then return; fi
    ((status != 124 && status != 137)) || printf '%s took more than %d s\n' "$2" "$1" >>"$log"
    return "$status"
}

# A command in a group of its own does not see the terminal's Ctrl-C: it is passed on.
running=
trap '[[ -z $running ]] || kill "$running" 2>/dev/null || true; exit 130' INT TERM

# Shows what matters of the log: the complaints of compiler and tests, and its end.
show_log() {
    grep -aE '^(✘ Test "|↳|FAILED|E  )|^([^ ]+:[0-9]+:[0-9]+: )?(error|warning): ' "$log" |
        grep -avE '^↳ (Testing Library|Target Platform)' | awk '!seen[$0]++' | head -n 60 || true
    printf '%s\n' '--- the end of the output:'
    tail -n 12 "$log"
} >&2

# Keeps how many tests passed and failed; CI/test adds them up.
count() { # passed failed
    printf '%d %d\n' "$1" "$2" >"$results/${step#CI/}.count"
}

# Sets passed, failed and skipped from a JUnit file and keeps the counts; a run that failed has at
# least one failure, whatever its file says.
count_junit() { # status file
    local counts='0 0 0'
    # A test that records three failures is one failed test: the suite's own attributes lie.
    if [[ -e $2 ]]; then
        counts=$(awk -v RS='<testcase ' 'NR > 1 {
            if (/<failure|<error/) failed++; else if (/<skipped/) skipped++; else passed++
        } END { print passed + 0, failed + 0, skipped + 0 }' "$2")
    fi
    read -r passed failed skipped <<<"$counts"
    (($1 == 0 || failed > 0)) || failed=1
    count "$passed" "$failed"
}

# Runs the Swift tests with a sanitizer, in a build folder of its own.
sanitize() { # address|thread [option of swift test …]
    local sanitizer=$1 status=0
    shift
    set_repeat "$@"
    export ASAN_OPTIONS=detect_leaks=1:${ASAN_OPTIONS:-}
    local report=$results/${step#CI/}.xml
    rm -f "$report"
    logged 2400 swift test "${build_flags[@]}" --sanitize="$sanitizer" \
        --scratch-path ".build-${step#CI/}" --disable-xctest --xunit-output "$report" "$@" ||
        status=$?
    count_junit "$status" "$report"
    if ((status != 0)) || grep -qE '(WARNING|ERROR): [A-Za-z]*Sanitizer' "$log"; then
        grep -aE -A 12 '(WARNING|ERROR): [A-Za-z]*Sanitizer' "$log" | head -n 60 >&2 || true
        show_log
        fail "the $sanitizer sanitizer or a test complained"
    fi
    ((passed > 0)) || fail "no test was run"
    succeed "$passed tests passed without a complaint"
}

: >"$log"
rm -f "$results/${step#CI/}.count"
