package lanner

// #include "library.h"
import "C"

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"unsafe"
)

// A ComponentHostFunction is a host function for components that takes and returns values as ComponentInstance.Call does, of any type.
type ComponentHostFunction func(ctx context.Context, arguments []any) (any, error)

// A componentCall calls a host function with its arguments in JSON, and returns its result in JSON, or nothing.
type componentCall func(ctx context.Context, arguments []byte) ([]byte, error)

// A componentHost is a host function for components, in its store.
type componentHost struct {
	interfaceName, name string
	call                componentCall
	// If components import it with a type that is a result, once one has imported it.
	isResult, isImported bool
}

var contextType = reflect.TypeOf((*context.Context)(nil)).Elem()

// componentHostOf makes a host function of a func of Go.
func componentHostOf(function any) (componentCall, error) {
	if known, ok := function.(ComponentHostFunction); ok {
		return componentValues(known), nil
	}
	value := reflect.ValueOf(function)
	if !value.IsValid() || value.Kind() != reflect.Func || value.IsNil() || value.Type().IsVariadic() {
		return nil, failure("the host function is %T; a func without a variable number of parameters was expected", function)
	}
	kind := value.Type()
	first, results := 0, kind.NumOut()
	if kind.NumIn() > 0 && kind.In(0) == contextType {
		first = 1
	}
	hasError := results > 0 && kind.Out(results-1) == errorType
	if hasError {
		results--
	}
	if results > 1 {
		return nil, failure("the host function %v has %d results; at most one and an error was expected", kind, results)
	}
	return func(ctx context.Context, arguments []byte) ([]byte, error) {
		var raw []json.RawMessage
		if err := decode(arguments, &raw, "the list of arguments"); err != nil {
			return nil, err
		}
		if len(raw) != kind.NumIn()-first {
			return nil, failure("the host function %v takes %d arguments; the guest gives %d", kind, kind.NumIn()-first, len(raw))
		}
		in := make([]reflect.Value, 0, kind.NumIn())
		if first == 1 {
			in = append(in, reflect.ValueOf(&ctx).Elem())
		}
		for index, argument := range raw {
			place := reflect.New(kind.In(first + index))
			if err := decode(argument, place.Interface(), fmt.Sprintf("argument %d of the host function", index)); err != nil {
				return nil, err
			}
			in = append(in, place.Elem())
		}
		out := value.Call(in)
		if hasError {
			if err, ok := out[results].Interface().(error); ok {
				return nil, err
			}
		}
		if results == 0 {
			return nil, nil
		}
		return encode(out[0].Interface(), "the result of the host function")
	}, nil
}

func componentValues(function ComponentHostFunction) componentCall {
	return func(ctx context.Context, arguments []byte) ([]byte, error) {
		var values []any
		if err := decode(arguments, &values, "the list of arguments"); err != nil {
			return nil, err
		}
		result, err := function(ctx, values)
		if err != nil {
			return nil, err
		}
		return encode(result, "the result of the host function")
	}
}

// lannerGoCallComponent calls a host function for a component, as lannerGoCall does for a module.
//
//export lannerGoCallComponent
func lannerGoCallComponent(key C.uintptr_t, arguments unsafe.Pointer, result *C.wasm_byte_vec_t) C.uintptr_t {
	place := slotAt(uintptr(key))
	s := place.store
	if s == nil {
		return newTrap(place.pointer, "the store is used by two goroutines at once", 0)
	}
	text := viewBytes((*C.wasm_byte_vec_t)(arguments))
	function := s.componentHosts[uint32(key)]
	ctx := s.callContext()
	s.state.Store(inHost)
	returned, err := function.run(ctx, text)
	s.state.Store(inGuest)
	if err != nil {
		return s.carry(err)
	}
	if len(returned) > 0 {
		C.wasm_byte_vec_new(result, C.size_t(len(returned)), (*C.char)(pointerTo(returned)))
	}
	return 0
}

// takeType notes if a component imports the function with a type that is a result.
func (h *componentHost) takeType(component *ComponentInterface) error {
	isResult, isImported := component.importsResult(h.interfaceName, h.name)
	if isImported && h.isImported && isResult != h.isResult {
		return failure("the linker has given the function %q to a component that imports it with another type; this one needs another linker",
			h.name)
	}
	if isImported {
		h.isResult, h.isImported = isResult, true
	}
	return nil
}

// run calls the host function, and returns a panic as an error.
func (h *componentHost) run(ctx context.Context, arguments []byte) (result []byte, err error) {
	hasReturned := false
	defer func() {
		if !hasReturned {
			err = recovered(recover())
		}
	}()
	result, err = h.answer(ctx, arguments)
	hasReturned = true
	return result, err
}

// answer calls the host function. The error of a result is one.
func (h *componentHost) answer(ctx context.Context, arguments []byte) ([]byte, error) {
	result, err := h.call(ctx, arguments)
	if !h.isResult {
		return result, err
	}
	if mistake := (*ComponentError)(nil); errors.As(err, &mistake) {
		result, err = encode(mistake.Value, "the error of the host function")
		return append(append([]byte(`{"error":`), result...), '}'), err
	}
	if result == nil {
		result = []byte("null")
	}
	return append(append([]byte(`{"ok":`), result...), '}'), err
}
