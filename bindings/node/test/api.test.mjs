/** What the scenarios do not say: values, mistakes, functions of the host, modules, stores. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import * as lanner from '../lib/index.mjs';

const engine = new lanner.Engine({ interruptible: true });
const values = new lanner.Module(
    engine,
    `(module $values
    (memory (export "memory") 1 4)
    (table (export "table") 2 10 funcref)
    (global (export "number") (mut i64) (i64.const -1))
    (global (export "constant") f32 (f32.const 0.5))
    (func (export "i32") (param i32) (result i32) (local.get 0))
    (func (export "i64") (param i64) (result i64) (local.get 0))
    (func (export "f32") (param f32) (result f32) (local.get 0))
    (func (export "f64") (param f64) (result f64) (local.get 0))
    (func (export "v128") (param v128) (result v128) (local.get 0))
    (func (export "externref") (param externref) (result externref) (local.get 0))
    (func (export "funcref") (param funcref) (result funcref) (local.get 0))
    (func (export "mixed") (param i32 externref f32 i64 externref) (result externref i64 externref f32 i32)
      local.get 4 local.get 3 local.get 1 local.get 2 local.get 0)
    (type $pair (struct (field i32)))
    (func (export "structure") (param i32) (result anyref) (struct.new $pair (local.get 0)))
    (func (export "field") (param anyref) (result i32) (struct.get $pair 0 (ref.cast (ref $pair) (local.get 0))))
    (func $f (export "trap") unreachable)
    (func (export "spin") (loop $again (br $again))))`,
);

function instantiate(module = values, limits = {}) {
    return new lanner.Instance(new lanner.Store(module.engine, limits), module);
}

const calling = new lanner.Module(
    engine,
    `(module (import "host" "f" (func $f)) (memory (export "memory") 1 4)
    (func (export "call") (call $f))
    (func (export "grow") (drop (memory.grow (i32.const 1))) (call $f)))`,
);

function instanceWith(target, options = {}) {
    const store = new lanner.Store(engine);
    const linker = new lanner.Linker(engine);
    linker.defineFunction(store, 'host', 'f', [], [], target, options);
    return linker.instantiate(store, calling);
}

test('numbers go in and come out', () => {
    const { i32, i64, f32, f64, v128 } = instantiate().exports;
    assert.deepEqual(
        [0, -1, 2147483647, 4294967295, -2147483648].map((value) => i32(value)),
        [0, -1, 2147483647, -1, -2147483648],
    );
    assert.deepEqual(
        [0n, -1n, 2n ** 63n - 1n, 2n ** 64n - 1n, 5].map((value) => i64(value)),
        [0n, -1n, 2n ** 63n - 1n, -1n, 5n],
    );
    assert.deepEqual(
        [0.5, -0, Infinity, NaN, 0.1, 1e300].map((value) => f32(value)),
        [0.5, -0, Infinity, NaN, Math.fround(0.1), Infinity],
    );
    assert.deepEqual(
        [0.1, -0, -Infinity, NaN].map((value) => f64(value)),
        [0.1, -0, -Infinity, NaN],
    );
    const bytes = new Uint8Array(16).map((_, index) => index);
    assert.deepEqual(v128(bytes), bytes);
});

test('values are checked', () => {
    const { i32, i64, f32, f64, v128, funcref, structure, field } = instantiate().exports;
    const other = instantiate().exports;
    for (const value of ['1', 1n, true, null, undefined, {}, [], Symbol.iterator]) {
        assert.throws(() => i32(value), { name: 'TypeError', message: /argument 0 is .*; a number \(i32\) was expected/ });
    }
    for (const value of [0.5, NaN, Infinity, 4294967296, -2147483649]) {
        assert.throws(() => i32(value), { name: 'RangeError', message: /i32 holds integers from -2147483648 to 4294967295/ });
    }
    for (const value of ['1', 0.5, 2 ** 60, null]) {
        assert.throws(() => i64(value), TypeError);
    }
    assert.throws(() => i64(2n ** 64n), RangeError);
    for (const value of ['1', 1n, null]) {
        assert.throws(() => f32(value), TypeError);
        assert.throws(() => f64(value), TypeError);
    }
    assert.throws(() => v128(new Uint8Array(15)), RangeError);
    assert.throws(() => v128([1]), TypeError);
    assert.throws(() => funcref(() => 1), /a function of a guest or a WasmFunction/);
    assert.throws(() => funcref(other.i32), /belongs to another store/);
    assert.throws(() => field(other.structure(1)), /belongs to another store/);
    assert.throws(() => field({}), TypeError);
    assert.equal(field(structure(7)), 7);
    assert.throws(() => i32(), { name: 'TypeError', message: '0 arguments were given; the function (i32) -> (i32) takes 1' });
    assert.throws(() => i32(1, 2), { message: /2 arguments were given/ });
});

test('references are the same objects', () => {
    const { externref, funcref, mixed, i32 } = instantiate().exports;
    const symbol = Symbol('a');
    for (const value of [{}, () => 1, 'text', 5, symbol, 7n, true, undefined, null]) {
        assert.equal(externref(value), value);
    }
    assert.equal(funcref(i32), i32);
    assert.equal(funcref(null), null);
    const [left, right] = [{}, []];
    assert.deepEqual(mixed(1, left, 0.5, 3n, right), [right, 3n, left, 0.5, 1]);
    assert.equal(mixed(1, left, 0.5, 3n, right)[2], left);
    assert.throws(() => mixed(1, left, 'x', 3n, right), TypeError);
});

test('functions are functions', () => {
    const { i32, trap } = instantiate().exports;
    assert.ok(i32 instanceof lanner.WasmFunction && i32 instanceof Function);
    assert.deepEqual(i32.type, { params: ['i32'], results: ['i32'] });
    assert.equal(i32.call(null, 5), 5);
    assert.equal(i32.bind(null, 6)(), 6);
    assert.equal(i32.length, 1);
    assert.throws(() => new i32(1), TypeError);
    assert.equal((() => 1) instanceof lanner.WasmFunction, false);
    assert.throws(() => Object.create(lanner.WasmFunction.prototype).type, TypeError);
    assert.throws(trap, lanner.Trap);
});

test('globals', () => {
    const { store, exports } = instantiate();
    assert.equal(exports.number.value, -1n);
    exports.number.value = 5;
    assert.equal(exports.number.value, 5n);
    assert.deepEqual(exports.number.type, { content: 'i64', mutable: true });
    assert.throws(() => (exports.constant.value = 1), { name: 'LannerError', message: /constant/ });
    assert.throws(() => (exports.number.value = 'x'), TypeError);
    const object = {};
    const held = new lanner.Global(store, 'externref', object, { mutable: true });
    assert.equal(held.value, object);
    held.value = null;
    assert.equal(held.value, null);
    assert.throws(() => new lanner.Global(store, 'i33', 1), /'i33' is no type of values; expected was one of i32, /);
    assert.throws(() => new lanner.Global(store, 'v128', new Uint8Array(16)), lanner.LannerError);
});

test('tables', () => {
    const { store, exports } = instantiate();
    const { table, i32 } = exports;
    assert.equal(table.length, 2);
    assert.equal(table.get(0), null);
    table.set(0, i32);
    assert.equal(table.get(0), i32);
    assert.equal(table.grow(3, i32), 2);
    assert.equal(table.get(4), i32);
    assert.throws(() => table.get(5), RangeError);
    assert.throws(() => table.get(-1), RangeError);
    assert.throws(() => table.get('0'), TypeError);
    assert.throws(() => table.set(0, {}), TypeError);
    assert.throws(() => table.grow(100), lanner.LannerError);
    const objects = new lanner.Table(store, 'externref', 1, 4, 'first');
    assert.equal(objects.get(0), 'first');
    objects.set(0, exports);
    assert.equal(objects.get(0), exports);
    assert.deepEqual(objects.type, { element: 'externref', minimum: 1, maximum: 4 });
    assert.throws(() => new lanner.Table(store, 'i32', 1), TypeError);
    const host = new lanner.WasmFunction(store, ['i32'], ['i32'], (number) => number + 1);
    table.set(1, host);
    assert.equal(table.get(1), host);
    assert.equal(table.get(1)(4), 5);
});

test('errors of functions of the host are the same objects', () => {
    for (const error of [new TypeError('no'), new lanner.LannerError('no'), 'text', 0, undefined, null, Symbol('s')]) {
        let caught = 'nothing';
        try {
            instanceWith(() => {
                throw error;
            }).exports.call();
        } catch (thrown) {
            caught = thrown;
        }
        assert.equal(caught, error);
    }
});

test('errors pass through guests within guests, traps too', () => {
    const error = new Error('inside');
    const inner = instanceWith(() => {
        throw error;
    });
    const outer = instanceWith(() => inner.exports.call());
    assert.throws(
        () => outer.exports.call(),
        (caught) => caught === error,
    );
    const guest = instantiate();
    const trapping = instanceWith(() => guest.exports.trap());
    assert.throws(() => trapping.exports.call(), { code: 'UNREACHABLE' });
});

test('results of functions of the host are checked', () => {
    const store = new lanner.Store(engine);
    const returning = (results, value) => new lanner.WasmFunction(store, [], results, () => value);
    assert.throws(returning(['i32'], 'x'), /result 0 of the function of the host is a string/);
    assert.throws(returning(['i32', 'i32'], [1]), /has returned 1 values; \(\) -> \(i32, i32\) returns 2/);
    assert.throws(returning(['i32', 'i32'], 1), /returns an array of 2/);
    assert.deepEqual(returning(['i32', 'f64'], [0xffffffff, 2])(), [-1, 2]);
    assert.deepEqual(returning(['externref', 'i32', 'externref'], ['a', 1, 'b'])(), ['a', 1, 'b']);
    assert.throws(returning(['externref', 'i32', 'externref'], ['a', 'x', 'b']), TypeError);
    assert.equal(returning([], 'ignored')(), undefined);
});

test('many parameters and results', () => {
    const count = 1000;
    const store = new lanner.Store(engine);
    const types = Array.from({ length: count }, (_, index) => ['i32', 'i64', 'f64', 'externref'][index % 4]);
    const given = types.map((type, index) => (type === 'i64' ? BigInt(index) : type === 'externref' ? { index } : index));
    const echo = new lanner.WasmFunction(store, types, types, (...all) => all);
    const returned = echo(...given);
    assert.equal(returned.length, count);
    assert.ok(returned.every((value, index) => value === given[index]));
    assert.throws(() => new lanner.WasmFunction(store, Array(1001).fill('i32'), [], () => 1), RangeError);
});

test('the caller is known during the call', () => {
    const callers = [];
    const instance = instanceWith(
        (caller) => {
            callers.push(caller);
            caller.memory.write(0, Buffer.from('here'));
            assert.equal(caller.store, instance.store);
            assert.equal(caller.export('call'), instance.exports.call);
            assert.throws(() => caller.export('nothing'), /no calling instance that exports 'nothing'/);
        },
        { withCaller: true },
    );
    instance.exports.call();
    assert.equal(instance.exports.memory.readText(0, 4), 'here');
    assert.throws(() => callers[0].export('memory'), /the call has ended/);
    const alone = new lanner.WasmFunction(instance.store, [], [], (caller) => caller.export('memory'), { withCaller: true });
    assert.throws(alone, /no calling instance/);
});

test('callbacks from callbacks, deeply', () => {
    let depth = 0;
    const instance = instanceWith(() => {
        if (++depth < 200) {
            instance.exports.call();
        }
    });
    instance.exports.call();
    assert.equal(depth, 200);
    // Without end: the stack of JavaScript or of the guest ends, and both go on.
    const endless = instanceWith(() => endless.exports.call());
    for (let round = 0; round < 5; round++) {
        assert.throws(
            () => endless.exports.call(),
            (error) => error instanceof RangeError || error.code === 'STACK_EXHAUSTED',
        );
    }
    depth = 0;
    instance.exports.call();
    assert.equal(depth, 200);
});

test('a store is not closed under its guest', () => {
    const instance = instanceWith(() => instance.store.close());
    assert.throws(() => instance.exports.call(), { name: 'LannerError', message: /while a guest of it runs/ });
    instance.store.close();
    instance.store.close();
    assert.ok(instance.store.closed);
    if (Symbol.dispose !== undefined) {
        const other = new lanner.Store(engine);
        other[Symbol.dispose]();
        assert.ok(other.closed);
    }
});

test('what belongs to a closed store says so', () => {
    const instance = instantiate();
    const { i32, memory, table, number } = instance.exports;
    const linker = new lanner.Linker(engine);
    instance.store.close();
    const closed = { name: 'LannerError', message: 'the store is closed; an open one was expected' };
    const { store } = instance;
    for (const action of [
        () => i32(1),
        () => memory.buffer,
        () => memory.read(0, 1),
        () => memory.grow(1),
        () => memory.byteLength,
        () => memory.type,
        () => table.get(0),
        () => table.length,
        () => number.value,
        () => (number.value = 1n),
        () => store.fuel,
        () => store.interrupt(),
        () => store.setDeadline(1),
        () => new lanner.Memory(store, 1),
        () => linker.define('a', 'b', i32),
        () => linker.instantiate(store, values),
        () => linker.defineInstance('a', instance),
    ]) {
        assert.throws(action, closed);
    }
});

test('messages say what was expected', () => {
    assert.throws(() => new lanner.Module(engine, new Uint8Array([0, 97, 115, 109])), lanner.LannerError);
    assert.throws(() => new lanner.Module(engine, '(module (func (result i32)))'), lanner.LannerError);
    assert.throws(() => new lanner.Module(engine, 5), /the source of a module .* is the number 5; bytes/);
    assert.throws(() => new lanner.Module({}, ''), /the engine is an object \(Object\); a lanner.Engine was expected/);
    assert.throws(() => new lanner.Linker(engine).instantiate(new lanner.Store(engine), calling), /host/);
    assert.throws(() => new lanner.Store(engine, { memoryBytes: -1 }), /the limit memoryBytes is -1; a number from 0/);
    assert.throws(() => new lanner.Store(engine, { memory_bytes: 1 }), /the limits of a store have no 'memory_bytes'/);
    assert.throws(() => new lanner.Engine({ memoryMode: 'none' }), /memoryMode is 'none'; expected was one of guarded, checked/);
    assert.throws(() => new lanner.Engine({ fuel: 1 }), /fuel is the number 1; true or false was expected/);
    assert.throws(() => new lanner.Engine({ features: ['no'] }), /the features have no 'no'/);
    assert.throws(() => new lanner.Store(new lanner.Engine()).setDeadline(1), lanner.LannerError);
    assert.throws(() => new lanner.Linker(engine).define('a', 'b', () => 1), /a WasmFunction, Memory, Global or Table was expected/);
    assert.throws(() => instantiate().get('nothing'), /no export is named 'nothing'; the module exports 'memory', /);
    assert.throws(() => lanner.Module.fromFile(engine, 'a\0b'), /has a zero in it/);
    assert.throws(() => lanner.Module.fromShared(1e9), /there is no module 1000000000/);
    assert.throws(() => new lanner.Reference(), TypeError);
    assert.throws(() => new lanner.Caller(), TypeError);
});

test('traps have a backtrace', () => {
    const trap = (() => {
        try {
            return instantiate().exports.trap();
        } catch (error) {
            return error;
        }
    })();
    assert.ok(trap instanceof lanner.Trap && trap instanceof lanner.LannerError && trap instanceof Error);
    assert.equal(trap.name, 'Trap');
    const [frame] = trap.frames;
    assert.deepEqual([frame.moduleName, frame.functionName], ['values', 'f']);
    assert.ok(Number.isInteger(frame.functionIndex) && Number.isInteger(frame.moduleOffset) && Number.isInteger(frame.functionOffset));
    assert.match(trap.backtrace, /^ {2}at values\.f \(\+0x[0-9a-f]+\)$/);
    assert.match(trap.stack, /^Trap: .*unreachable.*\n {4}at values\.f \(\+0x[0-9a-f]+\)\n {4}at .*api\.test\.mjs/);
    assert.doesNotMatch(trap.stack, /node\/lib/);
});

test('deadlines, interruption, fuel', () => {
    const { store, exports } = instantiate();
    assert.throws(() => store.withDeadline(20, () => exports.spin()), { code: 'DEADLINE_PASSED' });
    store.interrupt();
    assert.throws(() => exports.spin(), { code: 'INTERRUPTED' });
    assert.equal(lanner.interrupt(store.id), true);
    assert.throws(() => exports.spin(), { code: 'INTERRUPTED' });
    assert.equal(lanner.interrupt(1e12), false);
    const limited = instantiate(values, { callMilliseconds: 20 });
    assert.throws(() => limited.exports.spin(), lanner.Trap);
    const fueled = new lanner.Engine({ fuel: true });
    const module = new lanner.Module(fueled, '(module (func (export "one") (result i32) i32.const 1))');
    const burning = instantiate(module, { fuel: 1000 });
    burning.exports.one();
    assert.equal(burning.store.fuel + burning.store.fuelConsumed, 1000n);
    const left = burning.store.fuel;
    burning.store.addFuel(5n);
    assert.equal(burning.store.fuel, left + 5n);
    assert.throws(() => (burning.store.fuel = -1), RangeError);
});

test('modules in their formats', (context) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lanner-test-'));
    context.after(() => fs.rmSync(folder, { recursive: true }));
    const binary = lanner.textToBinary('(module (func (export "one") (result i32) i32.const 1))');
    assert.match(lanner.binaryToText(binary), /\(export "one"/);
    assert.equal(lanner.Module.validate(engine, binary), true);
    assert.equal(lanner.Module.validate(engine, binary.slice(0, 12)), false);
    for (const source of [binary, binary.buffer, Buffer.from(binary), new DataView(binary.buffer)]) {
        assert.equal(instantiate(new lanner.Module(engine, source)).exports.one(), 1);
    }
    const module = new lanner.Module(engine, binary);
    assert.deepEqual(module.exports, [{ name: 'one', kind: 'function', type: { params: [], results: ['i32'] } }]);
    assert.deepEqual(calling.imports, [{ module: 'host', name: 'f', kind: 'function', type: { params: [], results: [] } }]);
    assert.equal(instantiate(lanner.Module.deserialize(engine, module.serialize())).exports.one(), 1);
    const file = path.join(folder, 'one.lanner');
    module.saveCompiled(file);
    assert.equal(instantiate(lanner.Module.loadCompiled(engine, file)).exports.one(), 1);
    fs.writeFileSync(path.join(folder, 'one.wasm'), binary);
    assert.equal(instantiate(lanner.Module.fromFile(engine, path.join(folder, 'one.wasm'))).exports.one(), 1);
    // Another thread writes what was compiled, after the test too: test.sh deletes this folder.
    const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'lanner-cache-'));
    const cached = new lanner.Engine({ cache, compilation: 'eager', memoryMode: 'checked', deterministic: true });
    assert.equal(cached.memoryMode, 'checked');
    assert.equal(instantiate(new lanner.Module(cached, binary)).exports.one(), 1);
    const without = new lanner.Engine({ features: lanner.features.filter((name) => name !== 'simd' && name !== 'relaxedSimd') });
    assert.throws(() => new lanner.Module(without, '(module (func (param v128)))'), lanner.LannerError);
});

test('linkers', () => {
    const store = new lanner.Store(engine);
    const linker = new lanner.Linker(engine);
    const one = new lanner.Instance(store, new lanner.Module(engine, '(module (func (export "f") (result i32) i32.const 1))'));
    linker.defineInstance('one', one);
    assert.throws(() => linker.define('one', 'f', one.exports.f), lanner.LannerError);
    new lanner.Linker(engine, { allowShadowing: true }).define('a', 'f', one.exports.f).define('a', 'f', one.exports.f);
    const module = new lanner.Module(
        engine,
        `(module (import "one" "f" (func (result i32))) (import "no" "such" (func))
      (export "f" (func 0)) (export "no" (func 1)))`,
    );
    const instance = linker.defineUnknown(module).instantiate(store, module);
    assert.equal(instance.exports.f(), 1);
    assert.equal(instance.exports.f, one.exports.f);
    assert.throws(() => instance.exports.no(), lanner.LannerError);
    const importing = new lanner.Module(
        engine,
        `(module (import "a" "m" (memory 1)) (import "a" "g" (global i32)) (import "a" "t" (table 1 externref))
      (func (export "sum") (result i32) (i32.add (i32.load (i32.const 0)) (global.get 0))))`,
    );
    const memory = new lanner.Memory(store, 1);
    memory.write(0, new Uint8Array([5]));
    const made = new lanner.Instance(store, importing, {
        a: { m: memory, g: new lanner.Global(store, 'i32', 7), t: new lanner.Table(store, 'externref', 1) },
    });
    assert.equal(made.exports.sum(), 12);
    const starting = new lanner.Module(engine, '(module (func $f unreachable) (start $f))');
    assert.throws(() => new lanner.Instance(store, starting), { code: 'UNREACHABLE' });
});

test("the OpenSSL of Node and the system's, which .NET uses, do not mix", () => {
    const module = new lanner.Module(
        engine,
        `(module (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
      (memory (export "memory") 1) (func (export "random") (result i32) (call $random (i32.const 0) (i32.const 1000))))`,
    );
    const linker = new lanner.Linker(engine).defineWasi(new lanner.WasiConfig());
    const instance = linker.instantiate(new lanner.Store(engine), module);
    const known = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    for (let round = 0; round < 100; round++) {
        assert.equal(crypto.createHash('sha256').update('abc').digest('hex'), known);
        assert.equal(instance.exports.random(), 0);
        assert.notEqual(Buffer.compare(instance.exports.memory.read(0, 1000), Buffer.alloc(1000)), 0);
        // Types of garbage collection are hashed.
        new lanner.Module(engine, `(module (type (struct (field i32) (field (mut i64)))) (type (array ${round % 2 ? 'f32' : 'f64'})))`);
        assert.equal(crypto.randomBytes(16).length, 16);
    }
    const pair = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const signature = crypto.sign('sha256', Buffer.from('text'), pair.privateKey);
    assert.ok(crypto.verify('sha256', Buffer.from('text'), pair.publicKey, signature));
});

test('allocators of guests', () => {
    const { get } = lanner.Instance.prototype;
    const module = lanner.Module.fromFile(engine, fileURLToPath(new URL('../../scenarios/strings.wat', import.meta.url)));
    const instance = instantiate(module);
    const allocator = new lanner.Allocator(instance);
    const span = allocator.newText('Grüße');
    assert.equal(span.length, 7);
    assert.equal(allocator.readText(span), 'Grüße');
    assert.deepEqual(allocator.readBytes(span), new Uint8Array(Buffer.from('Grüße')));
    allocator.release(span);
    assert.equal(get.call(instance, 'live')(), 0);
    assert.throws(() => allocator.allocate(200000), /the guest has no room for 200000 bytes/);
    assert.throws(() => allocator.newText(5), TypeError);
    assert.throws(() => allocator.callText(instance.exports.length, 'x'), /the result is no text or bytes/);
    assert.throws(() => allocator.callText(() => 1), /a function of a guest was expected/);
    assert.throws(() => new lanner.Allocator(instance, { allocate: 'join' }), /is no function of an allocator/);
    assert.throws(() => new lanner.Allocator(instance, { memory: 'free' }), /is no memory/);
    assert.equal(allocator.call(instance.exports.live), 0);
});

test('require gives the same classes', () => {
    const required = createRequire(import.meta.url)('../lib/index.js');
    assert.equal(required.Engine, lanner.Engine);
    assert.deepEqual(Object.keys(required).sort(), Object.keys(lanner).sort());
    assert.equal(lanner.version(), '0.1.0');
    lanner.start();
});

test('without a library the place is named, and without code from strings all works', () => {
    const library = fileURLToPath(new URL('../lib/index.js', import.meta.url));
    const failing = ['-e', `try { require(${JSON.stringify(library)}) } catch (error) { console.log(error.message) }`];
    const output = execFileSync(process.execPath, failing, { env: { ...process.env, LANNER_LIBRARY: '/nowhere' }, encoding: 'utf8' });
    assert.match(output, /liblanner was expected at \/nowhere/);
    if (process.env.LANNER_TEST_WITHOUT_CODE === undefined) {
        const here = fileURLToPath(import.meta.url);
        const environment = { ...process.env, LANNER_TEST_WITHOUT_CODE: '1' };
        delete environment.NODE_TEST_CONTEXT;
        const report = execFileSync(process.execPath, ['--test-reporter=tap', '--disallow-code-generation-from-strings', here], {
            env: environment,
            encoding: 'utf8',
        });
        assert.match(report, /^# fail 0$/m);
        assert.doesNotMatch(report, /^# pass 0$/m);
    }
});
