'use strict';
/** Finds the object for what the addon describes as [kind, handle, key, type]. There is one for each thing. */

const { native, releaseWith } = require('./native.js');
const { LannerError } = require('./errors.js');
const { externKinds } = require('./types.js');

/** Set by the files of the kinds: how an object is made. */
const makers = { function: undefined, global: undefined, table: undefined, memory: undefined, isMemory: undefined };

/** The object of a thing: the one that there is, or a new one. */
function identify(record, [, handle, known, type], make) {
    // What has no key may have got one since it was described: an instance can export a thing twice.
    const key = known === 0 ? native.setKey(handle, record.nextKey++) : known;
    const found = record.things.get(key)?.deref();
    if (found !== undefined) {
        native.release(handle);
        return found;
    }
    const made = make(handle, type);
    record.things.set(key, new WeakRef(made));
    releaseWith(made, handle, record, key);
    return made;
}

function find(record, description, name) {
    const kind = externKinds[description[0]];
    const maker = makers[kind];
    if (maker === undefined) {
        throw new LannerError(`the export '${name}' is a ${kind}; a function, global, table or memory was expected`);
    }
    return kind === 'function' ? maker(record, description) : identify(record, description, (handle, type) => maker(record, handle, type));
}

function requireMemory(value, name) {
    if (!makers.isMemory(value)) {
        throw new LannerError(`the export '${name}' is no memory; a memory was expected`);
    }
    return value;
}

module.exports = { makers, identify, find, requireMemory };
