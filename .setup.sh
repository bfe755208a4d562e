# Shared by tenfold and run_tests: installs the packages that .packages names and builds a preset,
# with progress on stderr. Sourced, by dash and by bash, with $TENFOLD_HOME set.
#
# Exit codes: 70, we or the machine's owner must change something; 74, a download, apt or the disk
# failed and the same command may work later.

failure_lines=40
ninja_options=

say() { printf 'tenfold: %s\n' "$*" >&2; }

refuse() {  # code, lines to say
  code=$1
  shift
  for line; do say "$line"; done
  exit "$code"
}

# The end of a log, or what ninja says of failures there less its command lines.
show_failure() {  # log
  if grep -q '^FAILED:' "$1"; then
    sed -n '/^FAILED:/,$p' "$1" | sed '/^\[[0-9]/d; /^FAILED:/ { n; d; }' | head -n "$failure_lines"
  else
    tail -n 25 "$1"
  fi | cut -c 1-400 >&2
}

# Conda, pyenv and their like must not lend us their compiler, CMake or libraries.
use_system_tools() {
  PATH=${TENFOLD_SETUP_PATH:-/usr/sbin:/usr/bin:/sbin:/bin}
  LC_ALL=C  # messages of apt and the compiler are read below
  export PATH LC_ALL
  unset CC CXX CFLAGS CXXFLAGS CPPFLAGS LDFLAGS CPATH C_INCLUDE_PATH CPLUS_INCLUDE_PATH \
    LIBRARY_PATH CMAKE_PREFIX_PATH CMAKE_GENERATOR CMAKE_TOOLCHAIN_FILE CMAKE_BUILD_TYPE
}

# One build at a time in this tree. The lock ends with the process that holds descriptor 9.
take_lock() {
  { mkdir -p "$TENFOLD_HOME/build" && touch "$TENFOLD_HOME/build/.lock"; } 2>/dev/null ||
    refuse 74 "cannot write in $TENFOLD_HOME/build"
  exec 9>>"$TENFOLD_HOME/build/.lock"
  flock -n 9 && return
  say "another build is running in $TENFOLD_HOME/build; waiting for it to end"
  flock 9 || refuse 74 "cannot lock $TENFOLD_HOME/build/.lock"
}

# Progress.

duration() {  # seconds
  if [ "$1" -ge 60 ]; then echo "$(($1 / 60)) min $(($1 % 60)) s"; else echo "$1 s"; fi
}

bar() {  # percent, words; on a terminal only, where the next bar is written over it
  [ -t 2 ] || return 0
  full=$(($1 / 5))
  printf '\rtenfold: [%.*s%.*s] %3d %%  %-38.38s' \
    "$full" '####################' "$((20 - full))" '....................' "$1" "$2" >&2
}

end_bar() {
  [ -t 2 ] || return 0
  printf '\r%79s\r' '' >&2
}

# Packages.

packages_for() {  # uses: run, test
  while read -r use package; do
    case " $* " in *" $use "*) echo "$package" ;; esac
  done <"$TENFOLD_HOME/.packages"
}

missing_of() {  # packages
  installed=" $(dpkg-query -W -f '${db:Status-Status}:${Package} ' "$@" 2>/dev/null) "
  for package; do
    case $installed in *" installed:$package "*) ;; *) echo "$package" ;; esac
  done
}

check_distribution() {  # the packages that we would install
  # shellcheck disable=SC1090,SC2046 # the file is the system's; its two words are wanted apart
  set -- "$*" $(. "${TENFOLD_OS_RELEASE:-/etc/os-release}" 2>/dev/null &&
    echo "$ID ${VERSION_ID:-99}")
  release=${3:-0}
  case "${2:-unknown} " in
    "debian ") [ "${release%%.*}" -ge 12 ] && return ;;
    "ubuntu ") [ "${release%%.*}" -ge 24 ] && return ;;
  esac
  refuse 70 "this is ${2:-unknown} ${3:-}; we can install on Debian 12, Ubuntu 24.04 and newer" \
    "install by hand what these Debian packages hold:" "  $1" \
    "then build, and start tenfold again:" \
    "  cd '$TENFOLD_HOME' && cmake --preset release" \
    "  cmake --build --preset release --target tenfold"
}

become_root() {  # the packages that we would install
  as_root=
  [ "$(id -u)" = 0 ] && return
  as_root=sudo
  command -v sudo >/dev/null && sudo true && return
  refuse 70 "installing packages needs root, and there is no way through sudo. As root, type" \
    "  apt-get update && apt-get install -y --no-install-recommends $*" "then start tenfold again"
}

show_apt() {  # reads apt's words, returns the status that stands in the last line
  while IFS= read -r line; do
    case $line in
      dlstatus:* | pmstatus:*) show_apt_status "$line" && continue ;;
      "Waiting for cache lock:"*) bar 0 "waiting for another use of apt to end" ;;
      exit:*) end_bar && return "${line#exit:}" ;;
    esac
    printf '%s\n' "$line"
  done
}

show_apt_status() {  # dlstatus:1:12.5:words, pmstatus:package:12.5:words
  words=${1#*:*:}
  percent=${words%%[.:]*}
  case $1 in
    dlstatus:*) bar "$percent" "${words#*:}" ;;
    *) bar "$percent" "installing packages" ;;
  esac
}

apt_once() {  # arguments of apt-get
  # The progress has a descriptor of its own, opened after sudo, which closes others: on descriptor 1
  # apt 2.6 takes the output of packages' scripts away, and that of ca-certificates then fails.
  { # shellcheck disable=SC2086,SC2016 # $as_root may be nothing; "$@" is for the inner shell
    $as_root env DEBIAN_FRONTEND=noninteractive sh -c 'exec apt-get "$@" 8>&1' sh -q -y \
      -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o APT::Status-Fd=8 -o Dpkg::Use-Pty=0 \
      "$@" 2>&1 9>&-
    echo "exit:$?"
  } | show_apt >>"$apt_log"
}

# apt's own time limit covers dpkg's lock, not those of its lists and its archive.
apt() {  # arguments of apt-get
  waited=0
  until apt_once "$@"; do
    tail -n 5 "$apt_log" | grep -q '^E: Could not get lock' && [ "$waited" -lt 600 ] || return 1
    [ "$waited" -gt 0 ] || say "apt is in use by another program; waiting up to 10 minutes"
    sleep 5
    waited=$((waited + 5))
  done
}

# How much is to be downloaded; fails where apt does not know one of the packages.
download_size() {  # packages
  uris=$(apt-get -qq -y --print-uris --no-install-recommends install "$@" 2>/dev/null) || return 1
  echo "$uris" | { bytes=0
    while read -r _ _ size _; do bytes=$((bytes + ${size:-0})); done
    echo "$((bytes / 1000000 + 1)) MB"; }
}

install_packages() {  # uses: run, test
  # shellcheck disable=SC2046 # names of packages are single words
  set -- $(missing_of $(packages_for "$@"))
  [ $# -gt 0 ] || return 0
  check_distribution "$@"
  say "Debian packages that are missing and will be installed:" "$@"
  become_root "$@"
  apt_log=$TENFOLD_HOME/build/packages.log
  : >"$apt_log"
  size=$(download_size "$@") || { apt update; size=$(download_size "$@"); }
  say "downloads ${size:-an unknown size} with what they depend on (log: build/packages.log)"
  apt --no-install-recommends install "$@" || mend_and_install "$@"
}

# Stale lists name files that are gone, and a dpkg that was cut off wants to be finished first.
mend_and_install() {  # packages
  # shellcheck disable=SC2086
  $as_root dpkg --configure -a >>"$apt_log" 2>&1 9>&-
  apt update && apt --no-install-recommends install "$@" && return
  show_failure "$apt_log"
  refuse 74 "apt could not install: $*" "its words are above and in $apt_log"
}

# Builds.

# As many compilers as there are cores, or gigabytes of free memory if those are fewer.
parallel_jobs() {
  cores=$(nproc)
  while read -r name kilobytes _; do
    [ "$name" = MemAvailable: ] && break
  done </proc/meminfo
  jobs=$((${kilobytes:-1000000} / 1000000))
  [ "$jobs" -lt "$cores" ] || jobs=$cores
  [ "$jobs" -gt 0 ] || jobs=1
  echo "$jobs"
}

show_build() {  # reads ninja's words, returns the status that stands in the last line
  while IFS= read -r line; do
    case $line in
      "["[1-9]*/*"] "*) show_step "$line" ;;
      exit:*) end_bar && return "${line#exit:}" ;;
    esac
    printf '%s\n' "$line"
  done
}

show_step() {  # [finished/total seconds] what
  finished=${1#[} && finished=${finished%%/*}
  total=${1#*/} && total=${total%% *}
  seconds=${1#* } && seconds=${seconds%%[.]*}
  what=${1##* }
  left=
  [ "$seconds" -lt 5 ] || left=", $(duration $((seconds * (total - finished) / finished))) left"
  bar $((100 * finished / total)) "${what##*/}$left"
  case $1 in
    *" static library "*)
      stage=${what%/*}
      end_bar
      say "built ${stage##*/} ($finished of $total steps$left)"
      ;;
  esac
}

configure() {  # preset, settings; a cache that another place or an older tree left is thrown away
  preset=$1
  shift
  cmake --preset "$preset" "$@" >"$build_log" 2>&1 ||
    cmake --fresh --preset "$preset" "$@" >"$build_log" 2>&1
}

compile() {  # preset, target
  {
    # shellcheck disable=SC2086 # $ninja_options are words, or nothing
    NINJA_STATUS='[%f/%t %e] ' cmake --build --preset "$1" --target "$2" -- $ninja_options 2>&1
    echo "exit:$?"
  } | show_build >>"$build_log"
}

build() {  # preset, target, settings; fails after showing why, with the code to exit with
  build_log=$TENFOLD_HOME/build/$1/build.log
  build_preset=$1
  build_target=$2
  shift 2
  CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(parallel_jobs)}
  export CMAKE_BUILD_PARALLEL_LEVEL
  mkdir -p "${build_log%/*}" || return 74
  configure "$build_preset" "$@" && compile "$build_preset" "$build_target" && return
  show_failure "$build_log"
  say "the build failed, as shown above; the whole log is $build_log"
  grep -qE 'No space left on device|Killed signal' "$build_log" || return 70
  say "the machine ran out of disk space or memory"
  return 74
}
