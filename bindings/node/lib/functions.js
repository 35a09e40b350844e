'use strict';
/** Functions of guests and of the host, and what a function of the host knows of its caller. */

const { native, shared } = require('./native.js');
const { LannerError } = require('./errors.js');
const { checkText, describe, functionType, signatureOf } = require('./types.js');
const { recordOf } = require('./store.js');
const values = require('./values.js');
const { makeCaller, makeHost } = require('./calls.js');
const externs = require('./externs.js');

/** A class whose constructor returns what it is given, so that fields of a subclass are put onto that. */
class Given {
    constructor(object) {
        return object;
    }
}

/** What is known of a function that calls a guest. */
class Known extends Given {
    #record;
    #handle;
    #signature;

    constructor(caller, record, handle, signature) {
        super(caller);
        this.#record = record;
        this.#handle = handle;
        this.#signature = signature;
    }

    static has(value) {
        return typeof value === 'function' && #handle in value;
    }

    static handle(value) {
        return value.#handle;
    }

    static record(value) {
        return value.#record;
    }

    static signature(value) {
        return value.#signature;
    }
}

let callerPointer;

/** The instance that calls a function of the host, for the time of the call. */
class Caller {
    #record;
    #pointer;

    constructor(token, record, pointer) {
        if (token !== adopt) {
            throw new TypeError('callers are given to functions of the host');
        }
        this.#record = record;
        this.#pointer = pointer;
    }

    get store() {
        return this.#record.store;
    }

    export(name) {
        if (this.#pointer === 0) {
            throw new LannerError('there is no calling instance: the call has ended');
        }
        const found = native.callerExport(this.#record.handle, this.#pointer, checkText(name, 'the name'));
        if (found === undefined) {
            // The host has called the function, or the instance has no such export.
            throw new LannerError(`there is no calling instance that exports '${name}'`);
        }
        return externs.find(this.#record, found, name);
    }

    get memory() {
        return externs.requireMemory(this.export('memory'), 'memory');
    }

    static {
        callerPointer = (caller, pointer) => {
            caller.#pointer = pointer;
        };
    }
}
const adopt = Object.freeze({});

/** Hands the caller to a function of the host, and takes it away again. */
function withCaller(record, target) {
    return (...given) => {
        const caller = new Caller(adopt, record, shared.f64[0]);
        try {
            return target(caller, ...given);
        } finally {
            callerPointer(caller, 0);
        }
    };
}

/** Makes a function of the host. */
function makeFunction(record, signature, target) {
    const host = makeHost(record, signature, target);
    const found = native.functionNew(record.handle, signature, host);
    record.hosts.push(host);
    return findFunction(record, found);
}

class WasmFunction {
    constructor(store, params, results, target, options = {}) {
        const record = recordOf(store);
        if (typeof target !== 'function') {
            throw new TypeError(`the function of the host is ${describe(target)}; a function was expected`);
        }
        const signature = signatureOf(params, results);
        return makeFunction(record, signature, options.withCaller ? withCaller(record, target) : target);
    }

    get type() {
        return functionType(Known.signature(this));
    }

    get store() {
        return Known.record(this).store;
    }

    static [Symbol.hasInstance](value) {
        return Known.has(value) && Known.record(value).mode === 'strict';
    }
}
// What is made is a function like any other: it has call, apply and bind.
Object.setPrototypeOf(WasmFunction.prototype, Function.prototype);

/** The object for a function that the addon has described: [kind, handle, key, signature]. */
function findFunction(record, found) {
    return externs.identify(record, found, (handle, signature) => {
        const caller = makeCaller(record, signature, handle);
        if (record.mode === 'strict') {
            Object.setPrototypeOf(caller, WasmFunction.prototype);
        }
        new Known(caller, record, handle, signature);
        return caller;
    });
}

values.functions.find = findFunction;
values.functions.handleOf = (value) => (Known.has(value) ? Known.handle(value) : undefined);
values.functions.recordOf = (value) => Known.record(value);

module.exports = { WasmFunction, Caller, Known, makeFunction, findFunction };
