#!/bin/sh
# Makes an archive of the command with everything that it needs, .NET too, for a platform (by default the one of this machine):
# artifacts/archives/lanner-VERSION-PLATFORM.tar.gz.
#
#   build/archive.sh [PLATFORM]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
platform=${1:-$(dotnet --info | sed -n 's/^ *RID: *//p')}
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$root/Directory.Build.props")
name=lanner-$version-$platform
archives=$root/artifacts/archives
rm -rf "$archives/$name"
mkdir -p "$archives"
dotnet publish "$root/src/Lanner.Cli" -c Release -r "$platform" --self-contained -o "$archives/$name" --nologo -v q \
    -p:ContinuousIntegrationBuild=true "-p:ArtifactsPath=$root/artifacts/packing" -p:GenerateDocumentationFile=false
cp "$root/README.md" "$root/LICENSE" "$archives/$name"
tar -C "$archives" -czf "$archives/$name.tar.gz" "$name"
ls -l "$archives/$name.tar.gz"
