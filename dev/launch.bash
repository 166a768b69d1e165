# For the scripts that source this: builds a module, with what it needs, and runs one of its main classes.

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

fail() {
    echo "dev/${0##*/}: $*" >&2
    exit 1
}

# What is tried out here is no failure of anybody's builds.
export DESTILL_HISTORY_URL=off

. "$project/bin/find-java.bash"
find_java
java=$java_home/bin/java

# Compiles module $1 and its tests, if a source is newer than the last build of it. Sets `classpath` to its own classes, those
# of its tests, and all that it needs.
build() {
    local target=$project/$1/target
    local built=$target/launch.classpath
    if [[ ! -f $built || -n $(find "$project"/pom.xml "$project"/*/pom.xml "$project"/*/src -newer "$built" -print -quit) ]]; then
        echo "Building…" >&2
        (cd "$project" && mvn -B -q -Dstyle.color=never -Dspotless.check.skip -DskipTests -pl "$1" -am package \
            dependency:build-classpath -Dmdep.outputFile="$built" >&2)
        # Maven leaves a file alone that would not change.
        touch "$built"
    fi
    classpath=$target/test-classes:$target/classes:$(cat "$built")
}
