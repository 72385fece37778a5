# Shared by the scripts in this folder; sourced, not run. Needs bash with `set -euo pipefail`.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=$root/build/tools # Development tools that are no Debian packages: made by install-dependencies.
# shellcheck disable=SC2034 # For those who source this.
release=$root/build/release
export PATH=$tools/bin:$PATH

say() { printf '\n==> %s\n' "$*" >&2; }

fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# The comment at the top of the calling script.
show_help() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0"; }

# configure PRESET [CMAKE_ARGUMENT …]: quiet, unless it fails.
configure() {
  local log
  log=$(mktemp)
  if ! (cd "$root" && cmake --preset "$@" >"$log" 2>&1); then
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# build FOLDER [TARGET …]
build() {
  local folder=$1
  shift
  ninja -C "$folder" -j"$(nproc)" "$@"
}
