#!/bin/sh
# Runs a command with another patch of .NET's runtime, which is fetched as a package through this machine's settings:
#   tests/with-runtime.sh 10.0.15 artifacts/bin/Lanner.Cli/release/lanner wast tests/regressions
# The command is a program that was built before: the SDK stays the one that is installed.
set -eu

version=$1
shift
root=$(cd "$(dirname "$0")/.." && pwd)
case $(uname -m) in
    x86_64) platform=linux-x64 ;;
    aarch64) platform=linux-arm64 ;;
    *) echo "with-runtime.sh: no runtime for $(uname -m)" >&2; exit 1 ;;
esac

runtime=$root/artifacts/runtimes/$version
if [ ! -x "$runtime/dotnet" ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cat > "$work/runtime.csproj" << PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageDownload Include="Microsoft.NETCore.App.Runtime.$platform" Version="[$version]" /></ItemGroup>
</Project>
PROJECT
    [ ! -f "$root/nuget.config" ] || cp "$root/nuget.config" "$work"
    dotnet restore "$work/runtime.csproj" --packages "$work/packages" --nologo -v q

    installed=$(dirname "$(readlink -f "$(command -v dotnet)")")
    files=$work/packages/microsoft.netcore.app.runtime.$platform/$version/runtimes/$platform
    framework=$work/dotnet/shared/Microsoft.NETCore.App/$version
    mkdir -p "$framework" "$work/dotnet/host"
    cp "$files"/lib/net10.0/* "$files"/native/* "$framework"
    cp -r "$installed/host/fxr" "$work/dotnet/host"
    cp "$installed/dotnet" "$work/dotnet"
    # The list of the framework's files, which the package has in another form.
    cp "$(ls -d "$installed"/shared/Microsoft.NETCore.App/10.* | tail -n 1)/Microsoft.NETCore.App.deps.json" "$framework"
    mkdir -p "$root/artifacts/runtimes"
    mv "$work/dotnet" "$runtime"
fi

DOTNET_ROOT=$runtime DOTNET_ROLL_FORWARD=LatestPatch exec "$@"
