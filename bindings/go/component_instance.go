package lanner

// #include "library.h"
import "C"

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"unsafe"
)

// ComponentInstance is an instance of a component. It lives as long as its store. Once a guest of it has trapped, it cannot be called any
// more.
type ComponentInstance struct {
	store     *Store
	component *Component
	name      *name
}

func newComponentInstance(s *Store, component *Component, pointer *C.lanner_component_instance_t) *ComponentInstance {
	made := &ComponentInstance{store: s, component: component}
	made.name = newName(unsafe.Pointer(pointer), func(p unsafe.Pointer) {
		C.lanner_component_instance_delete((*C.lanner_component_instance_t)(p))
	})
	return made
}

// Store returns the store of the instance.
func (i *ComponentInstance) Store() *Store { return i.store }

// Component returns what the instance is of.
func (i *ComponentInstance) Component() *Component { return i.component }

// Interface returns what the instance exports.
func (i *ComponentInstance) Interface() (*ComponentInterface, error) {
	var made *ComponentInterface
	err := i.store.use(func(*C.wasm_store_t) (err error) {
		defer runtime.KeepAlive(i)
		made, err = readInterface(func(out *C.wasm_byte_vec_t) C.bool {
			return C.lanner_component_instance_interface((*C.lanner_component_instance_t)(i.name.pointer), out)
		})
		return err
	})
	return made, err
}

// Call calls a function by its name, such as "run", or "ns:package/interface#name"; the part before the name may be left away where only
// one function has it. Arguments are what encoding/json takes, with the shapes that the package's README lists. The result is as
// encoding/json has it, with numbers that are json.Number; nil if there is none. Where the type is a result, that is what is in it, or the
// error is a *ComponentError. Contexts and other errors are as those of Function.Call.
func (i *ComponentInstance) Call(ctx context.Context, name string, arguments ...any) (any, error) {
	var result any
	err := i.CallInto(ctx, &result, name, arguments...)
	return result, err
}

// CallInto calls a function as Call does, and has encoding/json store the result in what the first argument points to.
func (i *ComponentInstance) CallInto(ctx context.Context, result any, name string, arguments ...any) error {
	return i.callInto(result, name, arguments, func(given []byte) ([]byte, error) { return i.CallJSON(ctx, name, given) })
}

// callInto makes a call in JSON, and stores its result.
func (i *ComponentInstance) callInto(result any, name string, arguments []any, call func(given []byte) ([]byte, error)) error {
	list := make([]json.RawMessage, len(arguments))
	for index, argument := range arguments {
		var err error
		if list[index], err = encode(argument, fmt.Sprintf("argument %d", index)); err != nil {
			return err
		}
	}
	given, err := encode(list, "the arguments")
	if err != nil {
		return err
	}
	returned, err := call(given)
	if err == nil && i.component.results[name] {
		returned, err = unwrapResult(returned)
	}
	if err != nil {
		return err
	}
	return decode(returned, result, "the result")
}

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

// CallJSON calls a function with an array of arguments in JSON, and returns the result in JSON: null if there is none. One of a type that
// is a result is an object with the member "ok" or "error".
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
