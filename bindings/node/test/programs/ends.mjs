/** Ways to end, with live instances and threads. The first argument says which. */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { engine, faultLanner, lanner, lannerGuest, waitingProgram } from './guests.mjs';

const here = fileURLToPath(import.meta.url);

/** A worker whose guest runs: what "spin" says. */
async function spinning(kind, interruptible) {
    const worker = new Worker(here, { workerData: { kind, interruptible } });
    const [id] = await once(worker, 'message');
    return [worker, id];
}

const kept = [];
function someGuests() {
    for (let index = 0; index < 20; index++) {
        const guest = lannerGuest();
        faultLanner(guest, index === 0);
        guest.exports.memory.view()[0] = index;
        kept.push(guest);
    }
}

function waitingGuest(milliseconds) {
    return lannerGuest((...given) => pause(milliseconds, undefined, given.at(-1)), { isAsync: true, interruptible: true });
}

/** Calls that are on their way: guests that run, that call functions of the host, and that wait. */
async function beginCalls() {
    const begun = [
        lannerGuest(() => {}, { interruptible: true }).exports.spin,
        lannerGuest(() => {}, { interruptible: true }).exports.spin_and_call,
        waitingGuest(1).exports.spin_and_call,
        waitingGuest(100_000).exports.call,
    ];
    for (const target of begun) {
        target.callAsync().catch(() => {});
    }
    await pause(20);
}

const ends = {
    normal() {},
    exit() {
        process.exit(7);
    },
    exitCode() {
        process.exitCode = 8;
    },
    exitInCallback() {
        lannerGuest(() => process.exit(9)).exports.call();
    },
    exitInDeepCallback() {
        let depth = 0;
        const guest = lannerGuest(() => (++depth === 50 ? process.exit(9) : guest.exports.call()));
        guest.exports.call();
    },
    exitInExit() {
        process.on('exit', () => {
            faultLanner(kept[0]);
            process.exitCode = 10;
        });
    },
    uncaught() {
        throw new Error('uncaught');
    },
    uncaughtInCallback() {
        lannerGuest(() => {
            throw new Error('uncaught in a callback');
        }).exports.call();
    },
    uncaughtTrap() {
        kept[0].exports.load(-1);
    },
    caughtAtLast() {
        process.on('uncaughtException', (error) => {
            faultLanner(kept[0]);
            console.log(`caught ${error.message}`);
            process.exit(11);
        });
        setTimeout(() =>
            lannerGuest(() => {
                throw new Error('late');
            }).exports.call(),
        );
    },
    rejected() {
        return Promise.reject(new Error('rejected'));
    },
    abort() {
        process.abort();
    },
    killed() {
        process.kill(process.pid, 'SIGSEGV');
        setInterval(() => {}, 1000);
    },
    async exitWithWorkers() {
        await Promise.all([1, 2, 3].map(() => spinning('idle', false)));
        process.exit(12);
    },
    async exitWithSpinningWorker() {
        await spinning('spin', true);
        process.exit(13);
    },
    async exitWithUnstoppableWorker() {
        await spinning('spin', false);
        process.exit(14);
    },
    async exitWithCallingWorker() {
        await spinning('spin_and_call', false);
        process.exit(15);
    },
    async exitWithProgram() {
        await spinning('program', true);
        process.exit(16);
    },
    /** The process goes on until the calls have ended. */
    async normalWithCalls() {
        setTimeout(() => process.stdout.write('late '), 5);
        waitingGuest(50).exports.call.callAsync().then(() => console.log('done'));
    },
    async exitWithCalls() {
        await beginCalls();
        process.exit(17);
    },
    async exitWithUnstoppableCall() {
        lannerGuest().exports.spin.callAsync();
        await pause(20);
        process.exit(18);
    },
    async exitInFunctionOfCall() {
        await beginCalls();
        lannerGuest(() => process.exit(19)).exports.call.callAsync();
    },
    async exitInDeepFunctionOfCall() {
        let depth = 0;
        const guest = lannerGuest(() => (++depth === 50 ? process.exit(20) : guest.exports.call()));
        guest.exports.call.callAsync();
    },
    async exitInAsyncFunction() {
        await beginCalls();
        lannerGuest(() => process.exit(21), { isAsync: true }).exports.call.callAsync();
    },
    async uncaughtWithCalls() {
        await beginCalls();
        throw new Error('uncaught with calls');
    },
    async terminateWithCalls() {
        for (let round = 0; round < Number(process.env.ROUNDS); round++) {
            const [worker] = await spinning('calls', true);
            await pause(Math.random() * 20);
            await worker.terminate();
            faultLanner(kept[0], false);
        }
        console.log('done');
    },
    async terminate() {
        for (let round = 0; round < Number(process.env.ROUNDS); round++) {
            const [idle] = await spinning('idle', false);
            await idle.terminate();
            const [calling] = await spinning('spin_and_call', false);
            await calling.terminate();
            const [stopped, id] = await spinning('spin', true);
            const ended = stopped.terminate();
            lanner.interrupt(id);
            await ended;
            faultLanner(kept[0], false);
        }
        console.log('done');
    },
    async workersEnd() {
        for (let round = 0; round < Number(process.env.ROUNDS); round++) {
            const worker = new Worker(here, { workerData: { kind: 'end', interruptible: false, module: engine().module.shared } });
            const exited = once(worker, 'exit');
            await once(worker, 'message');
            const [code] = await exited;
            if (code !== (round % 2 === 0 ? 0 : 5) && code !== 5 && code !== 0) {
                throw new Error(`a worker has ended with ${code}`);
            }
        }
        console.log('done');
    },
};

const workers = {
    calls: beginCalls,
    idle() {
        setInterval(() => faultLanner(kept[0], false), 5);
    },
    /** A program with a thread of its own, neither of which ends. */
    program() {
        const { made } = engine(true);
        new lanner.Linker(made).run(new lanner.Store(made), new lanner.Module(made, `(module ${waitingProgram})`));
    },
    spin_and_call() {
        lannerGuest().exports.spin_and_call();
    },
    end() {
        if (workerData.module % 2 === 1) {
            lannerGuest(() => process.exit(5), { module: lanner.Module.fromShared(workerData.module) }).exports.call();
        }
    },
};

someGuests();
if (isMainThread) {
    await ends[process.argv[2]]();
} else {
    const { kind, interruptible } = workerData;
    if (kind === 'spin') {
        const guest = lannerGuest(() => {}, { interruptible });
        parentPort.postMessage(guest.store.id);
        // The message is on its way when the guest runs: the thread does not wait for anything any more.
        guest.exports.spin();
    } else {
        parentPort.postMessage(0);
        workers[kind]();
    }
}
