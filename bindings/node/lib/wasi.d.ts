/** What WASI grants, and files, keys and values in memory. */
import type { Bytes } from './index';

/** The standard streams. */
export type Stream = 'stdin' | 'stdout' | 'stderr';

/** Rights in a directory. Reading is always allowed. */
export type Right = 'write' | 'create' | 'link' | 'all';

/** A file system in memory. Paths begin at its root: `/data/input.txt`. */
export class Files {
    /** Of at most so many bytes, 64 MiB if none are given. */
    constructor(maximum?: number);
    /** Makes a directory. */
    createDirectory(path: string): this;
    /** Writes a file; a string in UTF-8. */
    write(path: string, content: Bytes | string): this;
    /** The content of a file. */
    read(path: string): Uint8Array;
}

/** Keys and values in memory (`wasi:keyvalue`), with 64 bytes for each pair. Several components may have one. */
export class KeyValueStore {
    /** Of at most so many bytes, 64 MiB if none are given. */
    constructor(maximum?: number);
    /** Sets the value of a key; a string in UTF-8. */
    set(key: string, value: Bytes | string): this;
    /** The value of a key that is there. */
    get(key: string): Uint8Array;
}

/** What a component may have at once. */
export interface WasiLimits {
    /** Streams, descriptors, pollables and so on; 65,536 otherwise. */
    resources?: number;
    /** The bytes that the host keeps for them; 128 MiB otherwise. */
    resourceBytes?: number;
    /** Sockets, those of connections that were accepted included; 256 otherwise. */
    sockets?: number;
    /** Requests of HTTP, until their responses are read or dropped; 100 otherwise. */
    httpRequests?: number;
}

/** What a program of WASI is granted. A new one grants nothing: no arguments, environment, streams, files. */
export class WasiConfig {
    constructor();
    /** Adds arguments. The first is the name of the program. */
    addArguments(...texts: string[]): this;
    /** Adds a variable. */
    addEnvironment(name: string, value: string): this;
    /** Adds the variables that the process has now. */
    inheritEnvironment(): this;
    /** Gives the guest streams of the process; all of them if none are named. */
    inheritStreams(streams?: Stream | Iterable<Stream>): this;
    /** Sets what the guest reads from standard input. */
    setInput(content: Bytes | string): this;
    /** Keeps what the guest writes, up to so many bytes a stream; standard output and standard error if none are named. */
    capture(streams?: Stream | Iterable<Stream>, maximum?: number): this;
    /** What was captured of standard output so far. */
    readonly stdout: Buffer;
    /** What was captured of standard error so far. */
    readonly stderr: Buffer;
    /** Grants a directory of the host, under a path of the guest, to be read only if no rights are given. */
    addDirectory(hostPath: string, guestPath: string, rights?: Right | Iterable<Right>): this;
    /** Grants files in memory, under a path of the guest, to be read only if no rights are given. */
    addFiles(files: Files, guestPath: string, rights?: Right | Iterable<Right>): this;
    /** Grants the content of a zip or tar file, to be read only, under a path of the guest. */
    addArchive(hostPath: string, guestPath: string): this;
    /**
     * Grants a directory, or a zip or tar file, under changes that stay in memory, of at most so many bytes, 64 MiB if none are given. The
     * host's is not changed.
     */
    addOverlay(hostPath: string, guestPath: string, maximum?: number): this;
    /** Grants a socket that listens at an address such as `127.0.0.1:8080`, as a descriptor behind those of the directories. */
    addListener(address: string): this;
    /** Names peers that may connect, such as `10.0.0.0/8` or `10.1.2.3`, from any port if it is 0. Once there are such, no others may. */
    allowPeers(addresses: string, port?: number): this;
    /**
     * Lets a component connect to hosts, or send datagrams to them, and look up their names: `[tcp://|udp://]HOST[:PORTS]`, where the host
     * is a name, `*.example.com`, `*`, an address, or a range such as `10.0.0.0/8`.
     */
    allowConnect(hosts: string): this;
    /**
     * Lets a component listen, or receive datagrams, at addresses of the host: `[tcp://|udp://]ADDRESS[:PORTS]`. With port 0 it takes a
     * free one. Whom it accepts, `allowPeers` says.
     */
    allowListen(addresses: string): this;
    /** Lets a component look up names beside those that it may connect to: a name, `*.example.com` or `*`. */
    allowNameLookup(name: string): this;
    /**
     * Lets a component send requests of HTTP: `[http://|https://]HOST[:PORTS]`, with hosts as `allowConnect` has them. Without ports it is
     * that of the scheme; `*` stands for all.
     */
    allowHttp(hosts: string): this;
    /** Lets names that are granted have any address. Otherwise those of this machine and of private networks are withheld. */
    allowPrivateAnswers(): this;
    /** Adds a setting to a component's configuration (`wasi:config`). */
    addSetting(name: string, value: string): this;
    /** Grants a component keys and values, by the name by which it opens them. */
    addKeyValueStore(name: string, store: KeyValueStore): this;
    /** Sets how much a component may have at once. */
    setLimits(most: WasiLimits): this;
    /**
     * Gives the guest clocks that begin at a time, a date or milliseconds since 1970, and go on by so many milliseconds (0 if none are
     * given) each time they are read, instead of those of the system.
     */
    setClock(start: Date | number, step?: number): this;
    /** Sets the number of files that the guest may have open, with streams and directories; 1024 otherwise. */
    setMostDescriptors(most: number): this;
    /** Gives the guest the random numbers that follow from a seed, instead of those of the system. */
    setRandomSeed(seed: number | bigint): this;
}
