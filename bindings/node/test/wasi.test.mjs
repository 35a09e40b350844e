/** Files in memory, what WASI grants, and programs with their threads. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as lanner from '../lib/index.mjs';
import { waitingProgram } from './programs/guests.mjs';

const engine = new lanner.Engine({ interruptible: true });

test('files in memory, and WASI', () => {
    const files = new lanner.Files();
    files
        .createDirectory('/in')
        .write('/in/a.txt', 'content')
        .write('/in/b', new Uint8Array([0, 255]));
    assert.equal(Buffer.from(files.read('/in/a.txt')).toString(), 'content');
    assert.deepEqual(files.read('/in/b'), new Uint8Array([0, 255]));
    assert.throws(() => files.read('/in/c'), lanner.LannerError);
    const wasi = new lanner.WasiConfig().addFiles(files, '/', 'all').setRandomSeed(5n).inheritEnvironment().inheritStreams(['stdout']);
    assert.throws(() => wasi.capture('stdin'), lanner.LannerError);
    assert.throws(() => wasi.capture('nothing'), /the streams have no 'nothing'/);
    assert.throws(() => wasi.addFiles({}, '/'), TypeError);
    assert.throws(() => wasi.addArguments('a\0b'), RangeError);
    assert.throws(() => wasi.setRandomSeed(0.5), TypeError);
    const module = new lanner.Module(
        engine,
        `(module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
      (memory (export "memory") 1) (func (export "_start") (call $exit (i32.const 3))))`,
    );
    const linker = new lanner.Linker(engine).defineWasi(new lanner.WasiConfig().capture());
    assert.equal(linker.instantiate(new lanner.Store(engine), module).run(), 3);
    assert.throws(() => linker.instantiate(new lanner.Store(engine), module).exports._start(), { name: 'ProgramExit', status: 3 });
});

/** An archive of tar with one file: a block with the name, the mode, the size and a checksum; the content; two empty blocks. */
function archiveOf(name, content) {
    const header = Buffer.alloc(512);
    const size = content.length.toString(8).padStart(11, '0');
    [
        [0, name],
        [100, '0000644'],
        [124, size],
        [136, '0'.repeat(11)],
        [148, ' '.repeat(8)],
        [156, '0'],
        [257, 'ustar\0' + '00'],
    ].forEach(([place, text]) => header.write(text, place, 'latin1'));
    const checksum = header.reduce((sum, byte) => sum + byte, 0);
    header.write(`${checksum.toString(8).padStart(6, '0')}\0`, 148, 'latin1');
    const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
    body.write(content, 'latin1');
    return Buffer.concat([header, body, Buffer.alloc(1024)]);
}

/** The program of native/examples/program.c, which is text of C there. */
function exampleProgram() {
    const text = fs.readFileSync(fileURLToPath(new URL('../../../native/examples/program.c', import.meta.url)), 'utf8');
    const source = text.slice(text.indexOf('"(module"'), text.indexOf(';\n\n/* Writes'));
    const lines = source.split('\n').map((line) => line.trim().slice(1, -1).replaceAll('\\"', '"'));
    return new lanner.Module(engine, lines.join('\n'));
}

test('a program has threads, an archive, a listener and a clock of its own', (context) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lanner-wasi-'));
    context.after(() => fs.rmSync(folder, { recursive: true }));
    const archive = path.join(folder, 'program.tar');
    fs.writeFileSync(archive, archiveOf('file.txt', 'a file of the archive\n'));
    const module = exampleProgram();
    for (const start of [7000, new Date(7000), 7999.9]) {
        const wasi = new lanner.WasiConfig().capture().setClock(start).setMostDescriptors(16);
        wasi.addArchive(archive, '/archive').addListener('127.0.0.1:0').allowPeers('127.0.0.0/8').allowPeers('::1', 80);
        const store = new lanner.Store(engine);
        const linker = new lanner.Linker(engine).defineWasi(wasi);
        assert.equal(linker.run(store, module), 7);
        assert.equal(wasi.stdout.toString(), 'a file of the archive\n');
        store.close();
        assert.throws(() => linker.run(store, module), /the store is closed/);
    }
});

test('the clock goes on by its step', () => {
    const module = new lanner.Module(
        engine,
        `(module (import "wasi_snapshot_preview1" "clock_time_get" (func $time (param i32 i64 i32) (result i32)))
      (memory (export "memory") 1)
      (func (export "time") (result i64) (drop (call $time (i32.const 0) (i64.const 0) (i32.const 0))) (i64.load (i32.const 0))))`,
    );
    const linker = new lanner.Linker(engine).defineWasi(new lanner.WasiConfig().setClock(1500, 0.25));
    const { time } = linker.instantiate(new lanner.Store(engine), module).exports;
    const first = time();
    assert.deepEqual([time() - first, time() - first], [250_000n, 500_000n]);
    assert.ok(first >= 1_500_000_000n && first <= 1_500_250_000n, `it is ${first}`);
});

test('grants for components', (context) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lanner-wasi-'));
    context.after(() => fs.rmSync(folder, { recursive: true }));
    const store = new lanner.KeyValueStore(200).set('key', new Uint8Array([0, 255]));
    const wasi = new lanner.WasiConfig().allowConnect('udp://10.0.0.0/8').allowListen('127.0.0.1:0').allowNameLookup('*.example.com');
    wasi.allowHttp('https://example.com').allowPrivateAnswers().addSetting('name', 'value').addKeyValueStore('store', store);
    wasi.setLimits({ resources: 1, resourceBytes: 2 ** 40, sockets: 2 ** 40, httpRequests: 0 }).addOverlay(folder, '/');
    for (const [act, message] of [
        [() => wasi.allowConnect('http://example.com'), "'http://example.com' cannot be granted: write [tcp"],
        [() => wasi.allowListen('example.com:80'), "'example.com:80' cannot be granted: guests listen at addresses"],
        [() => wasi.allowNameLookup('10.0.0.0/8'), "'10.0.0.0/8' is no name of hosts"],
        [() => wasi.allowHttp('udp://example.com'), "'udp://example.com' cannot be granted: write [http"],
        [() => wasi.addOverlay('/no such directory', '/'), '/no such directory'],
        [() => wasi.addKeyValueStore('store', store), 'store'],
        [() => store.get('other'), 'There is no key "other"'],
        [() => store.set('other', Buffer.alloc(200)), 'the store is full'],
    ]) {
        assert.throws(act, (error) => error instanceof lanner.LannerError && error.message.includes(message), message);
    }
    assert.deepEqual(store.get('key'), new Uint8Array([0, 255]));
    assert.throws(() => wasi.setLimits({ threads: 1 }), /the limits have no 'threads'/);
    assert.throws(() => wasi.setLimits({ sockets: -1 }), RangeError);
    assert.throws(() => wasi.addKeyValueStore('files', new lanner.Files()), TypeError);
    assert.throws(() => wasi.addSetting('name', 5), TypeError);
    assert.throws(() => wasi.allowConnect('a\0'), RangeError);
});

test('what WASI grants is checked', () => {
    const wasi = new lanner.WasiConfig();
    assert.throws(() => wasi.addArchive('there is none', '/archive'), lanner.LannerError);
    assert.throws(() => wasi.addArchive(5, '/archive'), TypeError);
    assert.throws(() => wasi.addListener('127.0.0.1'), lanner.LannerError);
    assert.throws(() => wasi.addListener('127.0.0.1:0\0'), RangeError);
    assert.throws(() => wasi.allowPeers('everybody'), lanner.LannerError);
    assert.throws(() => wasi.allowPeers(['::1']), TypeError);
    assert.throws(() => wasi.allowPeers('::1', 65536), RangeError);
    assert.throws(() => wasi.allowPeers('::1', -1), RangeError);
    assert.throws(() => wasi.setClock('now'), TypeError);
    assert.throws(() => wasi.setClock(new Date(NaN)), RangeError);
    assert.throws(() => wasi.setClock(1e15), RangeError);
    assert.throws(() => wasi.setClock(0, -1), RangeError);
    assert.throws(() => wasi.setClock(0, 1e12), RangeError);
    assert.throws(() => wasi.setMostDescriptors(2 ** 32), RangeError);
    assert.throws(() => wasi.setMostDescriptors(1.5), RangeError);
    // The first and the last that .NET knows.
    wasi.setClock(-62_135_596_800_000, 922_337_203_685).setClock(253_402_300_799_999).setMostDescriptors(2 ** 32 - 1);
});

function programOf(text, on = engine) {
    return new lanner.Module(on, `(module ${text})`);
}

test('a program ends by a status, a trap or an error of the host', () => {
    const linker = new lanner.Linker(engine);
    const run = (text) => linker.run(new lanner.Store(engine), programOf(text));
    assert.equal(run('(func (export "_start"))'), 0);
    assert.throws(
        () => run('(func $f (export "_start") unreachable)'),
        (error) => error instanceof lanner.Trap && error.code === 'UNREACHABLE' && error.frames[0].functionName === 'f',
    );
    assert.throws(() => run('(func $f unreachable) (start $f) (func (export "_start"))'), { name: 'Trap', code: 'UNREACHABLE' });
    const isMistake = (error) => error instanceof lanner.LannerError && !(error instanceof lanner.Trap);
    assert.throws(() => run('(memory 1)'), isMistake);
    assert.throws(() => run('(import "no" "where" (func)) (func (export "_start"))'), isMistake);
    assert.throws(() => linker.run(new lanner.Store(engine), {}), TypeError);

    const store = new lanner.Store(engine);
    const failure = new Error('of the host');
    const module = programOf('(import "host" "f" (func $f)) (export "_start" (func $f))');
    let refused;
    const calling = new lanner.Linker(engine, { allowShadowing: true });
    calling.defineFunction(store, 'host', 'f', [], [], () => {
        try {
            store.close();
        } catch (error) {
            refused = error;
        }
        throw failure;
    });
    assert.throws(
        () => calling.run(store, module),
        (error) => error === failure,
    );
    assert.match(refused.message, /while a guest of it runs/);
    // A program inside of a program.
    calling.defineFunction(store, 'host', 'f', [], [], () => assert.equal(run('(func (export "_start"))'), 0));
    assert.equal(calling.run(store, module), 0);
});

test('threads need an interruptible engine, and do not call JavaScript', () => {
    const plain = new lanner.Engine();
    const waiting = programOf(waitingProgram, plain);
    assert.throws(() => new lanner.Linker(plain).run(new lanner.Store(plain), waiting), /interruptible/i);

    const store = new lanner.Store(engine);
    const linker = new lanner.Linker(engine);
    let calls = 0;
    linker.defineFunction(store, 'host', 'f', [], [], () => void calls++);
    const module = programOf(`(import "env" "memory" (memory 1 1 shared))
      (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
      (import "host" "f" (func $f))
      (func (export "wasi_thread_start") (param i32 i32) (call $f))
      (func (export "_start") (call $f) (drop (call $spawn (i32.const 0)))
        (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1))))`);
    assert.throws(() => linker.run(store, module), lanner.LannerError);
    assert.equal(calls, 1);
});

test('deadlines end programs with their threads', () => {
    const store = new lanner.Store(engine);
    const module = programOf(waitingProgram);
    for (let round = 0; round < 3; round++) {
        assert.throws(() => store.withDeadline(50, () => new lanner.Linker(engine).run(store, module)), { code: 'DEADLINE_PASSED' });
    }
    store.close();
});

test('a program on a worker leaves the event loop alone, and is interrupted from here', async () => {
    const worker = new Worker(
        `const { parentPort, workerData } = require('node:worker_threads');
const lanner = require(workerData.library);
const module = lanner.Module.fromShared(workerData.module);
const store = new lanner.Store(module.engine);
parentPort.postMessage(store.id);
try {
  new lanner.Linker(module.engine).run(store, module);
} catch (error) {
  parentPort.postMessage(error.code);
}`,
        {
            eval: true,
            workerData: { library: fileURLToPath(new URL('../lib/index.js', import.meta.url)), module: programOf(waitingProgram).shared },
        },
    );
    const [id] = await once(worker, 'message');
    const ended = once(worker, 'exit');
    const answer = once(worker, 'message');
    assert.ok(lanner.interrupt(id));
    assert.deepEqual(await answer, ['INTERRUPTED']);
    assert.deepEqual(await ended, [0]);
});
