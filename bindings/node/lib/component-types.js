'use strict';
/** The types of components, and what values of them are in JSON and in JavaScript. */

const { checkBytes, describe } = require('./types.js');

/** A type whose values are the same in JSON: booleans, integers, text, enums. */
class Type {
    /** What a value from JSON is in JavaScript. */
    read(value) {
        return value;
    }

    /** What a value of JavaScript is in JSON, which takes text for large integers. */
    write(value) {
        if (typeof value === 'bigint') {
            return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);
        }
        const isOther = typeof value === 'number' ? !Number.isFinite(value) : typeof value === 'function' || typeof value === 'symbol';
        if (isOther || (typeof value === 'object' && value !== null)) {
            throw new TypeError(`${describe(value)} is no value of the type`);
        }
        return value;
    }
}
const plain = new Type();

/** An s64 or u64. */
class LargeInteger extends Type {
    read(value) {
        return BigInt(value);
    }
}

class Float extends Type {
    read(value) {
        return Number(value);
    }

    write(value) {
        return typeof value !== 'number' || Number.isFinite(value) ? super.write(value) : String(value);
    }
}

class Single extends Float {
    read(value) {
        return Math.fround(value);
    }
}

class Flags extends Type {
    write(value) {
        return elementsOf(value, 'flags');
    }
}

/** A list<u8>. */
class Bytes extends Type {
    read(value) {
        return Uint8Array.from(value);
    }

    write(value) {
        if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
            const bytes = checkBytes(value, 'the bytes');
            return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
        }
        return elementsOf(value, 'a list<u8>').map((one) => plain.write(one));
    }
}

class List extends Type {
    constructor(element) {
        super();
        this.element = element;
    }

    read(value) {
        return value.map((one) => this.element.read(one));
    }

    write(value) {
        return elementsOf(value, 'a list').map((one) => this.element.write(one));
    }
}

class Pairs extends Type {
    constructor(key, value) {
        super();
        this.pair = new Tuple([key, value]);
    }

    read(value) {
        return new Map(value.map((pair) => this.pair.read(pair)));
    }

    write(value) {
        return elementsOf(value, 'a map').map((pair) => this.pair.write(pair));
    }
}

class Tuple extends Type {
    constructor(types) {
        super();
        this.types = types;
    }

    read(value) {
        return value.map((one, index) => this.types[index].read(one));
    }

    write(value) {
        return writeAll(this.types, elementsOf(value, 'a tuple'));
    }
}

class Option extends Type {
    constructor(value) {
        super();
        // None of the inner one is told from that of the outer one by a mark around it.
        this.value = value instanceof Option ? new Variant(new Map([['some', value]])) : value;
    }

    read(value) {
        return value === null ? null : this.value.read(value);
    }

    write(value) {
        return value === null || value === undefined ? null : this.value.write(value);
    }
}

class RecordType extends Type {
    /** Types by the names of fields. */
    constructor(fields) {
        super();
        this.fields = fields;
    }

    read(value) {
        return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.fields.get(name).read(one)]));
    }

    write(value) {
        if (typeof value !== 'object' || value === null) {
            throw new TypeError(`a record is ${describe(value)}; an object was expected`);
        }
        // The library says which fields there are if one is not.
        return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, (this.fields.get(name) ?? plain).write(one) ?? null]));
    }
}

/** A case without a value is its name, another is an object with one member. */
class Variant extends RecordType {
    read(value) {
        return typeof value === 'string' ? value : super.read(value);
    }

    write(value) {
        return typeof value === 'string' ? value : super.write(value);
    }
}

class Result extends Variant {
    constructor(ok = plain, error = plain) {
        super(
            new Map([
                ['ok', ok],
                ['error', error],
            ]),
        );
    }
}

function elementsOf(value, what) {
    if (typeof value !== 'object' || value === null || typeof value[Symbol.iterator] !== 'function') {
        throw new TypeError(`${what} is ${describe(value)}; an array was expected`);
    }
    return Array.from(value);
}

/** Writes so many values; where there are too many or few, the library says so. */
function writeAll(types, values) {
    return values.map((value, index) => (types[index] ?? plain).write(value));
}

/** The types and functions with the names that an interface, or a component itself, has for them. */
class Scope {
    #items;
    #known = new Map();

    constructor(items, outer = undefined) {
        this.#items = new Map(outer === undefined ? [] : outer.#items);
        for (const item of items) {
            if (item.kind === 'type') {
                this.#items.set(item.name, item);
            }
        }
    }

    /** The types of a function, and all that describes them, by which they are compared. */
    functionType(item) {
        const found = new Map();
        this.#describe([...item.parameters, { type: item.result }], found);
        return {
            parameters: item.parameters.map((parameter) => this.type(parameter.type)),
            result: this.#resultOf(item),
            description: JSON.stringify([item, [...found.values()]]),
        };
    }

    #resultOf(item) {
        const result = item.result === null ? undefined : this.type(item.result);
        // The name of the type may be one of another interface.
        return item.returnsResult && !(result instanceof Result) ? new Result() : result;
    }

    /** Adds the named types that parts of a type speak of. */
    #describe(parts, found) {
        for (const part of parts) {
            for (const name of part.type?.match(/[\w-]+/g) ?? []) {
                const item = this.#items.get(name);
                if (item !== undefined && !found.has(name)) {
                    found.set(name, item);
                    this.#describe(item.fields ?? item.cases ?? [{ type: item.type }], found);
                }
            }
        }
    }

    /** The type that a text in WIT means. */
    type(text) {
        return this.#parse(text.match(/[^\s<>,]+|[<>]/g).reverse());
    }

    /** Takes the tokens of a type off the end of an array. Undefined stands for the type of nothing. */
    #parse(tokens) {
        const name = tokens.pop();
        const parts = [];
        if (tokens.at(-1) === '<') {
            tokens.pop();
            while (tokens.at(-1) !== '>') {
                parts.push(this.#parse(tokens));
            }
            tokens.pop();
        }
        switch (name) {
            case '_':
                return undefined;
            case 's64':
            case 'u64':
                return new LargeInteger();
            case 'f32':
                return new Single();
            case 'f64':
                return new Float();
            case 'list':
                return parts[0] === byte ? new Bytes() : new List(parts[0]);
            case 'map':
                return new Pairs(...parts);
            case 'tuple':
                return new Tuple(parts);
            case 'option':
                return new Option(parts[0]);
            case 'result':
                return new Result(...parts);
            case 'u8':
                return byte;
            default:
                return this.#named(name.replace(/^%/, ''));
        }
    }

    #named(name) {
        if (!this.#known.has(name) && this.#items.has(name)) {
            this.#known.set(name, this.#define(this.#items.get(name)));
        }
        return this.#known.get(name) ?? plain;
    }

    #define(item) {
        const typesOf = (parts) => new Map(parts.map((part) => [part.name, part.type === null ? plain : this.type(part.type)]));
        if (item.fields !== undefined) {
            return new RecordType(typesOf(item.fields));
        }
        if (item.cases !== undefined) {
            return new Variant(typesOf(item.cases));
        }
        if (item.labels !== undefined) {
            return item.type === 'flags' ? new Flags() : plain;
        }
        return this.type(item.type);
    }
}
const byte = new Type();

/** Functions that give the types of functions, by the names of these: what is not used is not looked at. */
function functionsOf(items, scope) {
    const found = new Map();
    for (const item of items) {
        if (item.kind === 'function') {
            let type;
            found.set(item.name, () => (type ??= scope.functionType(item)));
        } else if (item.kind === 'instance') {
            for (const [name, type] of functionsOf(item.exports, new Scope(item.exports, scope))) {
                found.set(`${item.name}#${name}`, type);
            }
        }
    }
    return found;
}

/** The shorter names of a function in an interface. */
function shorterNames(full) {
    const at = full.lastIndexOf('#');
    if (at < 0) {
        return [];
    }
    const [withoutVersion, name] = [full.slice(0, at).replace(/@[^@]*$/, ''), full.slice(at + 1)];
    return [name, `${withoutVersion}#${name}`, `${withoutVersion.slice(withoutVersion.lastIndexOf('/') + 1)}#${name}`];
}

/** The name with that part of the version in it that compatible versions share: the first number that is not zero. */
function compatibleName(name) {
    return name.replace(/@((?:0\.){0,2}[1-9]\d*)(?:\.\d+)*(?=#|$)/, '@$1');
}

/** The functions that a component imports and exports, with their types, by their full names. */
class Interface {
    /** The full names by shorter ones: undefined for one that several functions have. */
    #names = new Map();

    constructor({ imports, exports }) {
        const root = new Scope([...imports, ...exports]);
        this.imports = functionsOf(imports, root);
        this.exports = functionsOf(exports, root);
        for (const full of this.exports.keys()) {
            for (const name of new Set(shorterNames(full))) {
                this.#names.set(name, this.#names.has(name) ? undefined : full);
            }
        }
    }

    /** The type of a function of the host, which may be of another version that is compatible. */
    importOf(name) {
        const wanted = compatibleName(name);
        return (this.imports.get(name) ?? [...this.imports].find(([other]) => compatibleName(other) === wanted)?.[1])?.();
    }

    /** The full name of a function, of which a part may be given that no other function has; otherwise undefined. */
    exportName(name) {
        return this.exports.has(name) ? name : this.#names.get(name);
    }
}

const LETTER_0 = 48;
const LETTER_9 = 57;
const MINUS = 45;
const QUOTE = 34;
const BACKSLASH = 92;

/** Puts quotes around integers that a number of JavaScript might not hold. */
function quoteLarge(text) {
    let quoted = '';
    let from = 0;
    let inString = false;
    for (let index = 0; index < text.length; index++) {
        const letter = text.charCodeAt(index);
        if (inString) {
            if (letter === BACKSLASH) {
                index++;
            } else if (letter === QUOTE) {
                inString = false;
            }
        } else if (letter === QUOTE) {
            inString = true;
        } else if (letter === MINUS || (letter >= LETTER_0 && letter <= LETTER_9)) {
            const number = text.slice(index, index + 64).match(/^[-+.\deE]+/)[0];
            if (/^-?\d{16,}$/.test(number)) {
                quoted += `${text.slice(from, index)}"${number}"`;
                from = index + number.length;
            }
            index += number.length - 1;
        }
    }
    return quoted + text.slice(from);
}

/** Reads JSON. Large integers come out as text. */
function parse(text) {
    return JSON.parse(/\d{16}/.test(text) ? quoteLarge(text) : text);
}

module.exports = { Interface, Result, parse, plain, writeAll };
