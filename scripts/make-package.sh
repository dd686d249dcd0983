# shellcheck shell=bash
# shellcheck disable=SC2154 # root, jdk and product are those of the launcher.
# Makes the package: the jar with its own Java runtime, for machines without a JDK, Maven and a network. The launcher
# sources this file for `./remitflex package`. Two runs on the same sources, JDK and tools make the same bytes: the
# times are those of the commit, the order, the owner and the modes of the files are fixed, and gzip stores no time.

# Sets package_name and package_epoch (the time of the commit, in seconds) from the built classes in $1.
read_build() {
  local name value version='' date=unknown machine
  while IFS='=' read -r name value; do
    case $name in
      version) version=$value ;;
      date) date=${value//\\/} ;;
    esac
  done <"$1/build.properties"
  case $(uname -m) in
    x86_64) machine=x64 ;;
    aarch64) machine=arm64 ;;
    *) machine=$(uname -m) ;;
  esac
  package_name=remitflex-$version-linux-$machine
  # Sources without a repository: the time that pom.xml gives their jar.
  [ "$date" != unknown ] || date=2000-01-01T00:00:00Z
  package_epoch=$(date -u -d "$date" +%s)
}

require_packaging_tools() {
  local tool
  [[ $OSTYPE == linux* ]] || die "A package can be built on Linux only."
  for tool in tar gzip sha256sum sed; do
    type -P "$tool" >/dev/null || die "Building a package requires $tool, which was not found. Install it."
  done
  [ -x "$jdk/bin/jlink" ] || die "$jdk has no jlink. Install a complete JDK (Debian: openjdk-25-jdk-headless)," \
    "or set REMITFLEX_JAVA_HOME to one."
}

# Runs "$@" with its output in file $1, and shows what it does ($2). Ends the launcher if it fails.
run_step() {
  local log=$1 what=$2 pid
  shift 2
  "$@" </dev/null >"$log" 2>&1 &
  pid=$!
  trap 'kill "$pid" 2>/dev/null || true; say; exit 130' INT
  trap 'kill "$pid" 2>/dev/null || true; exit 143' TERM HUP
  show_progress "$pid" "$what"
  if ! wait "$pid"; then
    tail -n 40 "$log" >&2
    die "$what failed. The complete output is in $log."
  fi
  trap - INT TERM HUP
}

# Lists the parts and their licences in directory $1. Compiles and makes the jar too, in directory $2, if there is one,
# so that a running server keeps its jar, and no file of an earlier build is left.
run_package_build() {
  local parts=$1 build=${2:-} goals=(initialize cyclonedx:makeBom@sbom license:add-third-party@list dependency:unpack-dependencies@texts)
  [ -z "$build" ] || goals=(-Dmaven.test.skip=true "-Dbuilt.into=${build#"$root"/}" package)
  become_maven "$root" -q -Ppackage "-Dpackage.parts=$parts" "${goals[@]}"
}

# Links the runtime $1 with the modules that are needed.
link_runtime() {
  local modules
  modules=$(grep -v '^#' "$root/ops/package/modules" | tr '\n' ',')
  "$jdk/bin/jlink" --add-modules "${modules%,}" --output "$1" --no-header-files --no-man-pages --compress zip-0 \
    --dedup-legal-notices error-if-not-same-content
}

# The value of $1 in the release file of the JDK.
jdk_release() { sed -n "s/^$1=\"\\(.*\\)\"/\\1/p" "$jdk/release"; }

# Adds what Maven does not know to the SBOM $1: the Java runtime and the PostgreSQL in a library.
complete_sbom() {
  local java postgres
  java=$(jdk_release JAVA_RUNTIME_VERSION)
  postgres=$(sed -n 's/.*<postgres-binaries.version>\([0-9]*\.[0-9]*\)\..*/\1/p' "$root/pom.xml")
  sed -i "0,/^  \"components\" : \[/s||&\\
    {\\
      \"type\" : \"platform\",\\
      \"bom-ref\" : \"pkg:generic/openjdk@$java\",\\
      \"publisher\" : \"$(jdk_release IMPLEMENTOR)\",\\
      \"name\" : \"openjdk\",\\
      \"version\" : \"$java\",\\
      \"licenses\" : [ { \"expression\" : \"GPL-2.0-only WITH Classpath-exception-2.0\" } ],\\
      \"purl\" : \"pkg:generic/openjdk@$java\"\\
    },\\
    {\\
      \"type\" : \"application\",\\
      \"bom-ref\" : \"pkg:generic/postgresql@$postgres\",\\
      \"publisher\" : \"PostgreSQL Global Development Group\",\\
      \"name\" : \"postgresql\",\\
      \"version\" : \"$postgres\",\\
      \"licenses\" : [ { \"license\" : { \"id\" : \"PostgreSQL\" } } ],\\
      \"purl\" : \"pkg:generic/postgresql@$postgres\"\\
    },|" "$1"
}

# The libraries of the jar $1, by its manifest, whose lines continue after a line end and a space; $2 is for temporary
# files. The directory of an earlier build may have others.
libraries_of() {
  local jar=$1 temporary=$2 all
  (cd "$temporary" && "$jdk/bin/jar" --extract --file "$jar" META-INF/MANIFEST.MF)
  all=$(tr -d '\r' <"$temporary/META-INF/MANIFEST.MF" | sed -e ':all' -e 'N' -e '$!b all' -e 's/\n //g')
  sed -n 's/^Class-Path: //p' <<<"$all" | tr ' ' '\n'
}

# Puts all files of the package in directory $2, which has the runtime; $1 is the directory of the build, $3 that of the
# lists of parts.
collect_files() {
  local build=$1 into=$2 parts=$3 library
  mkdir -p "$into/app"
  cp "$root/remitflex" "$root/LICENSE" "$root/CHANGELOG.md" "$into/"
  cp "$root/docs/operations/installing.md" "$into/INSTALLING.md"
  cp -r "$root/ops/systemd" "$into/systemd"
  # From these, npm installs the node of the demo chain, which is not part of the package.
  mkdir -p "$into/ops/demo-chain"
  cp "$root/ops/demo-chain/package.json" "$root/ops/demo-chain/package-lock.json" "$into/ops/demo-chain/"
  cp "$build/remitflex.jar" "$into/app/"
  mkdir "$into/app/lib"
  libraries_of "$build/remitflex.jar" "$parts" >"$parts/libraries"
  while read -r library; do
    cp "$build/$library" "$into/app/lib/"
  done <"$parts/libraries"
  mv "$parts/licences" "$into/licences"
  cp "$root"/ops/package/licences/* "$into/licences/"
  find "$into/licences" -type d -empty -delete
  mv "$parts/remitflex.cdx.json" "$into/"
  complete_sbom "$into/remitflex.cdx.json"
  # Identifies the code to the launcher, which keeps AOT caches by it.
  (cd "$into" && find app runtime -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c 1-16) \
    >"$parts/id"
  mv "$parts/id" "$into/app/id"
}

# Packs directory $1 in its parent directory into the archive $2, and writes its checksum.
pack() {
  local parent=${1%/*} name=${1##*/} archive=$2
  tar --create --directory="$parent" --sort=name --format=gnu --mtime="@$package_epoch" --owner=0 --group=0 \
    --numeric-owner --mode='u+rwX,go+rX,go-w' "$name" | gzip -n >"$archive.new"
  mv "$archive.new" "$archive"
  (cd "${archive%/*}" && sha256sum "${archive##*/}" >"${archive##*/}.sha256")
}

assemble() {
  local build=$1 stage=$2 parts=$3
  mkdir "$stage"
  link_runtime "$stage/runtime"
  collect_files "$build" "$stage" "$parts"
  pack "$stage" "$root/target/$package_name.tar.gz"
}

make_package() {
  local work=$root/target/package build=$root/target/package/build since=$SECONDS
  require_packaging_tools
  if [ "${REMITFLEX_NO_BUILD:-}" = 1 ]; then
    build=$root/target
    [ -f "$product" ] || die "REMITFLEX_NO_BUILD is set, but $product does not exist. Unset it, or build first."
  else
    lock_build
  fi
  rm -rf "$work"
  mkdir -p "$work"
  if [ "$build" = "$root/target" ]; then
    run_step "$work/build.log" "Listing the parts of the package" run_package_build "$work/parts"
  else
    run_step "$work/build.log" "Building RemitFlex" run_package_build "$work/parts" "$build"
  fi
  read_build "$build/classes"
  run_step "$work/assemble.log" "Assembling the package" assemble "$build" "$work/$package_name" "$work/parts"
  rm -rf "$work"
  say "Built the package in $((SECONDS - since)) s."
  printf '%s\n' "$root/target/$package_name.tar.gz"
}
