package lanner

// #include "library.h"
import "C"

import "unsafe"

// MemoryMode is a way to keep guests within their memories.
type MemoryMode uint8

// The ways to keep guests within their memories. Guarded: the hardware does, at no cost; it takes address space. Checked: each access is
// compared with the size. The default is guarded where that is possible.
const (
	MemoryDefault MemoryMode = iota
	MemoryGuarded
	MemoryChecked
)

// Compilation is a time at which functions are compiled.
type Compilation uint8

// The times at which functions are compiled: when each is first called (the default), when the module is made, or on other threads
// while the module is in use already.
const (
	CompileLazily Compilation = iota
	CompileEagerly
	CompileInBackground
)

// Features are features of WebAssembly that modules may use.
type Features uint64

// The features of WebAssembly.
const (
	MutableGlobals Features = 1 << iota
	SignExtension
	SaturatingTruncation
	MultiValue
	BulkMemory
	ReferenceTypes
	Simd
	RelaxedSimd
	TailCalls
	TypedFunctionReferences
	GarbageCollection
	Exceptions
	MultiMemory
	Memory64
	ExtendedConstants
	Threads
	LegacyExceptions
	WideArithmetic
	CustomPageSizes
	CompactImports
)

// EngineOptions are the options of an engine. Those that are zero are the default.
type EngineOptions struct {
	// Guests can be interrupted, have deadlines, and end when a context does. Costs a few per cent.
	Interruptible bool
	// Guests use up fuel.
	Fuel bool
	// The same module with the same input gives the same results on every machine, down to the bits of a NaN.
	Deterministic bool
	MemoryMode    MemoryMode
	// The features that modules may use; 0 for the usual ones.
	Features    Features
	Compilation Compilation
	// A folder that keeps compiled code from one process to the next. Who can write there can do what the process can.
	Cache string
}

// Engine is the compiler with its options. A process usually has one, for all goroutines.
type Engine struct {
	handle  *handle
	options EngineOptions
	mode    MemoryMode
}

// NewEngine makes an engine; nil stands for no options.
func NewEngine(options *EngineOptions) (*Engine, error) {
	if err := Start(); err != nil {
		return nil, err
	}
	if options == nil {
		options = &EngineOptions{}
	}
	defer onThread()()
	config := C.wasm_config_new()
	if config == nil {
		return nil, lastError("making the options")
	}
	if err := configure(config, options); err != nil {
		C.wasm_config_delete(config)
		return nil, err
	}
	pointer := C.wasm_engine_new_with_config(config)
	if pointer == nil {
		return nil, lastError("making the engine")
	}
	mode := MemoryMode(C.lanner_engine_memory_mode(pointer)) + MemoryGuarded
	made := newHandle(unsafe.Pointer(pointer), nil, func(p unsafe.Pointer) { C.wasm_engine_delete((*C.wasm_engine_t)(p)) })
	return &Engine{handle: made, options: *options, mode: mode}, nil
}

func configure(config *C.wasm_config_t, options *EngineOptions) error {
	if options.MemoryMode > MemoryChecked || options.Compilation > CompileInBackground {
		return failure("there is no memory mode %d or no compilation %d", options.MemoryMode, options.Compilation)
	}
	done := C.lanner_config_set_interruptible(config, C.bool(options.Interruptible)) &&
		C.lanner_config_set_fuel(config, C.bool(options.Fuel)) &&
		C.lanner_config_set_deterministic(config, C.bool(options.Deterministic)) &&
		C.lanner_config_set_compilation(config, C.lanner_compilation_t(options.Compilation))
	if done && options.MemoryMode != MemoryDefault {
		done = C.lanner_config_set_memory_mode(config, C.lanner_memory_mode_t(options.MemoryMode-MemoryGuarded))
	}
	if done && options.Features != 0 {
		done = C.lanner_config_set_features(config, C.uint64_t(options.Features))
	}
	if !done {
		return lastError("setting the options")
	}
	if options.Cache == "" {
		return nil
	}
	return withString(options.Cache, "the folder of the cache", func(folder *C.char) error {
		if !C.lanner_config_set_cache(config, folder) {
			return lastError("setting the cache")
		}
		return nil
	})
}

// MemoryMode returns how guests are kept within their memories.
func (e *Engine) MemoryMode() MemoryMode { return e.mode }

// Options returns the options that the engine was made with.
func (e *Engine) Options() EngineOptions { return e.options }

// Close releases the engine once its stores, modules and linkers are gone too. Nothing new can be made with it from now on.
func (e *Engine) Close() error {
	e.handle.close()
	return nil
}

// use has the engine stay until the function that it returns is called.
func (e *Engine) use() (*C.wasm_engine_t, error) {
	if !e.handle.acquire() {
		return nil, closed("the engine")
	}
	return (*C.wasm_engine_t)(e.handle.pointer), nil
}

func closed(what string) error {
	return &Error{Message: what + " is closed; an open one was expected", cause: ErrClosed}
}
