package lanner

// #include "library.h"
import "C"

import (
	"context"
	"errors"
	"runtime"
	"unsafe"
)

// Instance is an instance of a module. It lives as long as its store.
type Instance struct {
	store  *Store
	module *Module
	name   *name
	found  map[string]Extern
}

func (s *Store) newInstance(module *Module, pointer *C.wasm_instance_t) *Instance {
	made := &Instance{store: s, module: module, found: map[string]Extern{}}
	made.name = newName(unsafe.Pointer(pointer), func(p unsafe.Pointer) { C.wasm_instance_delete((*C.wasm_instance_t)(p)) })
	return made
}

// Store returns the store of the instance.
func (i *Instance) Store() *Store { return i.store }

// Module returns what the instance is of.
func (i *Instance) Module() *Module { return i.module }

// Export returns what the instance exports under a name: the same object each time.
func (i *Instance) Export(name string) (Extern, error) {
	var made Extern
	err := i.store.use(func(*C.wasm_store_t) error {
		defer runtime.KeepAlive(i)
		if known, found := i.found[name]; found {
			made = known
			return nil
		}
		return withString(name, "the name", func(text *C.char) (err error) {
			pointer := C.lanner_instance_export((*C.wasm_instance_t)(i.name.pointer), text)
			if pointer == nil {
				return failure("no export is named %q; the module exports %s", name, i.module.exportNames())
			}
			if made, err = i.store.newExtern(pointer, name); err == nil {
				i.found[name] = made
			}
			return err
		})
	})
	return made, err
}

// newExtern takes over a name of something that an instance exports.
func (s *Store) newExtern(pointer *C.wasm_extern_t, name string) (Extern, error) {
	switch kind := ExternKind(C.wasm_extern_kind(pointer)); kind {
	case KindFunction:
		return s.newFunction(C.wasm_extern_as_func(pointer))
	case KindGlobal:
		return s.newGlobal(C.wasm_extern_as_global(pointer))
	case KindTable:
		return s.newTable(C.wasm_extern_as_table(pointer))
	case KindMemory:
		return s.newMemory(C.wasm_extern_as_memory(pointer)), nil
	default:
		C.wasm_extern_delete(pointer)
		return nil, failure("the export %q is a %v; a function, global, table or memory was expected", name, kind)
	}
}

// Function returns the function that is exported under a name.
func (i *Instance) Function(name string) (*Function, error) {
	return exported[*Function](i, name, KindFunction)
}

// Memory returns the memory that is exported under a name.
func (i *Instance) Memory(name string) (*Memory, error) {
	return exported[*Memory](i, name, KindMemory)
}

// Global returns the global that is exported under a name.
func (i *Instance) Global(name string) (*Global, error) {
	return exported[*Global](i, name, KindGlobal)
}

// Table returns the table that is exported under a name.
func (i *Instance) Table(name string) (*Table, error) { return exported[*Table](i, name, KindTable) }

func exported[T Extern](i *Instance, name string, kind ExternKind) (T, error) {
	var none T
	export, err := i.Export(name)
	if err != nil {
		return none, err
	}
	if found, ok := export.(T); ok {
		return found, nil
	}
	return none, failure("the export %q is a %v; a %v was expected", name, export.Kind(), kind)
}

// Call calls the function that is exported under a name: see Function.Call.
func (i *Instance) Call(ctx context.Context, name string, arguments ...any) ([]any, error) {
	function, err := i.Function(name)
	if err != nil {
		return nil, err
	}
	return function.Call(ctx, arguments...)
}

// Run runs a program of WASI (the export _start), and returns its status.
func (i *Instance) Run(ctx context.Context) (int, error) {
	_, err := i.Call(ctx, "_start")
	var end *ProgramExit
	if errors.As(err, &end) {
		return end.Status, nil
	}
	return 0, err
}
