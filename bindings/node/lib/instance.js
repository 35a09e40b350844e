'use strict';
/** Instances and linkers. */

const { native, releaseWith } = require('./native.js');
const { LannerError, ProgramExit } = require('./errors.js');
const { checkText, describe } = require('./types.js');
const { engineHandle, moduleHandle } = require('./engine.js');
const { recordOf, requireFree, requireOpen, trapOf } = require('./store.js');
const { WasmFunction, Known, findFunction } = require('./functions.js');
const { Memory, memoryHandle, memoryRecord } = require('./memory.js');
const { Global, Table, globalHandle, globalRecord, tableHandle, tableRecord } = require('./table.js');
const { wasiHandle } = require('./wasi.js');
const externs = require('./externs.js');

externs.makers.function = findFunction;

/** The handle and the record of a function, memory, global or table; undefined for anything else. */
function externOf(value) {
    if (Known.has(value)) {
        return [Known.handle(value), Known.record(value)];
    }
    if (value instanceof Memory) {
        return [memoryHandle(value), memoryRecord(value)];
    }
    if (value instanceof Global) {
        return [globalHandle(value), globalRecord(value)];
    }
    return value instanceof Table ? [tableHandle(value), tableRecord(value)] : undefined;
}

let instanceHandle;
let makeInstance;

class Instance {
    #record;
    #handle;
    #module;
    #exports;

    constructor(store, module, imports = {}) {
        if (store === adopt) {
            return;
        }
        const linker = new Linker(module.engine);
        for (const [moduleName, definitions] of Object.entries(imports)) {
            for (const [name, extern] of Object.entries(definitions)) {
                linker.define(moduleName, name, extern);
            }
        }
        return linker.instantiate(store, module);
    }

    get store() {
        return this.#record.store;
    }

    get module() {
        return this.#module;
    }

    get exports() {
        if (this.#exports === undefined) {
            requireOpen(this.#record);
            const exports = Object.create(null);
            native.instanceExports(this.#handle).forEach((description, index) => {
                const { name, kind } = this.#module.exports[index];
                if (kind !== 'tag') {
                    exports[name] = externs.find(this.#record, description, name);
                }
            });
            this.#exports = Object.freeze(exports);
        }
        return this.#exports;
    }

    get(name) {
        const found = this.exports[name];
        if (found === undefined) {
            const names = this.#module.exports.map((item) => `'${item.name}'`).join(', ') || 'nothing';
            throw new LannerError(`no export is named '${String(name)}'; the module exports ${names}`);
        }
        return found;
    }

    run() {
        try {
            this.get('_start')();
        } catch (error) {
            if (error instanceof ProgramExit) {
                return error.status;
            }
            throw error;
        }
        return 0;
    }

    static {
        instanceHandle = (instance) => {
            if (!(instance instanceof Instance)) {
                throw new TypeError(`the instance is ${describe(instance)}; a lanner.Instance was expected`);
            }
            requireOpen(instance.#record);
            return instance.#handle;
        };
        makeInstance = (record, module, handle) => {
            if (handle === null) {
                throw trapOf(record, true);
            }
            const instance = new Instance(adopt);
            instance.#record = record;
            instance.#module = module;
            instance.#handle = handle;
            releaseWith(instance, handle, record);
            return instance;
        };
    }
}
const adopt = Object.freeze({});

class Linker {
    #engine;
    #handle;
    #kept = new Set();

    constructor(engine, options = {}) {
        this.#engine = engine;
        this.#handle = native.linkerNew(engineHandle(engine), options.allowShadowing ?? false);
        releaseWith(this, this.#handle);
    }

    get engine() {
        return this.#engine;
    }

    define(module, name, extern) {
        checkText(module, 'the name of the module');
        checkText(name, 'the name');
        const found = externOf(extern);
        if (found === undefined) {
            throw new TypeError(
                `${module}.${name} is ${describe(extern)}; a WasmFunction, Memory, Global or Table was expected. ` +
                    'defineFunction takes functions of JavaScript',
            );
        }
        const [handle, record] = found;
        requireOpen(record);
        native.linkerDefine(this.#handle, module, name, handle);
        this.#kept.add(record);
        return this;
    }

    defineFunction(store, module, name, params, results, target, options = {}) {
        const made = new WasmFunction(store, params, results, target, options);
        this.define(module, name, made);
        return made;
    }

    defineInstance(module, instance) {
        const handle = instanceHandle(instance);
        native.linkerDefine(this.#handle, checkText(module, 'the name of the module'), undefined, handle);
        this.#kept.add(instance);
        return this;
    }

    defineWasi(wasi) {
        native.linkerDefineWasi(this.#handle, wasiHandle(wasi));
        this.#kept.add(wasi);
        return this;
    }

    defineUnknown(module) {
        native.linkerDefineUnknown(this.#handle, moduleHandle(module));
        return this;
    }

    instantiate(store, module) {
        const record = recordOf(store);
        requireFree(record);
        return makeInstance(record, module, native.linkerInstantiate(this.#handle, record.handle, moduleHandle(module)));
    }

    run(store, module) {
        const record = recordOf(store);
        requireFree(record);
        const status = native.linkerRun(this.#handle, record.handle, moduleHandle(module));
        if (status === null) {
            throw trapOf(record, true);
        }
        return status;
    }
}

/** An instance whose imports are in the order of the module: handles. */
function instantiateInOrder(record, module, imports) {
    return makeInstance(record, module, native.instanceNew(record.handle, moduleHandle(module), imports));
}

module.exports = { Instance, Linker, externOf, instantiateInOrder };
