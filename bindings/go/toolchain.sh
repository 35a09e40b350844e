# Sourced by the scripts: find_go sets "go" to the command, 1.19 or later, that GO names, or PATH leads to, or Debian has elsewhere; without
# it, and a compiler of C, it fails, and "missing" says what to install.
find_go()
{
    missing=""
    for go in "${GO:-go}" /usr/lib/go-1.2*/bin/go; do
        if command -v "$go" > /dev/null; then
            break
        fi
    done
    if ! command -v "$go" > /dev/null || ! "$go" version | grep -q 'go1\.\(19\|[2-9][0-9]\)'; then
        missing="Go 1.19 or later is missing: run bindings/go/install-tools.sh (as root), or let GO name the command"
        return 1
    fi
    if ! command -v "$("$go" env CC)" > /dev/null; then
        missing="a compiler of C is missing, which cgo needs: run bindings/go/install-tools.sh (as root)"
        return 1
    fi
    # What is built is kept with the rest of what the scripts make.
    : "${GOCACHE:=$root/artifacts/go/cache}"
    # Nothing is downloaded. The test of the package needs -trimpath; without it elsewhere the standard library would be compiled twice.
    GOFLAGS="-mod=mod -trimpath"
    export GOCACHE GOTOOLCHAIN=local GOPROXY=off GOFLAGS CGO_ENABLED=1
}
