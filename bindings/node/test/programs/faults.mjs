/** Faults of guests of Lanner and of V8, and of JavaScript, in turn: on the main thread, on workers, inside callbacks. */
import assert from 'node:assert/strict';
import { isMainThread, Worker } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { faultJavaScript, faultLanner, faultV8, lannerGuest, v8Guest } from './guests.mjs';

const rounds = Number(process.env.ROUNDS);

function faultAll() {
    const ours = lannerGuest();
    const theirs = v8Guest();
    // Before and after, and inside of a call of the other.
    const oursCalling = lannerGuest(() => {
        faultV8(theirs, false);
        faultLanner(ours, false);
    });
    const theirsCalling = v8Guest(() => {
        faultLanner(ours, false);
        faultV8(theirs, false);
    });
    for (let round = 0; round < rounds; round++) {
        const deep = round % 50 === 0;
        faultV8(theirs, deep);
        faultLanner(ours, deep);
        oursCalling.exports.call();
        theirsCalling.exports.call();
        if (deep) {
            faultJavaScript();
        }
    }
    // The stack of JavaScript ends inside of a guest, which goes on.
    lannerGuest(faultJavaScript).exports.call();
}

if (isMainThread) {
    // V8 first on this thread, then Lanner.
    faultV8(v8Guest());
    faultAll();
    const workers = [1, 2].map(() => new Worker(fileURLToPath(import.meta.url)));
    const ends = workers.map(
        (worker) =>
            new Promise((resolve, reject) => {
                worker.on('error', reject);
                worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker has ended with ${code}`))));
            }),
    );
    faultAll();
    await Promise.all(ends);
    console.log('done');
} else {
    faultAll();
}
