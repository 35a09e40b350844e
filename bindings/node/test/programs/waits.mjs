/** A thread that calls a guest which waits, and ends when nothing is left to wait for. */
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { lannerGuest } from './guests.mjs';

let result = 0;
const guest = lannerGuest(
    async () => {
        await pause(20);
        result = 42;
    },
    { isAsync: true },
);
guest.exports.call.callAsync().then(() => parentPort.postMessage(result));
