#!/bin/sh
# Makes the packages that people install: Lanner, Lanner.Wasi, Lanner.Wit, Lanner.Components, Lanner.Hosting, Lanner.AspNetCore,
# Lanner.Build, and the tool "lanner" (Lanner.Cli), which has machine code for each platform that is named (by default the one of this
# machine) and a package for any other.
#
#   build/pack.sh [FOLDER [PLATFORM...]]       such as: build/pack.sh artifacts/packages linux-x64 linux-arm64 osx-arm64 win-x64
#
# Builds apart from other builds, with paths that do not name the folder, so that the same sources give the same bytes anywhere.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-$root/artifacts/packages}
[ $# -eq 0 ] || shift
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
platforms=${*:-$(dotnet --info | sed -n 's/^ *RID: *//p')}

# The time that stands in the packages: that of the commit.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct 2> /dev/null || echo 1767225600)}
export SOURCE_DATE_EPOCH

pack()
{
    project=$1
    shift
    dotnet pack "$root/src/$project" -c Release -o "$folder" --nologo -v q -p:ContinuousIntegrationBuild=true \
        "-p:ArtifactsPath=$root/artifacts/packing" "$@"
}

pack Lanner
pack Lanner.Wasi
pack Lanner.Wit
pack Lanner.Hosting
pack Lanner.AspNetCore
# With the generator of typed C#, which compilers load.
pack Lanner.Components
# With the command, which is for any platform here, and needs neither machine code nor the server.
pack Lanner.Build -p:CompilesAheadOfTime=false -p:ShipsServer=false
pack Lanner.Cli "-p:ToolPlatforms=$(echo "$platforms" | tr ' ' '+')+any"
ls "$folder"
