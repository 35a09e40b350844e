'use strict';
/** WebAssembly by Lanner: guests run in this process, in a sandbox that grants nothing by default. */

const { native } = require('./native.js');
const { ComponentError, LannerError, Trap, ProgramExit, Frame, trapCodes } = require('./errors.js');
const { Engine, Module, features, textToBinary, binaryToText } = require('./engine.js');
const { Store, interrupt } = require('./store.js');
const { Reference } = require('./values.js');
const { WasmFunction, Caller } = require('./functions.js');
const { Memory, PAGE_SIZE } = require('./memory.js');
const { Global, Table } = require('./table.js');
const { Instance, Linker } = require('./instance.js');
const { WasiConfig, Files, KeyValueStore } = require('./wasi.js');
const { Component, ComponentInstance, ComponentLinker } = require('./component.js');
const { Allocator } = require('./allocator.js');

function version() {
    return native.version();
}

function waits() {
    return native.waits();
}

function start() {
    native.start();
}

module.exports = {
    Allocator,
    Caller,
    Component,
    ComponentError,
    ComponentInstance,
    ComponentLinker,
    Engine,
    Files,
    Frame,
    Global,
    Instance,
    KeyValueStore,
    LannerError,
    Linker,
    Memory,
    Module,
    PAGE_SIZE,
    ProgramExit,
    Reference,
    Store,
    Table,
    Trap,
    WasiConfig,
    WasmFunction,
    binaryToText,
    features: Object.freeze(Object.keys(features)),
    interrupt,
    start,
    textToBinary,
    trapCodes: Object.freeze(['NONE', ...trapCodes]),
    version,
    waits,
};
