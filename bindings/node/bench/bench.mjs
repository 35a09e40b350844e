/**
 * What a call costs: the program that bindings/bench/README.md describes.
 *
 *     node bench.mjs lanner|v8
 *
 * prints one line of JSON. bench.sh runs it for both.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const scenarioFolder = path.resolve(here, '../../bench');
const start = process.env.LANNER_BENCH_START;
const scale = process.env.LANNER_BENCH_QUICK ? 100 : 1;
const calls = 1_000_000 / scale;
const warmUp = 100_000 / scale;
const megabyte = 1 << 20;

/** The bytes of the module where the binary is, or the text. */
function source() {
    const folder = process.env.LANNER_BENCH_MODULE;
    return folder ? fs.readFileSync(path.join(folder, 'bench.wasm')) : fs.readFileSync(path.join(scenarioFolder, 'bench.wat'), 'utf8');
}

const hostAdd = (left, right) => (left + right) | 0;

async function makeLanner() {
    const lanner = await import(process.env.LANNER_BENCH_PACKAGE ?? '../lib/index.mjs');
    const engine = new lanner.Engine();
    const store = new lanner.Store(engine);
    const linker = new lanner.Linker(engine);
    linker.defineFunction(store, 'host', 'add', ['i32', 'i32'], ['i32'], hostAdd);
    return linker.instantiate(store, new lanner.Module(engine, source())).exports;
}

async function makeV8() {
    let bytes = source();
    if (typeof bytes === 'string') {
        throw new Error('LANNER_BENCH_MODULE has to name the folder with bench.wasm: this engine reads no text');
    }
    const { instance } = await WebAssembly.instantiate(bytes, { host: { add: hostAdd } });
    return instance.exports;
}

/** Nanoseconds of one of so many. */
function measure(count, action) {
    const before = process.hrtime.bigint();
    action(count);
    return Number(process.hrtime.bigint() - before) / count;
}

const engine = process.argv[2];
const exports = await (engine === 'lanner' ? makeLanner() : makeV8());
const { add, call_host: callHost, megabyte: change, trap, memory } = exports;

if (add(40, 2) !== 42) {
    throw new Error('add does not add');
}
const firstAnswer = start === undefined ? undefined : performance.timeOrigin + performance.now() - Number(BigInt(start) / 1000n) / 1000;

function addAll(count) {
    let sum = 0;
    for (let index = 0; index < count; index++) {
        sum = add(sum, 1);
    }
    if (sum !== count) {
        throw new Error(`the sum is ${sum}; ${count} was expected`);
    }
}
addAll(warmUp);
const callTime = measure(calls, addAll);

function callBack(count) {
    if (callHost(count) !== count) {
        throw new Error('the guest has not counted');
    }
}
callBack(warmUp);
const callbackTime = measure(calls, callBack);

const given = new Uint8Array(megabyte).map((_, index) => (7 * index + 3) & 255);
const taken = new Uint8Array(megabyte);
function exchange(count) {
    for (let index = 0; index < count; index++) {
        new Uint8Array(memory.buffer, 0, megabyte).set(given);
        change();
        taken.set(new Uint8Array(memory.buffer, 0, megabyte));
    }
}
const rounds = scale === 1 ? 10 : 1;
let megabyteTime = Infinity;
for (let round = 0; round < rounds; round++) {
    megabyteTime = Math.min(megabyteTime, measure(rounds, exchange));
}
if (taken[5] !== (given[5] ^ 255)) {
    throw new Error('the megabyte is not the complement');
}

function trapAll(count) {
    for (let index = 0; index < count; index++) {
        try {
            trap();
        } catch (error) {
            continue;
        }
        throw new Error('there was no trap');
    }
}
trapAll(Math.max(100 / scale, 1));
const trapTime = measure(1000 / scale, trapAll);
addAll(10);

const rounded = (number, digits) => Number(number.toFixed(digits));
console.log(
    JSON.stringify({
        language: `Node.js ${process.versions.node.split('.')[0]}`,
        engine: engine === 'lanner' ? 'lanner' : `V8 ${process.versions.v8.split('.').slice(0, 2).join('.')}`,
        ...(firstAnswer === undefined ? {} : { first_answer_ms: rounded(firstAnswer, 1) }),
        call_ns: rounded(callTime, 1),
        callback_ns: rounded(callbackTime, 1),
        megabyte_us: rounded(megabyteTime / 1000, 1),
        trap_us: rounded(trapTime / 1000, 2),
    }),
);
