'use strict';
/** Components, their instances, and linkers for them. */

const { native, shared, releaseWith } = require('./native.js');
const { ComponentError, LannerError } = require('./errors.js');
const { checkBytes, checkText, closedError, describe } = require('./types.js');
const { engineHandle } = require('./engine.js');
const { answerWait, beginCall, signalOf, splitOptions } = require('./async.js');
const { failureOf, recordOf, requireFree, requireOpen, trapOf } = require('./store.js');
const { wasiHandle } = require('./wasi.js');
const { Interface, Result, parse, plain, writeAll } = require('./component-types.js');

// Told to a constructor by this file only: the fields are set afterwards.
const adopt = Object.freeze({});

let componentHandle;
let interfaceOf;
let makeInstance;

class Component {
    #engine;
    #handle;
    #interface;

    constructor(engine, source) {
        if (engine !== adopt) {
            this.#take(engine, typeof source === 'string' ? Buffer.from(source) : checkBytes(source, 'the source'));
        }
    }

    static fromFile(engine, path) {
        return new Component(adopt).#take(engine, checkText(path, 'the path'));
    }

    #take(engine, content) {
        this.#handle = native.componentNew(engineHandle(engine), content);
        this.#engine = engine;
        releaseWith(this, this.#handle);
        return this;
    }

    get engine() {
        return this.#engine;
    }

    get interface() {
        return JSON.parse(native.componentInterface(this.#handle));
    }

    static {
        componentHandle = (component) => {
            if (!(component instanceof Component)) {
                throw new TypeError(`the component is ${describe(component)}; a lanner.Component was expected`);
            }
            return component.#handle;
        };
        interfaceOf = (component) => {
            component.#interface ??= new Interface(component.interface);
            return component.#interface;
        };
    }
}

/** A function of the host: it takes and returns text in JSON. Its types are known once a component imports it. */
class Host {
    #type;

    constructor(name, target) {
        this.name = name;
        this.target = target;
    }

    takeType(type) {
        if (this.#type === undefined) {
            this.#type = type;
        } else if (type !== undefined && type.description !== this.#type.description) {
            throw new LannerError(
                `the linker has given the function '${this.name}' to a component that imports it with another type; ` +
                    'another linker is needed for this one',
            );
        }
    }

    call(text) {
        const { target } = this;
        const values = this.#read(text);
        let returned;
        try {
            returned = this.#valueOf(target(...values));
        } catch (error) {
            returned = this.#errorOf(error);
        }
        return this.#write(returned);
    }

    callAsync(wait, text) {
        const { target } = this;
        const values = this.#read(text);
        const call = async (options) => {
            try {
                return this.#valueOf(await target(...values, options));
            } catch (error) {
                return this.#errorOf(error);
            }
        };
        answerWait(wait, call, (returned) => this.#write(returned), native.waitReturnText);
    }

    #read(text) {
        const { parameters } = this.#type;
        return parse(text).map((value, index) => parameters[index].read(value));
    }

    #valueOf(returned) {
        return this.#type.result instanceof Result ? { ok: returned } : returned;
    }

    #errorOf(error) {
        if (!(this.#type.result instanceof Result) || !(error instanceof ComponentError)) {
            throw error;
        }
        return { error: error.value };
    }

    #write(returned) {
        return JSON.stringify((this.#type.result ?? plain).write(returned) ?? null);
    }
}

class ComponentLinker {
    #record;
    #handle;
    #hosts = [];
    #kept = [];

    constructor(store) {
        this.#record = recordOf(store);
        this.#handle = native.componentLinkerNew(this.#record.handle);
        releaseWith(this, this.#handle, this.#record);
    }

    get store() {
        return this.#record.store;
    }

    define(interfaceName, name, target, options = {}) {
        if (interfaceName !== null) {
            checkText(interfaceName, 'the name of the interface');
        }
        checkText(name, 'the name');
        if (typeof target !== 'function') {
            throw new TypeError(`the function of the host is ${describe(target)}; a function was expected`);
        }
        requireOpen(this.#record);
        const host = new Host(interfaceName === null ? name : `${interfaceName}#${name}`, target);
        const call = options.async ? (wait, text) => host.callAsync(wait, text) : (text) => host.call(text);
        native.componentLinkerDefine(this.#handle, interfaceName ?? undefined, name, call, options.async ?? false);
        this.#record.hosts.push(call);
        this.#hosts.push(host);
        return this;
    }

    defineWasi(wasi) {
        requireOpen(this.#record);
        native.componentLinkerDefineWasi(this.#handle, wasiHandle(wasi));
        this.#kept.push(wasi);
        return this;
    }

    instantiate(component) {
        const handle = native.componentLinkerInstantiate(this.#handle, this.#ready(component));
        if (handle === null) {
            throw trapOf(this.#record);
        }
        return makeInstance(this.#record, component, handle);
    }

    run(component) {
        const status = native.componentLinkerRun(this.#handle, this.#ready(component));
        if (status === null) {
            throw trapOf(this.#record);
        }
        return status;
    }

    /** The handle of a component, with whose types the functions of the host are ready to be called. */
    #ready(component) {
        const handle = componentHandle(component);
        requireFree(this.#record);
        for (const host of this.#hosts) {
            host.takeType(interfaceOf(component).importOf(host.name));
        }
        return handle;
    }
}

/** The name of a function as a member: nextColor for next-color. */
function camelCase(name) {
    return name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

class ComponentInstance {
    #record;
    #component;
    #handle;
    #exports;

    constructor(token) {
        if (token !== adopt) {
            throw new TypeError('instances of components are made by a ComponentLinker');
        }
    }

    get store() {
        return this.#record.store;
    }

    get component() {
        return this.#component;
    }

    get exports() {
        if (this.#exports === undefined) {
            const types = interfaceOf(this.#component);
            const exports = Object.create(null);
            for (const full of types.exports.keys()) {
                exports[full] = this.#functionOf(full);
                const short = full.slice(full.lastIndexOf('#') + 1);
                if (!short.startsWith('[') && types.exportName(short) === full) {
                    exports[camelCase(short)] = exports[full];
                }
            }
            this.#exports = Object.freeze(exports);
        }
        return this.#exports;
    }

    get(name) {
        const types = interfaceOf(this.#component);
        const full = types.exportName(name);
        if (full === undefined) {
            const names = [...types.exports.keys()].map((one) => `'${one}'`).join(', ') || 'none';
            throw new LannerError(`no function, or more than one, is named '${String(name)}'; the component exports ${names}`);
        }
        return this.exports[full];
    }

    call(name, ...values) {
        return this.get(name)(...values);
    }

    async callAsync(name, ...values) {
        return this.get(name).callAsync(...values);
    }

    callWave(call) {
        return this.#run(checkText(call, 'the call'), undefined);
    }

    async callWaveAsync(call, options = undefined) {
        return this.#begin(checkText(call, 'the call'), undefined, signalOf(options));
    }

    #functionOf(name) {
        const typeOf = interfaceOf(this.#component).exports.get(name);
        const write = (values) => JSON.stringify(writeAll(typeOf().parameters, values));
        const read = (text) => {
            const { result } = typeOf();
            if (result === undefined) {
                return undefined;
            }
            const value = result.read(parse(text));
            if (!(result instanceof Result)) {
                return value;
            }
            if (Object.hasOwn(value, 'error')) {
                throw new ComponentError(value.error);
            }
            return value.ok;
        };
        const call = (...values) => read(this.#run(name, write(values)));
        call.callAsync = async (...values) => {
            const [given, signal] = splitOptions(values, typeOf().parameters.length);
            return read(await this.#begin(name, write(given), signal));
        };
        return call;
    }

    #begin(name, text, signal) {
        const begin = () => {
            if (!this.#record.isOpen) {
                throw closedError();
            }
            return native.componentCall(this.#handle, name, text, true);
        };
        const finish = (result) => {
            if (shared.i32[2] !== 0) {
                throw failureOf(this.#record);
            }
            return result;
        };
        return beginCall(this.#record, signal, begin, finish);
    }

    #run(name, text) {
        requireFree(this.#record);
        const result = native.componentCall(this.#handle, name, text);
        if (result === null) {
            throw trapOf(this.#record);
        }
        return result;
    }

    static {
        makeInstance = (record, component, handle) => {
            const instance = new ComponentInstance(adopt);
            instance.#record = record;
            instance.#component = component;
            instance.#handle = handle;
            releaseWith(instance, handle, record);
            return instance;
        };
    }
}

module.exports = { Component, ComponentLinker, ComponentInstance };
