package org.lanner;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * What a program of WASI is granted. A new one grants nothing: no arguments, no environment, no streams, no files. One thread at a time
 * may use it.
 */
public final class WasiConfig implements AutoCloseable {
    private static final int CONNECT = 0;
    private static final int LISTEN = 1;
    private static final int LOOK_UP = 2;
    private static final int HTTP = 3;

    private final Owned owned;

    /** Makes a configuration that grants nothing. */
    public WasiConfig() {
        long pointer = Native.made(Native.call(Native.lanner_wasi_new), "making the configuration");
        owned = new Owned(this, "configuration", pointer, Native.lanner_wasi_delete);
    }

    /** Does something with the pointer. */
    void use(LongConsumer action) {
        long pointer = owned.acquire();
        try {
            action.accept(pointer);
        } finally {
            owned.release();
        }
    }

    private interface Action {
        long run(Scope scope, long pointer);
    }

    private WasiConfig set(String what, Action action) {
        try (Scope scope = new Scope()) {
            use(pointer -> Native.done(action.run(scope, pointer), what));
        }
        return this;
    }

    /**
     * Adds arguments. The first is the name of the program.
     *
     * @param arguments the arguments
     * @return this configuration
     */
    public WasiConfig addArguments(String... arguments) {
        for (String argument : arguments) {
            set("adding an argument", (scope, pointer) ->
                    Native.call(Native.lanner_wasi_add_argument, pointer, scope.text(argument, "the argument")));
        }
        return this;
    }

    /**
     * Adds a variable of the environment.
     *
     * @param name its name
     * @param value its value
     * @return this configuration
     */
    public WasiConfig addEnvironment(String name, String value) {
        return set("adding a variable", (scope, pointer) -> Native.call(
                Native.lanner_wasi_add_environment, pointer, scope.text(name, "the name"), scope.text(value, "the value")));
    }

    /**
     * Adds the variables that the process was started with.
     *
     * @return this configuration
     */
    public WasiConfig inheritEnvironment() {
        return set("adding the variables", (scope, pointer) -> Native.call(Native.lanner_wasi_inherit_environment, pointer));
    }

    /**
     * Gives the guest the three streams of the process. They are those of the system: what {@link System#setOut} and the like have set
     * plays no part.
     *
     * @return this configuration
     */
    public WasiConfig inheritStreams() {
        return inheritStreams(EnumSet.allOf(Stream.class));
    }

    /**
     * Gives the guest streams of the process.
     *
     * @param streams which
     * @return this configuration
     */
    public WasiConfig inheritStreams(Set<Stream> streams) {
        return set("giving the streams", (scope, pointer) ->
                Native.call(Native.lanner_wasi_inherit_streams, pointer, Stream.bits(streams)));
    }

    /**
     * Sets what the guest reads from standard input.
     *
     * @param text the text, which the guest gets in UTF-8
     * @return this configuration
     */
    public WasiConfig setInput(String text) {
        return setInput(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sets what the guest reads from standard input.
     *
     * @param bytes the bytes
     * @return this configuration
     */
    public WasiConfig setInput(byte[] bytes) {
        return set("setting the input", (scope, pointer) -> Native.call(Native.lanner_wasi_set_input, pointer, scope.vector(bytes)));
    }

    /**
     * Keeps what the guest writes to standard output and standard error, up to 16 MiB each.
     *
     * @return this configuration
     */
    public WasiConfig capture() {
        return capture(EnumSet.of(Stream.STDOUT, Stream.STDERR), 1 << 24);
    }

    /**
     * Keeps what the guest writes. What is more than the largest number of bytes, the guest cannot write.
     *
     * @param streams which of standard output and standard error
     * @param maximum the largest number of bytes of each
     * @return this configuration
     */
    public WasiConfig capture(Set<Stream> streams, long maximum) {
        if (maximum < 0) {
            throw new IllegalArgumentException("the largest number of bytes is " + maximum + "; one that is not negative was expected");
        }
        return set("capturing", (scope, pointer) ->
                Native.call(Native.lanner_wasi_capture_streams, pointer, Stream.bits(streams), maximum));
    }

    /**
     * Returns what was captured so far.
     *
     * @param stream of standard output or standard error
     * @return the bytes
     * @throws LannerException the stream is not captured
     */
    public byte[] captured(Stream stream) {
        try (Scope scope = new Scope()) {
            long vector = scope.vector();
            use(pointer -> Native.done(
                    Native.call(Native.lanner_wasi_captured, pointer, stream.bit(), vector), "reading what was captured"));
            return scope.takeBytes(vector);
        }
    }

    /**
     * Returns what was captured of standard output so far, as text; bytes that are no UTF-8 are replaced.
     *
     * @return the text
     */
    public String stdout() {
        return new String(captured(Stream.STDOUT), StandardCharsets.UTF_8);
    }

    /**
     * Returns what was captured of standard error so far, as text; bytes that are no UTF-8 are replaced.
     *
     * @return the text
     */
    public String stderr() {
        return new String(captured(Stream.STDERR), StandardCharsets.UTF_8);
    }

    /**
     * Grants a directory of the host for reading.
     *
     * @param hostPath the directory
     * @param guestPath its path for the guest
     * @return this configuration
     */
    public WasiConfig addDirectory(Path hostPath, String guestPath) {
        return addDirectory(hostPath, guestPath, Right.READ_ONLY);
    }

    /**
     * Grants a directory of the host.
     *
     * @param hostPath the directory
     * @param guestPath its path for the guest
     * @param rights the rights beside reading
     * @return this configuration
     */
    public WasiConfig addDirectory(Path hostPath, String guestPath, Set<Right> rights) {
        return set("adding the directory", (scope, pointer) -> Native.call(
                Native.lanner_wasi_add_directory,
                pointer,
                scope.text(hostPath.toString(), "the host's path"),
                scope.text(guestPath, "the guest's path"),
                Right.bits(rights)));
    }

    /**
     * Grants files in memory.
     *
     * @param files the files
     * @param guestPath their path for the guest
     * @param rights the rights beside reading
     * @return this configuration
     */
    public WasiConfig addFiles(Files files, String guestPath, Set<Right> rights) {
        long source = files.acquire();
        try {
            return set("adding the files", (scope, pointer) -> Native.call(
                    Native.lanner_wasi_add_files, pointer, source, scope.text(guestPath, "the guest's path"), Right.bits(rights)));
        } finally {
            files.release();
        }
    }

    /**
     * Gives the guest the random numbers that follow from a seed, instead of those of the system.
     *
     * @param seed the seed
     * @return this configuration
     */
    public WasiConfig setRandomSeed(long seed) {
        return set("setting the seed", (scope, pointer) -> Native.call(Native.lanner_wasi_set_random_seed, pointer, seed));
    }

    /**
     * Grants the content of a zip or tar file, read-only.
     *
     * @param hostPath the file
     * @param guestPath its path for the guest
     * @return this configuration
     * @throws LannerException there is no such file, or it is something else
     */
    public WasiConfig addArchive(Path hostPath, String guestPath) {
        return set("adding the archive", (scope, pointer) -> Native.call(
                Native.lanner_wasi_add_archive,
                pointer,
                scope.text(hostPath.toString(), "the host's path"),
                scope.text(guestPath, "the guest's path")));
    }

    /**
     * Grants a directory, or a zip or tar file, under changes that stay in memory, of at most 64 MiB.
     *
     * @param hostPath the directory or file
     * @param guestPath its path for the guest
     * @return this configuration
     * @throws LannerException there is no such directory or file
     */
    public WasiConfig addOverlay(Path hostPath, String guestPath) {
        return addOverlay(hostPath, guestPath, 1L << 26);
    }

    /**
     * Grants a directory, or a zip or tar file, under changes that stay in memory.
     *
     * @param hostPath the directory or file
     * @param guestPath its path for the guest
     * @param maximum the largest number of bytes of the changes
     * @return this configuration
     * @throws LannerException there is no such directory or file
     */
    public WasiConfig addOverlay(Path hostPath, String guestPath, long maximum) {
        if (maximum < 0) {
            throw new IllegalArgumentException("the largest number of bytes is " + maximum + "; one that is not negative was expected");
        }
        return set("adding the overlay", (scope, pointer) -> Native.call(
                Native.lanner_wasi_add_overlay,
                pointer,
                scope.text(hostPath.toString(), "the host's path"),
                scope.text(guestPath, "the guest's path"),
                maximum));
    }

    /**
     * Grants a socket that listens, as a descriptor behind those of the directories.
     *
     * @param address its address and port, such as {@code 127.0.0.1:8080} or {@code [::1]:0}
     * @return this configuration
     * @throws LannerException the address is wrong or taken
     */
    public WasiConfig addListener(String address) {
        return set("adding the listener", (scope, pointer) ->
                Native.call(Native.lanner_wasi_add_listener, pointer, scope.text(address, "the address")));
    }

    /**
     * Names peers that may connect, from any port. Once there are such, no others may.
     *
     * @param addresses their addresses, such as {@code 10.0.0.0/8} or {@code 10.1.2.3}
     * @return this configuration
     * @throws LannerException the addresses are wrong
     */
    public WasiConfig allowPeers(String addresses) {
        return allowPeers(addresses, 0);
    }

    /**
     * Names peers that may connect, from one port. Once there are such, no others may.
     *
     * @param addresses their addresses, such as {@code 10.0.0.0/8} or {@code 10.1.2.3}
     * @param port the port, or 0 for any
     * @return this configuration
     * @throws LannerException the addresses are wrong
     */
    public WasiConfig allowPeers(String addresses, int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("the port is " + port + "; a number from 0 to 65535 was expected");
        }
        return set("allowing peers", (scope, pointer) ->
                Native.call(Native.lanner_wasi_allow_peers, pointer, scope.text(addresses, "the addresses"), port));
    }

    private WasiConfig allow(int use, String hosts) {
        return set("the grant", (scope, pointer) ->
                Native.call(Native.lanner_wasi_allow, pointer, use, scope.text(hosts, "the hosts")));
    }

    /**
     * Lets a component connect to hosts, or send datagrams to them, and look up their names.
     *
     * @param hosts {@code [tcp://|udp://]HOST[:PORTS]}, where the host is a name, {@code *.example.com}, {@code *}, an address, or a range
     *     such as {@code 10.0.0.0/8}
     * @return this configuration
     * @throws LannerException the text says nothing of that kind
     */
    public WasiConfig allowConnect(String hosts) {
        return allow(CONNECT, hosts);
    }

    /**
     * Lets a component listen, or receive datagrams, at addresses of the host. Whom it accepts, {@link #allowPeers(String)} says.
     *
     * @param addresses {@code [tcp://|udp://]ADDRESS[:PORTS]}; with port 0 it takes a free one
     * @return this configuration
     * @throws LannerException the text says nothing of that kind
     */
    public WasiConfig allowListen(String addresses) {
        return allow(LISTEN, addresses);
    }

    /**
     * Lets a component look up names beside those that it may connect to.
     *
     * @param name a name, {@code *.example.com} or {@code *}
     * @return this configuration
     * @throws LannerException it is no name
     */
    public WasiConfig allowNameLookup(String name) {
        return allow(LOOK_UP, name);
    }

    /**
     * Lets a component send requests of HTTP.
     *
     * @param hosts {@code [http://|https://]HOST[:PORTS]}, with hosts as {@link #allowConnect} has them; without ports it is that of the
     *     scheme, and {@code *} stands for all
     * @return this configuration
     * @throws LannerException the text says nothing of that kind
     */
    public WasiConfig allowHttp(String hosts) {
        return allow(HTTP, hosts);
    }

    /**
     * Lets names that are granted have any address. Otherwise those of this machine and of private networks are withheld.
     *
     * @return this configuration
     */
    public WasiConfig allowPrivateAnswers() {
        return set("the grant", (scope, pointer) -> Native.call(Native.lanner_wasi_allow_private_answers, pointer));
    }

    /**
     * Adds a setting to a component's configuration ({@code wasi:config}).
     *
     * @param name its name
     * @param value its value
     * @return this configuration
     */
    public WasiConfig addSetting(String name, String value) {
        return set("adding a setting", (scope, pointer) -> Native.call(
                Native.lanner_wasi_add_setting, pointer, scope.text(name, "the name"), scope.text(value, "the value")));
    }

    /**
     * Grants a component keys and values.
     *
     * @param name the name by which it opens them
     * @param store the store
     * @return this configuration
     * @throws LannerException the name is taken
     */
    public WasiConfig addKeyValueStore(String name, KeyValueStore store) {
        long source = store.acquire();
        try {
            return set("adding the store", (scope, pointer) ->
                    Native.call(Native.lanner_wasi_add_key_value_store, pointer, scope.text(name, "the name"), source));
        } finally {
            store.release();
        }
    }

    /**
     * Sets how much of something a component may have at once.
     *
     * @param limit what
     * @param most how much
     * @return this configuration
     */
    public WasiConfig setLimit(WasiLimit limit, long most) {
        if (most < 0) {
            throw new IllegalArgumentException("the limit is " + most + "; one that is not negative was expected");
        }
        return set("setting the limit", (scope, pointer) ->
                Native.call(Native.lanner_wasi_set_limit, pointer, limit.ordinal(), most));
    }

    /**
     * Gives the guest clocks that begin at a time, and are a step further each time they are read, instead of those of the system.
     *
     * @param start the time
     * @param step the step
     * @return this configuration
     * @throws LannerException the time is out of range
     */
    public WasiConfig setClock(Instant start, Duration step) {
        long begun;
        try {
            begun = Math.addExact(Math.multiplyExact(start.getEpochSecond(), 1_000_000L), start.getNano() / 1000);
        } catch (ArithmeticException error) {
            throw new IllegalArgumentException("the time is " + start + ", which is out of range", error);
        }
        long microseconds = Store.microseconds(step);
        return set("setting the clock", (scope, pointer) -> Native.call(Native.lanner_wasi_set_clock, pointer, begun, microseconds));
    }

    /**
     * Sets the number of files that the guest may have open, with streams and directories; it is 1024 otherwise.
     *
     * @param most the number
     * @return this configuration
     */
    public WasiConfig setMostDescriptors(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("the number is " + most + "; one that is not negative was expected");
        }
        return set("setting the number of descriptors", (scope, pointer) ->
                Native.call(Native.lanner_wasi_set_most_descriptors, pointer, most));
    }

    /** Ends the configuration. Guests that were granted something keep it. */
    @Override
    public void close() {
        owned.close();
    }
}
