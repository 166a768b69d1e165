# Finds a Java that is new enough, for the scripts that source this.

readonly NEEDED_JAVA=21

# Sets `version` to the major version of the Java in $1 and `full_version` to all of it, without starting it.
java_version() {
  local line
  version=0
  full_version=
  [[ -x $1/bin/java && -r $1/release ]] || return 0
  while IFS= read -r line; do
    if [[ $line =~ ^JAVA_VERSION=\"(([0-9]+)[^\"]*) ]]; then
      full_version=${BASH_REMATCH[1]}
      version=${BASH_REMATCH[2]}
    fi
  done <"$1/release"
  return 0
}

# Sets `java_home`: JAVA_HOME if that is new enough, else the newest found where systems and version managers put them.
find_java() {
  local home newest=$((NEEDED_JAVA - 1)) on_path
  java_home=
  java_version "${JAVA_HOME:-/nonexistent}"
  if ((version >= NEEDED_JAVA)); then
    java_home=$JAVA_HOME
    return
  fi
  on_path=$(command -v java || true)
  while [[ -L $on_path ]]; do
    home=$(readlink "$on_path")
    [[ $home == /* ]] && on_path=$home || on_path=$(dirname "$on_path")/$home
  done
  for home in "${on_path%/bin/java}" /usr/lib/jvm/* /opt/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    java_version "$home"
    if ((version > newest)); then
      newest=$version
      java_home=$home
    fi
  done
  [[ -n $java_home ]] || fail "no Java $NEEDED_JAVA or newer was found. Install a JDK (for example Temurin from" \
    "https://adoptium.net) or set JAVA_HOME to one."
}
