/* What programs of WASI may use. Included by lanner.hpp. */
#ifndef LANNER_WASI_HPP
#define LANNER_WASI_HPP

#include "engine.hpp"

namespace lanner {

/// The streams of a program. They can be added: `Streams::output | Streams::error`.
enum class Streams : lanner_streams_t {
    input = LANNER_STDIN,
    output = LANNER_STDOUT,
    error = LANNER_STDERR
};

constexpr Streams operator|(Streams left, Streams right) noexcept
{
    return static_cast<Streams>(static_cast<lanner_streams_t>(left) | static_cast<lanner_streams_t>(right));
}

/// What a program may do with files. Reading is always allowed. They can be added.
enum class Rights : lanner_rights_t {
    read_only = LANNER_READ_ONLY,
    /// Change files and delete them.
    write = LANNER_WRITE,
    create = LANNER_CREATE,
    /// Make links.
    link = LANNER_LINK,
    all = LANNER_ALL_RIGHTS
};

constexpr Rights operator|(Rights left, Rights right) noexcept
{
    return static_cast<Rights>(static_cast<lanner_rights_t>(left) | static_cast<lanner_rights_t>(right));
}

/// What a component may have at once.
enum class WasiLimit : lanner_wasi_limit_t {
    /// Streams, descriptors, pollables and so on; 65,536 otherwise.
    resources = LANNER_MOST_RESOURCES,
    /// Bytes that the host keeps for them; 128 MiB otherwise.
    resource_bytes = LANNER_MOST_RESOURCE_BYTES,
    /// With those of connections that were accepted; 256 otherwise.
    sockets = LANNER_MOST_SOCKETS,
    /// Until their responses are read or dropped; 100 otherwise.
    http_requests = LANNER_MOST_HTTP_REQUESTS
};

/// A file system in memory. Paths in it begin at its root, such as "/data/input.txt".
class Files {
public:
    /// Makes an empty one, of at most so many bytes.
    explicit Files(std::uint64_t maximum = UINT64_C(1) << 30)
        : pointer_(detail::made(lanner_files_new(maximum), "making the file system"))
    {
    }

    Files(Files&&) noexcept = default;
    Files& operator=(Files&&) noexcept = default;

    Files& create_directory(std::string_view path)
    {
        detail::done(
            lanner_files_create_directory(pointer_.get(), detail::c_string(path, "the path").c_str()), "making a directory");
        return *this;
    }

    /// Writes a file anew.
    Files& write(std::string_view path, Bytes content)
    {
        const wasm_byte_vec_t vector = detail::borrowed(detail::as_text(content));
        detail::done(lanner_files_write(pointer_.get(), detail::c_string(path, "the path").c_str(), &vector), "writing a file");
        return *this;
    }

    Files& write(std::string_view path, std::string_view content) { return write(path, detail::as_bytes(content)); }
    Files& write(std::string_view path, const char* content) { return write(path, std::string_view(content)); }

    /// The content of a file.
    std::string read(std::string_view path) const
    {
        detail::ByteVector content;
        detail::done(
            lanner_files_read(pointer_.get(), detail::c_string(path, "the path").c_str(), content.out()), "reading a file");
        return std::string(content.view());
    }

private:
    friend class WasiConfig;

    std::unique_ptr<lanner_files_t, detail::Deleter<lanner_files_delete>> pointer_;
};

/// Keys and values in memory (wasi:keyvalue). Several components may have one.
class KeyValueStore {
public:
    /// Makes an empty one, of at most so many bytes, with 64 for each pair.
    explicit KeyValueStore(std::uint64_t maximum = UINT64_C(1) << 26)
        : pointer_(detail::made(lanner_key_value_store_new(maximum), "making the store"))
    {
    }

    KeyValueStore(KeyValueStore&&) noexcept = default;
    KeyValueStore& operator=(KeyValueStore&&) noexcept = default;

    KeyValueStore& set(std::string_view key, Bytes value)
    {
        const wasm_byte_vec_t vector = detail::borrowed(detail::as_text(value));
        detail::done(
            lanner_key_value_store_set(pointer_.get(), detail::c_string(key, "the key").c_str(), &vector), "setting a value");
        return *this;
    }

    KeyValueStore& set(std::string_view key, std::string_view value) { return set(key, detail::as_bytes(value)); }
    KeyValueStore& set(std::string_view key, const char* value) { return set(key, std::string_view(value)); }

    /// The value of a key that is there.
    std::string get(std::string_view key) const
    {
        detail::ByteVector value;
        detail::done(
            lanner_key_value_store_get(pointer_.get(), detail::c_string(key, "the key").c_str(), value.out()), "reading a value");
        return std::string(value.view());
    }

private:
    friend class WasiConfig;

    std::unique_ptr<lanner_key_value_store_t, detail::Deleter<lanner_key_value_store_delete>> pointer_;
};

/// What a program of WASI may use. A new one grants nothing: no arguments, no environment, no streams, no files. Each function adds
/// something and returns the configuration; once a linker has it, nothing can be added.
class WasiConfig {
public:
    WasiConfig() : pointer_(detail::made(lanner_wasi_new(), "making the configuration")) {}

    WasiConfig(WasiConfig&&) noexcept = default;
    WasiConfig& operator=(WasiConfig&&) noexcept = default;

    /// Adds an argument. The first is the name of the program.
    WasiConfig& add_argument(std::string_view argument)
    {
        return check(lanner_wasi_add_argument(pointer_.get(), detail::c_string(argument, "the argument").c_str()));
    }

    WasiConfig& add_arguments(std::initializer_list<std::string_view> arguments)
    {
        for (const std::string_view argument : arguments) {
            add_argument(argument);
        }
        return *this;
    }

    WasiConfig& add_environment(std::string_view name, std::string_view value)
    {
        return check(lanner_wasi_add_environment(
            pointer_.get(), detail::c_string(name, "the name").c_str(), detail::c_string(value, "the value").c_str()));
    }

    /// Adds the variables that the process has now.
    WasiConfig& inherit_environment() { return check(lanner_wasi_inherit_environment(pointer_.get())); }

    /// Grants streams of the process.
    WasiConfig& inherit_streams(Streams streams)
    {
        return check(lanner_wasi_inherit_streams(pointer_.get(), static_cast<lanner_streams_t>(streams)));
    }

    /// Gives bytes as standard input.
    WasiConfig& set_input(Bytes content)
    {
        const wasm_byte_vec_t vector = detail::borrowed(detail::as_text(content));
        return check(lanner_wasi_set_input(pointer_.get(), &vector));
    }

    WasiConfig& set_input(std::string_view content) { return set_input(detail::as_bytes(content)); }
    WasiConfig& set_input(const char* content) { return set_input(std::string_view(content)); }

    /// Keeps what the guest writes, up to a number of bytes a stream; what is more, the guest cannot write.
    WasiConfig& capture(Streams streams = Streams::output | Streams::error, std::size_t maximum = std::size_t{1} << 24)
    {
        return check(lanner_wasi_capture_streams(pointer_.get(), static_cast<lanner_streams_t>(streams), maximum));
    }

    /// What was written to a stream so far.
    std::string captured(Streams stream) const
    {
        detail::ByteVector content;
        detail::done(
            lanner_wasi_captured(pointer_.get(), static_cast<lanner_streams_t>(stream), content.out()), "reading what was captured");
        return std::string(content.view());
    }

    /// What was written to standard output, and to standard error.
    std::string output() const { return captured(Streams::output); }
    std::string error() const { return captured(Streams::error); }

    /// Grants a directory of the host under a path of the guest.
    WasiConfig& add_directory(std::string_view host_path, std::string_view guest_path, Rights rights = Rights::read_only)
    {
        return check(lanner_wasi_add_directory(
            pointer_.get(), detail::c_string(host_path, "the path").c_str(), detail::c_string(guest_path, "the path").c_str(),
            static_cast<lanner_rights_t>(rights)));
    }

    /// Grants a file system in memory under a path of the guest.
    WasiConfig& add_files(const Files& files, std::string_view guest_path, Rights rights = Rights::read_only)
    {
        return check(lanner_wasi_add_files(
            pointer_.get(), files.pointer_.get(), detail::c_string(guest_path, "the path").c_str(),
            static_cast<lanner_rights_t>(rights)));
    }

    /// Grants the files of a zip or tar file of the host, read-only, under a path of the guest.
    WasiConfig& add_archive(std::string_view host_path, std::string_view guest_path)
    {
        return check(lanner_wasi_add_archive(
            pointer_.get(), detail::c_string(host_path, "the path").c_str(), detail::c_string(guest_path, "the path").c_str()));
    }

    /// Grants a directory, or a zip or tar file, of the host under changes that stay in memory, of at most so many bytes.
    WasiConfig& add_overlay(std::string_view host_path, std::string_view guest_path, std::uint64_t maximum = UINT64_C(1) << 26)
    {
        return check(lanner_wasi_add_overlay(
            pointer_.get(), detail::c_string(host_path, "the path").c_str(), detail::c_string(guest_path, "the path").c_str(),
            maximum));
    }

    /// Grants a socket that listens at an address such as "127.0.0.1:8080" or "[::1]:0", as a descriptor behind those of the directories.
    WasiConfig& add_listener(std::string_view address)
    {
        return check(lanner_wasi_add_listener(pointer_.get(), detail::c_string(address, "the address").c_str()));
    }

    /// Names peers that may connect, such as "10.0.0.0/8" or "10.1.2.3", from any port if it is 0. Once there are such, no others may.
    WasiConfig& allow_peers(std::string_view addresses, std::uint16_t port = 0)
    {
        return check(lanner_wasi_allow_peers(pointer_.get(), detail::c_string(addresses, "the addresses").c_str(), port));
    }

    /// Lets a component connect to hosts, or send datagrams to them, and look up their names: "[tcp://|udp://]HOST[:PORTS]", where the
    /// host is a name, "*.example.com", "*", an address, or a range such as "10.0.0.0/8".
    WasiConfig& allow_connect(std::string_view hosts) { return allow(LANNER_CONNECT, hosts); }

    /// Lets a component listen, or receive datagrams, at addresses of the host: "[tcp://|udp://]ADDRESS[:PORTS]". With port 0 it takes a
    /// free one. Whom it accepts, allow_peers says.
    WasiConfig& allow_listen(std::string_view addresses) { return allow(LANNER_LISTEN, addresses); }

    /// Lets a component look up names beside those that it may connect to: a name, "*.example.com" or "*".
    WasiConfig& allow_name_lookup(std::string_view name) { return allow(LANNER_LOOK_UP, name); }

    /// Lets a component send requests of HTTP: "[http://|https://]HOST[:PORTS]", with hosts as allow_connect has them. Without ports it is
    /// that of the scheme; "*" stands for all.
    WasiConfig& allow_http(std::string_view hosts) { return allow(LANNER_HTTP, hosts); }

    /// Lets names that are granted have any address. Otherwise those of this machine and of private networks are withheld.
    WasiConfig& allow_private_answers() { return check(lanner_wasi_allow_private_answers(pointer_.get())); }

    /// Adds a setting to a component's configuration (wasi:config).
    WasiConfig& add_setting(std::string_view name, std::string_view value)
    {
        return check(lanner_wasi_add_setting(
            pointer_.get(), detail::c_string(name, "the name").c_str(), detail::c_string(value, "the value").c_str()));
    }

    /// Grants a component keys and values, by the name by which it opens them.
    WasiConfig& add_key_value_store(std::string_view name, const KeyValueStore& store)
    {
        return check(lanner_wasi_add_key_value_store(
            pointer_.get(), detail::c_string(name, "the name").c_str(), store.pointer_.get()));
    }

    /// Sets how much of something a component may have at once.
    WasiConfig& set_limit(WasiLimit limit, std::uint64_t most)
    {
        return check(lanner_wasi_set_limit(pointer_.get(), static_cast<lanner_wasi_limit_t>(limit), most));
    }

    /// Gives clocks that begin at a time, in microseconds since 1970, and are a step further each time they are read, instead of those of
    /// the system.
    WasiConfig& set_clock(std::int64_t start, std::uint64_t step)
    {
        return check(lanner_wasi_set_clock(pointer_.get(), start, step));
    }

    /// The number of files that the guest may have open, with streams and directories; 1024 otherwise.
    WasiConfig& set_most_descriptors(std::uint32_t most)
    {
        return check(lanner_wasi_set_most_descriptors(pointer_.get(), most));
    }

    /// Gives the random numbers that follow from a seed, instead of those of the system.
    WasiConfig& set_random_seed(std::int64_t seed) { return check(lanner_wasi_set_random_seed(pointer_.get(), seed)); }

    lanner_wasi_t* get() const noexcept { return pointer_.get(); }

private:
    WasiConfig& allow(lanner_network_use_t use, std::string_view hosts)
    {
        return check(lanner_wasi_allow(pointer_.get(), use, detail::c_string(hosts, "the hosts").c_str()));
    }

    WasiConfig& check(bool succeeded)
    {
        detail::done(succeeded, "the grant");
        return *this;
    }

    std::unique_ptr<lanner_wasi_t, detail::Deleter<lanner_wasi_delete>> pointer_;
};

}  // namespace lanner

#endif
