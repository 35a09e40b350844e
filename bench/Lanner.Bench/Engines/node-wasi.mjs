// As much of WASI 0.1 as a program needs that reads its arguments and prints. Node's own implementation ends the process now and then when instances come and go (exit codes 134 and 139,
// Node 20), so it cannot be compared with anything.
import { Buffer } from "node:buffer";
import { randomFillSync } from "node:crypto";
import { hrtime } from "node:process";

const success = 0, badDescriptor = 8, notSupported = 58;
const output = 1, errors = 2;

/** What a program throws when it exits. */
export class Exit extends Error {
    constructor(code) {
        super(`exit code ${code}`);
        this.code = code;
    }
}

/** The imports of one instance; `memory` is set once there is an instance, and `printed` collects what it writes to its standard output. */
export class Host {
    memory = undefined;
    printed = [];

    constructor(programArguments) {
        const strings = programArguments.map(argument => Buffer.from(`${argument}\0`));
        const functions = {
            args_sizes_get: (count, size) => this.#store32([count, strings.length], [size, strings.reduce((sum, string) => sum + string.length, 0)]),
            args_get: (pointers, bytes) => {
                for (const string of strings) {
                    this.#store32([pointers, bytes]);
                    new Uint8Array(this.memory.buffer).set(string, bytes);
                    pointers += 4;
                    bytes += string.length;
                }
                return success;
            },
            environ_sizes_get: (count, size) => this.#store32([count, 0], [size, 0]),
            environ_get: () => success,
            clock_res_get: (clock, result) => this.#store64(result, 1n),
            clock_time_get: (clock, precision, result) => this.#store64(result, clock === 0 ? BigInt(Date.now()) * 1_000_000n : hrtime.bigint()),
            random_get: (bytes, size) => {
                randomFillSync(new Uint8Array(this.memory.buffer, bytes, size));
                return success;
            },
            fd_write: (descriptor, vectors, count, written) => {
                if (descriptor !== output && descriptor !== errors) return badDescriptor;
                const view = new DataView(this.memory.buffer);
                let total = 0;
                for (let index = 0; index < count; index++) {
                    const start = view.getUint32(vectors + 8 * index, true), size = view.getUint32(vectors + 8 * index + 4, true);
                    if (descriptor === output) this.printed.push(Buffer.from(new Uint8Array(this.memory.buffer, start, size)));
                    total += size;
                }
                return this.#store32([written, total]);
            },
            fd_read: (descriptor, vectors, count, read) => descriptor === 0 ? this.#store32([read, 0]) : badDescriptor,
            fd_fdstat_get: (descriptor, result) => {
                if (descriptor > errors) return badDescriptor;
                new Uint8Array(this.memory.buffer).fill(0, result, result + 24);
                new DataView(this.memory.buffer).setUint8(result, 2); // a character device
                return success;
            },
            fd_prestat_get: () => badDescriptor,
            fd_close: () => success,
            proc_exit: code => {
                throw new Exit(code);
            },
        };
        this.imports = { wasi_snapshot_preview1: new Proxy(functions, { get: (known, name) => known[name] ?? (() => notSupported) }) };
    }

    #store32(...values) {
        const view = new DataView(this.memory.buffer);
        for (const [address, value] of values) view.setUint32(address, value, true);
        return success;
    }

    #store64(address, value) {
        new DataView(this.memory.buffer).setBigUint64(address, value, true);
        return success;
    }
}
