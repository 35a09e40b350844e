'use strict';
/** Types. In the package a type of values is a letter, and the type of a function a text such as "ii:I". */

const { LannerError } = require('./errors.js');

const letters = { i32: 'i', i64: 'I', f32: 'f', f64: 'F', v128: 'v', externref: 'e', funcref: 'c', anyref: 'a' };
const names = Object.fromEntries(Object.entries(letters).map(([name, letter]) => [letter, name]));
const externKinds = ['function', 'global', 'table', 'memory', 'tag'];

/** What something is, for messages. */
function describe(value) {
    if (value === null || value === undefined) {
        return String(value);
    }
    const type = typeof value;
    if (type === 'number' || type === 'bigint' || type === 'boolean') {
        return `the ${type} ${value}`;
    }
    return type === 'object' ? `an object (${value.constructor?.name ?? 'without a constructor'})` : `a ${type}`;
}

function letterOf(name) {
    if (typeof name !== 'string' || !Object.hasOwn(letters, name)) {
        const found = typeof name === 'string' ? `'${name}'` : describe(name);
        throw new TypeError(`${found} is no type of values; expected was one of ${Object.keys(letters).join(', ')}`);
    }
    return letters[name];
}

const functionTypes = new Map();

/** What callers see of the type of a function. */
function functionType(signature) {
    let type = functionTypes.get(signature);
    if (type === undefined) {
        const [params, results] = signature.split(':').map((part) => Object.freeze([...part].map((letter) => names[letter])));
        type = Object.freeze({ params, results });
        functionTypes.set(signature, type);
    }
    return type;
}

/** As many parameters or results may a function have. */
const MOST_VALUES = 1000;

function signatureOf(params, results) {
    const [left, right] = [Array.from(params, letterOf), Array.from(results, letterOf)];
    if (left.length > MOST_VALUES || right.length > MOST_VALUES) {
        throw new RangeError(`there are ${left.length} parameters and ${right.length} results; WebAssembly allows ${MOST_VALUES} of each`);
    }
    return `${left.join('')}:${right.join('')}`;
}

/** "(i32, i32) -> (i64)". */
function signatureText(signature) {
    const { params, results } = functionType(signature);
    return `(${params.join(', ')}) -> (${results.join(', ')})`;
}

/** What callers see of the type of an import or export. */
function externType(kind, type) {
    switch (kind) {
        case 'function':
            return functionType(type);
        case 'global':
            return Object.freeze({ content: names[type[0]], mutable: type[1] });
        case 'table':
            return Object.freeze({ element: names[type[2]], minimum: type[0], maximum: type[1] });
        case 'memory':
            return Object.freeze({ minimum: type[0], maximum: type[1] });
        default:
            return undefined;
    }
}

/** Strings that go to the library end with a zero. */
function checkText(text, what) {
    if (typeof text !== 'string') {
        throw new TypeError(`${what} is ${describe(text)}; a string was expected`);
    }
    if (text.includes('\0')) {
        throw new RangeError(`${what} has a zero in it, which the library cannot pass: ${JSON.stringify(text)}`);
    }
    return text;
}

function checkInteger(number, lowest, highest, what) {
    if (typeof number !== 'number') {
        throw new TypeError(`${what} is ${describe(number)}; a number was expected`);
    }
    if (!Number.isInteger(number) || number < lowest || number > highest) {
        throw new RangeError(`${what} is ${number}; an integer from ${lowest} to ${highest} was expected`);
    }
    return number;
}

/** An integer of 63 bits, as a number or bigint; what comes out is a bigint. */
function checkInteger64(value, what) {
    const number = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
    if (typeof number !== 'bigint') {
        throw new TypeError(`${what} is ${describe(value)}; a bigint or an integer was expected`);
    }
    if (number < 0n || number >= 1n << 63n) {
        throw new RangeError(`${what} is ${number}; a number from 0 to ${(1n << 63n) - 1n} was expected`);
    }
    return number;
}

/** Microseconds of a time in milliseconds. */
function checkMilliseconds(time, what) {
    if (typeof time !== 'number') {
        throw new TypeError(`${what} is ${describe(time)}; a number of milliseconds was expected`);
    }
    if (!(time >= 0 && time < 2 ** 42)) {
        throw new RangeError(`${what} is ${time} milliseconds; a number that is not negative was expected, below 2**42`);
    }
    return Math.floor(time * 1000);
}

/** Bytes as a Uint8Array, without a copy. */
function checkBytes(content, what) {
    if (content instanceof Uint8Array) {
        return content;
    }
    if (ArrayBuffer.isView(content)) {
        return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
    }
    if (content instanceof ArrayBuffer || (typeof SharedArrayBuffer !== 'undefined' && content instanceof SharedArrayBuffer)) {
        return new Uint8Array(content);
    }
    throw new TypeError(`${what} is ${describe(content)}; bytes (a Uint8Array, another view or an ArrayBuffer) were expected`);
}

/** One of a few names, as its number. */
function checkChoice(value, choices, what) {
    const index = choices.indexOf(value);
    if (index < 0) {
        const found = typeof value === 'string' ? `'${value}'` : describe(value);
        throw new TypeError(`${what} is ${found}; expected was one of ${choices.join(', ')}`);
    }
    return index;
}

/** Options that have no other names than these. */
function checkOptions(options, known, what) {
    if (options === null || typeof options !== 'object') {
        throw new TypeError(`${what} are ${describe(options)}; an object was expected`);
    }
    for (const name of Object.keys(options)) {
        if (!known.includes(name)) {
            throw new TypeError(`${what} have no '${name}'; there are ${known.join(', ')}`);
        }
    }
    return options;
}

/** Bits of names. */
function checkFlags(values, bits, what) {
    let result = 0;
    for (const value of typeof values === 'string' ? [values] : values) {
        if (!Object.hasOwn(bits, value)) {
            throw new TypeError(`${what} have no '${String(value)}'; there are ${Object.keys(bits).join(', ')}`);
        }
        result |= bits[value];
    }
    return result;
}

function closedError(what = 'the store') {
    return new LannerError(`${what} is closed; an open one was expected`);
}

/** For what cannot be done while a guest of the store runs on another thread. */
function inUseError() {
    return new LannerError('the store is in use: a call that was begun by callAsync has not ended');
}

module.exports = {
    letters,
    names,
    externKinds,
    describe,
    letterOf,
    functionType,
    signatureOf,
    signatureText,
    externType,
    checkText,
    checkInteger,
    checkInteger64,
    checkMilliseconds,
    checkBytes,
    checkChoice,
    checkOptions,
    checkFlags,
    closedError,
    inUseError,
};
