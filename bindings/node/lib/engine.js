'use strict';
/** Engines and modules. */

const { native, releaseWith } = require('./native.js');
const { LannerError } = require('./errors.js');
const {
    checkBytes,
    checkChoice,
    checkFlags,
    checkInteger,
    checkOptions,
    checkText,
    describe,
    externKinds,
    externType,
} = require('./types.js');

const memoryModes = ['guarded', 'checked'];
const compilations = ['lazy', 'eager', 'background'];
const features = Object.freeze(
    Object.fromEntries(
        [
            'mutableGlobals',
            'signExtension',
            'saturatingTruncation',
            'multiValue',
            'bulkMemory',
            'referenceTypes',
            'simd',
            'relaxedSimd',
            'tailCalls',
            'typedFunctionReferences',
            'garbageCollection',
            'exceptions',
            'multiMemory',
            'memory64',
            'extendedConstants',
            'threads',
            'legacyExceptions',
            'wideArithmetic',
            'customPageSizes',
            'compactImports',
        ].map((name, index) => [name, 2 ** index]),
    ),
);
const engineOptions = ['memoryMode', 'interruptible', 'fuel', 'deterministic', 'features', 'compilation', 'cache'];

let engineHandle;
let makeEngine;

class Engine {
    #handle;
    #interruptible;
    #fuel;

    constructor(options = {}) {
        if (options === adopt) {
            return;
        }
        checkOptions(options, engineOptions, 'the options of an engine');
        for (const name of ['interruptible', 'fuel', 'deterministic']) {
            if (options[name] !== undefined && typeof options[name] !== 'boolean') {
                throw new TypeError(`${name} is ${describe(options[name])}; true or false was expected`);
            }
        }
        this.#interruptible = options.interruptible ?? false;
        this.#fuel = options.fuel ?? false;
        this.#handle = native.engineNew(
            options.memoryMode === undefined ? undefined : checkChoice(options.memoryMode, memoryModes, 'memoryMode'),
            this.#interruptible,
            this.#fuel,
            options.deterministic ?? false,
            options.features === undefined ? undefined : checkFlags(options.features, features, 'the features'),
            options.compilation === undefined ? undefined : checkChoice(options.compilation, compilations, 'compilation'),
            options.cache === undefined ? undefined : checkText(options.cache, 'cache'),
        );
        releaseWith(this, this.#handle);
    }

    get memoryMode() {
        return memoryModes[native.engineMemoryMode(this.#handle)];
    }

    get interruptible() {
        return this.#interruptible;
    }

    get fuel() {
        return this.#fuel;
    }

    static {
        engineHandle = (engine) => {
            if (!(engine instanceof Engine)) {
                throw new TypeError(`the engine is ${describe(engine)}; a lanner.Engine was expected`);
            }
            return engine.#handle;
        };
        makeEngine = (handle, interruptible, fuel) => {
            const engine = new Engine(adopt);
            engine.#handle = handle;
            engine.#interruptible = interruptible;
            engine.#fuel = fuel;
            releaseWith(engine, handle);
            return engine;
        };
    }
}

// Told to a constructor by this file only: the fields are set afterwards.
const adopt = Object.freeze({});

const FROM_BYTES = 0;
const FROM_TEXT = 1;
const FROM_FILE = 2;
const FROM_SERIALIZED = 3;
const FROM_COMPILED = 4;

let moduleHandle;

class Module {
    #engine;
    #handle;
    #id;
    #imports;
    #exports;

    constructor(engine, source) {
        if (engine === adopt) {
            return;
        }
        this.#engine = engine;
        const handle = engineHandle(engine);
        this.#take(
            typeof source === 'string'
                ? native.moduleNew(handle, FROM_TEXT, source)
                : native.moduleNew(handle, FROM_BYTES, checkBytes(source, 'the source of a module (which may be text too)')),
        );
    }

    #take([handle, id, imports, exports]) {
        this.#handle = handle;
        this.#id = id;
        this.#imports = Object.freeze(
            imports.map(([module, name, kind, type]) =>
                Object.freeze({ module, name, kind: externKinds[kind], type: externType(externKinds[kind], type) }),
            ),
        );
        this.#exports = Object.freeze(
            exports.map(([name, kind, type]) =>
                Object.freeze({ name, kind: externKinds[kind], type: externType(externKinds[kind], type) }),
            ),
        );
        releaseWith(this, handle);
        return this;
    }

    static #make(engine, source, content) {
        const handle = engineHandle(engine);
        const module = new Module(adopt);
        module.#engine = engine;
        return module.#take(native.moduleNew(handle, source, content));
    }

    static fromFile(engine, path) {
        return Module.#make(engine, FROM_FILE, checkText(path, 'the path'));
    }

    static deserialize(engine, content) {
        return Module.#make(engine, FROM_SERIALIZED, checkBytes(content, 'the content'));
    }

    static loadCompiled(engine, path) {
        return Module.#make(engine, FROM_COMPILED, checkText(path, 'the path'));
    }

    static validate(engine, content) {
        return native.moduleValidate(engineHandle(engine), checkBytes(content, 'the content'));
    }

    static fromShared(id) {
        checkInteger(id, 0, Number.MAX_SAFE_INTEGER, 'the number of the module');
        const found = native.moduleOpen(id);
        if (found === undefined) {
            throw new LannerError(`there is no module ${id}: the thread that has made it has to keep it until another one has opened it`);
        }
        const [values, engine, interruptible, fuel] = found;
        const module = new Module(adopt);
        module.#engine = makeEngine(engine, interruptible, fuel);
        return module.#take(values);
    }

    get engine() {
        return this.#engine;
    }

    get shared() {
        return this.#id;
    }

    get imports() {
        return this.#imports;
    }

    get exports() {
        return this.#exports;
    }

    serialize() {
        return native.moduleSave(this.#handle, undefined);
    }

    saveCompiled(path) {
        native.moduleSave(this.#handle, checkText(path, 'the path'));
    }

    static {
        moduleHandle = (module) => {
            if (!(module instanceof Module)) {
                throw new TypeError(`the module is ${describe(module)}; a lanner.Module was expected`);
            }
            return module.#handle;
        };
    }
}

function textToBinary(text) {
    if (typeof text !== 'string') {
        throw new TypeError(`the text is ${describe(text)}; a string was expected`);
    }
    return native.textToBinary(text);
}

function binaryToText(binary) {
    return native.binaryToText(checkBytes(binary, 'the binary'));
}

module.exports = { Engine, Module, features, engineHandle, moduleHandle, textToBinary, binaryToText, engineOptions };
