/** What several tests use. */
import { spawn } from 'node:child_process';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';
import vm from 'node:vm';

v8.setFlagsFromString('--expose-gc');
/** Collects the garbage of JavaScript. */
export const collect = vm.runInNewContext('gc');

/** Collects until a condition holds, and lets finalizers run. */
export async function collectUntil(condition, rounds = 50) {
    for (let round = 0; round < rounds && !condition(); round++) {
        collect();
        await turn();
        await turn();
    }
    return condition();
}

/** The number of an environment variable for the long form of tests. */
export function times(quick, long) {
    return process.env.LANNER_TEST_LONG ? long : quick;
}

const programs = fileURLToPath(new URL('programs/', import.meta.url));

/** Starts a program of the folder "programs". What it prints, and how it ended, comes out; `started` is called when it says "ready". */
export function run(name, { args = [], flags = [], environment = {}, started = undefined, limit = 120_000 } = {}) {
    return new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [...flags, programs + name, ...args], {
            env: { ...process.env, ...environment },
            stdio: ['pipe', 'pipe', 'pipe'],
        });
        const printed = { stdout: '', stderr: '' };
        let isStarted = false;
        const timer = setTimeout(() => {
            child.kill('SIGKILL');
            reject(new Error(`${name} did not end: ${printed.stdout}${printed.stderr}`));
        }, limit);
        for (const stream of ['stdout', 'stderr']) {
            child[stream].on('data', (data) => {
                printed[stream] += data;
                if (!isStarted && printed.stdout.includes('ready')) {
                    isStarted = true;
                    started?.(child);
                }
            });
        }
        child.on('error', reject);
        child.on('close', (code, signal) => {
            clearTimeout(timer);
            resolve({ code, signal, ...printed });
        });
    });
}
