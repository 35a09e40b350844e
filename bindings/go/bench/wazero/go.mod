// A module of its own, so that the package depends on nothing. bench.sh builds it by GOPATH, with the sources of Debian.
module github.com/lanner/lanner-go/bench/wazero

go 1.19
