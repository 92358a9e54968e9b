#!/usr/bin/env bash
# Brings a Debian machine up to everything that the tests can use, and does nothing when it is there already:
# a Docker engine that answers, the system's Python with pytest and its coverage plugin, a static busybox and
# mmdebstrap (container images without a registry), a registry of our own to push to, git, bandit; and three projects
# whose own test suites Debian installs with them, with what runs them in several processes.
set -euo pipefail

packages=(docker.io python3-pytest python3-pytest-cov busybox-static mmdebstrap docker-registry git bandit)
packages+=(python3-pytest-xdist python3-bs4 python3-networkx python3-sympy)
engine_log=/var/log/strata-dockerd.log
engine_wait_seconds=60

fail() {
  echo "provision: $*" >&2
  exit 1
}

[ -r /etc/debian_version ] || fail 'this is not Debian; install Docker, pytest, pytest-cov, busybox and git your own way'

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || fail 'run it as root, or install sudo'
  as_root=(sudo --non-interactive)
  "${as_root[@]}" true 2>/dev/null || fail 'sudo asks for a password; run it as root'
fi

is_installed() {
  [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

install_packages() {
  local missing=() package
  for package in "${packages[@]}"; do
    is_installed "$package" || missing+=("$package")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0

  echo "provision: installing ${missing[*]}"
  local log
  log=$(mktemp)
  if ! {
    "${as_root[@]}" apt-get -o Acquire::Retries=3 update &&
      "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}"
  } >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    fail 'apt-get failed; its last lines are above'
  fi
  rm -f "$log"
}

engine_answers() {
  "${as_root[@]}" docker version --format '{{.Server.Version}}' >/dev/null 2>&1
}

start_engine() {
  engine_answers && return 0
  echo "provision: starting dockerd, log in $engine_log"
  # Without systemd. Its own session and no open streams of ours, so that it outlives this script and blocks nobody.
  "${as_root[@]}" sh -c "setsid dockerd >>$engine_log 2>&1 </dev/null &"

  local waited=0
  until engine_answers; do
    if [ "$waited" -ge "$engine_wait_seconds" ]; then
      "${as_root[@]}" tail -n 20 "$engine_log" >&2
      fail "dockerd did not answer within $engine_wait_seconds s; its last lines are above"
    fi
    sleep 1
    waited=$((waited + 1))
  done
}

install_packages
start_engine
/usr/bin/python3 -m pytest --version >/dev/null 2>&1 || fail '/usr/bin/python3 -m pytest does not run'
echo "provision: ready (Docker $("${as_root[@]}" docker version --format '{{.Server.Version}}'), $(/usr/bin/python3 --version))"
