/** Components: what takes and gives values of all shapes, with types in WIT. */

import type { Bytes, CallOptions, Engine, LannerError, Store, WaitOptions } from './index';
import type { WasiConfig } from './wasi';

/** A parameter, a field of a record, or a case of a variant. Types are written as in WIT. */
export interface ComponentPart {
    readonly name: string;
    readonly type: string | null;
}

/** What a component imports or exports. */
export type ComponentItem = { readonly name: string } & (
    | {
          readonly kind: 'function';
          readonly async: boolean;
          readonly parameters: readonly ComponentPart[];
          readonly result: string | null;
          /** If the type of the result is a `result`, by whatever name. */
          readonly returnsResult: boolean;
      }
    | { readonly kind: 'instance'; readonly exports: readonly ComponentItem[] }
    | {
          readonly kind: 'type';
          readonly type: string;
          readonly fields?: readonly ComponentPart[];
          readonly cases?: readonly ComponentPart[];
          readonly labels?: readonly string[];
      }
    | { readonly kind: 'value'; readonly type: string }
    | { readonly kind: 'component'; readonly imports: readonly ComponentItem[]; readonly exports: readonly ComponentItem[] }
    | { readonly kind: 'module' }
);

/** A component. It belongs to the thread that has made it. */
export class Component {
    /** From the binary format (bytes) or the text format (a string). */
    constructor(engine: Engine, source: Bytes | string);
    /** Reads a component from a file in either format. */
    static fromFile(engine: Engine, path: string): Component;
    /** The engine that the component is for. */
    readonly engine: Engine;
    /** A description of what the component imports and exports. */
    readonly interface: { readonly imports: readonly ComponentItem[]; readonly exports: readonly ComponentItem[] };
}

/**
 * The error of a `result` that a function of a component has returned. A function of the host whose result is a `result` throws one to
 * return an error.
 */
export class ComponentError extends LannerError {
    constructor(value?: any);
    /** What the error carries; null for nothing. */
    readonly value: any;
}

/** Definitions by name, from which components get what they import, for one store. */
export class ComponentLinker {
    constructor(store: Store);
    /** The store that the linker is for. */
    readonly store: Store;
    /**
     * Defines a function of an interface, such as `ns:package/interface@1.0.0`; null for one that is imported by its own name. Where the type
     * of its result is a `result`, what it returns is the value of `ok`, and it throws a {@link ComponentError} for an error. Anything else
     * that it throws passes through the guest.
     *
     * With `async` the function returns a promise, for which the guest waits: it has to be called by `callAsync`. Behind the guest's
     * arguments it is given a {@link WaitOptions}.
     */
    define(interfaceName: string | null, name: string, target: (...values: any[]) => any, options?: { async?: boolean }): this;
    /** Defines the interfaces of WASI 0.2 with what the configuration grants; it is complete then. */
    defineWasi(wasi: WasiConfig): this;
    /**
     * Makes an instance.
     * @throws LannerError if an import is missing or does not fit.
     */
    instantiate(component: Component): ComponentInstance;
    /** Runs a program, a component that exports `wasi:cli/run`, and returns its status. */
    run(component: Component): number;
}

/** A function of a component. */
export interface ComponentFunction {
    (...values: any[]): any;
    /**
     * Calls the function without blocking the event loop. Options ({@link CallOptions}) may come behind the arguments. Of functions whose
     * type is async, several calls may be on their way in one store; others have the store for themselves.
     */
    callAsync(...values: any[]): Promise<any>;
}

/** An instance of a component. */
export class ComponentInstance {
    private constructor();
    /** The store that the instance lives in. */
    readonly store: Store;
    /** The component. */
    readonly component: Component;
    /**
     * The functions, by their full names (`ns:package/interface@1.0.0#next-color`); and by their own, as members of JavaScript are written
     * (`nextColor`), where only one has such a name.
     *
     * @throws ComponentError (the functions) for the error of a `result`; `Trap`, `ProgramExit`, or what a function of the host
     * has thrown, which is the same object.
     */
    readonly exports: Readonly<Record<string, ComponentFunction>>;
    /**
     * A function by its name: `next-color`, or with its interface, of which the package and the version may be left away.
     * @throws LannerError if there is none, or more than one.
     */
    get(name: string): ComponentFunction;
    /** Calls a function by its name. */
    call(name: string, ...values: any[]): any;
    /** Calls a function by its name, as {@link ComponentFunction.callAsync} does. */
    callAsync(name: string, ...values: any[]): Promise<any>;
    /** Does a call that is written in the WebAssembly Value Encoding, such as `add(1, 2)`; the result is empty if there is none. */
    callWave(call: string): string;
    /** The same without blocking the event loop. */
    callWaveAsync(call: string, options?: CallOptions): Promise<string>;
}
