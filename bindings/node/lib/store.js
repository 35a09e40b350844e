'use strict';
/** Stores. Everything that lives in one refers to its record, so that the store lives as long as anything of it is in use. */

const { native, shared, releaseWith } = require('./native.js');
const { LannerError, Trap, ProgramExit, Frame, codeOf } = require('./errors.js');
const { checkInteger, checkInteger64, checkMilliseconds, checkOptions, closedError, describe, inUseError } = require('./types.js');
const { engineHandle } = require('./engine.js');

const limitNames = [
    'memoryBytes',
    'heapBytes',
    'stackBytes',
    'fuel',
    'callMilliseconds',
    'tableElements',
    'instances',
    'memories',
    'tables',
];

/** Records by the numbers of their stores. */
const records = new Map();
const endedRecords = new FinalizationRegistry((id) => records.delete(id));

/** What is known of a store. */
class Record {
    /** The functions of the host, which the addon refers to weakly: they may refer to the store. */
    hosts = [];
    /** The objects that guests hold in externref, by their keys. */
    objects = new Map();
    /** Functions, memories, globals and tables by their keys: there is one object for each, as long as somebody has it. */
    things = new Map();
    nextKey = 1;
    isOpen = true;
    /** How many calls that do not block are on their way. */
    calls = 0;
    /** How arguments and results are converted: 'strict', or 'js' as the JavaScript API of WebAssembly has it. */
    mode = 'strict';

    constructor(store, engine, handle, id) {
        this.store = store;
        this.engine = engine;
        this.handle = handle;
        this.id = id;
        this.self = new WeakRef(this);
    }

    /** What a trap is thrown as. */
    trapError(message, code, frames) {
        return new Trap(message, code, frames);
    }
}

const CALL_TRAPPED = 1;
const CALL_CLOSED = 2;
const STATUS = 2;

/** The error of a call that has not come to its end. */
function failureOf(record) {
    if (shared.i32[STATUS] !== CALL_TRAPPED) {
        return shared.i32[STATUS] === CALL_CLOSED ? closedError() : inUseError();
    }
    return trapOf(record);
}

/** What the trap that the addon keeps stands for. Instantiation makes one too when imports are missing or do not fit. */
function trapOf(record, isInstantiation = false) {
    const [kind, value, code, frames] = native.takeTrap();
    if (kind === 'host') {
        return value;
    }
    if (kind === 'exit') {
        return new ProgramExit(value);
    }
    if (isInstantiation && codeOf(code) === 'NONE' && frames.length === 0) {
        return new LannerError(value);
    }
    return record.trapError(
        value,
        codeOf(code),
        frames.map((frame) => new Frame(frame)),
    );
}

/** Lets go of the objects that guests do not hold any more. */
function forgetObjects() {
    const pairs = native.takeForgotten();
    for (let index = 0; index < pairs.length; index += 2) {
        records
            .get(pairs[index])
            ?.deref()
            ?.objects.delete(pairs[index + 1]);
    }
}

let recordOf;

class Store {
    #record;

    constructor(engine, limits = {}) {
        const handle = engineHandle(engine);
        checkOptions(limits, limitNames, 'the limits of a store');
        const numbers = limitNames.map((name) => {
            if (limits[name] === undefined || limits[name] === null) {
                return -1;
            }
            return name === 'callMilliseconds' ? checkMilliseconds(limits[name], name) : checkInteger64(limits[name], `the limit ${name}`);
        });
        const [made, id] = native.storeNew(handle, numbers);
        const record = new Record(this, engine, made, id);
        this.#record = record;
        records.set(id, record.self);
        endedRecords.register(record, id);
        releaseWith(record, made);
    }

    #open() {
        if (!this.#record.isOpen) {
            throw closedError();
        }
        return this.#record.handle;
    }

    get engine() {
        return this.#record.engine;
    }

    get id() {
        return this.#record.id;
    }

    get closed() {
        return !this.#record.isOpen;
    }

    close() {
        const record = this.#record;
        if (!record.isOpen) {
            return;
        }
        if (!native.storeClose(record.handle)) {
            throw new LannerError('the store was to be closed while a guest of it runs; it can be closed after the call');
        }
        record.isOpen = false;
        record.hosts.length = 0;
        record.objects.clear();
        record.things.clear();
    }

    get fuel() {
        return native.fuel(this.#open());
    }

    set fuel(fuel) {
        requireOpen(this.#record);
        native.setFuel(this.#record.handle, checkInteger64(fuel, 'the fuel'));
    }

    get fuelConsumed() {
        return native.fuelConsumed(this.#open());
    }

    addFuel(fuel) {
        requireOpen(this.#record);
        native.addFuel(this.#record.handle, checkInteger64(fuel, 'the fuel'));
    }

    interrupt() {
        this.#open();
        native.interrupt(this.#record.id);
    }

    get interrupted() {
        return native.isInterrupted(this.#open());
    }

    setDeadline(milliseconds) {
        const handle = this.#open();
        native.setDeadline(handle, milliseconds === null ? undefined : checkMilliseconds(milliseconds, 'the deadline'));
    }

    withDeadline(milliseconds, action) {
        this.setDeadline(milliseconds);
        const clear = () => {
            if (!this.closed) {
                this.setDeadline(null);
            }
        };
        let result;
        try {
            result = action();
        } catch (error) {
            clear();
            throw error;
        }
        if (result instanceof Promise) {
            return result.finally(clear);
        }
        clear();
        return result;
    }

    static {
        recordOf = (store) => {
            if (!(store instanceof Store)) {
                throw new TypeError(`the store is ${describe(store)}; a lanner.Store was expected`);
            }
            requireOpen(store.#record);
            return store.#record;
        };
    }
}

if (Symbol.dispose !== undefined) {
    Store.prototype[Symbol.dispose] = Store.prototype.close;
}

/** Interrupts a store of any thread, by its number. */
function interrupt(id) {
    return native.interrupt(checkInteger(id, 0, Number.MAX_SAFE_INTEGER, 'the number of the store'));
}

/** Of a store that a guest on another thread is using, the things may be used while that waits for a function of the host. */
function requireOpen(record) {
    if (!record.isOpen) {
        throw closedError();
    }
    if (record.calls > 0 && !native.isWaiting(record.handle)) {
        throw inUseError();
    }
}

/** No guest of the store is to run, or to wait, on another thread. */
function requireFree(record) {
    requireOpen(record);
    if (record.calls > 0) {
        throw inUseError();
    }
}

module.exports = { Store, Record, recordOf, requireOpen, requireFree, failureOf, trapOf, forgetObjects, interrupt, limitNames };
