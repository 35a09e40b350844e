/** Acts out scenarios of bindings/scenarios. A worker acts one out by itself, with the module that another thread has made. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import * as lanner from '../lib/index.mjs';

export const folder = fileURLToPath(new URL('../../scenarios/', import.meta.url));

/** What the function of the host that fails throws. */
class HostFailure extends Error {}

function only(object, known) {
    for (const key of Object.keys(object)) {
        assert.ok(known.includes(key), `'${key}' is unknown`);
    }
}

function valueOf(value) {
    const [[kind, content]] = Object.entries(value);
    switch (kind) {
        case 'i32':
            return Number(content);
        case 'i64':
            return BigInt(content);
        case 'f32':
        case 'f64':
            return { inf: Infinity, '-inf': -Infinity, nan: NaN }[content] ?? Number(content);
        default:
            throw new Error(`the type ${kind} is unknown`);
    }
}

function pattern(length) {
    return new Uint8Array(length).map((_, index) => (7 * index + 3) & 255);
}

/** A store with instances of the module of a scenario. */
class Guest {
    raised = [];

    constructor(scenario, module, hostFolder) {
        this.another = () => new Guest(scenario, module, hostFolder);
        const { limits = {}, imports = [], instances = 1 } = scenario;
        only(limits, ['memory_bytes', 'fuel']);
        this.store = new lanner.Store(module.engine, { memoryBytes: limits.memory_bytes, fuel: limits.fuel });
        this.linker = new lanner.Linker(module.engine);
        if (scenario.wasi !== undefined) {
            this.wasi = this.wasiOf(scenario.wasi, hostFolder);
            this.linker.defineWasi(this.wasi);
        }
        for (const item of imports) {
            only(item, ['module', 'name', 'params', 'results', 'does', 'export', 'message', 'milliseconds']);
            this.linker.defineFunction(this.store, item.module, item.name, item.params, item.results, this.hostFunction(item), {
                async: item.does.startsWith('wait'),
            });
        }
        this.instances = Array.from({ length: instances }, () => this.linker.instantiate(this.store, module));
    }

    wasiOf(grants, hostFolder) {
        only(grants, ['arguments', 'environment', 'input', 'capture', 'directories']);
        const wasi = new lanner.WasiConfig().addArguments(...(grants.arguments ?? []));
        for (const [name, value] of Object.entries(grants.environment ?? {})) {
            wasi.addEnvironment(name, value);
        }
        if (grants.input !== undefined) {
            wasi.setInput(grants.input);
        }
        if (grants.capture !== undefined) {
            wasi.capture(grants.capture);
        }
        (grants.directories ?? []).forEach((directory, index) => {
            only(directory, ['guest', 'files']);
            const made = path.join(hostFolder, String(index));
            fs.mkdirSync(made);
            for (const [name, content] of Object.entries(directory.files)) {
                fs.writeFileSync(path.join(made, name), content);
            }
            wasi.addDirectory(made, directory.guest);
        });
        return wasi;
    }

    hostFunction(item) {
        switch (item.does) {
            case 'add':
                return (left, right) => (left + right) | 0;
            case 'call':
                return (...given) => this.instances[0].exports[item.export](...given);
            case 'fail':
                return () => {
                    this.raised.push(new HostFailure(item.message));
                    throw this.raised.at(-1);
                };
            case 'wait_and_double':
                return async (number) => {
                    await pause(item.milliseconds);
                    return 2 * number;
                };
            case 'wait_and_fail':
                return async () => {
                    await pause(item.milliseconds);
                    this.raised.push(new HostFailure(item.message));
                    throw this.raised.at(-1);
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

    async take(instance, step) {
        const kinds = ['call', 'call_async', 'pages', 'write', 'read', 'grow', 'fuel', 'deadline_microseconds', 'interrupt', 'captured'];
        const ways = ['call_text', 'call_bytes', 'call_with_text'];
        const found = Object.keys(step).filter((key) => kinds.includes(key) || ways.includes(key));
        assert.equal(found.length, 1, `the step ${JSON.stringify(step)} is unknown`);
        const [kind] = found;
        if (ways.includes(kind)) {
            this.callAllocated(instance, kind, step);
        } else {
            await this[kind](instance, step);
        }
    }

    async call_async(instance, step) {
        only(step, [
            ...['call_async', 'args', 'results', 'trap', 'frames', 'host_error'],
            ...['cancelled', 'cancel_after_milliseconds', 'interrupt_after_milliseconds', 'host_cancelled', 'stores'],
        ]);
        const others = Array.from({ length: (step.stores ?? 1) - 1 }, () => this.another());
        const targets = [instance, ...others.map((other) => other.instances[0])].map((one) => one.get(step.call_async));
        const controller = new AbortController();
        const { signal } = controller;
        const begins = new Promise((resolve) => (this.begun = resolve));
        const calls = targets.map((target) => target.callAsync(...step.args.map(valueOf), { signal }));
        if (step.host_cancelled && step.trap !== 'deadline_passed') {
            await begins;
        }
        if (step.cancel_after_milliseconds !== undefined) {
            setTimeout(() => controller.abort(), step.cancel_after_milliseconds);
        }
        if (step.interrupt_after_milliseconds !== undefined) {
            setTimeout(() => this.store.interrupt(), step.interrupt_after_milliseconds);
        }
        for (const { status, value, reason } of await Promise.allSettled(calls)) {
            if (step.results !== undefined) {
                assert.equal(reason, undefined);
                this.expectResults(value, step.results);
                continue;
            }
            assert.equal(status, 'rejected');
            if (step.trap !== undefined) {
                this.expectTrap(() => assert.fail(reason), step);
            } else if (step.host_error !== undefined) {
                assert.equal(reason, this.raised.at(-1));
                assert.equal(reason.message, step.host_error);
            } else {
                assert.equal(step.cancelled, true);
                assert.equal(reason, signal.reason);
            }
        }
        if (step.host_cancelled) {
            await this.cancelled;
        }
        others.forEach((other) => other.store.close());
    }

    call(instance, step) {
        only(step, ['call', 'args', 'results', 'trap', 'frames', 'host_error', 'exit']);
        const target = instance.get(step.call);
        const given = step.args.map(valueOf);
        if (step.trap !== undefined) {
            this.expectTrap(() => target(...given), step);
        } else if (step.host_error !== undefined) {
            assert.throws(
                () => target(...given),
                (error) => error === this.raised.at(-1) && error.message === step.host_error,
            );
        } else if (step.exit !== undefined) {
            assert.throws(
                () => target(...given),
                (error) => error instanceof lanner.ProgramExit && error.status === step.exit,
            );
        } else {
            this.expectResults(target(...given), step.results);
        }
    }

    expectTrap(action, step) {
        let caught;
        try {
            action();
        } catch (error) {
            caught = error;
        }
        assert.ok(caught instanceof lanner.Trap, `a trap was expected; there was ${caught}`);
        assert.equal(caught.code, step.trap.toUpperCase());
        const frames = step.frames ?? [];
        assert.deepEqual(
            caught.frames.slice(0, frames.length).map((frame) => frame.functionName),
            frames,
        );
    }

    expectResults(result, expected) {
        const results = expected.length > 1 ? result : expected.length === 1 ? [result] : [];
        if (expected.length === 0) {
            assert.equal(result, undefined);
        }
        assert.deepEqual(results, expected.map(valueOf));
    }

    callAllocated(instance, way, step) {
        only(step, [way, 'args', 'text', 'bytes', 'results', 'trap', 'fails']);
        const allocator = new lanner.Allocator(instance);
        const target = instance.get(step[way]);
        const given = step.args.map((value) => {
            if (typeof value === 'string') {
                return value;
            }
            if (value.bytes !== undefined) {
                return Buffer.from(value.bytes, 'hex');
            }
            return value.zeros !== undefined ? new Uint8Array(value.zeros) : valueOf(value);
        });
        const method = { call_text: 'callText', call_bytes: 'callBytes', call_with_text: 'call' }[way];
        const action = () => allocator[method](target, ...given);
        if (step.trap !== undefined) {
            this.expectTrap(action, step);
        } else if (step.fails !== undefined) {
            assert.throws(
                action,
                (error) => error instanceof lanner.LannerError && !(error instanceof lanner.Trap) && error.message.includes(step.fails),
            );
        } else if (step.text !== undefined) {
            assert.equal(action(), step.text);
        } else if (step.bytes !== undefined) {
            assert.equal(Buffer.from(action()).toString('hex'), step.bytes);
        } else {
            this.expectResults(action(), step.results);
        }
    }

    pages(instance, step) {
        only(step, ['pages']);
        assert.equal(instance.exports.memory.pages, step.pages);
    }

    write(instance, step) {
        only(step, ['write']);
        only(step.write, ['address', 'length']);
        instance.exports.memory.view(step.write.address, step.write.length).set(pattern(step.write.length));
    }

    read(instance, step) {
        only(step, ['read']);
        only(step.read, ['address', 'length', 'byte']);
        const { address, length, byte } = step.read;
        const expected = byte === undefined ? pattern(length) : new Uint8Array(length).fill(byte);
        assert.equal(Buffer.compare(instance.exports.memory.view(address, length), expected), 0);
    }

    grow(instance, step) {
        only(step, ['grow', 'before', 'refused']);
        const { memory } = instance.exports;
        if (step.refused) {
            assert.throws(() => memory.grow(step.grow), lanner.LannerError);
        } else {
            assert.equal(memory.grow(step.grow), step.before);
        }
    }

    fuel(instance, step) {
        only(step, ['fuel']);
        this.store.fuel = step.fuel;
    }

    deadline_microseconds(instance, step) {
        only(step, ['deadline_microseconds']);
        const time = step.deadline_microseconds;
        this.store.setDeadline(time === null ? null : time / 1000);
    }

    interrupt(instance, step) {
        only(step, ['interrupt']);
        assert.equal(step.interrupt, true);
        this.store.interrupt();
    }

    captured(instance, step) {
        only(step, ['captured', 'text']);
        assert.equal(this.wasi[step.captured].toString(), step.text);
    }
}

/** Takes the steps on this thread. */
async function takeSteps(scenario, module) {
    const hostFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'lanner-scenario-'));
    try {
        const guest = new Guest(scenario, module, hostFolder);
        for (const instance of guest.instances) {
            for (const step of scenario.steps) {
                await guest.take(instance, step);
            }
        }
        guest.store.close();
    } finally {
        fs.rmSync(hostFolder, { recursive: true });
    }
}

function onWorker(scenario, module) {
    return new Promise((resolve, reject) => {
        const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { scenario, module: module.shared } });
        worker.on('message', (message) => (message === 'done' ? resolve() : reject(new Error(message))));
        worker.on('error', reject);
        worker.on('exit', () => reject(new Error('the worker has ended without an answer')));
    });
}

export async function act(file) {
    const scenario = JSON.parse(fs.readFileSync(file, 'utf8'));
    only(scenario, ['subject', 'async', 'module', 'engine', 'limits', 'imports', 'wasi', 'instances', 'threads', 'steps']);
    const options = scenario.engine ?? {};
    only(options, ['interruptible', 'fuel']);
    const module = lanner.Module.fromFile(new lanner.Engine(options), path.join(folder, scenario.module));
    if (scenario.threads === undefined) {
        await takeSteps(scenario, module);
    } else {
        await Promise.all(Array.from({ length: scenario.threads }, () => onWorker(scenario, module)));
    }
}

if (!isMainThread && workerData?.scenario !== undefined) {
    await takeSteps(workerData.scenario, lanner.Module.fromShared(workerData.module));
    parentPort.postMessage('done');
}
