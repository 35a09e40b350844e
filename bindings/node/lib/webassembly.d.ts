/** The WebAssembly object of JavaScript, whose modules run in Lanner. */
import type { Engine, Frame, Limits, Store, TrapCode, WasiConfig } from './index';

/** What a namespace is made with. */
export interface WebAssemblyOptions {
    /** The engine; one without options is made if there is none. */
    engine?: Engine;
    /** Limits of everything that is made in the namespace. */
    limits?: Limits;
    /** What WASI grants to modules that import it. What the imports of an instance have comes first. */
    wasi?: WasiConfig;
}

/** A trap of a guest. A stack that is used up is a RangeError with the same properties, as in V8. */
export class RuntimeError extends Error {
    readonly code: TrapCode;
    readonly frames: readonly Frame[];
}

/** A module that is none. */
export class CompileError extends Error {}

/** Imports that are missing, or of another type. */
export class LinkError extends Error {}

/** The shape of the WebAssembly object, and the store that everything of it lives in. Its classes are not those of the engine of Node. */
export type LannerWebAssembly = typeof WebAssemblyOfNode & { readonly store: Store };

declare const WebAssemblyOfNode: typeof globalThis.WebAssembly;

/**
 * Makes an object in the shape of `WebAssembly`. Everything that it makes lives in one store: the memory is freed when the store is closed,
 * or when nothing of it is in use any more. Guests cannot import or export tags and shared memories.
 */
export function createWebAssembly(options?: WebAssemblyOptions): LannerWebAssembly;

/** One without limits, which is made when it is first used. */
export const WebAssembly: LannerWebAssembly;
