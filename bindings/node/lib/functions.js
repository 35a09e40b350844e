'use strict';
/** Functions of guests and of the host, and what a function of the host knows of its caller. */

const { native, shared } = require('./native.js');
const { LannerError } = require('./errors.js');
const { checkText, describe, functionType, signatureOf } = require('./types.js');
const { failureOf, recordOf, requireFree } = require('./store.js');
const values = require('./values.js');
const { makeCaller, makeHost, putArguments, putResults, resultOf, takeAll } = require('./calls.js');
const { answerWait, beginCall, splitOptions } = require('./async.js');
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

let leaveCaller;

/** The instance that calls a function of the host, for the time of the call. */
class Caller {
    #record;
    #pointer;
    #memory;

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
            throw new LannerError('there is no calling instance: the call has ended, or was to go on after an await');
        }
        const found = native.callerExport(this.#record.handle, this.#pointer, checkText(name, 'the name'));
        if (found === undefined) {
            // The host has called the function, or the instance has no such export.
            throw new LannerError(`there is no calling instance that exports '${name}'`);
        }
        return externs.find(this.#record, found, name);
    }

    get memory() {
        return this.#memory ?? externs.requireMemory(this.export('memory'), 'memory');
    }

    static {
        leaveCaller = (caller, keepsMemory) => {
            if (keepsMemory) {
                const found = native.callerExport(caller.#record.handle, caller.#pointer, 'memory');
                const memory = found === undefined ? undefined : externs.find(caller.#record, found, 'memory');
                caller.#memory = externs.makers.isMemory(memory) ? memory : undefined;
            }
            caller.#pointer = 0;
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
            leaveCaller(caller, false);
        }
    };
}

/** What the addon calls for an asynchronous function of the host. The guest goes on waiting when it returns. */
function makeAsyncHost(record, signature, target, hasCaller) {
    const [params] = signature.split(':');
    const prepare = (result) => putResults(record, signature, result);
    return (wait) => {
        const caller = hasCaller ? new Caller(adopt, record, shared.f64[0]) : undefined;
        const given = takeAll(record, params, false);
        if (hasCaller) {
            given.unshift(caller);
        }
        answerWait(wait, (options) => target(...given, options), prepare, native.waitReturn);
        if (hasCaller) {
            leaveCaller(caller, true);
        }
    };
}

/** Makes a function of the host. */
function makeFunction(record, signature, target, options = {}) {
    let host;
    if (options.async) {
        host = makeAsyncHost(record, signature, target, options.withCaller);
    } else {
        host = makeHost(record, signature, options.withCaller ? withCaller(record, target) : target);
    }
    const found = native.functionNew(record.handle, signature, host, options.async ?? false);
    record.hosts.push(host);
    return findFunction(record, found);
}

class WasmFunction {
    constructor(store, params, results, target, options = {}) {
        const record = recordOf(store);
        if (typeof target !== 'function') {
            throw new TypeError(`the function of the host is ${describe(target)}; a function was expected`);
        }
        return makeFunction(record, signatureOf(params, results), target, options);
    }

    get type() {
        return functionType(Known.signature(this));
    }

    get store() {
        return Known.record(this).store;
    }

    callAsync(...values) {
        const [record, signature] = [Known.record(this), Known.signature(this)];
        return new Promise((resolve) => {
            const [given, signal] = splitOptions(values, signature.indexOf(':'));
            const begin = () => {
                requireFree(record);
                putArguments(record, signature, given);
                shared.f64[0] = Known.handle(this);
                return native.callAsync();
            };
            const finish = () => {
                if (shared.i32[2] !== 0) {
                    throw failureOf(record);
                }
                return resultOf(record, signature);
            };
            resolve(beginCall(record, signal, begin, finish));
        });
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
