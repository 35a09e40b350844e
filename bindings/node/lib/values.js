'use strict';
/**
 * Values on their way between JavaScript and guests. There are two manners: 'strict', in which nothing is converted silently, and 'js', the
 * conversions of the JavaScript API of WebAssembly.
 */

const { native, shared, releaseWith } = require('./native.js');
const { describe } = require('./types.js');
const { forgetObjects } = require('./store.js');

const EXTERN_FUNCTION = 0;
const REFERENCE_TO_OBJECT = 10;
const FORGOTTEN = 3;

// Where the values are in the shared bytes, behind a head of 16: each has 16.
const atI32 = (index) => 4 + 4 * index;
const atI64 = (index) => 2 + 2 * index;
const atBytes = (index) => 16 + 16 * index;

/** Set by functions.js: the object of a function of a guest, and what the addon knows of one. */
const functions = { find: undefined, handleOf: undefined, recordOf: undefined };

let referenceHandle;
let referenceRecord;

/** A reference of a guest that stands for no object of JavaScript, such as a structure. */
class Reference {
    #record;
    #handle;

    constructor(token, record, handle) {
        if (token !== adopt) {
            throw new TypeError('references are made by guests');
        }
        this.#record = record;
        this.#handle = handle;
        releaseWith(this, handle, record);
    }

    static {
        referenceHandle = (reference) => reference.#handle;
        referenceRecord = (reference) => reference.#record;
    }
}
const adopt = Object.freeze({});

const is = {
    i: (value) => typeof value === 'number' && Number.isInteger(value) && value >= -0x80000000 && value <= 0xffffffff,
    I: (value) => typeof value === 'bigint' && value >= -(1n << 63n) && value < 1n << 64n,
};

function wrongType(value, expected, what) {
    return new TypeError(`${what} is ${describe(value)}; ${expected} was expected`);
}

/** Values that are not what is usual: they are converted if nothing is lost, and refused otherwise. */
const strict = {
    i(value, what) {
        if (typeof value !== 'number') {
            throw wrongType(value, 'a number (i32)', what);
        }
        if (!is.i(value)) {
            throw new RangeError(`${what} is ${value}; i32 holds integers from -2147483648 to 4294967295`);
        }
        return value | 0;
    },
    I(value, what) {
        if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) {
            throw wrongType(value, 'a bigint or an integer (i64)', what);
        }
        const number = BigInt(value);
        if (!is.I(number)) {
            throw new RangeError(`${what} is ${number}; i64 holds integers from ${-(1n << 63n)} to ${(1n << 64n) - 1n}`);
        }
        return BigInt.asIntN(64, number);
    },
    f(value, what) {
        throw wrongType(value, 'a number (f32)', what);
    },
    F(value, what) {
        throw wrongType(value, 'a number (f64)', what);
    },
    v(value, what) {
        if (!(value instanceof Uint8Array)) {
            throw wrongType(value, 'a Uint8Array of 16 bytes (v128)', what);
        }
        if (value.length !== 16) {
            throw new RangeError(`${what} has ${value.length} bytes; v128 has 16`);
        }
        return value;
    },
};

/** The references that a store takes; the others are thrown about. */
function checkReference(record, letter, value, what) {
    if (value === null) {
        return value;
    }
    if (letter === 'e') {
        if (value instanceof Reference && referenceRecord(value) !== record) {
            throw new TypeError(`${what} belongs to another store`);
        }
        return value;
    }
    const isFunction = functions.handleOf(value) !== undefined;
    if (!isFunction && !(value instanceof Reference)) {
        throw wrongType(
            value,
            letter === 'c' ? 'a function of a guest or a WasmFunction (funcref), or null,' : 'a reference of a guest (anyref), or null,',
            what,
        );
    }
    if ((isFunction ? functions.recordOf(value) : referenceRecord(value)) !== record) {
        throw new TypeError(`${what} belongs to another store`);
    }
    return value;
}

/** Makes a reference the shared value, which owns it then. The value has been checked. */
function putReference(record, letter, index, value) {
    if (value === null) {
        native.writeReference(index, 0);
    } else if (value instanceof Reference) {
        native.writeReference(index, referenceHandle(value));
    } else if (letter !== 'e') {
        native.writeReference(index, functions.handleOf(value));
    } else {
        if (shared.i32[FORGOTTEN] > 0) {
            forgetObjects();
        }
        const key = record.nextKey++;
        record.objects.set(key, value);
        native.writeObject(record.handle, index, key);
    }
}

/** What a description of a reference by the addon stands for. */
function referenceOf(record, found) {
    if (found === undefined) {
        return null;
    }
    if (found[0] === REFERENCE_TO_OBJECT) {
        return record.objects.get(found[1]);
    }
    return found[0] === EXTERN_FUNCTION ? functions.find(record, found) : new Reference(adopt, record, found[1]);
}

/** The object that the shared value refers to. A value that is owned is taken over. */
function takeReference(record, index, owned) {
    return referenceOf(record, native.readReference(record.handle, index, owned));
}

/** Converts one value, without a shared place for it yet. */
function convert(record, letter, value, what) {
    if (letter === 'e' || letter === 'c' || letter === 'a') {
        return checkReference(record, letter, value, what);
    }
    if (record.mode === 'js') {
        switch (letter) {
            case 'i':
                return value | 0;
            case 'I':
                return BigInt.asIntN(64, value);
            case 'v':
                throw new TypeError(`${what} is of type v128, which JavaScript has no values of`);
            default:
                return +value;
        }
    }
    return (letter === 'f' || letter === 'F') && typeof value === 'number' ? value : strict[letter](value, what);
}

/** Makes a value that convert has returned the shared one. */
function put(record, letter, index, value) {
    switch (letter) {
        case 'i':
            shared.i32[atI32(index)] = value;
            break;
        case 'I':
            shared.i64[atI64(index)] = value;
            break;
        case 'f':
            shared.f32[atI32(index)] = value;
            break;
        case 'F':
            shared.f64[atI64(index)] = value;
            break;
        case 'v':
            shared.u8.set(value, atBytes(index));
            break;
        default:
            putReference(record, letter, index, value);
    }
}

/** The shared value. */
function take(record, letter, index, owned) {
    switch (letter) {
        case 'i':
            return shared.i32[atI32(index)];
        case 'I':
            return shared.i64[atI64(index)];
        case 'f':
            return shared.f32[atI32(index)];
        case 'F':
            return shared.f64[atI64(index)];
        case 'v':
            if (record.mode === 'js') {
                throw new TypeError('the value is of type v128, which JavaScript has no values of');
            }
            return shared.u8.slice(atBytes(index), atBytes(index) + 16);
        default:
            return takeReference(record, index, owned);
    }
}

/** Converts a value and makes it the first shared one: for globals and tables. */
function putFirst(record, letter, value, what) {
    put(record, letter, 0, convert(record, letter, value, what));
}

const isReference = (letter) => letter === 'e' || letter === 'c' || letter === 'a';

module.exports = {
    Reference,
    functions,
    strict,
    checkReference,
    putReference,
    takeReference,
    referenceOf,
    convert,
    put,
    take,
    putFirst,
    isReference,
    atI32,
    atI64,
    atBytes,
};
