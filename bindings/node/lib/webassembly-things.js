'use strict';
/** Memories, tables and globals as the JavaScript API of WebAssembly has them, over those of a store. */

const lannerMemory = require('./memory.js');
const lannerTable = require('./table.js');
const { LannerError } = require('./errors.js');
const { letters } = require('./types.js');
const { Known } = require('./functions.js');
const { LinkError } = require('./webassembly-errors.js');
const { enforceRange, limitsOf, requireObject } = require('./webassembly-conversions.js');

const MOST_PAGES = 65536;
const MOST_ELEMENTS = 10_000_000;

/** 'anyfunc' is the old name of funcref. */
function typeOf(name, what) {
    const text = name === 'anyfunc' ? 'funcref' : String(name);
    if (!Object.hasOwn(letters, text) || text === 'anyref') {
        throw new TypeError(`${what}: '${text}' is no type of values`);
    }
    return text;
}

/** An index that is outside is a RangeError here, as is growth that is refused. */
function asRangeError(action) {
    try {
        return action();
    } catch (error) {
        throw error instanceof LannerError ? new RangeError(error.message, { cause: error }) : error;
    }
}

function makeThings(store) {
    /** The object of this API for one of the package. */
    const wrappers = new WeakMap();
    let innerOf;

    class Thing {
        #inner;

        constructor(inner) {
            this.#inner = inner;
            wrappers.set(inner, this);
        }

        static {
            innerOf = (thing, Class, what) => {
                if (!(thing instanceof Class)) {
                    throw new TypeError(`${what}: the receiver is no ${Class.name}`);
                }
                return thing.#inner;
            };
        }
    }

    class Memory extends Thing {
        constructor(descriptor) {
            if (descriptor instanceof lannerMemory.Memory) {
                super(descriptor);
                return;
            }
            const what = 'WebAssembly.Memory()';
            const [initial, maximum] = limitsOf(descriptor, what, MOST_PAGES);
            if (descriptor.shared) {
                throw new TypeError(`${what}: shared memories are not supported here`);
            }
            if (maximum !== undefined && maximum > MOST_PAGES) {
                throw new RangeError(`${what}: the property 'maximum' is ${maximum}; a number up to ${MOST_PAGES} was expected`);
            }
            super(asRangeError(() => new lannerMemory.Memory(store, initial, maximum)));
        }

        get buffer() {
            return innerOf(this, Memory, 'WebAssembly.Memory.buffer').buffer;
        }

        grow(delta) {
            const what = 'WebAssembly.Memory.grow()';
            const inner = innerOf(this, Memory, what);
            const pages = enforceRange(delta, what);
            return asRangeError(() => inner.grow(pages));
        }

        get [Symbol.toStringTag]() {
            return 'WebAssembly.Memory';
        }
    }

    class Table extends Thing {
        constructor(descriptor, initial = undefined) {
            if (descriptor instanceof lannerTable.Table) {
                super(descriptor);
                return;
            }
            const what = 'WebAssembly.Table()';
            requireObject(descriptor, what);
            const element = typeOf(descriptor.element, `${what}: the property 'element'`);
            const [least, maximum] = limitsOf(descriptor, what, MOST_ELEMENTS);
            const value = initial === undefined && element === 'funcref' ? null : initial;
            super(asRangeError(() => new lannerTable.Table(store, element, least, maximum, value)));
        }

        get length() {
            return innerOf(this, Table, 'WebAssembly.Table.length').length;
        }

        get(index) {
            const what = 'WebAssembly.Table.get()';
            const inner = innerOf(this, Table, what);
            return inner.get(enforceRange(index, what));
        }

        set(index, ...value) {
            const what = 'WebAssembly.Table.set()';
            const inner = innerOf(this, Table, what);
            const missing = inner.type.element === 'externref' ? undefined : null;
            asRangeError(() => inner.set(enforceRange(index, what), value.length === 0 ? missing : value[0]));
        }

        grow(delta, ...value) {
            const what = 'WebAssembly.Table.grow()';
            const inner = innerOf(this, Table, what);
            const missing = inner.type.element === 'externref' ? undefined : null;
            const count = enforceRange(delta, what);
            return asRangeError(() => inner.grow(count, value.length === 0 ? missing : value[0]));
        }

        get [Symbol.toStringTag]() {
            return 'WebAssembly.Table';
        }
    }

    class Global extends Thing {
        constructor(descriptor, ...given) {
            if (descriptor instanceof lannerTable.Global) {
                super(descriptor);
                return;
            }
            const what = 'WebAssembly.Global()';
            requireObject(descriptor, what);
            const type = typeOf(descriptor.value, `${what}: the property 'value'`);
            if (type === 'v128') {
                throw new TypeError(`${what}: globals of type v128 are not supported here`);
            }
            const missing = { i32: 0, i64: 0n, f32: 0, f64: 0, externref: undefined, funcref: null }[type];
            const isMissing = given.length === 0 || (given[0] === undefined && type !== 'funcref');
            super(new lannerTable.Global(store, type, isMissing ? missing : given[0], { mutable: Boolean(descriptor.mutable) }));
        }

        get value() {
            return innerOf(this, Global, 'WebAssembly.Global.value').value;
        }

        set value(value) {
            innerOf(this, Global, 'WebAssembly.Global.value').value = value;
        }

        valueOf() {
            return this.value;
        }

        get [Symbol.toStringTag]() {
            return 'WebAssembly.Global';
        }
    }

    /** What an instance exports, as this API has it. */
    function wrap(inner) {
        if (Known.has(inner)) {
            return inner;
        }
        const found = wrappers.get(inner);
        if (found !== undefined) {
            return found;
        }
        if (inner instanceof lannerMemory.Memory) {
            return new Memory(inner);
        }
        return inner instanceof lannerTable.Table ? new Table(inner) : new Global(inner);
    }

    /** The object of the package for an import that is no function. */
    function readThing(kind, type, value, what) {
        const Class = { memory: Memory, table: Table, global: Global }[kind];
        if (Class !== undefined && value instanceof Class) {
            return innerOf(value, Class, what);
        }
        if (kind !== 'global') {
            throw new LinkError(`${what}: ${kind} import must be a WebAssembly.${kind[0].toUpperCase()}${kind.slice(1)} object`);
        }
        const wanted = type.content === 'i64' ? 'bigint' : 'number';
        const isReference = type.content === 'externref' || type.content === 'funcref';
        if (type.mutable || type.content === 'v128' || (!isReference && typeof value !== wanted)) {
            throw new LinkError(`${what}: global import must be a ${wanted} or a WebAssembly.Global object of its type`);
        }
        if (type.content === 'funcref' && value !== null && !Known.has(value)) {
            throw new LinkError(`${what}: global import of type funcref must be null or a function of WebAssembly`);
        }
        return new lannerTable.Global(store, type.content, value);
    }

    function signature(type) {
        const text = (list) => list.map((name) => letters[name]).join('');
        return `${text(type.params)}:${text(type.results)}`;
    }

    return { Memory, Table, Global, wrap, readThing, signature };
}

module.exports = { makeThings };
