/** Guests that fault, for the programs beside. */
import assert from 'node:assert/strict';
import * as lanner from '../../lib/index.mjs';

export { lanner };

const text = `(module
  (import "host" "f" (func $f))
  (memory (export "memory") 1 10)
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func $recurse (export "recurse") (call $recurse) (call $recurse))
  (func (export "call") (call $f))
  (func (export "spin") (loop $again (br $again)))
  (func (export "spin_and_call") (loop $again (call $f) (br $again))))`;

/** The inside of a program whose thread does not end, and which waits for it. */
export const waitingProgram = `
  (import "env" "memory" (memory 1 1 shared))
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (func (export "wasi_thread_start") (param i32 i32) (loop $again (br $again)))
  (func (export "_start") (drop (call $spawn (i32.const 0)))
    (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1))))`;

const engines = new Map();

export function engine(interruptible = false) {
    if (!engines.has(interruptible)) {
        const made = new lanner.Engine({ interruptible });
        engines.set(interruptible, { made, module: new lanner.Module(made, text) });
    }
    return engines.get(interruptible);
}

/** A guest of Lanner. */
export function lannerGuest(f = () => {}, { interruptible = false, module = undefined, isAsync = false } = {}) {
    const source = module ?? engine(interruptible).module;
    const store = new lanner.Store(source.engine);
    const linker = new lanner.Linker(source.engine);
    linker.defineFunction(store, 'host', 'f', [], [], f, { async: isAsync });
    return linker.instantiate(store, source);
}

const binary = lanner.textToBinary(text);
let v8Module;

/** The same guest in V8. */
export function v8Guest(f = () => {}) {
    v8Module ??= new WebAssembly.Module(binary);
    return new WebAssembly.Instance(v8Module, { host: { f } });
}

/** Faults of a guest of Lanner that the hardware finds. */
export function faultLanner({ exports }, deep = true) {
    assert.throws(() => exports.load(70000), { code: 'MEMORY_OUT_OF_BOUNDS' });
    assert.throws(() => exports.load(-4), { code: 'MEMORY_OUT_OF_BOUNDS' });
    assert.throws(() => exports.divide(1, 0), { code: 'INTEGER_DIVIDE_BY_ZERO' });
    if (deep) {
        assert.throws(() => exports.recurse(), { code: 'STACK_EXHAUSTED' });
    }
    assert.equal(exports.divide(9, 3), 3);
}

/** The same faults of a guest of V8, which has its own handler of SIGSEGV. */
export function faultV8({ exports }, deep = true) {
    assert.throws(() => exports.load(70000), WebAssembly.RuntimeError);
    assert.throws(() => exports.load(-4), WebAssembly.RuntimeError);
    assert.throws(() => exports.divide(1, 0), WebAssembly.RuntimeError);
    if (deep) {
        assert.throws(() => exports.recurse(), RangeError);
    }
    assert.equal(exports.divide(9, 3), 3);
}

/** The stack of JavaScript ends. */
export function faultJavaScript() {
    const endless = () => endless() + 1;
    assert.throws(endless, RangeError);
}
