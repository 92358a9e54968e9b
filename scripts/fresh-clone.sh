#!/usr/bin/env bash
# Proves the README's commands where nothing is prepared: an empty folder, an empty home, an empty pnpm store, and of
# programs only git, Node with npm, Python and what every Unix has.
#
#   bash scripts/fresh-clone.sh [REPOSITORY] [COMMAND …]     e.g. `bash scripts/fresh-clone.sh . test`
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
repository=${1:-$root}
[ $# -eq 0 ] || shift
names=("$@")
[ "${#names[@]}" -gt 0 ] || names=(start test)

# The machine's own Node, not the one that pnpm has put before it.
search_path=$(printf '%s' "$PATH" | tr ':' '\n' | grep -v 'node_modules/.bin' | paste -sd: -)
find_program() {
  PATH=$search_path type -P "$1" || {
    echo "fresh-clone: $1 is not on the PATH" >&2
    exit 1
  }
}

place=$(cd "$(mktemp -d)" && pwd -P)
trap 'chmod -R u+w "$place"; rm -rf "$place"' EXIT
mkdir -p "$place/bin" "$place/home" "$place/tmp"

basics=(sh bash env uname cat ls cp mv rm mkdir rmdir chmod ln tr cut sed awk grep find xargs head tail sort uniq wc seq
  touch tee dd od cmp diff dirname basename readlink realpath mktemp mkfifo sleep date id whoami hostname tty stty ps
  kill true false test printf echo pwd expr yes nohup stat du df tar gzip gunzip)
for program in node npm npx git; do
  ln -s "$(find_program "$program")" "$place/bin/$program"
done
for program in "${basics[@]}"; do
  # A minimal machine may lack one of these.
  if found=$(PATH=$search_path type -P "$program"); then ln -s "$found" "$place/bin/$program"; fi
done
# Not a shim of a version manager, which would need its manager's files.
ln -s "$("$(find_program python3)" -c 'import sys; print(sys.executable)')" "$place/bin/python3"

# How this machine reaches its package registries is no part of the trial: settings and certificates are kept.
[ ! -f "$HOME/.npmrc" ] || cp "$HOME/.npmrc" "$place/home/.npmrc"
kept=()
while IFS='=' read -r name value; do
  kept+=("$name=$value")
done < <(env | grep -iE '^(NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|(HTTPS?|NO|ALL)_PROXY|npm_config_registry|PIP_[A-Z_]+|REQUESTS_CA_BUNDLE)=')

in_clone() {
  (cd "$place/clone" && env -i "${kept[@]+"${kept[@]}"}" PATH="$place/bin" HOME="$place/home" TMPDIR="$place/tmp" \
    LANG="${LANG:-C.UTF-8}" "$@" </dev/null)
}

git clone --quiet --no-local "$repository" "$place/clone"
echo "fresh-clone: $(git -C "$place/clone" log -1 --format='%h %s'), node $(in_clone node --version)"

for name in "${names[@]}"; do
  read -r -a line <<<"$(grep -oE -m1 "npx -y pnpm@[0-9.]+ $name" "$place/clone/README.md")"
  if [ "${#line[@]}" -eq 0 ]; then
    echo "fresh-clone: README.md has no command '$name'" >&2
    exit 1
  fi
  echo "fresh-clone: ${line[*]}"
  started=$SECONDS
  in_clone "${line[@]}" || {
    code=$?
    echo "fresh-clone: '${line[*]}' ended with $code after $((SECONDS - started)) s" >&2
    exit 1
  }
  echo "fresh-clone: '${line[*]}' took $((SECONDS - started)) s"
done
[ -z "$(git -C "$place/clone" status --porcelain)" ] || {
  git -C "$place/clone" status --short >&2
  echo 'fresh-clone: the commands changed tracked files or left untracked ones' >&2
  exit 1
}
