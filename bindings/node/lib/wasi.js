'use strict';
/** What WASI grants, and files, keys and values in memory. */

const { native, releaseWith } = require('./native.js');
const { checkBytes, checkFlags, checkInteger, checkText, describe } = require('./types.js');

const streamBits = Object.freeze({ stdin: 1, stdout: 2, stderr: 4 });
const rightBits = Object.freeze({ write: 1, create: 2, link: 4, all: 7 });
const networkUses = Object.freeze({ connect: 0, listen: 1, lookUp: 2, http: 3 });
const limits = Object.freeze({ resources: 0, resourceBytes: 1, sockets: 2, httpRequests: 3 });
const MOST_BYTES = Number.MAX_SAFE_INTEGER;
const MOST_PORT = 65535;
const MOST_DESCRIPTORS = 2 ** 32 - 1;

/** Times that .NET knows: from the year 1 to the year 9999, and the longest step, 29 years; in milliseconds. */
const FIRST_TIME = -62_135_596_800_000;
const LAST_TIME = 253_402_300_799_999;
const LONGEST_STEP = 922_337_203_685;

/** Microseconds, as a bigint, of a time in milliseconds. */
function microseconds(time, lowest, highest, what) {
    if (typeof time !== 'number') {
        throw new TypeError(`${what} is ${describe(time)}; a number of milliseconds was expected`);
    }
    if (!(time >= lowest && time <= highest)) {
        throw new RangeError(`${what} is ${time} milliseconds; ${lowest} to ${highest} were expected`);
    }
    const whole = Math.floor(time);
    return BigInt(whole) * 1000n + BigInt(Math.floor((time - whole) * 1000));
}

let filesHandle;
let keyValueStoreHandle;
let wasiHandle;

class Files {
    #handle;

    constructor(maximum = 2 ** 26) {
        this.#handle = native.filesNew(checkInteger(maximum, 0, MOST_BYTES, 'the largest number of bytes'));
        releaseWith(this, this.#handle);
    }

    createDirectory(path) {
        native.filesCreateDirectory(this.#handle, checkText(path, 'the path'));
        return this;
    }

    write(path, content) {
        native.filesWrite(
            this.#handle,
            checkText(path, 'the path'),
            typeof content === 'string' ? Buffer.from(content) : checkBytes(content, 'the content'),
        );
        return this;
    }

    read(path) {
        return native.filesRead(this.#handle, checkText(path, 'the path'));
    }

    static {
        filesHandle = (files) => {
            if (!(files instanceof Files)) {
                throw new TypeError(`the files are ${describe(files)}; lanner.Files were expected`);
            }
            return files.#handle;
        };
    }
}

class KeyValueStore {
    #handle;

    constructor(maximum = 2 ** 26) {
        this.#handle = native.keyValueStoreNew(checkInteger(maximum, 0, MOST_BYTES, 'the largest number of bytes'));
        releaseWith(this, this.#handle);
    }

    set(key, value) {
        native.keyValueStoreSet(
            this.#handle,
            checkText(key, 'the key'),
            typeof value === 'string' ? Buffer.from(value) : checkBytes(value, 'the value'),
        );
        return this;
    }

    get(key) {
        return native.keyValueStoreGet(this.#handle, checkText(key, 'the key'));
    }

    static {
        keyValueStoreHandle = (store) => {
            if (!(store instanceof KeyValueStore)) {
                throw new TypeError(`the store is ${describe(store)}; a lanner.KeyValueStore was expected`);
            }
            return store.#handle;
        };
    }
}

class WasiConfig {
    #handle;
    #kept = [];

    constructor() {
        this.#handle = native.wasiNew();
        releaseWith(this, this.#handle);
    }

    addArguments(...texts) {
        for (const text of texts) {
            checkText(text, 'the argument');
        }
        for (const text of texts) {
            native.wasiAddArgument(this.#handle, text);
        }
        return this;
    }

    addEnvironment(name, value) {
        native.wasiAddEnvironment(this.#handle, checkText(name, 'the name'), checkText(value, 'the value'));
        return this;
    }

    inheritEnvironment() {
        native.wasiAddEnvironment(this.#handle, undefined, undefined);
        return this;
    }

    inheritStreams(streams = ['stdin', 'stdout', 'stderr']) {
        native.wasiInheritStreams(this.#handle, checkFlags(streams, streamBits, 'the streams'));
        return this;
    }

    setInput(content) {
        native.wasiSetInput(this.#handle, typeof content === 'string' ? Buffer.from(content) : checkBytes(content, 'the input'));
        return this;
    }

    capture(streams = ['stdout', 'stderr'], maximum = 2 ** 24) {
        const bits = checkFlags(streams, streamBits, 'the streams');
        native.wasiCapture(this.#handle, bits, checkInteger(maximum, 0, MOST_BYTES, 'the largest number of bytes'));
        return this;
    }

    get stdout() {
        return Buffer.from(native.wasiCaptured(this.#handle, streamBits.stdout).buffer);
    }

    get stderr() {
        return Buffer.from(native.wasiCaptured(this.#handle, streamBits.stderr).buffer);
    }

    addDirectory(hostPath, guestPath, rights = []) {
        checkText(hostPath, "the host's path");
        native.wasiAddDirectory(
            this.#handle,
            hostPath,
            checkText(guestPath, "the guest's path"),
            checkFlags(rights, rightBits, 'the rights'),
        );
        return this;
    }

    addFiles(files, guestPath, rights = []) {
        const handle = filesHandle(files);
        native.wasiAddDirectory(
            this.#handle,
            handle,
            checkText(guestPath, "the guest's path"),
            checkFlags(rights, rightBits, 'the rights'),
        );
        this.#kept.push(files);
        return this;
    }

    addArchive(hostPath, guestPath) {
        checkText(hostPath, "the host's path");
        native.wasiAddArchive(this.#handle, hostPath, checkText(guestPath, "the guest's path"));
        return this;
    }

    addOverlay(hostPath, guestPath, maximum = 2 ** 26) {
        checkText(hostPath, "the host's path");
        checkText(guestPath, "the guest's path");
        native.wasiAddOverlay(this.#handle, hostPath, guestPath, checkInteger(maximum, 0, MOST_BYTES, 'the largest number of bytes'));
        return this;
    }

    addListener(address) {
        native.wasiAddListener(this.#handle, checkText(address, 'the address'));
        return this;
    }

    allowPeers(addresses, port = 0) {
        checkText(addresses, 'the addresses');
        native.wasiAllowPeers(this.#handle, addresses, checkInteger(port, 0, MOST_PORT, 'the port'));
        return this;
    }

    allowConnect(hosts) {
        native.wasiAllow(this.#handle, networkUses.connect, checkText(hosts, 'the hosts'));
        return this;
    }

    allowListen(addresses) {
        native.wasiAllow(this.#handle, networkUses.listen, checkText(addresses, 'the addresses'));
        return this;
    }

    allowNameLookup(name) {
        native.wasiAllow(this.#handle, networkUses.lookUp, checkText(name, 'the name'));
        return this;
    }

    allowHttp(hosts) {
        native.wasiAllow(this.#handle, networkUses.http, checkText(hosts, 'the hosts'));
        return this;
    }

    allowPrivateAnswers() {
        native.wasiAllow(this.#handle, undefined, undefined);
        return this;
    }

    addSetting(name, value) {
        native.wasiAddSetting(this.#handle, checkText(name, 'the name'), checkText(value, 'the value'));
        return this;
    }

    addKeyValueStore(name, store) {
        const handle = keyValueStoreHandle(store);
        native.wasiAddKeyValueStore(this.#handle, checkText(name, 'the name'), handle);
        this.#kept.push(store);
        return this;
    }

    setLimits(most) {
        for (const [name, number] of Object.entries(most)) {
            if (!Object.hasOwn(limits, name)) {
                throw new TypeError(`the limits have no '${name}'; there are ${Object.keys(limits).join(', ')}`);
            }
            native.wasiSetLimit(this.#handle, limits[name], checkInteger(number, 0, MOST_BYTES, `the largest number of ${name}`));
        }
        return this;
    }

    setClock(start, step = 0) {
        const time = start instanceof Date ? start.getTime() : start;
        const begun = microseconds(time, FIRST_TIME, LAST_TIME, 'the time');
        native.wasiSetClock(this.#handle, begun, microseconds(step, 0, LONGEST_STEP, 'the step'));
        return this;
    }

    setMostDescriptors(most) {
        native.wasiSetMostDescriptors(this.#handle, checkInteger(most, 0, MOST_DESCRIPTORS, 'the number of descriptors'));
        return this;
    }

    setRandomSeed(seed) {
        const number = typeof seed === 'number' && Number.isSafeInteger(seed) ? BigInt(seed) : seed;
        if (typeof number !== 'bigint' || BigInt.asIntN(64, number) !== number) {
            throw new TypeError(`the seed is ${describe(seed)}; an integer of 64 bits was expected`);
        }
        native.wasiSetRandomSeed(this.#handle, number);
        return this;
    }

    static {
        wasiHandle = (wasi) => {
            if (!(wasi instanceof WasiConfig)) {
                throw new TypeError(`the configuration is ${describe(wasi)}; a lanner.WasiConfig was expected`);
            }
            return wasi.#handle;
        };
    }
}

module.exports = { WasiConfig, Files, KeyValueStore, wasiHandle };
