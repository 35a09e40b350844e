package lanner

// #include "library.h"
import "C"

import (
	"context"
	"runtime"
	"unsafe"
)

// Linker has definitions by name, from which modules get what they import. What belongs to a store can be imported in that store only;
// WASI is for any store. One goroutine at a time may use it.
type Linker struct {
	engine *Engine
	handle *handle
	kept   []any
}

// NewLinker makes a linker that defines nothing.
func NewLinker(engine *Engine) (*Linker, error) {
	base, err := engine.use()
	if err != nil {
		return nil, err
	}
	defer engine.handle.drop()
	defer onThread()()
	pointer := C.lanner_linker_new(base)
	if pointer == nil {
		return nil, lastError("making the linker")
	}
	made := newHandle(unsafe.Pointer(pointer), engine.handle, func(p unsafe.Pointer) { C.lanner_linker_delete((*C.lanner_linker_t)(p)) })
	return &Linker{engine: engine, handle: made}, nil
}

// Close releases the linker. Instances that it has made go on.
func (l *Linker) Close() error {
	l.handle.close()
	return nil
}

func (l *Linker) use(function func(*C.lanner_linker_t) error) error {
	if !l.handle.acquire() {
		return closed("the linker")
	}
	defer l.handle.drop()
	defer onThread()()
	return function((*C.lanner_linker_t)(l.handle.pointer))
}

// AllowShadowing says if something can be defined again under the same names, which hides the first definition.
func (l *Linker) AllowShadowing(allow bool) error {
	return l.use(func(linker *C.lanner_linker_t) error {
		if !C.lanner_linker_allow_shadowing(linker, C.bool(allow)) {
			return lastError("allowing to define again")
		}
		return nil
	})
}

// Define defines a function, global, table or memory, for its store.
func (l *Linker) Define(module, name string, extern Extern) error {
	return extern.Store().use(func(*C.wasm_store_t) error {
		return l.use(func(linker *C.lanner_linker_t) error {
			var all cStrings
			defer all.free()
			modulePart, err := all.add(module, "the module")
			if err != nil {
				return err
			}
			namePart, err := all.add(name, "the name")
			if err != nil {
				return err
			}
			defer runtime.KeepAlive(extern)
			if !C.lanner_linker_define(linker, modulePart, namePart, extern.extern()) {
				return lastError("the definition")
			}
			return nil
		})
	})
}

// DefineFunction makes a host function, as NewFunction does, and defines it.
func (l *Linker) DefineFunction(store *Store, module, name string, function any) (*Function, error) {
	made, err := NewFunction(store, function)
	if err != nil {
		return nil, err
	}
	return made, l.Define(module, name, made)
}

// DefineInstance defines everything that an instance exports.
func (l *Linker) DefineInstance(module string, instance *Instance) error {
	return instance.store.use(func(*C.wasm_store_t) error {
		return l.use(func(linker *C.lanner_linker_t) error {
			defer runtime.KeepAlive(instance)
			return withString(module, "the module", func(text *C.char) error {
				if !C.lanner_linker_define_instance(linker, text, (*C.wasm_instance_t)(instance.name.pointer)) {
					return lastError("the definition")
				}
				return nil
			})
		})
	})
}

// DefineWasi defines the functions of WASI with what the configuration grants; it is complete then.
func (l *Linker) DefineWasi(wasi *WasiConfig) error {
	return l.use(func(linker *C.lanner_linker_t) error {
		return wasi.use(func(pointer *C.lanner_wasi_t) error {
			if !C.lanner_linker_define_wasi(linker, pointer) {
				return lastError("the definition of WASI")
			}
			l.kept = append(l.kept, wasi)
			return nil
		})
	})
}

// DefineUnknown defines each function that a module imports and that is not defined, as one that traps.
func (l *Linker) DefineUnknown(module *Module) error {
	return l.use(func(linker *C.lanner_linker_t) error {
		return withStore(module.engine, func(store *C.wasm_store_t) error {
			return module.withName(store, func(pointer *C.wasm_module_t) error {
				if !C.lanner_linker_define_unknown(linker, pointer) {
					return lastError("the definition")
				}
				return nil
			})
		})
	})
}

// Instantiate makes an instance, and runs its start function, whose errors are as those of Function.Call.
func (l *Linker) Instantiate(ctx context.Context, store *Store, module *Module) (*Instance, error) {
	var made *Instance
	err := store.use(func(pointer *C.wasm_store_t) error {
		return l.use(func(linker *C.lanner_linker_t) error {
			return module.withName(pointer, func(name *C.wasm_module_t) error {
				l.keepFor(store)
				var instance *C.wasm_instance_t
				var trap *C.wasm_trap_t
				err := store.run(ctx, func() C.uintptr_t {
					instance = C.lanner_linker_instantiate(linker, pointer, name, &trap)
					return C.uintptr_t(uintptr(unsafe.Pointer(trap)))
				})
				if err == nil && instance == nil {
					err = lastError("making the instance")
				}
				if err == nil {
					made = store.newInstance(module, instance)
				}
				return err
			})
		})
	})
	return made, raise(err)
}

// Run runs a program of WASI: it instantiates the module, calls its export _start, and returns the status that it ends with. A program that
// starts threads (wasi-threads) has them, if the engine is interruptible, and a context that ends stops them all. The linker needs WASI,
// and what else the module imports; a thread has a store of its own, so that the program ends with an error if it starts one and imports
// a function of the host. Contexts and errors are as those of Function.Call.
func (l *Linker) Run(ctx context.Context, store *Store, module *Module) (int, error) {
	var status C.int32_t
	err := store.use(func(pointer *C.wasm_store_t) error {
		return l.use(func(linker *C.lanner_linker_t) error {
			return module.withName(pointer, func(name *C.wasm_module_t) error {
				l.keepFor(store)
				var trap *C.wasm_trap_t
				var succeeded C.bool
				err := store.run(ctx, func() C.uintptr_t {
					succeeded = C.lanner_linker_run(linker, pointer, name, &status, &trap)
					return C.uintptr_t(uintptr(unsafe.Pointer(trap)))
				})
				if err == nil {
					err = done(succeeded, "running the program")
				}
				return err
			})
		})
	})
	return int(status), raise(err)
}

// keepFor keeps what has been defined from the garbage collector as long as the store.
func (l *Linker) keepFor(store *Store) {
	store.kept = append(store.kept[:0:0], append(store.kept, l.kept...)...)
}

// Instantiate makes an instance of a module that imports what is given by the names of its module and itself, or nothing.
func Instantiate(ctx context.Context, store *Store, module *Module, imports map[[2]string]Extern) (*Instance, error) {
	linker, err := NewLinker(module.engine)
	if err != nil {
		return nil, err
	}
	defer linker.Close()
	for names, extern := range imports {
		if err := linker.Define(names[0], names[1], extern); err != nil {
			return nil, err
		}
	}
	return linker.Instantiate(ctx, store, module)
}
