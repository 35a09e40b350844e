/** The object in the shape of JavaScript's WebAssembly, and loaders of others that run with it. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import * as lanner from '../lib/index.mjs';
import * as api from '../lib/webassembly.mjs';
import { run } from './support.mjs';

const binary = (text) => lanner.textToBinary(text);
const ours = api.createWebAssembly();

/** Both engines do the same with a module: what is returned or thrown is compared. */
async function same(text, act) {
    const outcomes = [];
    for (const engine of [ours, WebAssembly]) {
        try {
            outcomes.push({ returned: await act(engine, text === undefined ? undefined : binary(text)) });
        } catch (error) {
            outcomes.push({ thrown: error?.name ?? error });
        }
    }
    assert.deepEqual(outcomes[0], outcomes[1]);
    return outcomes[0];
}

const echo = `(module
  (func (export "i32") (param i32) (result i32) (local.get 0))
  (func (export "i64") (param i64) (result i64) (local.get 0))
  (func (export "f32") (param f32) (result f32) (local.get 0))
  (func (export "f64") (param f64) (result f64) (local.get 0))
  (func (export "externref") (param externref) (result externref) (local.get 0))
  (func (export "funcref") (param funcref) (result funcref) (local.get 0))
  (func (export "two") (result i32 i64) (i32.const 1) (i64.const 2))
  (func (export "nothing"))
  (func (export "v128") (param v128)))`;

test('arguments are converted as in the engine of Node', async () => {
    const some = [
        0,
        -0,
        1.9,
        -1.9,
        NaN,
        Infinity,
        2 ** 32,
        2 ** 31,
        2 ** 53,
        1e300,
        '12',
        'x',
        '',
        true,
        null,
        undefined,
        [],
        [5],
        {},
        () => 1,
        { valueOf: () => 42 },
        1n,
        -1n,
        2n ** 64n + 5n,
        2n ** 63n,
        Symbol.iterator,
    ];
    for (const name of ['i32', 'i64', 'f32', 'f64', 'externref', 'funcref']) {
        for (const value of some) {
            await same(echo, (engine, bytes) => new engine.Instance(new engine.Module(bytes)).exports[name](value));
        }
    }
    const counts = await same(echo, (engine, bytes) => {
        const { i32, two, nothing, externref } = new engine.Instance(new engine.Module(bytes)).exports;
        return [i32(), i32(1, 2, 3), two(), nothing(5), externref(), i32.length, typeof i32, i32 instanceof Function];
    });
    assert.deepEqual(counts.returned, [0, 1, [1, 2n], undefined, undefined, 1, 'function', true]);
    await same(echo, (engine, bytes) => new engine.Instance(new engine.Module(bytes)).exports.v128(1));
    await same(echo, (engine, bytes) => new new engine.Instance(new engine.Module(bytes)).exports.i32(1));
});

test('results of functions of the host are converted as in the engine of Node', async () => {
    const text = (type) => `(module (import "m" "f" (func $f (result ${type}))) (func (export "f") (result ${type}) (call $f)))`;
    const some = [undefined, null, 1.7, '5', 3n, {}, [1, 2], [1, 2n], [1], new Set([1, 2n]), 'ab', Symbol.iterator];
    for (const type of ['i32', 'i64', 'f32', 'f64', 'externref', 'funcref', 'i32 i64']) {
        for (const value of some) {
            await same(text(type), (engine, bytes) => new engine.Instance(new engine.Module(bytes), { m: { f: () => value } }).exports.f());
        }
    }
});

test('modules tell what they have', async () => {
    const text = `(module (import "a" "f" (func)) (import "a" "m" (memory 1)) (import "b" "t" (table 1 funcref))
    (import "" "g" (global i32))
    (export "f" (func 0)) (export "m" (memory 0)) (export "ü" (table 0)) (export "g" (global 0)))`;
    const { returned } = await same(text, (engine, bytes) => {
        const module = new engine.Module(bytes);
        return [engine.Module.exports(module), engine.Module.imports(module), engine.validate(bytes), String(module)];
    });
    assert.equal(returned[0].length, 4);
    const own = (name, content) => [0, name.length + content.length + 1, name.length, ...Buffer.from(name), ...content];
    const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, ...own('a', [1, 2]), ...own('b', []), ...own('a', [3])]);
    await same(undefined, (engine) => {
        const module = new engine.Module(bytes);
        return ['a', 'b', 'c'].map((name) => engine.Module.customSections(module, name).map((section) => [...new Uint8Array(section)]));
    });
    await same(undefined, (engine) => engine.Module.customSections(new engine.Module(bytes)));
});

test('sources that are none', async () => {
    for (const source of [
        undefined,
        null,
        5,
        'text',
        {},
        [],
        new Uint8Array(0),
        new Uint8Array(8),
        new Uint8Array([0, 97, 115, 109, 1, 0, 0]),
    ]) {
        await same(undefined, (engine) => new engine.Module(source) && 'made');
        await same(undefined, (engine) => engine.compile(source).then(() => 'made'));
        await same(undefined, (engine) => engine.instantiate(source).then(() => 'made'));
        await same(undefined, (engine) => engine.validate(source));
    }
    await same(undefined, (engine) => engine.Module(new Uint8Array(8)));
});

test('imports that are missing or of another kind', async () => {
    const kinds = { f: '(func)', m: '(memory 1)', t: '(table 1 funcref)', g: '(global i32)', v: '(global (mut i32))', l: '(global i64)' };
    for (const [name, type] of Object.entries(kinds)) {
        const text = `(module (import "a" "${name}" ${type}))`;
        for (const imports of [undefined, null, 5, {}, { a: undefined }, { a: 5 }, { a: {} }]) {
            await same(text, (engine, bytes) => new engine.Instance(new engine.Module(bytes), imports) && 'made');
        }
        const values = (engine) => [
            undefined,
            null,
            5,
            5n,
            'x',
            {},
            () => 1,
            new engine.Memory({ initial: 1 }),
            new engine.Memory({ initial: 0 }),
            new engine.Table({ element: 'anyfunc', initial: 1 }),
            new engine.Table({ element: 'externref', initial: 1 }),
            new engine.Global({ value: 'i32' }, 1),
            new engine.Global({ value: 'i32', mutable: true }, 1),
            new engine.Global({ value: 'i64' }, 1n),
        ];
        for (let index = 0; index < values(ours).length; index++) {
            const imports = (engine) => ({ a: { [name]: values(engine)[index] } });
            await same(text, (engine, bytes) => new engine.Instance(new engine.Module(bytes), imports(engine)) && 'made');
            await same(text, (engine, bytes) => engine.instantiate(bytes, imports(engine)).then(() => 'made'));
        }
    }
});

test('memories', async () => {
    const { returned } = await same(
        '(module (import "a" "m" (memory 1 5)) (func (export "grow") (drop (memory.grow (i32.const 1)))))',
        (engine, bytes) => {
            const memory = new engine.Memory({ initial: 1, maximum: 5 });
            const { grow } = new engine.Instance(new engine.Module(bytes), { a: { m: memory } }).exports;
            const before = memory.buffer;
            const found = [before === memory.buffer, before.byteLength, memory.grow(1), before.byteLength, memory.buffer.byteLength];
            const between = memory.buffer;
            grow();
            return [...found, between.byteLength, memory.buffer.byteLength, String(memory)];
        },
    );
    assert.deepEqual(returned, [true, 65536, 1, 0, 131072, 0, 196608, '[object WebAssembly.Memory]']);
    for (const descriptor of [
        undefined,
        5,
        {},
        { initial: -1 },
        { initial: 'x' },
        { initial: 65537 },
        { initial: 2, maximum: 1 },
        { initial: 1, maximum: 70000 },
    ]) {
        await same(undefined, (engine) => new engine.Memory(descriptor) && 'made');
    }
    for (const delta of [-1, 'x', 2 ** 32, 10, undefined, '1', 1.5]) {
        await same(undefined, (engine) => new engine.Memory({ initial: 1, maximum: 3 }).grow(delta));
    }
    await same(undefined, (engine) => engine.Memory.prototype.grow.call({}, 1));
});

test('tables', async () => {
    for (const descriptor of [
        undefined,
        {},
        { element: 'anyfunc' },
        { element: 'i32', initial: 1 },
        { element: 'anyfunc', initial: -1 },
        { element: 'anyfunc', initial: 20_000_000 },
        { element: 'anyfunc', initial: 2, maximum: 1 },
        { element: 'anyfunc', initial: 2 },
    ]) {
        await same(undefined, (engine) => new engine.Table(descriptor) && 'made');
    }
    const { returned } = await same(
        '(module (table (export "t") 3 5 funcref) (elem (i32.const 0) $f) (func $f (export "f")))',
        (engine, bytes) => {
            const { t, f } = new engine.Instance(new engine.Module(bytes)).exports;
            t.set(1, f);
            t.set(2);
            const errors = [
                () => t.get(3),
                () => t.get(-1),
                () => t.get(),
                () => t.set(0, 5),
                () => t.set(0, () => 1),
                () => t.set(9, null),
                () => t.grow(9),
                () => t.grow(-1),
            ].map((action) => {
                try {
                    return action() && 'made';
                } catch (error) {
                    return error.name;
                }
            });
            return [t.length, t.get(0) === f, t.get(1) === f, t.get(2), t.grow(1), t.get(3), t.grow(1, f), t.get(4) === f, errors];
        },
    );
    assert.deepEqual(returned.slice(0, 8), [3, true, true, null, 3, null, 4, true]);
    await same(undefined, (engine) => {
        const table = new engine.Table({ element: 'externref', initial: 2 }, 'first');
        table.set(0);
        table.set(1, null);
        return [table.get(0), table.get(1), table.grow(1, 'x'), table.get(2), table.grow(1), table.get(3)];
    });
});

test('globals', async () => {
    for (const value of ['i32', 'i64', 'f32', 'f64', 'externref', 'anyfunc', 'x', undefined, 'v128']) {
        for (const initial of [undefined, 1.5, '3', 5n, null, {}]) {
            await same(undefined, (engine) => new engine.Global({ value }, initial).value);
            if (value !== 'externref') {
                // Without a value V8 has null there, and the standard undefined.
                await same(undefined, (engine) => new engine.Global({ value }).value);
            }
        }
    }
    await same(undefined, (engine) => {
        const global = new engine.Global({ value: 'i32', mutable: true }, 1);
        global.value = '7.9';
        return [global.value, global.valueOf(), global + 1, String(Object.prototype.toString.call(global))];
    });
    assert.equal(new ours.Global({ value: 'externref' }).value, undefined);
    await same(undefined, (engine) => (new engine.Global({ value: 'i32' }, 1).value = 2));
    await same(
        '(module (global (export "g") (mut i64) (i64.const 5)) (func (export "f") (global.set 0 (i64.const 6))))',
        (engine, bytes) => {
            const { g, f } = new engine.Instance(new engine.Module(bytes)).exports;
            f();
            return [g.value, (g.value = 9n), g.value];
        },
    );
});

test('identities', async () => {
    await same(
        `(module (import "a" "f" (func $f)) (import "a" "m" (memory 1)) (export "f" (func $f)) (export "g" (func $f))
            (export "m" (memory 0)) (func (export "own")) (table (export "t") 1 funcref))`,
        (engine, bytes) => {
            const module = new engine.Module(bytes);
            const memory = new engine.Memory({ initial: 1 });
            const given = () => 1;
            const first = new engine.Instance(module, { a: { f: given, m: memory } });
            const second = new engine.Instance(module, { a: { f: first.exports.own, m: first.exports.m } });
            first.exports.t.set(0, second.exports.own);
            return [
                first.exports.f === given,
                first.exports.f === first.exports.g,
                second.exports.f === first.exports.own,
                second.exports.m === memory,
                first.exports.t.get(0) === second.exports.own,
                first.exports === first.exports,
                Object.isFrozen(first.exports),
                Object.getPrototypeOf(first.exports),
                String(first),
            ];
        },
    );
});

test('traps and errors', async () => {
    const text = `(module (import "a" "f" (func $f)) (memory 1)
    (func (export "load") (drop (i32.load (i32.const -1)))) (func (export "unreachable") unreachable)
    (func $r (export "recurse") (call $r) (call $r)) (func (export "call") (call $f))
    (func (export "divide") (drop (i32.div_s (i32.const 1) (i32.const 0)))))`;
    for (const name of ['load', 'unreachable', 'recurse', 'divide']) {
        await same(text, (engine, bytes) => new engine.Instance(new engine.Module(bytes), { a: { f: () => 1 } }).exports[name]());
    }
    const error = new Error('the same');
    const { exports } = new ours.Instance(new ours.Module(binary(text)), {
        a: {
            f() {
                assert.equal(this, undefined);
                throw error;
            },
        },
    });
    assert.throws(exports.call, (caught) => caught === error);
    assert.throws(exports.load, (caught) => {
        assert.ok(caught instanceof ours.RuntimeError && caught instanceof WebAssembly.RuntimeError && caught instanceof Error);
        assert.equal(caught.code, 'MEMORY_OUT_OF_BOUNDS');
        assert.equal(caught.frames.length, 1);
        return true;
    });
    await same('(module (func $f unreachable) (start $f))', (engine, bytes) => new engine.Instance(new engine.Module(bytes)) && 'made');
    await same(
        '(module (memory 1) (data (i32.const 70000) "x"))',
        (engine, bytes) => new engine.Instance(new engine.Module(bytes)) && 'made',
    );
});

test('promises, and what fetch returns', async () => {
    const bytes = binary('(module (func (export "one") (result i32) (i32.const 1)))');
    const { module, instance } = await ours.instantiate(bytes);
    assert.equal(instance.exports.one(), 1);
    assert.equal((await ours.instantiate(module)).exports.one(), 1);
    assert.ok((await ours.compile(bytes)) instanceof ours.Module);
    const response = (type, status = 200) => new Response(bytes, { status, headers: type === undefined ? {} : { 'content-type': type } });
    assert.equal((await ours.instantiateStreaming(response('application/wasm'))).instance.exports.one(), 1);
    assert.ok((await ours.compileStreaming(Promise.resolve(response('Application/WASM')))) instanceof ours.Module);
    for (const [type, status] of [[undefined], ['text/html'], ['application/wasm', 404]]) {
        await assert.rejects(ours.compileStreaming(response(type, status)), TypeError);
    }
    await assert.rejects(ours.instantiateStreaming(bytes), TypeError);
    const changing = bytes.slice();
    const promise = ours.compile(changing);
    changing.fill(0);
    await promise;
});

test('limits, deadlines and WASI', () => {
    const wasi = new lanner.WasiConfig().addArguments('program').capture();
    const limited = api.createWebAssembly({ engine: new lanner.Engine({ interruptible: true }), limits: { memoryBytes: 1 << 20 }, wasi });
    const text = `(module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32))) (import "env" "f" (func $f))
    (memory (export "memory") 1) (data (i32.const 0) "\\08\\00\\00\\00\\05\\00\\00\\00hello")
    (func (export "_start") (call $f) (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 100)))
      (call $exit (i32.const 5)))
    (func (export "spin") (loop $again (br $again))) (func (export "grow") (result i32) (memory.grow (i32.const 100))))`;
    let called = 0;
    const { exports } = new limited.Instance(new limited.Module(binary(text)), { env: { f: () => called++ } });
    assert.throws(() => exports._start(), { name: 'ProgramExit', status: 5 });
    assert.deepEqual([called, wasi.stdout.toString(), exports.grow()], [1, 'hello', -1]);
    assert.throws(() => limited.store.withDeadline(20, () => exports.spin()), { name: 'RuntimeError', code: 'DEADLINE_PASSED' });
    assert.throws(() => new limited.Memory({ initial: 100 }), RangeError);
    // What the program gives itself comes before what WASI has.
    const own = new limited.Instance(new limited.Module(binary(text)), {
        env: { f: () => 1 },
        wasi_snapshot_preview1: { proc_exit: (status) => (called = status), fd_write: () => 0 },
    });
    own.exports._start();
    assert.equal(called, 5);
    limited.store.close();
    assert.throws(() => exports.grow(), lanner.LannerError);
});

test('tags and exceptions of the host', () => {
    const tag = new ours.Tag({ parameters: ['i32', 'externref'] });
    const exception = new ours.Exception(tag, [1, 'x']);
    assert.equal(exception.is(tag), true);
    assert.equal(exception.is(new ours.Tag({ parameters: [] })), false);
    assert.equal(exception.getArg(tag, 1), 'x');
    assert.throws(() => exception.getArg(tag, 2), RangeError);
    assert.throws(() => new ours.Exception(tag, [1]), TypeError);
    assert.throws(() => new ours.Tag(), TypeError);
    const text = '(module (import "a" "f" (func $f)) (func (export "call") (call $f)))';
    const thrower = new ours.Instance(new ours.Module(binary(text)), {
        a: {
            f() {
                throw exception;
            },
        },
    });
    assert.throws(thrower.exports.call, (caught) => caught === exception);
    assert.equal(api.WebAssembly, api.WebAssembly);
    assert.equal(String(ours), '[object WebAssembly]');
});

const tools = fileURLToPath(new URL('../../../artifacts/node/tools', import.meta.url));
test('the packages with loaders are there', () => {
    assert.ok(fs.existsSync(`${tools}/installed`), 'run bindings/node/install-tools.sh');
});

for (const which of ['emscripten', 'bindgen', 'go', 'assemblyscript']) {
    test(`a loader of ${which}`, async () => {
        const result = await run('glue.mjs', { args: [which, tools], limit: 300_000 });
        assert.deepEqual([result.code, result.stdout.trim()], [0, 'done'], result.stderr.slice(-2000));
    });
}
