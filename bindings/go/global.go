package lanner

// #include "library.h"
import "C"

import (
	"runtime"
	"unsafe"
)

// Global is a global. It lives as long as its store.
type Global struct {
	store   *Store
	name    *name
	content *GlobalType
}

// NewGlobal makes a global of the host. Values are as in Function.Call.
func NewGlobal(store *Store, content *GlobalType, value any) (*Global, error) {
	var made *Global
	err := store.use(func(pointer *C.wasm_store_t) error {
		if err := content.Content.check(); err != nil {
			return err
		}
		raw, err := store.valueOf(content.Content, value)
		if err != nil {
			return err
		}
		defer store.release(content.Content, &raw)
		kind := C.wasm_valkind_t(content.Content)
		mutability := C.wasm_mutability_t(0)
		if content.Mutable {
			mutability = 1
		}
		globalType := C.wasm_globaltype_new(C.wasm_valtype_new(kind), mutability)
		if globalType == nil {
			return lastError("making the type")
		}
		defer C.wasm_globaltype_delete(globalType)
		global := C.lanner_go_global_new(pointer, globalType, kind, C.uint64_t(raw.Low))
		if global == nil {
			return lastError("making the global")
		}
		made, err = store.newGlobal(global)
		return err
	})
	return made, err
}

// valueOf returns a value that the library takes together with its kind.
func (s *Store) valueOf(kind ValueType, value any) (Raw, error) {
	if kind == V128 {
		return Raw{}, failure("a global of type v128 was given, which the library passes to functions only")
	}
	return s.toRaw(kind, value, "the value")
}

func (s *Store) newGlobal(pointer *C.wasm_global_t) (*Global, error) {
	made := &Global{store: s}
	made.name = newName(unsafe.Pointer(pointer), func(p unsafe.Pointer) { C.wasm_global_delete((*C.wasm_global_t)(p)) })
	content := C.wasm_global_type(pointer)
	if content == nil {
		return nil, lastError("reading the type")
	}
	defer C.wasm_globaltype_delete(content)
	made.content = readGlobalType(content)
	return made, nil
}

// Store returns the store of the global.
func (g *Global) Store() *Store { return g.store }

// Kind returns KindGlobal.
func (g *Global) Kind() ExternKind { return KindGlobal }

// Type returns the type of the content, and if it can be set.
func (g *Global) Type() *GlobalType { return g.content }

func (g *Global) extern() *C.wasm_extern_t {
	return C.wasm_global_as_extern((*C.wasm_global_t)(g.name.pointer))
}

// Get returns the value. One of type v128 cannot be read.
func (g *Global) Get() (any, error) {
	var value any
	err := g.store.use(func(*C.wasm_store_t) (err error) {
		defer runtime.KeepAlive(g)
		if g.content.Content == V128 {
			return failure("the global is of type v128, which the library passes to functions only")
		}
		var bits C.uint64_t
		C.lanner_go_global_get((*C.wasm_global_t)(g.name.pointer), &bits)
		value, err = g.store.fromRaw(g.content.Content, &Raw{Low: uint64(bits)}, true)
		return err
	})
	return value, err
}

// Set sets the value of a global that is mutable.
func (g *Global) Set(value any) error {
	return g.store.use(func(*C.wasm_store_t) error {
		defer runtime.KeepAlive(g)
		if !g.content.Mutable {
			return failure("the global is constant; a mutable one was expected")
		}
		raw, err := g.store.valueOf(g.content.Content, value)
		if err != nil {
			return err
		}
		defer g.store.release(g.content.Content, &raw)
		C.lanner_go_global_set((*C.wasm_global_t)(g.name.pointer), C.wasm_valkind_t(g.content.Content), C.uint64_t(raw.Low))
		return nil
	})
}
