/**
 * WebAssembly by Lanner: guests run in the process, in a sandbox that grants nothing by default.
 *
 * <p>An {@link org.lanner.Engine} compiles, a {@link org.lanner.Module} is code, a {@link org.lanner.Store} is a sandbox, and a
 * {@link org.lanner.Linker} makes an {@link org.lanner.Instance} of a module in a store. What an instance exports is a
 * {@link org.lanner.Function}, {@link org.lanner.Memory}, {@link org.lanner.Global} or {@link org.lanner.Table}.
 *
 * <p>A {@link org.lanner.Component} has functions that take and return text, lists, records and so on. A {@link org.lanner.ComponentLinker}
 * makes a {@link org.lanner.ComponentInstance} of it.
 *
 * <p>Engines and modules are for all threads at once; a store with what is in it is for one thread at a time, whichever. Everything that
 * is closed can be closed again, which does nothing; what is forgotten is released with the garbage. What is used after it was closed
 * throws {@link java.lang.IllegalStateException}.
 */
package org.lanner;
