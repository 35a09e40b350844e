# Sourced by the scripts that need more of Debian than the machine's own lists offer: sources, and packages from
# backports. apt gets lists of our own for it and checks the signatures, so that the system's lists stay as they are.
# The caller sets `root` to the repository's root.

apt_folder=$root/artifacts/sources/apt

# Where the machine itself gets Debian from: a mirror or a proxy is as good for us. What serves the release that is
# installed serves the others too.
debian_archive()
{
    release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    apt-get --print-uris update | sed -n "s|^'\(.*\)/dists/$release/[^/]*' .*|\1|p" | head -n 1
}

# apt-get with our lists, which are fetched once a day.
apt_get()
{
    command -v apt-get > /dev/null || { echo "apt-get is missing: these sources and packages are Debian's" >&2; exit 1; }
    archive=$(debian_archive)
    [ -n "$archive" ] || { echo "apt's own settings name no archive of this release of Debian" >&2; exit 1; }
    options="-qq -o Dir::Etc::sourcelist=$apt_folder/sources.list -o Dir::Etc::sourceparts=/dev/null"
    options="$options -o Dir::State::lists=$apt_folder/lists -o APT::Sandbox::User=root"
    mkdir -p "$apt_folder/lists/partial"
    cat > "$apt_folder/wanted.list" << END
deb-src $archive bookworm main
deb-src $archive trixie main
deb $archive bookworm main
deb $archive bookworm-backports main
END
    if ! cmp -s "$apt_folder/wanted.list" "$apt_folder/sources.list" || [ -z "$(find "$apt_folder/updated" -mtime -1 2> /dev/null)" ]; then
        cp "$apt_folder/wanted.list" "$apt_folder/sources.list"
        # shellcheck disable=SC2086
        apt-get $options update
        touch "$apt_folder/updated"
    fi
    # shellcheck disable=SC2086
    apt-get $options "$@"
}

# download_source PACKAGE[=VERSION|/SUITE]: the files of a source package, into the current directory.
download_source()
{
    command -v dpkg-source > /dev/null || { echo "dpkg-source is missing: run samples/install-tools.sh (as root)" >&2; exit 1; }
    apt_get source --download-only "$1"
}

# unpack_source PACKAGE[=VERSION|/SUITE] FOLDER: a source package with Debian's patches, unless it is there.
unpack_source()
{
    [ ! -d "$2" ] || return 0
    packed=$2-package
    rm -rf "$packed"
    mkdir -p "$packed"
    (cd "$packed" && download_source "$1" && dpkg-source --no-check -x ./*.dsc "$2" > /dev/null)
    rm -r "$packed"
}
