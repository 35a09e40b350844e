package lanner

// #include "library.h"
import "C"

import (
	"context"
	"runtime"
	"unsafe"
)

// ComponentInstance is an instance of a component. It lives as long as its store. Once a guest of it has trapped, it cannot be called any
// more.
type ComponentInstance struct {
	store       *Store
	component   *Component
	name        *name
	description *ComponentInterface
}

func newComponentInstance(s *Store, component *Component, pointer *C.lanner_component_instance_t) (*ComponentInstance, error) {
	made := &ComponentInstance{store: s, component: component}
	made.name = newName(unsafe.Pointer(pointer), func(p unsafe.Pointer) {
		C.lanner_component_instance_delete((*C.lanner_component_instance_t)(p))
	})
	var err error
	made.description, err = readInterface(func(out *C.wasm_byte_vec_t) C.bool {
		return C.lanner_component_instance_interface(pointer, out)
	})
	return made, err
}

// Store returns the store of the instance.
func (i *ComponentInstance) Store() *Store { return i.store }

// Component returns what the instance is of.
func (i *ComponentInstance) Component() *Component { return i.component }

// Interface returns what the instance exports. It must not be changed.
func (i *ComponentInstance) Interface() *ComponentInterface { return i.description }

// CallWave does a call in WAVE, the WebAssembly Value Encoding, such as add(1, 2), and returns the result in it, or "" if there is none.
func (i *ComponentInstance) CallWave(ctx context.Context, call string) (string, error) {
	var result []byte
	err := withString(call, "the call", func(text *C.char) (err error) {
		result, err = i.enter(ctx, func(instance *C.lanner_component_instance_t, out *C.wasm_byte_vec_t, trap **C.wasm_trap_t) C.bool {
			return C.lanner_component_instance_call_wave(instance, text, out, trap)
		})
		return err
	})
	return string(result), err
}

// CallJSON calls a function with an array of arguments in JSON, and returns the result in JSON: null if there is none.
func (i *ComponentInstance) CallJSON(ctx context.Context, name string, arguments []byte) ([]byte, error) {
	var result []byte
	err := withString(name, "the name", func(text *C.char) (err error) {
		result, err = i.enter(ctx, func(instance *C.lanner_component_instance_t, out *C.wasm_byte_vec_t, trap **C.wasm_trap_t) C.bool {
			return C.lanner_go_component_call(instance, text, pointerTo(arguments), C.size_t(len(arguments)), out, trap)
		})
		return err
	})
	return result, err
}

func (i *ComponentInstance) enter(
	ctx context.Context, call func(*C.lanner_component_instance_t, *C.wasm_byte_vec_t, **C.wasm_trap_t) C.bool,
) ([]byte, error) {
	var result []byte
	err := i.store.use(func(*C.wasm_store_t) error {
		defer runtime.KeepAlive(i)
		var out C.wasm_byte_vec_t
		var succeeded C.bool
		err := i.store.run(ctx, func() C.uintptr_t {
			var trap *C.wasm_trap_t
			succeeded = call((*C.lanner_component_instance_t)(i.name.pointer), &out, &trap)
			return C.uintptr_t(uintptr(unsafe.Pointer(trap)))
		})
		if err == nil {
			err = done(succeeded, "the call")
		}
		if err == nil {
			result = takeBytes(&out)
		}
		return err
	})
	return result, raise(err)
}
