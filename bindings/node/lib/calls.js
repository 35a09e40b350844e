'use strict';
/**
 * What calls guests, and what guests call. For each type of functions a piece of JavaScript is made, once, which the engine of Node
 * compiles well: values go straight to and from the shared bytes. Where programs may not make code
 * (--disallow-code-generation-from-strings), loops do the same, slower.
 */

const { native, shared } = require('./native.js');
const { functionType, signatureText, describe } = require('./types.js');
const { failureOf } = require('./store.js');
const values = require('./values.js');
const { atI32, atI64, atBytes, isReference } = values;

const call = native.call;

/** What the pieces of code use. */
const tools = {
    call,
    failureOf,
    strict: values.strict,
    checkReference: values.checkReference,
    putReference: values.putReference,
    takeReference: values.takeReference,
    wrongCount(record, found, signature) {
        const wanted = functionType(signature).params.length;
        const arguments_ = found === 1 ? '1 argument was' : `${found} arguments were`;
        return new TypeError(`${arguments_} given; the function ${signatureText(signature)} takes ${wanted}`);
    },
    /** The results of a function of the host that returns several. */
    list(result, signature, mode) {
        const wanted = functionType(signature).results.length;
        const isObject = typeof result === 'object' || typeof result === 'function' || mode === 'js';
        if (result === null || result === undefined || !isObject || typeof result[Symbol.iterator] !== 'function') {
            throw new TypeError(
                `the function of the host has returned ${describe(result)}; ${signatureText(signature)} returns an array of ${wanted}`,
            );
        }
        const list = Array.isArray(result) ? result : [...result];
        if (list.length !== wanted) {
            throw new TypeError(
                `the function of the host has returned ${list.length} values; ${signatureText(signature)} returns ${wanted}`,
            );
        }
        return list;
    },
    noVectors() {
        throw new TypeError('the function has values of type v128, which JavaScript has none of');
    },
};

/** The code that checks or converts a variable. */
function checkCode(mode, letter, name, what) {
    if (isReference(letter)) {
        return `${name} = checkReference(record, '${letter}', ${name}, ${what});`;
    }
    if (mode === 'js') {
        return {
            i: `${name} = ${name} | 0;`,
            I: `${name} = BigInt.asIntN(64, ${name});`,
            f: `${name} = +${name};`,
            F: `${name} = +${name};`,
            v: 'noVectors();',
        }[letter];
    }
    return {
        i: `if (typeof ${name} !== 'number' || (${name} | 0) !== ${name}) ${name} = strict.i(${name}, ${what});`,
        I: `if (typeof ${name} !== 'bigint' || BigInt.asIntN(64, ${name}) !== ${name}) ${name} = strict.I(${name}, ${what});`,
        f: `if (typeof ${name} !== 'number') ${name} = strict.f(${name}, ${what});`,
        F: `if (typeof ${name} !== 'number') ${name} = strict.F(${name}, ${what});`,
        v: `${name} = strict.v(${name}, ${what});`,
    }[letter];
}

function putCode(letter, index, name) {
    return (
        {
            i: `i32[${atI32(index)}] = ${name};`,
            I: `i64[${atI64(index)}] = ${name};`,
            f: `f32[${atI32(index)}] = ${name};`,
            F: `f64[${atI64(index)}] = ${name};`,
            v: `u8.set(${name}, ${atBytes(index)});`,
        }[letter] ?? `putReference(record, '${letter}', ${index}, ${name});`
    );
}

function takeCode(mode, letter, index, owned) {
    return (
        {
            i: `i32[${atI32(index)}]`,
            I: `i64[${atI64(index)}]`,
            f: `f32[${atI32(index)}]`,
            F: `f64[${atI64(index)}]`,
            v: mode === 'js' ? 'noVectors()' : `u8.slice(${atBytes(index)}, ${atBytes(index) + 16})`,
        }[letter] ?? `takeReference(record, ${index}, ${owned})`
    );
}

/** All checks come before all references, which would be lost if a check failed after them. */
function putAllCode(letters, name) {
    const places = [...letters].map((letter, index) => [letter, index]);
    const ordered = [...places.filter(([letter]) => !isReference(letter)), ...places.filter(([letter]) => isReference(letter))];
    return ordered.map(([letter, index]) => putCode(letter, index, `${name}${index}`)).join('\n');
}

function callerCode(mode, signature) {
    const [params, results] = signature.split(':');
    const names = [...params].map((_, index) => `a${index}`);
    const taken = [...results].map((letter, index) => takeCode(mode, letter, index, true));
    const noVectors = mode === 'js' && signature.includes('v') ? 'noVectors();' : '';
    return `
    return (record, pointer) => ({ guest(${names.join(', ')}) {
      ${mode === 'strict' ? `if (arguments.length !== ${params.length}) throw wrongCount(record, arguments.length, '${signature}');` : ''}
      ${noVectors}
      ${[...params].map((letter, index) => checkCode(mode, letter, `a${index}`, `'argument ${index}'`)).join('\n')}
      ${putAllCode(params, 'a')}
      f64[0] = pointer;
      call();
      if (i32[2] !== 0) throw failureOf(record);
      ${taken.length === 0 ? '' : taken.length === 1 ? `return ${taken[0]};` : `return [${taken.join(', ')}];`}
    } }).guest;`;
}

function hostCode(mode, signature) {
    const [params, results] = signature.split(':');
    const taken = [...params].map((letter, index) => takeCode(mode, letter, index, false)).join(', ');
    const noVectors = mode === 'js' && signature.includes('v') ? 'noVectors();' : '';
    const checks = [...results]
        .map((letter, index) => checkCode(mode, letter, `r${index}`, `'result ${index} of the function of the host'`))
        .join('\n');
    const called = `target(${taken})`;
    let body;
    if (results.length === 0) {
        body = `${called};`;
    } else if (results.length === 1) {
        body = `let r0 = ${called};`;
    } else {
        const names = [...results].map((_, index) => `r${index}`).join(', ');
        body = `let [${names}] = list(${called}, '${signature}', '${mode}');`;
    }
    return `
    return (record, target) => function () {
      ${noVectors}
      ${body}
      ${checks}
      ${putAllCode(results, 'r')}
    };`;
}

const tooled = Object.keys(tools);
const views = Object.keys(shared);

function build(code) {
    return new Function(...tooled, ...views, `'use strict';${code}`)(...Object.values(tools), ...Object.values(shared));
}

/** Makes values the shared ones, without code of its own for their types. All checks come before all references, as above. */
function putAll(record, letters, given, what) {
    const converted = [...letters].map((letter, index) => values.convert(record, letter, given[index], what(index)));
    for (const first of [true, false]) {
        converted.forEach((value, index) => isReference(letters[index]) !== first && values.put(record, letters[index], index, value));
    }
}

function takeAll(record, letters, owned) {
    return [...letters].map((letter, index) => values.take(record, letter, index, owned));
}

const argument = (index) => `argument ${index}`;

/** Makes what a function of the host has returned the shared values. */
function putResults(record, signature, result) {
    const [, results] = signature.split(':');
    const list = results.length > 1 ? tools.list(result, signature, record.mode) : [result];
    putAll(record, results, list, (index) => `result ${index} of the function of the host`);
}

/** What a call gives: nothing, a value, or several. */
function resultOf(record, signature) {
    const taken = takeAll(record, signature.split(':')[1], true);
    return taken.length > 1 ? taken : taken[0];
}

function putArguments(record, signature, given) {
    const [params] = signature.split(':');
    if (record.mode === 'strict' && given.length !== params.length) {
        throw tools.wrongCount(record, given.length, signature);
    }
    putAll(record, params, given, argument);
}

/** Without code of its own: the same for any type. */
function plainCaller(mode, signature) {
    return (record, pointer) => {
        const caller = (...given) => {
            if (mode === 'js' && signature.includes('v')) {
                tools.noVectors();
            }
            putArguments(record, signature, given);
            shared.f64[0] = pointer;
            call();
            if (shared.i32[2] !== 0) {
                throw failureOf(record);
            }
            return resultOf(record, signature);
        };
        return Object.defineProperty(caller, 'length', { value: signature.indexOf(':'), configurable: true });
    };
}

function plainHost(mode, signature) {
    const [params] = signature.split(':');
    return (record, target) => () => {
        if (mode === 'js' && signature.includes('v')) {
            tools.noVectors();
        }
        putResults(record, signature, target(...takeAll(record, params, false)));
    };
}

const caches = { strict: { callers: new Map(), hosts: new Map() }, js: { callers: new Map(), hosts: new Map() } };

function cached(cache, signature, make, makePlain, mode) {
    let found = cache.get(signature);
    if (found === undefined) {
        try {
            found = build(make(mode, signature));
        } catch (error) {
            if (!(error instanceof EvalError)) {
                throw error;
            }
            found = makePlain(mode, signature);
        }
        cache.set(signature, found);
    }
    return found;
}

/** A function of JavaScript that calls the function of a handle. */
function makeCaller(record, signature, handle) {
    return cached(caches[record.mode].callers, signature, callerCode, plainCaller, record.mode)(record, handle);
}

/** What the addon calls for a function of the host. */
function makeHost(record, signature, target) {
    return cached(caches[record.mode].hosts, signature, hostCode, plainHost, record.mode)(record, target);
}

module.exports = { makeCaller, makeHost, putArguments, putResults, resultOf, takeAll };
