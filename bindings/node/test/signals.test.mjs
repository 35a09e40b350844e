/** Signals, faults and ends of the process, with Lanner in it. LANNER_TEST_LONG in the environment makes it a long test. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { run, times } from './support.mjs';

async function expectDone(name, options) {
    const result = await run(name, { limit: 1_200_000, ...options });
    assert.deepEqual([result.code, result.stdout.trim(), result.stderr], [0, 'done', '']);
}

test('faults of Lanner, of V8 and of JavaScript in turn, on three threads', () =>
    expectDone('faults.mjs', { environment: { ROUNDS: times(100, 20_000) } }));

test('signals that the program handles', () => expectDone('signals.mjs', { args: ['handled'], environment: { ROUNDS: times(100, 3000) } }));

test('child processes', () => expectDone('signals.mjs', { args: ['children'], environment: { ROUNDS: times(5, 500) } }));

test('connections that the other side has closed', () =>
    expectDone('signals.mjs', { args: ['pipe'], environment: { ROUNDS: times(5, 500) } }));

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    for (const what of ['waiting', 'spinning']) {
        test(`${signal} ends a program that is ${what}`, async () => {
            for (let round = 0; round < times(1, 50); round++) {
                const result = await run('signals.mjs', { args: [what], started: (child) => setTimeout(() => child.kill(signal), 100) });
                assert.deepEqual([result.code, result.signal, result.stderr], [null, signal, '']);
            }
        });
    }
}

const ends = {
    normal: { code: 0 },
    exit: { code: 7 },
    exitCode: { code: 8 },
    exitInCallback: { code: 9 },
    exitInDeepCallback: { code: 9 },
    exitInExit: { code: 10 },
    uncaught: { code: 1, stderr: /Error: uncaught/ },
    uncaughtInCallback: { code: 1, stderr: /Error: uncaught in a callback/ },
    uncaughtTrap: { code: 1, stderr: /Trap: .*\n\s+at function 1|Trap: .*\n\s+at load/ },
    caughtAtLast: { code: 11, stdout: /caught late/ },
    rejected: { code: 1, stderr: /Error: rejected/ },
    abort: { signal: 'SIGABRT', stderr: /./ },
    killed: { signal: 'SIGSEGV' },
    exitWithWorkers: { code: 12 },
    exitWithSpinningWorker: { code: 13 },
    exitWithUnstoppableWorker: { code: 14 },
    exitWithCallingWorker: { code: 15 },
    exitWithProgram: { code: 16 },
    normalWithCalls: { code: 0, stdout: /late done/ },
    exitWithCalls: { code: 17 },
    exitWithUnstoppableCall: { code: 18 },
    exitInFunctionOfCall: { code: 19 },
    exitInDeepFunctionOfCall: { code: 20 },
    exitInAsyncFunction: { code: 21 },
    uncaughtWithCalls: { code: 1, stderr: /Error: uncaught with calls/ },
    terminateWithCalls: { code: 0, stdout: /done/, environment: { ROUNDS: times(5, 200) } },
    terminate: { code: 0, stdout: /done/, environment: { ROUNDS: times(3, 200) } },
    workersEnd: { code: 0, stdout: /done/, environment: { ROUNDS: times(6, 500) } },
};

for (const [name, { code = null, signal = null, stdout, stderr, environment = {} }] of Object.entries(ends)) {
    test(`end: ${name}`, async () => {
        for (let round = 0; round < (environment.ROUNDS === undefined ? times(1, 30) : 1); round++) {
            const result = await run('ends.mjs', { args: [name], environment, limit: times(120_000, 1_200_000) });
            assert.deepEqual([result.code, result.signal], [code, signal], result.stdout + result.stderr);
            if (stdout !== undefined) {
                assert.match(result.stdout, stdout);
            }
            if (stderr === undefined) {
                assert.equal(result.stderr, '');
            } else {
                assert.match(result.stderr, stderr);
            }
        }
    });
}
