'use strict';
/** What the JavaScript API of WebAssembly does with sources, numbers and descriptors. */

const { LannerError } = require('./errors.js');
const { CompileError } = require('./webassembly-errors.js');

function isObject(value) {
    return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function requireObject(value, what) {
    if (!isObject(value)) {
        throw new TypeError(`${what}: an object was expected`);
    }
    return value;
}

/** A copy of the bytes of a source. */
function sourceBytes(source) {
    if (ArrayBuffer.isView(source)) {
        return new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice();
    }
    if (
        source instanceof ArrayBuffer ||
        source instanceof SharedArrayBuffer ||
        Object.prototype.toString.call(source) === '[object ArrayBuffer]'
    ) {
        return new Uint8Array(source).slice();
    }
    throw new TypeError('WebAssembly.Module(): the source has to be an ArrayBuffer or a view of one');
}

/** The bytes of what fetch has returned. */
async function responseBytes(source) {
    const response = await source;
    if (typeof Response === 'undefined' || !(response instanceof Response)) {
        throw new TypeError('WebAssembly.compileStreaming(): a Response or a promise of one was expected');
    }
    if (!response.ok) {
        throw new TypeError(`WebAssembly.compileStreaming(): the status is ${response.status}; one of success was expected`);
    }
    const type = response.headers.get('content-type')?.trim().toLowerCase();
    if (type !== 'application/wasm') {
        throw new TypeError(`WebAssembly.compileStreaming(): the type of the content is '${type ?? ''}'; application/wasm was expected`);
    }
    return new Uint8Array(await response.arrayBuffer());
}

function compileFailure(error) {
    return error instanceof LannerError ? new CompileError(`WebAssembly.Module(): ${error.message}`, { cause: error }) : error;
}

/** An unsigned number of 32 bits; what is none is refused, and not cut. */
function enforceRange(value, what, highest = 0xffffffff) {
    const number = Number(value);
    if (!Number.isFinite(number) || Math.trunc(number) < 0 || Math.trunc(number) > highest) {
        throw new TypeError(`${what}: ${String(value)} is no number from 0 to ${highest}`);
    }
    return Math.trunc(number);
}

/** The least and the largest size of a descriptor. */
function limitsOf(descriptor, what, highest) {
    requireObject(descriptor, what);
    const least = descriptor.initial ?? descriptor.minimum;
    if (least === undefined) {
        throw new TypeError(`${what}: the property 'initial' is required`);
    }
    const initial = enforceRange(least, `${what}: the property 'initial'`);
    const maximum = descriptor.maximum === undefined ? undefined : enforceRange(descriptor.maximum, `${what}: the property 'maximum'`);
    if (maximum !== undefined && maximum < initial) {
        throw new RangeError(`${what}: the property 'maximum' is ${maximum}, which is less than ${initial}`);
    }
    if (initial > highest) {
        throw new RangeError(`${what}: the property 'initial' is ${initial}; a number up to ${highest} was expected`);
    }
    return [initial, maximum];
}

/** Reads the sections of a module that has been validated. */
function customSections(bytes, name) {
    const found = [];
    let at = 8;
    function number() {
        let result = 0;
        for (let shift = 1; ; shift *= 128) {
            const byte = bytes[at++];
            result += (byte & 127) * shift;
            if (byte < 128) {
                return result;
            }
        }
    }
    while (at < bytes.length) {
        const kind = bytes[at++];
        const end = number() + at;
        if (kind === 0) {
            const length = number();
            if (Buffer.from(bytes.subarray(at, at + length)).toString() === name) {
                found.push(bytes.slice(at + length, end).buffer);
            }
        }
        at = end;
    }
    return found;
}

module.exports = { isObject, requireObject, sourceBytes, responseBytes, compileFailure, enforceRange, limitsOf, customSections };
