/** Buffers over memories, and what becomes of things that are closed or forgotten. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import * as lanner from '../lib/index.mjs';
import { collect, collectUntil, times } from './support.mjs';

const { native } = createRequire(import.meta.url)('../lib/native.js');
const engine = new lanner.Engine();
const module = new lanner.Module(
    engine,
    `(module (import "host" "f" (func $f)) (memory (export "memory") 1 100) (memory (export "other") 2 2) (memory (export "none") 0)
    (table (export "table") 1000 externref)
    (func (export "grow") (result i32) (memory.grow (i32.const 1)))
    (func (export "grow_and_call") (drop (memory.grow (i32.const 1))) (call $f))
    (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
    (func (export "pass") (param externref) (result externref) (local.get 0))
    (func (export "keep") (param i32 externref) (table.set (local.get 0) (local.get 1))))`,
);

function instantiate(target = () => {}) {
    const store = new lanner.Store(engine);
    const linker = new lanner.Linker(engine);
    linker.defineFunction(store, 'host', 'f', [], [], target);
    return linker.instantiate(store, module);
}

test('the buffer is the memory, without a copy', () => {
    const { memory, load } = instantiate().exports;
    const view = memory.view();
    view[5] = 77;
    assert.equal(load(5), 77);
    memory.write(6, new Uint8Array([78]));
    assert.equal(view[6], 78);
    assert.equal(memory.buffer, memory.buffer);
    assert.equal(view.buffer, memory.buffer);
    assert.equal(memory.byteLength, 65536);
    assert.equal(memory.view(65530).length, 6);
    assert.equal(memory.view(10, 5).length, 5);
    assert.throws(() => memory.view(65530, 10), RangeError);
    assert.throws(() => memory.read(65530, 10), RangeError);
    assert.throws(() => memory.read(-1, 1), RangeError);
    assert.throws(() => memory.read(0.5, 1), RangeError);
    assert.throws(() => memory.write(65535, new Uint8Array(2)), /the range is 2 bytes from 65535; the memory has 65536/);
    assert.deepEqual(memory.type, { minimum: 1, maximum: 100 });
    assert.deepEqual(memory.read(65536, 0), new Uint8Array(0));
});

test('text in memories', () => {
    const { memory } = instantiate().exports;
    assert.equal(memory.writeText(0, 'Grüße 🦜\0'), 13);
    assert.equal(memory.readText(0), 'Grüße 🦜');
    assert.equal(memory.readText(0, 2), 'Gr');
    assert.throws(() => memory.readText(0, 3), /are no text in UTF-8/);
    memory.view().fill(65);
    assert.throws(() => memory.readText(0), /has no zero at its end/);
    for (const bytes of ['c080', 'e08080', 'eda080', 'f08fbfbf', 'f4908080', 'ff', 'c3', 'e282', 'f09f9f', '80']) {
        memory.write(0, Buffer.from(bytes, 'hex'));
        assert.throws(() => memory.readText(0, bytes.length / 2), lanner.LannerError, bytes);
    }
    for (const text of ['\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff', '\u{10000}\u{10ffff}', '\ufeffx']) {
        const length = memory.writeText(0, text);
        assert.equal(memory.readText(0, length), text);
    }
});

test('growth detaches buffers, wherever it happens', () => {
    let seen;
    const instance = instantiate(() => {
        seen = [old.byteLength, instance.exports.memory.buffer.byteLength];
    });
    const { memory, other, grow, grow_and_call: growAndCall } = instance.exports;
    const fixed = other.buffer;
    let old = memory.buffer;
    new Uint8Array(old)[3] = 9;
    assert.equal(grow(), 1);
    assert.equal(old.byteLength, 0);
    assert.equal(memory.buffer.byteLength, 2 * 65536);
    assert.equal(memory.view()[3], 9);
    old = memory.buffer;
    growAndCall();
    assert.deepEqual(seen, [0, 3 * 65536]);
    old = memory.buffer;
    assert.equal(memory.grow(2), 3);
    assert.equal(old.byteLength, 0);
    old = memory.buffer;
    assert.throws(() => memory.grow(1000), { name: 'LannerError', message: 'the memory has 5 pages and does not grow by 1000' });
    assert.equal(old.byteLength, 5 * 65536);
    memory.grow(0);
    assert.equal(old.byteLength, 0);
    assert.equal(fixed.byteLength, 2 * 65536);
    assert.equal(other.buffer, fixed);
});

test('a memory without pages', () => {
    const { none } = instantiate().exports;
    const { buffer } = none;
    assert.equal(buffer.byteLength, 0);
    assert.equal(none.buffer, buffer);
    none.grow(1);
    assert.equal(none.buffer.byteLength, 65536);
    none.view()[65535] = 1;
});

test('closing detaches buffers', () => {
    const { store, exports } = instantiate();
    const view = exports.memory.view();
    const part = view.subarray(10, 20);
    store.close();
    assert.equal(view.length, 0);
    assert.equal(part.length, 0);
    assert.equal(part[0], undefined);
    assert.throws(() => exports.memory.buffer, /the store is closed/);
});

test('buffers cannot be transferred away', () => {
    const { memory } = instantiate().exports;
    const { buffer } = memory;
    // It is copied, or refused, as the version of Node has it.
    try {
        structuredClone(buffer, { transfer: [buffer] });
    } catch (error) {
        assert.equal(error.name, 'DataCloneError');
    }
    assert.equal(memory.buffer, buffer);
    assert.equal(buffer.byteLength, 65536);
    assert.throws(() => memory.buffer.transfer(), TypeError);
    assert.equal(memory.buffer.byteLength, 65536);
});

test('work on other threads with the bytes of a store that is closed meanwhile', async () => {
    for (let round = 0; round < times(10, 300); round++) {
        const { store, exports } = instantiate();
        exports.memory.grow(90);
        const jobs = [1, 2, 3].map(() => promisify(zlib.deflate)(exports.memory.view(), { level: 1, chunkSize: 2 ** 20 }));
        store.close();
        collect();
        await Promise.all(jobs);
    }
});

test('a buffer keeps its store', async () => {
    let { buffer } = instantiate().exports.memory;
    const part = new Uint8Array(buffer, 100, 10);
    buffer = undefined;
    part[0] = 5;
    await collectUntil(() => false, 10);
    for (let round = 0; round < 50; round++) {
        instantiate();
    }
    assert.equal(part[0], 5);
    part.fill(6);
    assert.equal(part.buffer.byteLength, 65536);
});

test('functions, memories and the like keep their store', async () => {
    let { pass, memory, table } = instantiate().exports;
    await collectUntil(() => false, 10);
    const object = {};
    assert.equal(pass(object), object);
    table.set(1, object);
    assert.equal(table.get(1), object);
    assert.equal(memory.pages, 1);
});

test('forgotten stores are released, also those whose functions of the host refer to them', async () => {
    const released = [];
    const original = native.release;
    const seen = new FinalizationRegistry((value) => released.push(value));
    const count = 40;
    for (let index = 0; index < count; index++) {
        const instance = instantiate(() => instance.exports.load(0));
        instance.exports.grow_and_call();
        instance.exports.keep(0, instance);
        instance.exports.memory.view()[0] = 1;
        seen.register(instance.store, index);
    }
    assert.equal(native.release, original);
    assert.ok(await collectUntil(() => released.length >= count - 1), `${released.length} of ${count} were released`);
});

test('objects in externref are held while guests can reach them, and not longer', async () => {
    const { store, exports } = instantiate();
    const gone = new Set();
    const seen = new FinalizationRegistry((value) => gone.add(value));
    const put = (index) => {
        const object = { index };
        seen.register(object, index);
        exports.keep(index, object);
    };
    for (let index = 0; index < 1000; index++) {
        put(index);
    }
    await collectUntil(() => false, 5);
    assert.equal(gone.size, 0);
    assert.deepEqual(exports.table.get(999), { index: 999 });
    store.close();
    assert.ok(await collectUntil(() => gone.size >= 999), `${gone.size} of 1000 are gone`);
});

test('many objects pass through', () => {
    const { exports } = instantiate();
    for (let index = 0; index < times(20_000, 1_000_000); index++) {
        const object = { index };
        assert.equal(exports.pass(object), object);
    }
});

test('garbage is collected at any time', () => {
    const instance = instantiate(() => collect());
    for (let round = 0; round < times(30, 1000); round++) {
        const object = { round };
        const kept = instance.exports.memory.buffer;
        instance.exports.grow_and_call();
        collect();
        assert.equal(instance.exports.pass(object), object);
        assert.equal(kept.byteLength, round < 99 ? 0 : 100 * 65536);
    }
});

test('thousands of stores, closed at once, with and without buffers', () => {
    for (let round = 0; round < times(2000, 30_000); round++) {
        const { store, exports } = instantiate();
        if (round % 2 === 0) {
            exports.memory.view()[0] = round;
        }
        assert.equal(exports.load(0), round % 2 === 0 ? round & 255 : 0);
        store.close();
    }
});

test('many names of one thing', async () => {
    const { store, exports } = instantiate();
    const table = new lanner.Table(store, 'funcref', 1);
    table.set(0, exports.load);
    const same = exports.load;
    for (let round = 0; round < times(20_000, 500_000); round++) {
        assert.equal(table.get(0), same);
    }
    // Functions that nobody holds are made anew.
    for (let round = 0; round < 200; round++) {
        table.set(0, new lanner.WasmFunction(store, [], ['i32'], () => round));
        if (round % 20 === 0) {
            await collectUntil(() => false, 2);
        }
        assert.equal(table.get(0)(), round);
    }
});
