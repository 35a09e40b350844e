'use strict';
/** Text and bytes in a guest's memory, by functions that the guest exports. */

const { native } = require('./native.js');
const { LannerError } = require('./errors.js');
const { checkBytes, describe } = require('./types.js');
const { Known } = require('./functions.js');
const { Memory, memoryHandle } = require('./memory.js');
const { requireOpen } = require('./store.js');

class Allocator {
    #allocate;
    #free;
    #freeTakesLength = false;
    #memory;

    constructor(instance, options = {}) {
        const { allocate = 'malloc', free = 'free', memory = 'memory' } = options;
        this.#allocate = instance.get(allocate);
        this.#memory = instance.get(memory);
        if (!(this.#memory instanceof Memory)) {
            throw new LannerError(`the export '${memory}' is no memory; a memory was expected`);
        }
        this.#requireFunction(this.#allocate, allocate, ['i:i']);
        if (free !== null) {
            this.#free = instance.get(free);
            this.#requireFunction(this.#free, free, ['i:', 'ii:']);
            this.#freeTakesLength = Known.signature(this.#free) === 'ii:';
        }
    }

    #requireFunction(value, name, signatures) {
        if (!Known.has(value) || !signatures.includes(Known.signature(value))) {
            throw new LannerError(`the export '${name}' is no function of an allocator: a function with numbers of i32 was expected`);
        }
    }

    allocate(length) {
        const address = this.#allocate(length) >>> 0;
        if (address === 0 && length > 0) {
            throw new LannerError(`the guest has no room for ${length} bytes`);
        }
        if (address + length > this.#memory.byteLength) {
            throw new LannerError(`the guest's allocator has returned ${length} bytes at ${address}, which lie outside of the memory`);
        }
        return { address, length };
    }

    newBytes(content) {
        const bytes = checkBytes(content, 'the content');
        const span = this.allocate(bytes.length);
        this.#memory.write(span.address, bytes);
        return span;
    }

    newText(text) {
        if (typeof text !== 'string') {
            throw new TypeError(`the text is ${describe(text)}; a string was expected`);
        }
        return this.newBytes(Buffer.from(text));
    }

    readBytes({ address, length }) {
        requireOpen(Known.record(this.#allocate));
        const bytes = native.memoryRead(memoryHandle(this.#memory), address, length);
        if (bytes === undefined) {
            throw new LannerError(`${length} bytes at ${address} lie outside of the memory`);
        }
        return bytes;
    }

    readText({ address, length }) {
        requireOpen(Known.record(this.#allocate));
        const text = native.memoryText(memoryHandle(this.#memory), address, length);
        if (text === undefined) {
            throw new LannerError(`${length} bytes at ${address} lie outside of the memory`);
        }
        if (text === null) {
            throw new LannerError(`the ${length} bytes at ${address} are no text in UTF-8`);
        }
        return text;
    }

    release({ address, length }) {
        if (this.#free === undefined || address === 0) {
            return;
        }
        if (this.#freeTakesLength) {
            this.#free(address, length);
        } else {
            this.#free(address);
        }
    }

    /** Calls the function with texts and bytes as addresses and lengths, and hands what it returns to an action. */
    #call(target, given, action) {
        if (!Known.has(target)) {
            throw new TypeError(`the function is ${describe(target)}; a function of a guest was expected`);
        }
        const spans = [];
        let failed = true;
        try {
            const values = [];
            for (const value of given) {
                if (typeof value === 'string' || (typeof value === 'object' && value !== null)) {
                    const span = typeof value === 'string' ? this.newText(value) : this.newBytes(value);
                    spans.push(span);
                    values.push(span.address, span.length);
                } else {
                    values.push(value);
                }
            }
            const result = action(target(...values));
            failed = false;
            return result;
        } finally {
            this.#releaseAll(spans, failed);
        }
    }

    /** An error of the guest's free must not hide the one that there is already. */
    #releaseAll(spans, failed) {
        for (const span of spans) {
            try {
                this.release(span);
            } catch (error) {
                if (!failed) {
                    throw error;
                }
            }
        }
    }

    /** The piece of memory that a function has returned. */
    #span(target, result) {
        const results = Known.signature(target).split(':')[1];
        if (results === 'I') {
            const bits = BigInt.asUintN(64, result);
            return { address: Number(bits & 0xffffffffn), length: Number(bits >> 32n) };
        }
        if (results === 'ii') {
            return { address: result[0] >>> 0, length: result[1] >>> 0 };
        }
        throw new LannerError('the result is no text or bytes: an i64, or an i32 for the address and one for the length, were expected');
    }

    #take(target, given, read) {
        return this.#call(target, given, (result) => {
            const span = this.#span(target, result);
            if (span.address + span.length > this.#memory.byteLength) {
                throw new LannerError(`the result lies outside of the memory: ${span.length} bytes at ${span.address}`);
            }
            let failed = true;
            try {
                const value = read(span);
                failed = false;
                return value;
            } finally {
                this.#releaseAll([span], failed);
            }
        });
    }

    call(target, ...given) {
        return this.#call(target, given, (result) => result);
    }

    callBytes(target, ...given) {
        return this.#take(target, given, (span) => this.readBytes(span));
    }

    callText(target, ...given) {
        return this.#take(target, given, (span) => {
            const text = native.memoryText(memoryHandle(this.#memory), span.address, span.length);
            if (text === null) {
                throw new LannerError('the result is no text in UTF-8');
            }
            return text;
        });
    }
}

module.exports = { Allocator };
