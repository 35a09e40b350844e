'use strict';
/** Errors. */

const { inspect } = require('node:util');

/** Something that could not be done. The message says what was expected and found. */
class LannerError extends Error {
    get name() {
        return this.constructor.name;
    }
}

/** The codes of traps, in the order of lanner_trap_code_t. */
const trapCodes = [
    'UNREACHABLE',
    'MEMORY_OUT_OF_BOUNDS',
    'TABLE_OUT_OF_BOUNDS',
    'UNDEFINED_ELEMENT',
    'UNINITIALIZED_ELEMENT',
    'INDIRECT_CALL_TYPE_MISMATCH',
    'NULL_FUNCTION_REFERENCE',
    'INTEGER_DIVIDE_BY_ZERO',
    'INTEGER_OVERFLOW',
    'INVALID_CONVERSION_TO_INTEGER',
    'STACK_EXHAUSTED',
    'NULL_REFERENCE',
    'NULL_STRUCTURE_REFERENCE',
    'NULL_ARRAY_REFERENCE',
    'NULL_I31_REFERENCE',
    'NULL_EXCEPTION_REFERENCE',
    'ARRAY_OUT_OF_BOUNDS',
    'CAST_FAILURE',
    'UNALIGNED_ATOMIC',
    'EXPECTED_SHARED_MEMORY',
    'INTERRUPTED',
    'OUT_OF_FUEL',
    'ALLOCATION_TOO_LARGE',
    'HEAP_EXHAUSTED',
    'DEADLINE_PASSED',
    'HOST_COPY_TOO_LARGE',
    'INVALID_TEXT',
];

/** A function of a guest that was active when it trapped. */
class Frame {
    constructor([functionName, moduleName, functionIndex, functionOffset, moduleOffset, source, line, column]) {
        this.functionName = functionName;
        this.moduleName = moduleName;
        this.functionIndex = functionIndex;
        this.functionOffset = functionOffset;
        this.moduleOffset = moduleOffset;
        this.source = source;
        this.line = line;
        this.column = column;
    }

    toString() {
        const name = this.functionName ?? `function ${this.functionIndex}`;
        let text = this.moduleName === undefined ? name : `${this.moduleName}.${name}`;
        if (this.moduleOffset !== undefined) {
            text += ` (+0x${this.moduleOffset.toString(16)})`;
        }
        if (this.source !== undefined) {
            text += ` in ${this.source}:${this.line}`;
        }
        return text;
    }
}

/** A guest has trapped. */
class Trap extends LannerError {
    #own;
    #stack;

    constructor(message, code = 'NONE', frames = []) {
        super(message);
        this.code = code;
        Object.defineProperty(this, 'frames', { value: frames });
        // The stack below has the frames of guests too. It is put together when it is looked at, since that takes longer than the trap; to
        // define a property over the usual one would have that made first, and to delete it does not.
        delete this.stack;
        this.#own = new Error();
    }

    get stack() {
        if (this.#stack === undefined) {
            const own = this.#own.stack.split('\n').filter((line, index) => index > 0 && !line.includes(__dirname));
            this.#stack = [`${this.name}: ${this.message}`, ...this.frames.map((frame) => `    at ${frame}`), ...own].join('\n');
        }
        return this.#stack;
    }

    set stack(stack) {
        this.#stack = stack;
    }

    get backtrace() {
        return this.frames.map((frame) => `  at ${frame}`).join('\n');
    }
}

/** A program of WASI has ended itself. */
class ProgramExit extends LannerError {
    constructor(status) {
        super(`the program has ended with status ${status}`);
        this.status = status;
    }
}

/** The error of a result that a function of a component has returned, or that a function of the host returns to one. */
class ComponentError extends LannerError {
    constructor(value = null) {
        super(typeof value === 'string' ? value : `an error: ${inspect(value)}`);
        this.value = value;
    }
}

function codeOf(number) {
    return trapCodes[number] ?? 'NONE';
}

module.exports = { ComponentError, LannerError, Trap, ProgramExit, Frame, trapCodes, codeOf };
