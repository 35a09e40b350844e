/**
 * WebAssembly by Lanner: guests run in this process, in a sandbox that grants nothing by default.
 *
 * Mistakes in arguments throw a TypeError or RangeError, as in JavaScript itself; all others a {@link LannerError}. An engine and a module
 * are for all threads ({@link Module.fromShared}); all else belongs to the thread, the main one or a worker, that has made it.
 */

import type { WasiConfig } from './wasi';

export {
    Component,
    ComponentError,
    ComponentFunction,
    ComponentInstance,
    ComponentItem,
    ComponentLinker,
    ComponentPart,
} from './component';
export { Files, KeyValueStore, Right, Stream, WasiConfig, WasiLimits } from './wasi';

/** Types of values. */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128' | 'externref' | 'funcref' | 'anyref';

/** The type of a function. */
export interface FunctionType {
    readonly params: readonly ValueType[];
    readonly results: readonly ValueType[];
}

/** The type of a global. */
export interface GlobalType {
    readonly content: ValueType;
    readonly mutable: boolean;
}

/** The type of a table; without a maximum it is undefined. */
export interface TableType {
    readonly element: ValueType;
    readonly minimum: number;
    readonly maximum: number | undefined;
}

/** The type of a memory, in pages; without a maximum it is undefined. */
export interface MemoryType {
    readonly minimum: number;
    readonly maximum: number | undefined;
}

/** What an import or export is, with its type. Tags have none that is known. */
export type ExternType =
    | { readonly kind: 'function'; readonly type: FunctionType }
    | { readonly kind: 'global'; readonly type: GlobalType }
    | { readonly kind: 'table'; readonly type: TableType }
    | { readonly kind: 'memory'; readonly type: MemoryType }
    | { readonly kind: 'tag'; readonly type: undefined };

/** An import of a module. */
export type ImportType = { readonly module: string; readonly name: string } & ExternType;

/** An export of a module. */
export type ExportType = { readonly name: string } & ExternType;

/** Reasons for a trap. `NONE` stands for an error of the host. */
export type TrapCode =
    | 'NONE'
    | 'UNREACHABLE'
    | 'MEMORY_OUT_OF_BOUNDS'
    | 'TABLE_OUT_OF_BOUNDS'
    | 'UNDEFINED_ELEMENT'
    | 'UNINITIALIZED_ELEMENT'
    | 'INDIRECT_CALL_TYPE_MISMATCH'
    | 'NULL_FUNCTION_REFERENCE'
    | 'INTEGER_DIVIDE_BY_ZERO'
    | 'INTEGER_OVERFLOW'
    | 'INVALID_CONVERSION_TO_INTEGER'
    | 'STACK_EXHAUSTED'
    | 'NULL_REFERENCE'
    | 'NULL_STRUCTURE_REFERENCE'
    | 'NULL_ARRAY_REFERENCE'
    | 'NULL_I31_REFERENCE'
    | 'NULL_EXCEPTION_REFERENCE'
    | 'ARRAY_OUT_OF_BOUNDS'
    | 'CAST_FAILURE'
    | 'UNALIGNED_ATOMIC'
    | 'EXPECTED_SHARED_MEMORY'
    | 'INTERRUPTED'
    | 'OUT_OF_FUEL'
    | 'ALLOCATION_TOO_LARGE'
    | 'HEAP_EXHAUSTED'
    | 'DEADLINE_PASSED'
    | 'HOST_COPY_TOO_LARGE'
    | 'INVALID_TEXT';

/** All codes of traps. */
export const trapCodes: readonly TrapCode[];

/** Something that could not be done. The message says what was expected and found. */
export class LannerError extends Error {}

/** A function of a guest that was active when it trapped. What the module does not tell is undefined. */
export class Frame {
    readonly functionName: string | undefined;
    readonly moduleName: string | undefined;
    readonly functionIndex: number | undefined;
    /** The position of the instruction in bytes, from the start of the body of the function. */
    readonly functionOffset: number | undefined;
    /** The position of the instruction in bytes, from the start of the module. */
    readonly moduleOffset: number | undefined;
    /** The file with the source, and where in it. */
    readonly source: string | undefined;
    readonly line: number | undefined;
    readonly column: number | undefined;
    private constructor();
    toString(): string;
}

/** A guest has trapped. The stack of the error has the functions of the guest above those of JavaScript. */
export class Trap extends LannerError {
    constructor(message: string, code?: TrapCode, frames?: readonly Frame[]);
    /** Why. */
    readonly code: TrapCode;
    /** The functions of the guest that were active, the innermost first. */
    readonly frames: readonly Frame[];
    /** The frames as text, one a line. */
    readonly backtrace: string;
}

/** A program of WASI has ended itself. */
export class ProgramExit extends LannerError {
    constructor(status: number);
    /** What the program gave. */
    readonly status: number;
}

/** Features of WebAssembly that modules may use. */
export type Feature =
    | 'mutableGlobals'
    | 'signExtension'
    | 'saturatingTruncation'
    | 'multiValue'
    | 'bulkMemory'
    | 'referenceTypes'
    | 'simd'
    | 'relaxedSimd'
    | 'tailCalls'
    | 'typedFunctionReferences'
    | 'garbageCollection'
    | 'exceptions'
    | 'multiMemory'
    | 'memory64'
    | 'extendedConstants'
    | 'threads'
    | 'legacyExceptions'
    | 'wideArithmetic'
    | 'customPageSizes'
    | 'compactImports';

/** All features. */
export const features: readonly Feature[];

/** Options of an engine. */
export interface EngineOptions {
    /** How guests are kept within their memories: `guarded` by the hardware where that is possible (the default there), or `checked`. */
    memoryMode?: 'guarded' | 'checked';
    /** Guests can be interrupted, and have deadlines. Costs a few per cent. */
    interruptible?: boolean;
    /** Guests use up fuel. */
    fuel?: boolean;
    /** The same module with the same input gives the same results on every machine. */
    deterministic?: boolean;
    /** The features that modules may use, and no others. */
    features?: Iterable<Feature>;
    /** When functions are compiled: when they are first called (`lazy`, the default), with the module, or on other threads. */
    compilation?: 'lazy' | 'eager' | 'background';
    /** A folder that keeps compiled code from one process to the next. Who can write there can do what the process can. */
    cache?: string;
}

/** The compiler with its options. A process usually has one. */
export class Engine {
    constructor(options?: EngineOptions);
    /** How guests are kept within their memories. */
    readonly memoryMode: 'guarded' | 'checked';
    /** If guests can be interrupted. */
    readonly interruptible: boolean;
    /** If guests use up fuel. */
    readonly fuel: boolean;
}

/** Bytes, which are not changed. */
export type Bytes = ArrayBufferView | ArrayBuffer | SharedArrayBuffer;

/** A module. */
export class Module {
    /** From the binary format (bytes) or the text format (a string). */
    constructor(engine: Engine, source: Bytes | string);
    /** Reads a module from a file in either format. */
    static fromFile(engine: Engine, path: string): Module;
    /** Makes a module of what `serialize` has returned, which may come from anywhere. */
    static deserialize(engine: Engine, content: Bytes): Module;
    /**
     * Loads what `saveCompiled` has written. The file becomes part of the process, outside of any sandbox: load what this program or its
     * user has written, and nothing else.
     */
    static loadCompiled(engine: Engine, path: string): Module;
    /** If bytes are a valid module. */
    static validate(engine: Engine, content: Bytes): boolean;
    /**
     * The module that another thread has made, by its `shared`, with its engine. The other thread has to keep the module until then.
     * @throws LannerError if there is none, or no longer.
     */
    static fromShared(shared: number): Module;
    /** The engine that the module is for. */
    readonly engine: Engine;
    /** The number of the module in this process, to be sent to another thread. */
    readonly shared: number;
    /** What the module imports, in its order. */
    readonly imports: readonly ImportType[];
    /** What the module exports, in its order. */
    readonly exports: readonly ExportType[];
    /** Bytes from which `deserialize` makes the module again, in any process and on any machine. */
    serialize(): Uint8Array;
    /** Compiles the module and writes what came out into a file, for engines with the same options. */
    saveCompiled(path: string): void;
}

/** Limits of a store. What is missing is not limited. */
export interface Limits {
    /** Everything that guests hold: memories, tables, objects. */
    memoryBytes?: number | bigint;
    /** Of these, structures, arrays and exceptions. */
    heapBytes?: number | bigint;
    /** The stack of one call. */
    stackBytes?: number | bigint;
    /** Needs an engine with fuel. */
    fuel?: number | bigint;
    /** The time of one call; needs an engine that is interruptible. */
    callMilliseconds?: number;
    tableElements?: number | bigint;
    instances?: number | bigint;
    memories?: number | bigint;
    tables?: number | bigint;
}

/** A sandbox: what is made in a store lives in it, and ends when it is closed. */
export class Store {
    constructor(engine: Engine, limits?: Limits);
    /** The engine of the store. */
    readonly engine: Engine;
    /** The number of the store in this process, for {@link interrupt} on another thread. */
    readonly id: number;
    /** True once the store is closed. */
    readonly closed: boolean;
    /**
     * Ends the store and everything in it. Buffers of its memories are detached.
     * @throws LannerError while a guest of the store runs.
     */
    close(): void;
    /** Closes the store at the end of a block with `using`. */
    [Symbol.dispose](): void;
    /** The fuel that is left; it can be set, to a number too. */
    get fuel(): bigint;
    set fuel(fuel: number | bigint);
    /** The fuel that guests have used. */
    readonly fuelConsumed: bigint;
    /** Gives guests more fuel. */
    addFuel(fuel: number | bigint): void;
    /**
     * Has the guest that `callAsync` has called trap; when there is none, the next call. To stop a guest that keeps this thread,
     * {@link interrupt} is for other threads.
     */
    interrupt(): void;
    /** True if guests are to stop: for functions of the host that take long. */
    readonly interrupted: boolean;
    /** Has guests trap once so many milliseconds have passed; null clears the deadline. */
    setDeadline(milliseconds: number | null): void;
    /** Does something with a deadline, which is cleared afterwards; once the promise has settled, if the action returns one. */
    withDeadline<Result>(milliseconds: number, action: () => Result): Result;
}

/**
 * Has the guest that runs in a store trap; when none runs, the next call. The store can be one of another thread: this is how a worker is
 * stopped whose guest does not end. False if there is no such store that is open.
 */
export function interrupt(store: number): boolean;

/** What instances import and export. */
export type Extern = WasmFunction | Memory | Global | Table;

/** Options of functions of the host. */
export interface HostFunctionOptions {
    /** The function's first argument is the {@link Caller}. */
    withCaller?: boolean;
    /**
     * The function returns a promise, for which the guest waits: it has to be called by `callAsync`. The last argument, behind those of the
     * guest, is a {@link WaitOptions}.
     */
    async?: boolean;
}

/** Options of a call that does not block. */
export interface CallOptions {
    /**
     * Ends the guest when it is aborted, and the call with the reason of the signal. If the engine is not interruptible, the guest ends only
     * where it waits for a function of the host.
     */
    signal?: AbortSignal;
}

/** What an asynchronous function of the host is told of the guest that waits. */
export interface WaitOptions {
    /** Is aborted when nobody waits any more: the call was cancelled or interrupted, or a deadline has passed. */
    readonly signal: AbortSignal;
}

/**
 * A function, of a guest or of the host. It is called like any function.
 *
 * Integers go in signed or unsigned and come out signed; i64 is a bigint (an integer will do as an argument), v128 a Uint8Array of 16
 * bytes, externref anything. No result is undefined, several are an array.
 *
 * @throws TypeError or RangeError for arguments of another number, type or range; {@link Trap}, {@link ProgramExit}, or what a function of
 * the host has thrown, which is the same object.
 */
export interface WasmFunction {
    (...values: any[]): any;
    /**
     * Calls the function on another thread, so that the event loop goes on. Options ({@link CallOptions}) may come behind the arguments.
     * The promise is settled as the call would end. Meanwhile the store is in use: what would use it fails, but in functions of the host,
     * for which the guest waits. Those that are not asynchronous, and asynchronous ones until they first await something, may call the guest.
     *
     * The process does not end by itself until the call has ended.
     */
    callAsync(...values: any[]): Promise<any>;
    /** The types of the parameters and results. */
    readonly type: FunctionType;
    /** The store that the function lives in. */
    readonly store: Store;
}

export const WasmFunction: {
    /** Makes a function of the host. */
    new (
        store: Store,
        params: Iterable<ValueType>,
        results: Iterable<ValueType>,
        target: (...values: any[]) => any,
        options?: HostFunctionOptions,
    ): WasmFunction;
    readonly prototype: WasmFunction;
};

/** The instance that calls a function of the host, for the time of the call. */
export class Caller {
    private constructor();
    /** The store of the instance. */
    readonly store: Store;
    /** The memory that the instance exports as `memory`. */
    readonly memory: Memory;
    /** What the instance exports under a name. An asynchronous function asks before it first awaits something. */
    export(name: string): Extern;
}

/** A reference of a guest that stands for no object of JavaScript, such as a structure. It can be given back to guests of its store. */
export class Reference {
    private constructor();
}

/** The size of a page of a memory, in bytes. */
export const PAGE_SIZE: 65536;

/** A memory. */
export class Memory {
    /** Makes a memory of the host, of so many pages. */
    constructor(store: Store, minimum: number, maximum?: number);
    /** The store that the memory lives in. */
    readonly store: Store;
    /** The least and largest size, in pages. */
    readonly type: MemoryType;
    /** The size in bytes. */
    readonly byteLength: number;
    /** The size in pages of 65536 bytes. */
    readonly pages: number;
    /**
     * The bytes, without a copy. The buffer is detached when the memory grows and when the store is closed: ask for it anew after calls
     * that may do so. It keeps the store, and cannot be transferred.
     */
    readonly buffer: ArrayBuffer;
    /** Some of the bytes, without a copy: all from an address on if no length is given. */
    view(address?: number, length?: number): Uint8Array;
    /**
     * Makes the memory larger, and returns how many pages it had.
     * @throws LannerError if it does not grow.
     */
    grow(pages: number): number;
    /** A copy of some bytes. */
    read(address: number, length: number): Uint8Array;
    /** Copies bytes into the memory. */
    write(address: number, content: Bytes): void;
    /**
     * Text in UTF-8; without a length it ends before the first zero.
     * @throws LannerError if the bytes are no text.
     */
    readText(address: number, length?: number): string;
    /** Writes text in UTF-8, without a zero at its end. Returns how many bytes these were. */
    writeText(address: number, text: string): number;
}

/** A global. */
export class Global {
    /** Makes a global of the host. */
    constructor(store: Store, type: ValueType, value: any, options?: { mutable?: boolean });
    /** The store that the global lives in. */
    readonly store: Store;
    /** The type of the content, and if it can be set. */
    readonly type: GlobalType;
    /** The value; it can be set if the global is mutable. */
    value: any;
}

/** A table of references. */
export class Table {
    /** Makes a table of the host, with the same value in each element; null if none is given. */
    constructor(store: Store, element: ValueType, minimum: number, maximum?: number, initial?: any);
    /** The store that the table lives in. */
    readonly store: Store;
    /** The type of the elements, and the least and largest size. */
    readonly type: TableType;
    /** How many elements there are. */
    readonly length: number;
    get(index: number): any;
    set(index: number, value: any): void;
    /** Makes the table larger, and returns how many elements it had. */
    grow(count: number, value?: any): number;
}

/** Things to import, by the names of modules and their own. */
export type Imports = Record<string, Record<string, Extern>>;

/** An instance of a module. */
export class Instance {
    /** Makes an instance with these imports, and runs its start function. */
    constructor(store: Store, module: Module, imports?: Imports);
    /** The store that the instance lives in. */
    readonly store: Store;
    /** The module. */
    readonly module: Module;
    /** What the instance exports, by name. Tags are not there. */
    readonly exports: Readonly<Record<string, any>>;
    /**
     * What the instance exports under a name.
     * @throws LannerError if there is nothing.
     */
    get(name: string): any;
    /** Runs a program of WASI (the export `_start`), and returns its status. */
    run(): number;
}

/** Definitions by name, from which modules get what they import. */
export class Linker {
    /** With `allowShadowing` something can be defined again, which hides the first definition. */
    constructor(engine: Engine, options?: { allowShadowing?: boolean });
    /** The engine of the linker. */
    readonly engine: Engine;
    /** Defines a function, memory, global or table, for its store. */
    define(module: string, name: string, extern: Extern): this;
    /** Defines a function of JavaScript. */
    defineFunction(
        store: Store,
        module: string,
        name: string,
        params: Iterable<ValueType>,
        results: Iterable<ValueType>,
        target: (...values: any[]) => any,
        options?: HostFunctionOptions,
    ): WasmFunction;
    /** Defines everything that an instance exports. */
    defineInstance(module: string, instance: Instance): this;
    /** Defines the functions of WASI with what the configuration grants; it is complete then. */
    defineWasi(wasi: WasiConfig): this;
    /** Defines each function that a module imports and that is not defined, as one that traps. */
    defineUnknown(module: Module): this;
    /** Makes an instance, and runs its start function. */
    instantiate(store: Store, module: Module): Instance;
    /**
     * Runs a program of WASI: makes an instance, calls its export `_start`, and returns the status that it ends with. A program that starts
     * threads (wasi-threads) has them, if the engine is interruptible; they end with it. Threads other than the first cannot call functions
     * of the host, so that a module that starts threads and imports such functions fails.
     *
     * As any call of a guest does, it blocks the event loop until the program has ended: what is to go on meanwhile needs a worker, for the
     * program or for itself.
     * @throws Trap if the program traps.
     * @throws LannerError if an import is missing, there is no `_start`, or the engine is not interruptible and the program has threads.
     */
    run(store: Store, module: Module): number;
}

/** A piece of a guest's memory. */
export interface Span {
    readonly address: number;
    readonly length: number;
}

/** Names of what a guest exports for its allocator. Without a function to free, null, nothing is freed. */
export interface AllocatorOptions {
    allocate?: string;
    free?: string | null;
    memory?: string;
}

/**
 * Puts text and bytes into a guest's memory, by functions that the guest exports.
 *
 * Calls take strings and bytes, each of which becomes an address and a length, and other values as they are. What was allocated for them is
 * freed after the call, however that ends.
 */
export class Allocator {
    constructor(instance: Instance, options?: AllocatorOptions);
    /** Calls a function whose results are values. */
    call(target: WasmFunction, ...values: any[]): any;
    /** Calls a function that returns text. */
    callText(target: WasmFunction, ...values: any[]): string;
    /** Calls a function that returns bytes. */
    callBytes(target: WasmFunction, ...values: any[]): Uint8Array;
    /** Room for so many bytes, until `release`. */
    allocate(length: number): Span;
    /** A copy of bytes in the guest's memory, until `release`. */
    newBytes(content: Bytes): Span;
    /** Text in UTF-8 in the guest's memory, until `release`. */
    newText(text: string): Span;
    /** A copy of the bytes of a piece of memory. */
    readBytes(span: Span): Uint8Array;
    /** The text in a piece of memory. */
    readText(span: Span): string;
    /** Gives memory back to the guest. */
    release(span: Span): void;
}

/** Translates the text format into the binary format. */
export function textToBinary(text: string): Uint8Array;

/** Translates the binary format into the text format. */
export function binaryToText(binary: Bytes): string;

/** Starts .NET, which the first engine does otherwise. */
export function start(): void;

/** Which guests of the process wait, for what and since when: text with a line for each. */
export function waits(): string;

/** The version of the library. */
export function version(): string;
