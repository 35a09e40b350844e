'use strict';
/** Memories. */

const { markAsUntransferable } = require('node:worker_threads');
const { native, canMark } = require('./native.js');
const { LannerError } = require('./errors.js');
const { checkBytes, checkInteger, describe, externType } = require('./types.js');
const { recordOf, requireOpen } = require('./store.js');
const externs = require('./externs.js');

const PAGE_SIZE = 65536;
const MOST_PAGES = 0xffffffff;

/** A buffer keeps its store: as long as somebody has it, the bytes are there. */
const storesOfBuffers = new WeakMap();
/** The addon frees a closed store when its buffers are garbage, and is told that some are. */
const buffersGone = new FinalizationRegistry(() => native.sweep());

function noTransfer() {
    throw new TypeError('the buffer is the memory of a guest, and cannot be transferred');
}

let memoryHandle;
let memoryRecord;
let makeMemory;

class Memory {
    #record;
    #handle;

    constructor(store, minimum, maximum = undefined) {
        if (store === adopt) {
            return;
        }
        const record = recordOf(store);
        checkInteger(minimum, 0, MOST_PAGES, 'the least number of pages');
        if (maximum !== undefined) {
            checkInteger(maximum, 0, MOST_PAGES - 1, 'the largest number of pages');
        }
        return externs.find(record, native.memoryNew(record.handle, minimum, maximum), 'memory');
    }

    #open() {
        requireOpen(this.#record);
        return this.#handle;
    }

    get store() {
        return this.#record.store;
    }

    get type() {
        const handle = this.#open();
        return externType('memory', native.memoryType(handle));
    }

    get byteLength() {
        return native.memorySize(this.#open());
    }

    get pages() {
        return native.memoryPages(this.#open());
    }

    grow(pages) {
        const handle = this.#open();
        checkInteger(pages, 0, MOST_PAGES, 'the number of pages to grow by');
        const before = native.memoryPages(handle);
        if (!native.memoryGrow(handle, pages)) {
            throw new LannerError(`the memory has ${before} pages and does not grow by ${pages}`);
        }
        return before;
    }

    get buffer() {
        const [buffer, isNew] = native.memoryBuffer(this.#open());
        if (isNew) {
            // Another thread must not get the bytes, since this one's stores end with it.
            if (canMark) {
                markAsUntransferable(buffer);
            }
            // Newer versions of JavaScript can give the bytes to another buffer, which nothing would take them away from any more.
            Object.defineProperty(buffer, 'transfer', { value: noTransfer });
            Object.defineProperty(buffer, 'transferToFixedLength', { value: noTransfer });
            storesOfBuffers.set(buffer, this.#record);
            buffersGone.register(buffer, undefined);
        }
        return buffer;
    }

    view(address = 0, length = undefined) {
        const buffer = this.buffer;
        checkInteger(address, 0, buffer.byteLength, 'the address');
        if (length !== undefined) {
            this.#checkRange(address, length);
        }
        return new Uint8Array(buffer, address, length);
    }

    #checkRange(address, length) {
        const size = native.memorySize(this.#open());
        checkInteger(address, 0, Number.MAX_SAFE_INTEGER, 'the address');
        checkInteger(length, 0, Number.MAX_SAFE_INTEGER, 'the length');
        if (address + length > size) {
            throw new RangeError(`the range is ${length} bytes from ${address}; the memory has ${size}`);
        }
    }

    read(address, length) {
        this.#checkRange(address, length);
        return native.memoryRead(this.#handle, address, length);
    }

    write(address, content) {
        const bytes = checkBytes(content, 'the content');
        this.#checkRange(address, bytes.length);
        native.memoryWrite(this.#handle, address, bytes);
    }

    readText(address, length = undefined) {
        this.#checkRange(address, length ?? 0);
        const text = native.memoryText(this.#handle, address, length);
        if (text === undefined) {
            throw new RangeError(`the text from ${address} has no zero at its end; the memory has ${this.byteLength} bytes`);
        }
        if (text === null) {
            throw new LannerError(`the bytes from ${address} are no text in UTF-8`);
        }
        return text;
    }

    writeText(address, text) {
        if (typeof text !== 'string') {
            throw new TypeError(`the text is ${describe(text)}; a string was expected`);
        }
        const bytes = Buffer.from(text);
        this.write(address, bytes);
        return bytes.length;
    }

    static {
        memoryHandle = (memory) => memory.#handle;
        memoryRecord = (memory) => memory.#record;
        makeMemory = (record, handle) => {
            const memory = new Memory(adopt);
            memory.#record = record;
            memory.#handle = handle;
            return memory;
        };
    }
}
const adopt = Object.freeze({});

externs.makers.memory = makeMemory;
externs.makers.isMemory = (value) => value instanceof Memory;

module.exports = { Memory, memoryHandle, memoryRecord, PAGE_SIZE };
