'use strict';
/** Globals and tables. */

const { native } = require('./native.js');
const { LannerError } = require('./errors.js');
const { checkInteger, externType, letterOf, names } = require('./types.js');
const { recordOf, requireOpen } = require('./store.js');
const { putFirst, take, referenceOf } = require('./values.js');
const externs = require('./externs.js');

const MOST_ELEMENTS = 0xffffffff;

let globalHandle;
let globalRecord;
let tableHandle;
let tableRecord;

class Global {
    #record;
    #handle;
    #letter;
    #mutable;

    constructor(store, type, value, options = {}) {
        if (store === adopt) {
            return;
        }
        const record = recordOf(store);
        const letter = letterOf(type);
        if (letter === 'v') {
            throw new LannerError('the global is of type v128, which the library passes to functions only');
        }
        putFirst(record, letter, value, 'the value');
        return externs.find(record, native.globalNew(record.handle, letter, options.mutable ?? false), 'global');
    }

    get store() {
        return this.#record.store;
    }

    get type() {
        return externType('global', [this.#letter, this.#mutable]);
    }

    #check() {
        requireOpen(this.#record);
        if (this.#letter === 'v') {
            const message = 'the global is of type v128, which the library passes to functions only';
            throw this.#record.mode === 'js' ? new TypeError(message) : new LannerError(message);
        }
    }

    get value() {
        this.#check();
        native.globalGet(this.#handle);
        return take(this.#record, this.#letter, 0, true);
    }

    set value(value) {
        this.#check();
        if (!this.#mutable) {
            throw this.#record.mode === 'js'
                ? new TypeError('the global is constant')
                : new LannerError('the global is constant; a mutable one was expected');
        }
        putFirst(this.#record, this.#letter, value, 'the value');
        native.globalSet(this.#handle, this.#letter);
    }

    static {
        globalHandle = (value) => value.#handle;
        globalRecord = (value) => value.#record;
        externs.makers.global = (record, handle, [letter, mutable]) => {
            const made = new Global(adopt);
            made.#record = record;
            made.#handle = handle;
            made.#letter = letter;
            made.#mutable = mutable;
            return made;
        };
    }
}

class Table {
    #record;
    #handle;
    #type;

    constructor(store, element, minimum, maximum = undefined, ...initial) {
        if (store === adopt) {
            return;
        }
        const record = recordOf(store);
        const letter = letterOf(element);
        if (!'eca'.includes(letter)) {
            throw new TypeError(`the elements are ${names[letter]}; a type of references was expected`);
        }
        checkInteger(minimum, 0, MOST_ELEMENTS, 'the least number of elements');
        if (maximum !== undefined) {
            checkInteger(maximum, minimum, MOST_ELEMENTS, 'the largest number of elements');
        }
        putFirst(record, letter, initial.length === 0 ? null : initial[0], 'the first value');
        return externs.find(record, native.tableNew(record.handle, letter, minimum, maximum), 'table');
    }

    get store() {
        return this.#record.store;
    }

    get type() {
        return externType('table', this.#type);
    }

    get length() {
        requireOpen(this.#record);
        return native.tableSize(this.#handle);
    }

    #index(index) {
        const size = this.length;
        if (typeof index !== 'number') {
            checkInteger(index, 0, size, 'the index');
        }
        if (!Number.isInteger(index) || index < 0 || index >= size) {
            throw new RangeError(`the index is ${index}; the table has ${size} elements`);
        }
        return index;
    }

    get(index) {
        return referenceOf(this.#record, native.tableGet(this.#handle, this.#index(index)));
    }

    set(index, value) {
        const number = this.#index(index);
        putFirst(this.#record, this.#type[2], value, 'the value');
        native.tableSet(this.#handle, number);
    }

    grow(count, ...value) {
        const before = this.length;
        checkInteger(count, 0, MOST_ELEMENTS, 'the number of elements to grow by');
        putFirst(this.#record, this.#type[2], value.length === 0 ? null : value[0], 'the value');
        native.tableGrow(this.#handle, count);
        return before;
    }

    static {
        tableHandle = (value) => value.#handle;
        tableRecord = (value) => value.#record;
        externs.makers.table = (record, handle, type) => {
            const made = new Table(adopt);
            made.#record = record;
            made.#handle = handle;
            made.#type = type;
            return made;
        };
    }
}

// Told to a constructor by this file only.
const adopt = Object.freeze({});

module.exports = { Global, Table, globalHandle, globalRecord, tableHandle, tableRecord };
