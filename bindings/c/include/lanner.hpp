/*
 * Lanner for C++17 and later: WebAssembly in the process, over the C API of liblanner (wasm.h, lanner.h).
 *
 *   - What owns something can be moved and not copied, and releases it when it is destroyed. A store ends with the object of class Store;
 *     functions, memories and so on that are still held throw Error from then on.
 *   - Mistakes and traps are exceptions of class Error and its kinds, Trap and ProgramExit. An exception of a host function ends the
 *     guest, and comes out of the call of the guest as the same object. No exception passes through the library itself.
 *   - An Engine, a Module and a Component are for all threads at once, a Store with what is in it for one at a time.
 */
#ifndef LANNER_HPP
#define LANNER_HPP

#if defined(_MSVC_LANG) ? _MSVC_LANG < 201703L : __cplusplus < 201703L
#error "lanner.hpp is for C++17 and later"
#endif

#include "lanner/allocator.hpp"
#include "lanner/async.hpp"
#include "lanner/component.hpp"

#endif
