package lanner

// #include "library.h"
import "C"

import (
	"context"
	"reflect"
	"unsafe"
)

// A HostFunction is a host function with its type, for NewFunction. Host0 and the like make one.
type HostFunction struct {
	signature *FunctionType
	call      func(s *Store) func(caller *Caller, values *Raw) error
	// Instead, for one that its guest waits for.
	async *asyncHost
}

func hostFunction(params, results []ValueType, call func(caller *Caller, values *Raw) error) HostFunction {
	return HostFunction{signature: &FunctionType{params, results}, call: func(*Store) func(*Caller, *Raw) error { return call }}
}

// NewFunction makes a function of the host. An error that it returns ends the guest, and is what the call of the guest returns: the same.
// A panic does so too, and goes on in the caller of the guest with the same value. It must not call runtime.Goexit, which
// testing.T.FailNow does.
//
// The function is one of these:
//   - a func of Go, with parameters and results of the types int32, uint32 (i32), int64, uint64 (i64), float32, float64, [16]byte (v128),
//     any (externref) and *Function (funcref). Its first parameter may be a *Caller, and its last result an error.
//   - the same with a context.Context before all others: it runs in a goroutine of its own, and its guest waits until it returns. The
//     context ends when nobody waits any more: the guest was stopped, or a deadline has passed. Meanwhile what is in the store may be used,
//     but no guest be called. HostAsync makes one whose type is known when the program runs.
//   - what Host0 to Host4 and HostProc0 to HostProc4 have made: functions with numbers, which are called without an allocation.
//   - what HostRaw or HostValues have made: functions whose type is known when the program runs.
func NewFunction(store *Store, function any) (*Function, error) {
	made, ok := function.(HostFunction)
	if !ok {
		var err error
		if made, err = hostOf(function); err != nil {
			return nil, err
		}
	}
	var result *Function
	err := store.use(func(pointer *C.wasm_store_t) (err error) {
		signature, err := newFunctionType(made.signature)
		if err != nil {
			return err
		}
		defer C.wasm_functype_delete(signature)
		key := uintptr(store.number)<<32 | uintptr(len(store.hosts))
		one := &host{store: store, signature: made.signature, async: made.async, caller: Caller{store: store}}
		var name *C.wasm_func_t
		if made.async != nil {
			name = C.lanner_go_func_new_async(pointer, signature, C.uintptr_t(key))
		} else {
			one.call = made.call(store)
			name = C.lanner_go_func_new(pointer, signature, C.uintptr_t(key))
		}
		if name == nil {
			return lastError("making the function")
		}
		store.hosts = append(store.hosts, one)
		result, err = store.newFunction(name)
		return err
	})
	return result, err
}

// HostRaw makes a host function of a type. It gets its arguments in a slice, and leaves its results there, which may be longer than the
// arguments. The values are numbers and vectors. Nothing is allocated.
func HostRaw(signature *FunctionType, function func(caller *Caller, values []Raw) error) (HostFunction, error) {
	if hasReferences(signature.Params) || hasReferences(signature.Results) {
		return HostFunction{}, failure("the type %v has references, which HostRaw does not pass; HostValues does", signature)
	}
	size := max(len(signature.Params), len(signature.Results))
	return hostFunction(signature.Params, signature.Results, func(caller *Caller, values *Raw) error {
		return function(caller, unsafe.Slice(values, size))
	}), nil
}

// HostValues makes a host function of a type, whose arguments and results are as those of Function.Call.
func HostValues(signature *FunctionType, function func(caller *Caller, arguments []any) ([]any, error)) HostFunction {
	params, results := signature.Params, signature.Results
	return HostFunction{signature: signature, call: func(s *Store) func(*Caller, *Raw) error {
		return func(caller *Caller, first *Raw) error {
			values := unsafe.Slice(first, max(len(params), len(results), 1))
			arguments := make([]any, len(params))
			for index, kind := range params {
				var err error
				if arguments[index], err = s.fromRaw(kind, &values[index], false); err != nil {
					return err
				}
			}
			returned, err := function(caller, arguments)
			if err != nil {
				return err
			}
			if len(returned) != len(results) {
				return failure("the host function has returned %d values; %v returns %d", len(returned), signature, len(results))
			}
			return s.giveResults(results, returned, values)
		}
	}}
}

// giveResults writes the results of a host function, all or none.
func (s *Store) giveResults(types []ValueType, results []any, values []Raw) error {
	if hasReferences(types) {
		defer onThread()()
	}
	made := make([]Raw, len(types))
	for index, kind := range types {
		var err error
		if made[index], err = s.toRaw(kind, results[index], "a result of the host function"); err != nil {
			for before := range made[:index] {
				s.release(types[before], &made[before])
			}
			return err
		}
	}
	copy(values, made)
	return nil
}

var (
	callerType = reflect.TypeOf((*Caller)(nil))
	errorType  = reflect.TypeOf((*error)(nil)).Elem()
	anyType    = reflect.TypeOf((*any)(nil)).Elem()
	funcType   = reflect.TypeOf((*Function)(nil))
	bytesType  = reflect.TypeOf([16]byte{})
)

func valueTypeOf(t reflect.Type) (ValueType, bool) {
	switch t.Kind() {
	case reflect.Int32, reflect.Uint32:
		return I32, true
	case reflect.Int64, reflect.Uint64:
		return I64, true
	case reflect.Float32:
		return F32, true
	case reflect.Float64:
		return F64, true
	}
	switch t {
	case anyType:
		return ExternRef, true
	case funcType:
		return FuncRef, true
	case bytesType:
		return V128, true
	}
	return 0, false
}

// hostOf makes a host function of a func of Go.
func hostOf(function any) (HostFunction, error) {
	switch known := function.(type) {
	case func():
		return HostProc0(func(*Caller) error { known(); return nil }), nil
	case func(int32) int32:
		return Host1(func(_ *Caller, a int32) (int32, error) { return known(a), nil }), nil
	case func(int32, int32) int32:
		return Host2(func(_ *Caller, a, b int32) (int32, error) { return known(a, b), nil }), nil
	case func(*Caller, int32, int32) error:
		return HostProc2(known), nil
	}
	value := reflect.ValueOf(function)
	if !value.IsValid() || value.Kind() != reflect.Func || value.IsNil() || value.Type().IsVariadic() {
		return HostFunction{}, failure("the host function is %T; a func without a variable number of parameters was expected", function)
	}
	kind := value.Type()
	signature := &FunctionType{}
	first, results := 0, kind.NumOut()
	isAsync := kind.NumIn() > 0 && kind.In(0) == contextType
	if isAsync {
		first++
	}
	hasCaller := kind.NumIn() > first && kind.In(first) == callerType
	if hasCaller {
		first++
	}
	hasError := results > 0 && kind.Out(results-1) == errorType
	if hasError {
		results--
	}
	for index := first; index < kind.NumIn(); index++ {
		one, ok := valueTypeOf(kind.In(index))
		if !ok {
			return HostFunction{}, failure("a parameter of the host function is %v, which is no type of WebAssembly", kind.In(index))
		}
		signature.Params = append(signature.Params, one)
	}
	for index := 0; index < results; index++ {
		one, ok := valueTypeOf(kind.Out(index))
		if !ok {
			return HostFunction{}, failure("a result of the host function is %v, which stands for no type of WebAssembly", kind.Out(index))
		}
		signature.Results = append(signature.Results, one)
	}
	call := func(ctx context.Context, caller *Caller, arguments []any) ([]any, error) {
		in := make([]reflect.Value, 0, kind.NumIn())
		if isAsync {
			in = append(in, reflect.ValueOf(&ctx).Elem())
		}
		if hasCaller {
			in = append(in, reflect.ValueOf(caller))
		}
		for index, argument := range arguments {
			wanted := kind.In(first + index)
			if argument == nil {
				in = append(in, reflect.Zero(wanted))
			} else {
				in = append(in, reflect.ValueOf(argument).Convert(wanted))
			}
		}
		out := value.Call(in)
		if hasError {
			if err, ok := out[results].Interface().(error); ok {
				return nil, err
			}
		}
		returned := make([]any, results)
		for index := range returned {
			returned[index] = plain(out[index])
		}
		return returned, nil
	}
	if isAsync {
		return HostFunction{signature: signature, async: &asyncHost{call: call, hasCaller: hasCaller}}, nil
	}
	return HostValues(signature, func(caller *Caller, arguments []any) ([]any, error) { return call(nil, caller, arguments) }), nil
}

// plain returns a value as one of the types that Function.Call takes, also if its type has another name.
func plain(value reflect.Value) any {
	switch value.Kind() {
	case reflect.Int32, reflect.Int64:
		return value.Int()
	case reflect.Uint32, reflect.Uint64:
		return value.Uint()
	case reflect.Float32:
		return float32(value.Float())
	case reflect.Float64:
		return value.Float()
	}
	return value.Interface()
}
