'use strict';
/** Finds liblanner and the addon, and loads them. Nothing outside of the package sees what is here. */

const fs = require('node:fs');
const path = require('node:path');
const { isMainThread } = require('node:worker_threads');
const { LannerError } = require('./errors.js');

const packageFolder = path.dirname(__dirname);
// The folder of the sources, when this is a checkout and no package that was installed.
const artifacts = path.resolve(packageFolder, '../../artifacts');
const libraryName = process.platform === 'darwin' ? 'liblanner.dylib' : 'liblanner.so';

function isFile(name) {
    return fs.statSync(name, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** The addon: it is in the package, and made by build.sh in a checkout. */
function loadAddon() {
    const places = [path.join(packageFolder, 'native', 'lanner.node'), path.join(artifacts, 'node', 'native', 'lanner.node')];
    const found = places.find(isFile);
    if (found === undefined) {
        throw new LannerError(
            `lanner.node was expected at ${places.join(', ')}, and is not there. In a checkout, bindings/node/build.sh makes it.`,
        );
    }
    return require(found);
}

/** LANNER_LIBRARY (a folder or the file), the package's own folder, a checkout's, and then where the system looks. */
function libraryPath() {
    const chosen = process.env.LANNER_LIBRARY;
    if (chosen) {
        const isFolder = fs.statSync(chosen, { throwIfNoEntry: false })?.isDirectory() ?? false;
        const name = isFolder ? path.join(chosen, libraryName) : chosen;
        if (!isFile(name)) {
            throw new LannerError(`liblanner was expected at ${name}, where LANNER_LIBRARY points, and is not there.`);
        }
        return name;
    }
    const places = [path.join(packageFolder, 'native', libraryName), path.join(artifacts, 'native', libraryName)];
    return places.find(isFile) ?? libraryName;
}

const native = loadAddon();
const name = libraryPath();
/**
 * Buffers over guests' memory can be marked so that they are not transferred to other threads, up to a version of Node from which on nobody
 * can detach them then.
 */
const canMark = Number(process.versions.node.split('.')[0]) < 23;
/** Set by async.js: what the addon calls when a call has ended, and when nobody waits for a function of the host any more. */
const told = { ended: undefined, abandoned: undefined };
const failure = native.open(
    name,
    (message) => new LannerError(message),
    !canMark,
    (call, text) => told.ended(call, text),
    (wait) => told.abandoned(wait),
);
if (failure !== undefined) {
    throw new LannerError(
        `${name} was not opened: ${failure}. Set LANNER_LIBRARY to the folder that has it; in a checkout, native/build.sh makes it.`,
    );
}

/** So many milliseconds may guests on other threads that cannot be interrupted hold up process.exit. */
const LONGEST_END = 1000;
if (isMainThread) {
    process.on('exit', (code) => native.exiting(code, LONGEST_END));
}

/** Releases handles whose objects are garbage. What is held may not refer to the object. */
const released = new FinalizationRegistry((held) => {
    native.release(held.handle);
    if (held.key !== 0) {
        const things = held.record?.deref()?.things;
        // Another object may have taken the place since.
        if (things?.get(held.key)?.deref() === undefined) {
            things?.delete(held.key);
        }
    }
});

/** Has a handle released with the object that stands for it. */
function releaseWith(object, handle, record = undefined, key = 0) {
    released.register(object, { handle, record: record?.self, key });
}

/** The bytes that calls go through, in the ways in which they are looked at. The layout is that of struct head. */
const shared = {
    u8: new Uint8Array(native.shared),
    i32: new Int32Array(native.shared),
    i64: new BigInt64Array(native.shared),
    f32: new Float32Array(native.shared),
    f64: new Float64Array(native.shared),
};

module.exports = { native, shared, told, releaseWith, canMark };
