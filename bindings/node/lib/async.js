'use strict';
/** Calls that do not block, which run on other threads, and functions of the host for which their guests wait. */

const { native, told } = require('./native.js');
const { Trap } = require('./errors.js');
const { checkOptions, describe } = require('./types.js');

/** What is to be done when a call has ended, by its number. It keeps what the call uses. */
const endings = new Map();
/** The controllers of functions of the host for which guests wait, by the numbers of the waits. */
const controllers = new Map();

told.ended = (call, text) => {
    const end = endings.get(call);
    endings.delete(call);
    end(text);
};

told.abandoned = (wait) => {
    const controller = controllers.get(wait);
    controllers.delete(wait);
    controller?.abort();
};

/** The arguments of a call that does not block, and the signal: options may come behind as many arguments as there are parameters. */
function splitOptions(given, count) {
    if (given.length !== count + 1) {
        return [given, undefined];
    }
    return [given.slice(0, count), signalOf(given[count])];
}

function signalOf(options) {
    if (options === undefined) {
        return undefined;
    }
    checkOptions(options, ['signal'], 'the options of a call');
    const { signal } = options;
    if (signal !== undefined && !(signal instanceof AbortSignal)) {
        throw new TypeError(`signal is ${describe(signal)}; an AbortSignal was expected`);
    }
    return signal;
}

/** The calls that signals cancel. Each signal has one listener, however many they are. */
const cancellations = new WeakMap();

function cancelBy(signal, call) {
    let known = cancellations.get(signal);
    if (known === undefined) {
        const calls = new Set();
        known = { calls, cancel: () => calls.forEach((one) => native.callCancel(one)) };
        cancellations.set(signal, known);
        signal.addEventListener('abort', known.cancel);
    }
    known.calls.add(call);
}

function doNotCancelBy(signal, call) {
    const { calls, cancel } = cancellations.get(signal);
    calls.delete(call);
    if (calls.size === 0) {
        signal.removeEventListener('abort', cancel);
        cancellations.delete(signal);
    }
}

/**
 * A promise of what a call gives. It is begun by one function, which returns its number; another one gives the result, or throws, once it
 * has ended.
 */
function beginCall(record, signal, begin, finish) {
    return new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const call = begin();
        record.calls++;
        if (signal !== undefined) {
            cancelBy(signal, call);
        }
        endings.set(call, (text) => {
            record.calls--;
            if (signal !== undefined) {
                doNotCancelBy(signal, call);
            }
            try {
                resolve(finish(text));
            } catch (error) {
                const isCancelled = signal?.aborted && error instanceof Trap && error.code === 'INTERRUPTED';
                reject(isCancelled ? signal.reason : error);
            }
        });
    });
}

/**
 * Calls an asynchronous function of the host, and ends the guest's wait with what it gives. What it gives is made ready by one function,
 * which may throw, and told by another one. Nothing is told if nobody waits any more.
 */
async function answerWait(wait, target, prepare, tell) {
    const controller = new AbortController();
    controllers.set(wait, controller);
    try {
        const result = await target({ signal: controller.signal });
        if (controllers.has(wait)) {
            const prepared = prepare(result);
            controllers.delete(wait);
            tell(wait, prepared);
        }
    } catch (error) {
        if (controllers.delete(wait)) {
            native.waitFail(wait, error);
        }
    }
}

module.exports = { answerWait, beginCall, signalOf, splitOptions };
