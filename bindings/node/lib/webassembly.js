'use strict';
/**
 * An object in the shape of the WebAssembly object of JavaScript, whose modules run in Lanner: existing loaders get limits, fuel, deadlines
 * and WASI without a change. Everything that one such object makes lives in one store.
 */

const { LannerError, Trap } = require('./errors.js');
const { Engine, Module: LannerModule } = require('./engine.js');
const { Store, recordOf } = require('./store.js');
const { Known, makeFunction } = require('./functions.js');
const { Linker, externOf, instantiateInOrder } = require('./instance.js');
const { CompileError, LinkError, RuntimeError, Tag, Exception } = require('./webassembly-errors.js');
const { customSections, compileFailure, requireObject, responseBytes, sourceBytes } = require('./webassembly-conversions.js');
const { makeThings } = require('./webassembly-things.js');

/** The WebAssembly object of Node, whatever the global one is later. */
const engineOfNode = globalThis.WebAssembly;
const wasiModules = ['wasi_snapshot_preview1', 'wasi_unstable'];

/** What a trap is thrown as: a RuntimeError with the code and the frames, and a RangeError for a stack that is used up, as in V8. */
function trapError(message, code, frames) {
    const error = code === 'STACK_EXHAUSTED' ? new RangeError(message) : new RuntimeError(message);
    error.code = code;
    Object.defineProperty(error, 'frames', { value: frames });
    return error;
}

/** An error of instantiation, as the JavaScript API names it. */
function linkFailure(error) {
    return error instanceof LannerError && !(error instanceof Trap) ? new LinkError(error.message, { cause: error }) : error;
}

function createWebAssembly(options = {}) {
    const { engine = new Engine(), limits = {}, wasi } = options;
    const store = new Store(engine, limits);
    const record = recordOf(store);
    record.mode = 'js';
    record.trapError = trapError;
    const things = makeThings(store);

    let lannerModule;
    let compiled;

    class Module {
        #module;
        #bytes;

        constructor(source) {
            if (source === adopt) {
                return;
            }
            this.#take(sourceBytes(source));
        }

        #take(bytes) {
            this.#bytes = bytes;
            try {
                this.#module = new LannerModule(engine, bytes);
            } catch (error) {
                throw compileFailure(error);
            }
            return this;
        }

        static exports(module) {
            return lannerModule(module).exports.map(({ name, kind }) => ({ name, kind }));
        }

        static imports(module) {
            return lannerModule(module).imports.map(({ module: from, name, kind }) => ({ module: from, name, kind }));
        }

        static customSections(module, name) {
            lannerModule(module);
            if (name === undefined) {
                throw new TypeError('WebAssembly.Module.customSections(): the name of the sections is required');
            }
            return customSections(module.#bytes, String(name));
        }

        get [Symbol.toStringTag]() {
            return 'WebAssembly.Module';
        }

        static {
            lannerModule = (module) => {
                if (!(module instanceof Module)) {
                    throw new TypeError('a WebAssembly.Module of the same namespace was expected');
                }
                return module.#module;
            };
            compiled = (bytes) => new Module(adopt).#take(bytes);
        }
    }
    const adopt = Object.freeze({});

    /** What a module imports, in its order. Undefined for what WASI provides. */
    function readImports(module, importObject) {
        if (module.imports.length > 0 && importObject === undefined && wasi === undefined) {
            throw new TypeError('WebAssembly.Instance(): the imports are missing: an object was expected');
        }
        if (importObject !== undefined) {
            requireObject(importObject, 'WebAssembly.Instance(): the imports');
        }
        return module.imports.map((item, index) => {
            const isOfWasi = wasi !== undefined && wasiModules.includes(item.module);
            const definitions = importObject?.[item.module];
            if (isOfWasi && (definitions === undefined || definitions[item.name] === undefined)) {
                return undefined;
            }
            const what = `WebAssembly.Instance(): import #${index} "${item.module}" "${item.name}"`;
            requireObject(definitions, `WebAssembly.Instance(): import #${index} "${item.module}"`);
            return readImport(item, definitions[item.name], what);
        });
    }

    function readImport({ kind, type }, value, what) {
        if (kind !== 'function') {
            return things.readThing(kind, type, value, what);
        }
        if (typeof value !== 'function') {
            throw new LinkError(`${what}: function import requires a callable`);
        }
        if (Known.has(value) && Known.record(value) === record) {
            return value;
        }
        const signature = things.signature(type);
        // Called without a receiver, as the JavaScript API has it.
        return makeFunction(record, signature, (...given) => Reflect.apply(value, undefined, given));
    }

    function instantiateModule(module, importObject) {
        const inner = lannerModule(module);
        const imports = readImports(inner, importObject);
        try {
            if (!imports.includes(undefined)) {
                return instantiateInOrder(
                    record,
                    inner,
                    imports.map((item) => externOf(item)[0]),
                );
            }
            const linker = new Linker(engine, { allowShadowing: true });
            linker.defineWasi(wasi);
            inner.imports.forEach((item, index) => {
                if (imports[index] !== undefined) {
                    linker.define(item.module, item.name, imports[index]);
                }
            });
            return linker.instantiate(store, inner);
        } catch (error) {
            throw linkFailure(error);
        }
    }

    class Instance {
        constructor(module, importObject = undefined) {
            const instance = instantiateModule(module, importObject);
            const exports = Object.create(null);
            for (const { name, kind } of instance.module.exports) {
                exports[name] = kind === 'tag' ? new Tag({ parameters: [] }) : things.wrap(instance.exports[name]);
            }
            Object.defineProperty(this, 'exports', { value: Object.freeze(exports), enumerable: true, configurable: true });
        }

        get [Symbol.toStringTag]() {
            return 'WebAssembly.Instance';
        }
    }

    function validate(source) {
        return LannerModule.validate(engine, sourceBytes(source));
    }

    async function compile(source) {
        // The bytes are those of now, whatever becomes of them until later.
        const bytes = sourceBytes(source);
        await undefined;
        return compiled(bytes);
    }

    async function instantiate(source, importObject = undefined) {
        if (importObject !== undefined) {
            requireObject(importObject, 'WebAssembly.instantiate(): the imports');
        }
        if (source instanceof Module) {
            await undefined;
            return new Instance(source, importObject);
        }
        if (engineOfNode !== undefined && source instanceof engineOfNode.Module) {
            // Where this object is the global one, Node itself comes here, whose fetch has compiled a module of its own before.
            return engineOfNode.instantiate(source, importObject);
        }
        const module = await compile(source);
        return { module, instance: new Instance(module, importObject) };
    }

    async function compileStreaming(source) {
        return compiled(await responseBytes(source));
    }

    async function instantiateStreaming(source, importObject = undefined) {
        const module = await compileStreaming(source);
        return { module, instance: new Instance(module, importObject) };
    }

    const namespace = {
        validate,
        compile,
        instantiate,
        compileStreaming,
        instantiateStreaming,
        Module,
        Instance,
        Memory: things.Memory,
        Table: things.Table,
        Global: things.Global,
        Tag,
        Exception,
        CompileError,
        LinkError,
        RuntimeError,
    };
    for (const name of Object.keys(namespace)) {
        Object.defineProperty(namespace, name, { enumerable: false });
    }
    // Not of the JavaScript API: the store, for fuel, deadlines and the end.
    Object.defineProperty(namespace, 'store', { value: store });
    Object.defineProperty(namespace, Symbol.toStringTag, { value: 'WebAssembly' });
    return namespace;
}

let shared;

module.exports = {
    createWebAssembly,
    /** One without limits, which is made when it is first used. */
    get WebAssembly() {
        shared ??= createWebAssembly();
        return shared;
    },
    CompileError,
    LinkError,
    RuntimeError,
};
