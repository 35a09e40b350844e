/** Calls that do not block, and functions of the host for which guests wait: what the scenario does not say. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import * as lanner from '../lib/index.mjs';
import { collectUntil, times } from './support.mjs';

const engine = new lanner.Engine({ interruptible: true });
const text = `(module $waiter
    (import "host" "wait" (func $wait (param i32) (result i32)))
    (import "host" "now" (func $now (param i32) (result i32)))
    (import "host" "pass" (func $pass (param externref f64) (result externref i64)))
    (memory (export "memory") 1 10)
    (table (export "table") 2 4 externref)
    (global (export "number") (mut i32) (i32.const 5))
    (data (i32.const 8) "a guest")
    (func (export "run") (param i32) (result i32) (i32.add (call $wait (local.get 0)) (i32.const 1)))
    (func (export "ask") (param i32) (result i32) (call $now (local.get 0)))
    (func (export "pass") (param externref f64) (result externref i64) (call $pass (local.get 0) (local.get 1)))
    (func (export "vector") (result v128) (v128.const i64x2 0 0))
    (func (export "grow") (result i32) (memory.grow (i32.const 1)))
    (func $crash (export "crash") unreachable)
    (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
    (func (export "spin") (loop $again (br $again))))`;
const module = new lanner.Module(engine, text);

/** A guest whose functions of the host are these. */
function guest({ wait = async (number) => number, now = (number) => number, pass = async (object) => [object, 1n], of = module } = {}) {
    const store = new lanner.Store(of.engine);
    const linker = new lanner.Linker(of.engine);
    const isAsync = { async: true, withCaller: true };
    linker.defineFunction(store, 'host', 'wait', ['i32'], ['i32'], (caller, ...given) => wait(...given, caller), isAsync);
    linker.defineFunction(store, 'host', 'now', ['i32'], ['i32'], now);
    linker.defineFunction(store, 'host', 'pass', ['externref', 'f64'], ['externref', 'i64'], pass, { async: true });
    return linker.instantiate(store, of);
}

const never = new Promise(() => {});

/** A function of the host that waits for ever, or until it is cancelled. */
function waiting() {
    let begun;
    let cancelled;
    const begins = new Promise((resolve) => (begun = resolve));
    const ends = new Promise((resolve) => (cancelled = resolve));
    const wait = (_, { signal }) => {
        signal.addEventListener('abort', () => cancelled(signal.reason));
        begun();
        return never;
    };
    return { wait, begins, ends };
}

test('the event loop goes on while a guest runs', async () => {
    const { spin } = guest().exports;
    const controller = new AbortController();
    const ended = spin.callAsync({ signal: controller.signal });
    for (let tick = 0; tick < 20; tick++) {
        await pause(1);
    }
    controller.abort();
    await assert.rejects(ended, { name: 'AbortError' });
});

test('values and references go both ways', async () => {
    const { exports } = guest({
        pass: async (object, number) => {
            await pause(1);
            return [{ object, number }, 2n ** 63n - 1n];
        },
    });
    const object = { a: 1 };
    const [returned, large] = await exports.pass.callAsync(object, 0.5);
    assert.equal(returned.object, object);
    assert.equal(returned.number, 0.5);
    assert.equal(large, 2n ** 63n - 1n);
    assert.equal((await exports.pass.callAsync(null, 1))[0].object, null);
    await assert.rejects(exports.vector.callAsync(), lanner.LannerError);
});

test('mistakes reject the promise', async () => {
    const { exports, store } = guest({ wait: async () => 'text', pass: async () => [1] });
    await assert.rejects(exports.run.callAsync(), { name: 'TypeError', message: /0 arguments were given/ });
    await assert.rejects(exports.run.callAsync('1'), TypeError);
    await assert.rejects(exports.run.callAsync(1, {}, 3), { name: 'TypeError', message: /3 arguments were given/ });
    await assert.rejects(exports.run.callAsync(1, 2), TypeError);
    await assert.rejects(exports.run.callAsync(1, { sginal: undefined }), /no 'sginal'/);
    await assert.rejects(exports.run.callAsync(1, { signal: {} }), /an AbortSignal was expected/);
    await assert.rejects(exports.run.callAsync(1, {}), /result 0 of the function of the host is a string/);
    await assert.rejects(exports.pass.callAsync(1, 2, undefined), /has returned 1 values/);
    assert.throws(() => lanner.WasmFunction.prototype.callAsync.call(() => 1), TypeError);
    store.close();
    await assert.rejects(exports.run.callAsync(1), /the store is closed/);
});

test('errors of functions of the host are the same objects, and traps have their frames', async () => {
    for (const error of [new RangeError('no'), 'text', undefined, null]) {
        const failing = guest({
            wait: async () => {
                await pause(1);
                throw error;
            },
            now: () => {
                throw error;
            },
        }).exports;
        for (const call of [failing.run, failing.ask]) {
            const [result] = await Promise.allSettled([call.callAsync(1)]);
            assert.deepEqual(result, { status: 'rejected', reason: error });
            assert.equal(result.reason, error);
        }
    }
    const error = new Error('at once');
    const throwing = guest({
        wait: () => {
            throw error;
        },
    });
    await assert.rejects(throwing.exports.run.callAsync(1), (caught) => caught === error);
    await assert.rejects(throwing.exports.crash.callAsync(), (trap) => {
        assert.equal(trap.frames[0].functionName, 'crash');
        return trap instanceof lanner.Trap && trap.code === 'UNREACHABLE';
    });
    const outer = guest({ wait: () => throwing.exports.crash.callAsync() });
    await assert.rejects(outer.exports.run.callAsync(1), { code: 'UNREACHABLE' });
});

test('a store that a call uses is refused to others', async () => {
    const { wait, begins } = waiting();
    const instance = guest({ wait });
    const { exports, store } = instance;
    const controller = new AbortController();
    const { signal } = controller;
    const inUse = { name: 'LannerError', message: /the store is in use/ };
    for (const ended of [exports.spin.callAsync({ signal }), guest().exports.run.callAsync(1)]) {
        ended.catch(() => {});
    }
    for (const use of [
        () => exports.ask(1),
        () => exports.memory.read(0, 1),
        () => exports.memory.grow(1),
        () => exports.table.get(0),
        () => exports.number.value,
        () => (store.fuel = 1),
        () => new lanner.Memory(store, 1),
        () => new lanner.WasmFunction(store, [], [], () => {}),
        () => new lanner.Linker(engine).instantiate(store, new lanner.Module(engine, '(module)')),
    ]) {
        assert.throws(use, inUse);
    }
    await assert.rejects(exports.ask.callAsync(1), inUse);
    assert.throws(() => store.close(), /while a guest of it runs/);
    controller.abort();
    await assert.rejects(instanceFree(exports), { name: 'AbortError' });
    // While the guest waits for a function of the host, all but guests may be used.
    const second = new AbortController();
    const ended = exports.run.callAsync(1, { signal: second.signal });
    await begins;
    assert.equal(exports.memory.readText(8, 7), 'a guest');
    assert.equal(exports.number.value, 5);
    exports.table.set(0, 'object');
    assert.throws(() => exports.ask(1), inUse);
    await assert.rejects(exports.ask.callAsync(1), inUse);
    assert.throws(() => new lanner.Linker(engine).instantiate(store, new lanner.Module(engine, '(module)')), inUse);
    second.abort('enough');
    await assert.rejects(ended, (reason) => reason === 'enough');
    assert.equal(exports.ask(3), 3);
    store.close();
});

/** Waits until a call of a guest is possible again: what the one before has ended with has been told by then. */
async function instanceFree(exports) {
    for (;;) {
        try {
            exports.ask(1);
            throw new DOMException('free', 'AbortError');
        } catch (error) {
            if (!/in use/.test(error.message)) {
                throw error;
            }
        }
        await pause(1);
    }
}

test('a guest that cannot wait here is refused', () => {
    const { exports } = guest();
    assert.throws(() => exports.run(1), { name: 'LannerError', message: /was to be called by callAsync/ });
    assert.equal(exports.ask(2), 2);
});

test('functions of the host that do not wait may call the guest, to any depth', async () => {
    const instance = guest({
        now: (depth) => (depth === 0 ? instance.exports.load(8) : instance.exports.ask(depth - 1) + 1),
        wait: async (depth) => {
            const before = instance.exports.ask(depth);
            await pause(1);
            return before;
        },
    });
    assert.equal(await instance.exports.ask.callAsync(0), 97);
    assert.equal(await instance.exports.ask.callAsync(60), 157);
    assert.equal(instance.exports.ask(60), 157);
    assert.equal(await instance.exports.run.callAsync(5), 103);
    const failing = guest({ now: () => failing.exports.crash() });
    await assert.rejects(failing.exports.ask.callAsync(1), { code: 'UNREACHABLE' });
    const growing = guest({ now: () => growing.exports.grow() });
    const { buffer } = growing.exports.memory;
    assert.equal(await growing.exports.ask.callAsync(0), 1);
    assert.equal(buffer.byteLength, 0);
    assert.equal(growing.exports.memory.pages, 2);
});

test('the caller and its memory', async () => {
    let caller;
    const instance = guest({
        wait: async (address, options, given) => {
            caller = given;
            assert.equal(caller.store, instance.store);
            assert.equal(caller.export('load')(8), 97);
            await pause(1);
            assert.equal(caller.memory, instance.exports.memory);
            assert.throws(() => caller.export('load'), /was to go on after an await/);
            caller.memory.writeText(address, 'A GUEST');
            caller.memory.grow(1);
            return caller.memory.pages;
        },
    });
    assert.equal(await instance.exports.run.callAsync(8), 3);
    assert.equal(instance.exports.memory.readText(8, 7), 'A GUEST');
    assert.throws(() => caller.export('memory'), lanner.LannerError);
    instance.store.close();
    assert.throws(() => caller.memory.read(0, 1), /closed/);
});

test('the end of a guest cancels its function of the host', async () => {
    for (const end of [
        (store, controller) => controller.abort(new Error('mine')),
        (store) => store.interrupt(),
        (store) => lanner.interrupt(store.id),
        (store) => store.setDeadline(1),
    ]) {
        const { wait, begins, ends } = waiting();
        const { exports, store } = guest({ wait });
        const controller = new AbortController();
        const ended = exports.run.callAsync(1, { signal: controller.signal });
        await begins;
        end(store, controller);
        const [{ reason }] = await Promise.allSettled([ended]);
        assert.ok(reason === controller.signal.reason || ['INTERRUPTED', 'DEADLINE_PASSED'].includes(reason.code), String(reason));
        assert.equal((await ends).name, 'AbortError');
        store.setDeadline(null);
        assert.equal(exports.ask(1), 1);
    }
    const { exports } = guest({ wait: () => never });
    await assert.rejects(exports.run.callAsync(1, { signal: AbortSignal.abort('before') }), (reason) => reason === 'before');
    await assert.rejects(exports.run.callAsync(1, { signal: AbortSignal.timeout(20) }), { name: 'TimeoutError' });
});

test('a guest that cannot be interrupted ends where it waits', async () => {
    const of = new lanner.Module(new lanner.Engine(), text);
    const { wait, begins, ends } = waiting();
    const { exports } = guest({ wait, of });
    const controller = new AbortController();
    const ended = exports.run.callAsync(1, { signal: controller.signal });
    await begins;
    controller.abort();
    await assert.rejects(ended, { name: 'AbortError' });
    await ends;
    assert.equal(exports.ask(1), 1);
});

test('what a function of the host does after its guest has ended is lost', async () => {
    for (const late of [async () => 5, () => Promise.reject(new Error('late'))]) {
        let begun;
        let done;
        const begins = new Promise((resolve) => (begun = resolve));
        const finished = new Promise((resolve) => (done = resolve));
        const { exports, store } = guest({
            wait: async (number, { signal }) => {
                begun();
                await once(signal, 'abort');
                await pause(2);
                setImmediate(done);
                return late();
            },
        });
        const ended = exports.run.callAsync(1);
        await begins;
        store.setDeadline(1);
        await assert.rejects(ended, { code: 'DEADLINE_PASSED' });
        store.close();
        await finished;
    }
});

test('deadlines of something that waits', async () => {
    const { wait } = waiting();
    const { exports, store } = guest({ wait });
    await assert.rejects(store.withDeadline(10, () => exports.run.callAsync(1)), { code: 'DEADLINE_PASSED' });
    assert.equal(await store.withDeadline(100_000, () => exports.ask.callAsync(2)), 2);
    assert.equal(exports.ask(1), 1);
});

test('who waits is told', async () => {
    const { wait, begins } = waiting();
    const { exports } = guest({ wait });
    const controller = new AbortController();
    const ended = exports.run.callAsync(1, { signal: controller.signal });
    await begins;
    // The function has been called already when its guest begins to wait.
    while (!/^host\.wait, since \d{4}-/m.test(lanner.waits())) {
        await pause(1);
    }
    controller.abort();
    await assert.rejects(ended);
});

test('hundreds of calls at once, with one signal, which end at random moments', async () => {
    for (let round = 0; round < times(3, 100); round++) {
        const controller = new AbortController();
        const { signal } = controller;
        const wait = async (number) => {
            await pause(Math.random() * 20);
            return number;
        };
        const calls = Array.from({ length: 300 }, (_, index) => {
            const { exports, store } = guest({ wait, now: (number) => number });
            return exports[index % 3 === 0 ? 'ask' : 'run'].callAsync(index, { signal }).finally(() => store.close());
        });
        setTimeout(() => controller.abort(), 10 + Math.random() * 10);
        for (const [index, { status, value, reason }] of (await Promise.allSettled(calls)).entries()) {
            assert.ok(status === 'rejected' ? reason === signal.reason : value === (index % 3 === 0 ? index : index + 1), String(reason));
        }
    }
});

test('nothing is kept of calls that have ended', async () => {
    const gone = { errors: 0, stores: 0, signals: 0 };
    const seen = new FinalizationRegistry((kind) => gone[kind]++);
    const count = times(2000, 50_000);
    let instance;
    const use = async () => {
        for (let index = 0; index < count; index++) {
            if (index % 100 === 0) {
                instance = guest({
                    wait: async (number, { signal }) => {
                        seen.register(signal, 'signals');
                        await null;
                        if (number % 2 === 0) {
                            const error = new Error('even');
                            seen.register(error, 'errors');
                            throw error;
                        }
                        return number;
                    },
                });
                seen.register(instance.store, 'stores');
            }
            await instance.exports.run.callAsync(index).catch(() => {});
        }
        instance = undefined;
    };
    await use();
    const isGone = () => gone.errors >= count / 2 - 2 && gone.stores >= count / 100 - 2 && gone.signals >= count - 2;
    assert.ok(await collectUntil(isGone), JSON.stringify(gone));
});

test('a store that is forgotten while a call of it runs goes on until then', async () => {
    let end;
    const waits = () => new Promise((resolve) => (end = resolve));
    const ended = guest({ wait: waits }).exports.run.callAsync(1);
    await collectUntil(() => end !== undefined, 500);
    await collectUntil(() => false, 5);
    end(4);
    assert.equal(await ended, 5);
});

test('faults that the hardware finds are traps of the call', async () => {
    const { exports } = guest({ now: (number) => (number === 0 ? 0 : exports.load(-1)) });
    for (let round = 0; round < times(20, 2000); round++) {
        await assert.rejects(exports.load.callAsync(-1), { code: 'MEMORY_OUT_OF_BOUNDS' });
        await assert.rejects(exports.ask.callAsync(1), { code: 'MEMORY_OUT_OF_BOUNDS' });
        assert.equal(await exports.ask.callAsync(0), 0);
    }
});

test('programs of WASI end with their status', async () => {
    const program = new lanner.Module(
        engine,
        `(module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32))) (memory (export "memory") 1)
            (func (export "_start") (call $exit (i32.const 7))))`,
    );
    const linker = new lanner.Linker(engine).defineWasi(new lanner.WasiConfig());
    const { exports } = linker.instantiate(new lanner.Store(engine), program);
    await assert.rejects(exports._start.callAsync(), { name: 'ProgramExit', status: 7 });
});

test('on other threads of JavaScript too', async () => {
    const worker = new Worker(new URL('programs/waits.mjs', import.meta.url));
    const exited = once(worker, 'exit');
    assert.deepEqual(await once(worker, 'message'), [42]);
    // Nothing is left that would keep it.
    await exited;
});

const component = new lanner.Component(
    engine,
    `(component
        (import "fetch" (func $fetch async (param "number" u32) (result u32)))
        (import "plain" (func $plain (param "number" u32) (result u32)))
        (core func $fetch (canon lower (func $fetch)))
        (core func $plain (canon lower (func $plain)))
        (core func $return (canon task.return (result u32)))
        (core module $M
            (import "" "fetch" (func $fetch (param i32) (result i32)))
            (import "" "plain" (func $plain (param i32) (result i32)))
            (import "" "return" (func $return (param i32)))
            (func (export "run") (param i32) (call $return (i32.add (call $fetch (local.get 0)) (i32.const 1))))
            (func (export "ask") (param i32) (result i32) (call $plain (local.get 0)))
            (func (export "crash") (param i32) unreachable))
        (core instance $m (instantiate $M (with "" (instance
            (export "fetch" (func $fetch)) (export "plain" (func $plain)) (export "return" (func $return))))))
        (func (export "run") async (param "number" u32) (result u32) (canon lift (core func $m "run") async))
        (func (export "ask") (param "number" u32) (result u32) (canon lift (core func $m "ask")))
        (func (export "crash") async (param "number" u32) (result u32) (canon lift (core func $m "crash") async)))`,
);

function instantiate(fetch, plain = (number) => number) {
    const linker = new lanner.ComponentLinker(new lanner.Store(engine));
    return linker.define(null, 'fetch', fetch, { async: true }).define(null, 'plain', plain).instantiate(component);
}

test('components: many calls of one instance', async () => {
    const instance = instantiate(async (number) => {
        await pause(5);
        return 2 * number;
    });
    const calls = Array.from({ length: 50 }, (_, index) => instance.exports.run.callAsync(index));
    assert.throws(() => instance.exports.ask(1), /in use/);
    assert.deepEqual(
        await Promise.all(calls),
        Array.from(calls, (_, index) => 2 * index + 1),
    );
    assert.equal(await instance.callAsync('run', 20), 41);
    assert.equal(await instance.callWaveAsync('run(3)'), '7');
    assert.equal(await instance.exports.ask.callAsync(4), 4);
    assert.equal(instance.exports.ask(4), 4);
    instance.store.close();
    await assert.rejects(instance.exports.run.callAsync(1), /closed/);
});

test('components: errors, traps and cancellation', async () => {
    const error = new RangeError('no');
    const failing = instantiate(
        async () => {
            await pause(1);
            throw error;
        },
        () => {
            throw error;
        },
    );
    await assert.rejects(failing.exports.run.callAsync(1), (caught) => caught === error);
    await assert.rejects(instantiate(async () => 1).exports.crash.callAsync(1), { code: 'UNREACHABLE' });
    await assert.rejects(instantiate(async () => 'text').exports.run.callAsync(1), Error);
    await assert.rejects(instantiate(async () => 1).callAsync('missing'), /missing/);
    await assert.rejects(instantiate(async () => 1).exports.run.callAsync(1, 2, 3), Error);
    const { wait, begins, ends } = waiting();
    const instance = instantiate(wait);
    const controller = new AbortController();
    const ended = instance.exports.run.callAsync(1, { signal: controller.signal });
    await begins;
    controller.abort('enough');
    const [{ status, reason }] = await Promise.allSettled([ended]);
    assert.deepEqual([status, reason], ['rejected', 'enough']);
    await ends;
});
