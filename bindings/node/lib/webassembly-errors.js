'use strict';
/** Errors of the JavaScript API of WebAssembly. They are of the kinds of the engine of Node too, so that instanceof holds for both. */

const own = globalThis.WebAssembly ?? {};

function errorClass(name) {
    const Base = own[name] ?? Error;
    const made = { [name]: class extends Base {} }[name];
    Object.defineProperty(made.prototype, 'name', { value: name, writable: true, configurable: true });
    return made;
}

const CompileError = errorClass('CompileError');
const LinkError = errorClass('LinkError');
const RuntimeError = errorClass('RuntimeError');

/** A tag. Guests cannot import it: the C API of WebAssembly has no tags. */
class Tag {
    #parameters;

    constructor(type) {
        if (type === null || typeof type !== 'object' || typeof type.parameters?.[Symbol.iterator] !== 'function') {
            throw new TypeError('WebAssembly.Tag(): a type with parameters was expected');
        }
        this.#parameters = [...type.parameters];
    }

    type() {
        return { parameters: [...this.#parameters] };
    }

    get [Symbol.toStringTag]() {
        return 'WebAssembly.Tag';
    }
}

/** An exception of the host with a tag. It passes through guests as any other error of the host does. */
class Exception {
    #tag;
    #payload;

    constructor(tag, payload, options = {}) {
        if (!(tag instanceof Tag)) {
            throw new TypeError('WebAssembly.Exception(): a WebAssembly.Tag was expected');
        }
        const values = [...payload];
        const wanted = tag.type().parameters.length;
        if (values.length !== wanted) {
            throw new TypeError(`WebAssembly.Exception(): ${values.length} values were given; the tag has ${wanted}`);
        }
        this.#tag = tag;
        this.#payload = values;
        if (options.traceStack) {
            Error.captureStackTrace(this, Exception);
        }
    }

    is(tag) {
        if (!(tag instanceof Tag)) {
            throw new TypeError('WebAssembly.Exception.is(): a WebAssembly.Tag was expected');
        }
        return tag === this.#tag;
    }

    getArg(tag, index) {
        if (!this.is(tag)) {
            throw new TypeError('WebAssembly.Exception.getArg(): the exception has another tag');
        }
        if (!(Number(index) >= 0 && Number(index) < this.#payload.length)) {
            throw new RangeError(`WebAssembly.Exception.getArg(): the index is ${index}; there are ${this.#payload.length} values`);
        }
        return this.#payload[Math.trunc(index)];
    }

    get [Symbol.toStringTag]() {
        return 'WebAssembly.Exception';
    }
}

module.exports = { CompileError, LinkError, RuntimeError, Tag, Exception };
