# shellcheck shell=bash
# Installs the packages that building and testing need, with the package manager of the machine. The launcher sources
# this file only if something is missing. Plain bash 3.2.

# Sets manager to the package manager of this machine; fails if none of the supported ones exists.
find_package_manager() {
  for manager in apt-get dnf brew; do
    ! type -P "$manager" >/dev/null || return 0
  done
  return 1
}

# Prints the possible package names of $1 in $manager, preferred ones first.
package_names() {
  case "$manager $1" in
    "apt-get jdk") echo openjdk-25-jdk-headless temurin-25-jdk ;;
    "dnf jdk") echo java-25-openjdk-devel temurin-25-jdk ;;
    "brew jdk") echo openjdk@25 ;;
    *" maven") echo maven ;;
    *" chromium") echo chromium ;;
    *" openssl") echo openssl ;;
    "apt-get nginx") echo nginx-light nginx ;;
    *" nginx") echo nginx ;;
    *" haproxy") echo haproxy ;;
    "dnf prometheus") echo golang-github-prometheus ;;
    *" prometheus") echo prometheus ;;
    "apt-get iproute2") echo iproute2 ;;
    "dnf iproute2") echo iproute ;;
    "apt-get systemd" | "dnf systemd") echo systemd ;;
    "apt-get postgresql") echo postgresql ;;
    "apt-get faketime") echo faketime ;;
    "dnf faketime") echo libfaketime ;;
    "brew npm") echo node ;;
    *" npm") echo npm nodejs ;;
  esac
}

# True if $manager has the package $1.
has_package() {
  case $manager in
    apt-get)
      if [ -z "${package_lists_updated:-}" ]; then
        say "Updating the package lists."
        as_root apt-get -q update >&2 || return 1
        package_lists_updated=yes
      fi
      [ -n "$(apt-cache show "$1" 2>/dev/null)" ]
      ;;
    dnf) dnf -q info "$1" >/dev/null 2>&1 ;;
    brew) brew info "$1" >/dev/null 2>&1 ;;
  esac
}

# Runs a command as root: directly, or with sudo, which may prompt for the password only on a terminal.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif [ -t 0 ]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

install_package() {
  say "Installing $1 with $manager."
  case $manager in
    apt-get)
      as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "$1" >&2
      ;;
    dnf) as_root dnf -q -y install "$1" >&2 ;;
    brew) brew install "$1" >&2 ;;
  esac
}

# Asks the user on a terminal; without a terminal, the installation proceeds.
may_install() {
  local reply
  if [ ! -t 0 ] || [ ! -t 2 ]; then
    say "$1 is missing and will be installed with $manager."
    return 0
  fi
  printf '%s is missing. Install it with %s? [Y/n] ' "$1" "$manager" >&2
  read -r reply || return 1
  case $reply in '' | [Yy]*) return 0 ;; *) return 1 ;; esac
}

# Installs $1 (jdk, maven, chromium, openssl, prometheus, postgresql, faketime, nginx, haproxy, npm); $2 is its name for messages. Fails if it is not available.
install_package_of() {
  local name
  if ! find_package_manager || [ -z "$(package_names "$1")" ]; then
    return 1
  fi
  may_install "$2" || return 1
  for name in $(package_names "$1"); do
    if has_package "$name" && install_package "$name"; then
      return 0
    fi
  done
  say "$manager has no package for $2."
  return 1
}
