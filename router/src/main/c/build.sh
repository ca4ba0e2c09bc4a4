#!/bin/sh
# Compiles the C sources beside this script to shared libraries, each unless it is newer than its source:
# build.sh OUTPUT_DIRECTORY
set -eu
sources=$(dirname "$0")
case $(uname -s)-$(uname -m) in
    Linux-x86_64) platform=linux-x86_64 ;;
    Linux-aarch64) platform=linux-aarch64 ;;
    *) echo "Weir runs on Linux, x86_64 or aarch64; this is $(uname -sm)" >&2; exit 1 ;;
esac
output=$1/$platform
command -v cc >/dev/null || {
    echo "Weir needs a C compiler, and there is no cc here: apt-get install gcc libc6-dev" >&2
    exit 1
}

build() {
    library=$output/$1
    source=$sources/$2
    [ -n "$(find "$library" -newer "$source" 2>/dev/null)" ] && return
    mkdir -p "$output"
    cc -O2 -fPIC -shared -pthread -fvisibility=hidden -Wall -Wextra -Werror -o "$library" "$source" || {
        echo "Could not compile $2; it needs: apt-get install gcc libc6-dev" >&2
        exit 1
    }
}

build libweirguard.so sigbus_guard.c
