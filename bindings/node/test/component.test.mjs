/** Components: the scenarios that all bindings act out, and what these do not say. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import * as lanner from '../lib/index.mjs';
import { folder } from './scenario.mjs';
import { collectUntil } from './support.mjs';

const HOST = 'lanner:scenarios/host@1.0.0';
const VALUES = 'lanner:scenarios/values@1.0.0';

const engine = new lanner.Engine();
const component = lanner.Component.fromFile(engine, path.join(folder, 'component.wat'));

class HostFailure extends Error {}

function only(object, known) {
    for (const key of Object.keys(object)) {
        assert.ok(known.includes(key), `'${key}' is unknown`);
    }
}

/** The value of JavaScript that one of a scenario stands for. */
function valueOf(value) {
    if (Array.isArray(value)) {
        return value.map(valueOf);
    }
    if (typeof value !== 'object' || value === null) {
        return value;
    }
    if (value.bytes !== undefined) {
        return Uint8Array.from(Buffer.from(value.bytes, 'hex'));
    }
    if (value.integer !== undefined) {
        return BigInt(value.integer);
    }
    if (value.number !== undefined) {
        return { inf: Infinity, '-inf': -Infinity, nan: NaN }[value.number];
    }
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, valueOf(one)]));
}

function caughtOf(action) {
    try {
        action();
    } catch (error) {
        return error;
    }
    return assert.fail('an error was expected');
}

/** A store with an instance of the component of a scenario. */
class Guest {
    constructor(scenario) {
        only(scenario, ['subject', 'async', 'component', 'imports', 'wasi', 'steps']);
        this.component = lanner.Component.fromFile(engine, path.join(folder, scenario.component));
        this.linker = new lanner.ComponentLinker(new lanner.Store(engine));
        for (const item of scenario.imports ?? []) {
            only(item, ['interface', 'name', 'does', 'answers', 'error', 'message', 'milliseconds']);
            this.linker.define(item.interface, item.name, this.hostFunction(item), { async: item.does !== 'answer' });
        }
        if (scenario.wasi !== undefined) {
            this.wasi = this.wasiOf(scenario.wasi);
            this.linker.defineWasi(this.wasi);
        }
    }

    wasiOf(grants) {
        only(grants, ['arguments', 'capture', 'settings', 'key_value_stores', 'connect']);
        const wasi = new lanner.WasiConfig().addArguments(...(grants.arguments ?? []));
        if (grants.capture !== undefined) {
            wasi.capture(grants.capture);
        }
        for (const [name, value] of Object.entries(grants.settings ?? {})) {
            wasi.addSetting(name, value);
        }
        this.stores = {};
        for (const [name, pairs] of Object.entries(grants.key_value_stores ?? {})) {
            this.stores[name] = new lanner.KeyValueStore();
            for (const [key, text] of Object.entries(pairs)) {
                this.stores[name].set(key, text);
            }
            wasi.addKeyValueStore(name, this.stores[name]);
        }
        for (const hosts of grants.connect ?? []) {
            wasi.allowConnect(hosts);
        }
        return wasi;
    }

    hostFunction(item) {
        switch (item.does) {
            case 'answer':
                return (question) => this.answer(item, question);
            case 'wait_and_double':
            case 'wait_and_halve':
                return async (number) => {
                    await pause(item.milliseconds);
                    return item.does === 'wait_and_double' ? 2 * number : number / 2;
                };
            case 'wait_and_fail':
                return async () => {
                    await pause(item.milliseconds);
                    this.raised = new HostFailure(item.message);
                    throw this.raised;
                };
            case 'wait_for_ever':
                return ({ signal }) => {
                    this.begun();
                    this.cancelled = once(signal, 'abort');
                    return new Promise(() => {});
                };
            default:
                throw new Error(`'${item.does}' is unknown`);
        }
    }

    answer(item, question) {
        if (Object.hasOwn(item.answers, question)) {
            return item.answers[question];
        }
        this.raised = item.error === undefined ? new HostFailure(item.message) : new lanner.ComponentError(item.error);
        throw this.raised;
    }

    async take(step) {
        if (step.call_async !== undefined) {
            await this.callAsync(step);
        } else if (step.run !== undefined) {
            only(step, ['run']);
            assert.equal(this.linker.run(this.component), step.run);
        } else if (step.captured !== undefined) {
            only(step, ['captured', 'text']);
            assert.equal(this.wasi[step.captured].toString(), step.text);
        } else if (step.stored !== undefined) {
            only(step, ['stored', 'key', 'text']);
            assert.equal(Buffer.from(this.stores[step.stored].get(step.key)).toString(), step.text);
        } else if (step.call_wave !== undefined) {
            only(step, ['call_wave', 'text']);
            assert.equal(this.instance.callWave(step.call_wave), step.text);
        } else {
            this.call(step);
        }
    }

    get instance() {
        this.made ??= this.linker.instantiate(this.component);
        return this.made;
    }

    async callAsync(step) {
        const { call_async: name, calls = 1, cancel_after_milliseconds: time, cancelled, host_cancelled: isHostCancelled, ...rest } = step;
        const begins = new Promise((resolve) => (this.begun = resolve));
        const controller = new AbortController();
        const { signal } = controller;
        const begun = Array.from({ length: calls }, () => this.instance.callAsync(name, ...rest.args.map(valueOf), { signal }));
        if (time !== undefined) {
            await begins;
            setTimeout(() => controller.abort(), time);
        }
        for (const { value, reason } of await Promise.allSettled(begun)) {
            if (cancelled) {
                only(rest, ['args']);
                assert.equal(reason, signal.reason);
                continue;
            }
            this.check({ call: name, ...rest }, () => {
                if (reason !== undefined) {
                    throw reason;
                }
                return value;
            });
        }
        if (isHostCancelled) {
            await this.cancelled;
        }
    }

    call(step) {
        this.check(step, () => this.instance.call(step.call, ...step.args.map(valueOf)));
    }

    check(step, action) {
        only(step, ['call', 'args', 'result', 'error', 'trap', 'frames', 'host_error', 'fails']);
        if (step.result !== undefined) {
            assert.deepEqual(action(), valueOf(step.result));
            return;
        }
        const error = caughtOf(action);
        if (step.error !== undefined) {
            assert.ok(error instanceof lanner.ComponentError);
            assert.deepEqual(error.value, valueOf(step.error));
        } else if (step.trap !== undefined) {
            assert.ok(error instanceof lanner.Trap);
            assert.equal(error.code, step.trap.toUpperCase());
            const frames = step.frames ?? [];
            assert.deepEqual(
                error.frames.slice(0, frames.length).map((frame) => frame.functionName),
                frames,
            );
        } else if (step.host_error !== undefined) {
            assert.equal(error, this.raised);
            assert.equal(error.message, step.host_error);
        } else {
            assert.equal(step.fails, true);
            assert.ok(!(error instanceof lanner.Trap) && !(error instanceof lanner.ComponentError));
        }
    }
}

const files = fs.readdirSync(folder).filter((name) => name.startsWith('component') && name.endsWith('.json'));

test('there are scenarios of components', () => {
    assert.ok(files.length >= 5, `there are ${files.length}`);
});

for (const name of files) {
    test(`scenario ${path.basename(name, '.json')}`, async () => {
        const scenario = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
        const guest = new Guest(scenario);
        for (const step of scenario.steps) {
            await guest.take(step);
        }
        guest.linker.store.close();
    });
}

function linked(fullName = (name) => name, lookup = (key) => key.length) {
    return new lanner.ComponentLinker(new lanner.Store(engine)).define(HOST, 'full-name', fullName).define(HOST, 'lookup', lookup);
}

/** A component whose function `call` gives its argument to the host's `f`, and returns what that returns. */
function echo(type, parameters, extra = '') {
    const names = parameters.split(' ').map((_, index) => `(local.get ${index})`);
    return new lanner.Component(
        engine,
        `(component
            ${extra}
            (import "f" (func $f (param "value" ${type}) (result ${type})))
            (core module $memory
                (memory (export "memory") 1)
                (global $next (mut i32) (i32.const 1024))
                (func (export "realloc") (param i32 i32 i32 i32) (result i32)
                    (local $address i32)
                    (local.set $address (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
                    (global.set $next (i32.add (local.get $address) (local.get 3)))
                    (local.get $address)))
            (core instance $m (instantiate $memory))
            (core func $lowered (canon lower (func $f) (memory $m "memory") (realloc (func $m "realloc"))))
            (core module $code
                (import "host" "f" (func $f (param ${parameters} i32)))
                (func (export "call") (param ${parameters}) (result i32)
                    ${names.join(' ')} (call $f (i32.const 64)) (i32.const 64)))
            (core instance $c (instantiate $code (with "host" (instance (export "f" (func $lowered))))))
            (func (export "call") (param "value" ${type}) (result ${type})
                (canon lift (core func $c "call") (memory $m "memory") (realloc (func $m "realloc")))))`,
    );
}

/** Sends a value to a function of the host and back. What the host is given has to be what comes out. */
function echoed(value, ...how) {
    let given;
    const linker = new lanner.ComponentLinker(new lanner.Store(engine)).define(null, 'f', (one) => {
        given = one;
        return one;
    });
    const result = linker.instantiate(echo(...how)).exports.call(value);
    assert.deepEqual(given, result);
    return result;
}

test('functions are members, by their full names and by their own', () => {
    const instance = linked().instantiate(component);
    assert.equal(instance.exports.nextColor('green'), 'blue');
    assert.equal(instance.exports[`${VALUES}#next-color`]('green'), 'blue');
    assert.equal(instance.get('values#next-color')('green'), 'blue');
    assert.equal(instance.exports.missing, undefined);
    assert.throws(() => instance.get('missing'), /missing.*next-color/s);
    assert.equal(instance.component, component);
});

test('the interface is described', () => {
    const [imported] = component.interface.imports;
    assert.equal(imported.name, HOST);
    assert.deepEqual(imported.exports[1], {
        name: 'lookup',
        kind: 'function',
        async: false,
        parameters: [{ name: 'key', type: 'string' }],
        result: 'result<u32, string>',
        returnsResult: true,
    });
});

test('integers of 64 bits are bigints, and numbers are taken for them', () => {
    const { exports } = linked().instantiate(component);
    assert.equal(exports.decrementUnsigned(1), 0n);
    assert.equal(exports.add(1n, 2), 3);
    assert.deepEqual(echoed([2n ** 63n - 1n, -1n], '(list s64)', 'i32 i32'), [2n ** 63n - 1n, -1n]);
    assert.equal(echoed('a "1234567890123456789012" \\ 1234567890123456789', 'string', 'i32 i32').length, 48);
    assert.deepEqual(echoed(['12345678901234567890', 18446744073709551615n], '(tuple string u64)', 'i32 i32 i64'), [
        '12345678901234567890',
        18446744073709551615n,
    ]);
    assert.deepEqual(echoed([1e300, 12345678901234567000, -0.5], '(list f64)', 'i32 i32'), [1e300, 12345678901234567000, -0.5]);
});

test('bytes and arrays of numbers are taken for bytes, and text is not', () => {
    const { exports } = linked().instantiate(component);
    for (const content of [Uint8Array.of(0, 1), Buffer.from([0, 1]), Uint8Array.of(0, 1).buffer, new DataView(new ArrayBuffer(2)), [0, 1]]) {
        assert.equal(exports.reverse(content).length, 2);
    }
    for (const wrong of ['AAE=', 5, [256], [NaN], null]) {
        assert.throws(() => exports.reverse(wrong), /expected|no value/);
    }
    assert.deepEqual(echoed([[1], Uint8Array.of()], '(list (list u8))', 'i32 i32'), [Uint8Array.of(1), Uint8Array.of()]);
});

test('types inside of types', () => {
    const point = '(type $p (record (field "x" f32))) (import "point" (type $point (eq $p)))';
    assert.deepEqual(echoed([{ x: Infinity }, { x: 0.1 }], '(list $point)', 'i32 i32', point), [{ x: Infinity }, { x: Math.fround(0.1) }]);
    for (const value of [null, { some: null }, { some: 1.5 }]) {
        assert.deepEqual(echoed(value, '(option (option f64))', 'i32 i32 f64'), value);
    }
});

test('flags may be a set, and values of other types are refused', () => {
    const { exports } = linked().instantiate(component);
    assert.deepEqual(exports.invert(new Set(['write'])), ['read', 'execute']);
    for (const [name, value] of [
        ['invert', 'write'],
        ['double', NaN],
        ['double', () => 1],
        ['greet', new Date()],
        ['grow', 5],
        ['swap', 5],
        ['nextColor', Symbol('red')],
        ['mirror', {}],
    ]) {
        assert.throws(() => exports[name](value), (error) => error instanceof TypeError || error instanceof lanner.LannerError, name);
    }
});

test('a result is an object as a parameter, and an exception as what is returned', () => {
    const seen = [];
    const linker = new lanner.ComponentLinker(new lanner.Store(engine)).define(null, 'f', (value) => {
        seen.push(value);
        if (value.error !== undefined) {
            throw new lanner.ComponentError(value.error);
        }
        return value.ok;
    });
    const { exports } = linker.instantiate(echo('(result (list u8) (error f64))', 'i32 i64 i32'));
    assert.deepEqual(exports.call({ ok: Uint8Array.of(5) }), Uint8Array.of(5));
    assert.equal(caughtOf(() => exports.call({ error: -Infinity })).value, -Infinity);
    assert.deepEqual(seen, [{ ok: Uint8Array.of(5) }, { error: -Infinity }]);
});

test('a function of the host returns nothing where its result has no value', () => {
    const linker = new lanner.ComponentLinker(new lanner.Store(engine)).define(null, 'f', () => undefined);
    const { exports } = linker.instantiate(echo('(result (error f64))', 'i32 f64'));
    assert.equal(exports.call({ ok: null }), null);
});

test('a function of the host whose type is no result cannot return an error', () => {
    const error = new lanner.ComponentError(1);
    const linker = linked(() => {
        throw error;
    });
    assert.equal(
        caughtOf(() => linker.instantiate(component).exports.greet('Ada')),
        error,
    );
});

test('what a function of the host returns is checked', () => {
    const linker = linked(
        () => 5,
        () => Promise.resolve(1),
    );
    assert.throws(() => linker.instantiate(component).exports.greet('Ada'), /string/);
    assert.throws(() => linker.instantiate(component).exports.ask('Ada'), TypeError);
});

test('a function of the host of a compatible version is found with its types', () => {
    const linker = new lanner.ComponentLinker(new lanner.Store(engine));
    linker.define('lanner:scenarios/host@1.2.3', 'full-name', (name) => name).define('lanner:scenarios/host@1.2.3', 'lookup', () => 3);
    assert.equal(linker.instantiate(component).exports.ask('Ada'), 3);
});

test('a linker gives a function of the host one type', () => {
    const linker = new lanner.ComponentLinker(new lanner.Store(engine)).define(null, 'f', (value) => value);
    linker.instantiate(echo('string', 'i32 i32'));
    linker.instantiate(echo('string', 'i32 i32'));
    assert.throws(() => linker.instantiate(echo('(list u8)', 'i32 i32')), /another type/);
});

test('a function of the host may call another instance', () => {
    const other = linked().instantiate(component);
    const linker = linked((name) => `${other.exports.greet(name)}!`);
    const { exports } = linker.instantiate(component);
    for (let round = 0; round < 200; round++) {
        assert.equal(exports.greet('Ada'), 'Ada!');
    }
});

test('mistakes are errors that say what is wrong', () => {
    const linker = new lanner.ComponentLinker(new lanner.Store(engine));
    assert.throws(() => linker.instantiate(component), lanner.LannerError);
    assert.throws(() => linker.run(component), lanner.LannerError);
    assert.throws(() => new lanner.Component(engine, '(module)'), lanner.LannerError);
    assert.throws(() => new lanner.Component(engine, 5), TypeError);
    assert.throws(() => linker.instantiate(5), TypeError);
    assert.throws(() => linker.define(HOST, 'full-name', 5), TypeError);
    assert.throws(() => linker.define(HOST, 'full-name', () => '').define(HOST, 'full-name', () => ''), lanner.LannerError);
    assert.throws(() => new lanner.ComponentInstance(), TypeError);
});

test('nothing goes on when the store is closed', () => {
    const linker = linked();
    const instance = linker.instantiate(component);
    linker.store.close();
    for (const action of [
        () => instance.exports.add(1, 2),
        () => instance.callWave('add(1, 2)'),
        () => linker.instantiate(component),
        () => linker.run(component),
        () => linker.define(null, 'g', () => 1),
        () => new lanner.ComponentLinker(linker.store),
    ]) {
        assert.throws(action, /closed/);
    }
});

test('a store is not closed by a function of the host that a component calls', () => {
    const linker = linked(() => linker.store.close());
    assert.throws(() => linker.instantiate(component).exports.greet('Ada'), /while a guest of it runs/);
});

test('a store whose functions of the host refer to it is garbage', async () => {
    let isGone = false;
    const registry = new FinalizationRegistry(() => {
        isGone = true;
    });
    (() => {
        const linker = linked((name) => name + String(linker.store.id));
        linker.instantiate(component).exports.greet('Ada');
        registry.register(linker.store, 0);
    })();
    assert.ok(await collectUntil(() => isGone));
});

test('deadlines hold', () => {
    const interruptible = new lanner.Engine({ interruptible: true });
    const spinning = new lanner.Component(
        interruptible,
        `(component
            (core module $code (func (export "spin") (loop $again (br $again))))
            (core instance $c (instantiate $code))
            (func (export "spin") (canon lift (core func $c "spin"))))`,
    );
    const store = new lanner.Store(interruptible);
    const { exports } = new lanner.ComponentLinker(store).instantiate(spinning);
    assert.equal(caughtOf(() => store.withDeadline(50, () => exports.spin())).code, 'DEADLINE_PASSED');
});
