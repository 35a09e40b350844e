/** The WebAssembly object of JavaScript, over Lanner, as a module of ECMAScript. */
import implementation from './webassembly.js';

export const { createWebAssembly, WebAssembly, CompileError, LinkError, RuntimeError } = implementation;
