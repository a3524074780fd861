#!/usr/bin/env bash
# Walks the first hour of somebody who has the SDK and nothing else: in a clone of this repository, with an empty home and an empty package cache, runs
# the README's commands from nothing to an executable, as they stand there. There may be ten of them, they may print no warning, the last one must
# print what the README says. All together should take three minutes on two idle cores; SEQGEN_FIRST_HOUR=180 makes that a condition, which a busy
# machine would miss for reasons of its own.
set -euo pipefail
cd "$(dirname "$0")/.."

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# block MARKER: the lines of the code block of the README that follows a comment which begins with the marker.
block() {
    awk -v marker="<!-- $1" 'index($0, marker) == 1 { found = 1 } found && /^```/ { if (inside) exit; inside = 1; next } inside' "$work/SeqGen/README.md"
}

# What is committed: a clone has neither build output nor settings of this machine.
git clone --quiet . "$work/SeqGen"
block "first hour: tests/first-hour.sh" | sed 's/ *# .*//' > "$work/commands"
block "first hour: what the last command prints" > "$work/expected"
mapfile -t commands < "$work/commands"
if ((${#commands[@]} == 0 || ${#commands[@]} > 10)) || [[ ! -s "$work/expected" ]]; then
    echo "The README must have one to ten commands, and what the last one prints; it has ${#commands[@]}."
    exit 1
fi

# Each command tells when it begins; the first one that fails ends the walk. What a network needs is kept from this machine's environment.
mkdir "$work/home" "$work/packages-cache"
{
    echo 'set -e'
    for i in "${!commands[@]}"; do
        printf 'printf "%%s\\n" %q\n' "[$((i + 1))] ${commands[i]}"
        if ((i == ${#commands[@]} - 1)); then
            printf '%s | tee %q\n' "${commands[i]}" "$work/answer"
        else
            printf '%s\n' "${commands[i]}"
        fi
    done
} > "$work/walk"

keep=("PATH=$PATH" "HOME=$work/home" "NUGET_PACKAGES=$work/packages-cache" "TMPDIR=$work" "DOTNET_CLI_TELEMETRY_OPTOUT=1" "DOTNET_NOLOGO=1" "MSBUILDDISABLENODEREUSE=1" "UseSharedCompilation=false")
for name in DOTNET_ROOT http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY SSL_CERT_FILE SSL_CERT_DIR NUGET_CERT_REVOCATION_MODE DOTNET_GENERATE_ASPNET_CERTIFICATE; do
    if [[ -n "${!name:-}" ]]; then
        keep+=("$name=${!name}")
    fi
done

start=$SECONDS
if ! (cd "$work/SeqGen" && env -i "${keep[@]}" bash "$work/walk" < /dev/null 2>&1) | tee "$work/log"; then
    echo "A command of the README failed."
    exit 1
fi
taken=$((SECONDS - start))

if grep -i 'warning' "$work/log" | grep -v -E '^ *0 Warning\(s\)'; then
    echo "A command of the README warns."
    exit 1
fi
if ! diff "$work/expected" "$work/answer"; then
    echo "The last command prints something else than the README says (< README, > program)."
    exit 1
fi
echo "The first hour: ${#commands[@]} commands in $taken s."
((taken <= ${SEQGEN_FIRST_HOUR:-taken}))
