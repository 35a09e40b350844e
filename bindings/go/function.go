package lanner

// #include "library.h"
import "C"

import (
	"context"
	"fmt"
	"runtime"
	"unsafe"
)

// Extern is what instances import and export: a *Function, *Global, *Table or *Memory.
type Extern interface {
	// Store returns the store that it lives in.
	Store() *Store
	// Kind returns what it is.
	Kind() ExternKind

	extern() *C.wasm_extern_t
}

// Function is a function, of a guest or of the host. It lives as long as its store.
//
// Call takes and returns any values. The functions that Func1 and the like return are the fast way for numbers: they allocate nothing.
// CallRaw does neither, for any number of numbers and vectors.
type Function struct {
	store      *Store
	name       *name
	code       C.uintptr_t
	signature  *FunctionType
	size       int
	isNumbers  bool
	paramCount int
}

// newFunction takes over a name of a function.
func (s *Store) newFunction(pointer *C.wasm_func_t) (*Function, error) {
	made := &Function{store: s, code: C.uintptr_t(uintptr(unsafe.Pointer(pointer)))}
	made.name = newName(unsafe.Pointer(pointer), func(p unsafe.Pointer) { C.wasm_func_delete((*C.wasm_func_t)(p)) })
	signature := C.wasm_func_type(pointer)
	if signature == nil {
		return nil, lastError("reading the type")
	}
	made.signature = readFunctionType(signature)
	C.wasm_functype_delete(signature)
	made.paramCount = len(made.signature.Params)
	made.size = max(made.paramCount, len(made.signature.Results), 1)
	made.isNumbers = !hasReferences(made.signature.Params) && !hasReferences(made.signature.Results)
	return made, nil
}

func max(numbers ...int) int {
	largest := numbers[0]
	for _, number := range numbers {
		if number > largest {
			largest = number
		}
	}
	return largest
}

// Store returns the store of the function.
func (f *Function) Store() *Store { return f.store }

// Kind returns KindFunction.
func (f *Function) Kind() ExternKind { return KindFunction }

// Type returns the types of the parameters and results.
func (f *Function) Type() *FunctionType { return f.signature }

// String returns the type as text.
func (f *Function) String() string { return "function " + f.signature.String() }

func (f *Function) extern() *C.wasm_extern_t {
	return C.wasm_func_as_extern((*C.wasm_func_t)(f.name.pointer))
}

// Same returns true if both are the same function, which can have several names.
func (f *Function) Same(other *Function) bool {
	if f == other {
		return true
	}
	same := C.wasm_func_same((*C.wasm_func_t)(f.name.pointer), (*C.wasm_func_t)(other.name.pointer))
	runtime.KeepAlive(f)
	runtime.KeepAlive(other)
	return bool(same)
}

// Call calls the function. Integers of any type are for i32 and i64, signed or not; float32 and float64 for f32 and f64; [16]byte for
// v128, anything for externref, *Function for funcref, nil for null. The results are int32, int64, float32, float64, [16]byte, and what
// references stand for.
//
// When the context ends, the guest is stopped, if the engine is interruptible: errors.Is finds the error of the context. Other guests go
// on until they end. An error is a *Trap, a *ProgramExit, the very error that a host function has returned, or an *Error. A panic of a
// host function goes on in the caller, with the same value.
func (f *Function) Call(ctx context.Context, arguments ...any) ([]any, error) {
	results, err := f.call(ctx, arguments)
	return results, raise(err)
}

func (f *Function) call(ctx context.Context, arguments []any) ([]any, error) {
	s := f.store
	params, resultTypes := f.signature.Params, f.signature.Results
	if len(arguments) != len(params) {
		return nil, failure("%d arguments were given; the function %v takes %d", len(arguments), f.signature, len(params))
	}
	before, err := s.enterToCall()
	if err != nil {
		return nil, err
	}
	defer s.leave(before)
	values := make([]Raw, f.size)
	defer runtime.KeepAlive(f)
	if f.isNumbers {
		for index, kind := range params {
			if values[index], err = s.toRaw(kind, arguments[index], argument(index)); err != nil {
				return nil, err
			}
		}
	} else {
		defer onThread()()
		own := make([]Raw, len(params))
		defer func() {
			for index, kind := range params {
				s.release(kind, &own[index])
			}
		}()
		for index, kind := range params {
			if own[index], err = s.toRaw(kind, arguments[index], argument(index)); err != nil {
				return nil, err
			}
		}
		copy(values, own)
	}
	if err := s.run(ctx, func() C.uintptr_t {
		return C.lanner_go_call_values(f.code, (*C.lanner_raw_t)(unsafe.Pointer(&values[0])))
	}); err != nil {
		return nil, err
	}
	return s.takeResults(resultTypes, values)
}

// takeResults returns what a call has left, whose references it takes over.
func (s *Store) takeResults(types []ValueType, values []Raw) ([]any, error) {
	if len(types) == 0 {
		return nil, nil
	}
	var err error
	results := make([]any, len(types))
	for index, kind := range types {
		value, failed := s.fromRaw(kind, &values[index], true)
		if failed != nil && err == nil {
			err = failed
		}
		results[index] = value
	}
	return results, err
}

func argument(index int) string { return fmt.Sprintf("argument %d", index) }

// run runs a guest until it ends or the context does.
func (s *Store) run(ctx context.Context, enter func() C.uintptr_t) error {
	if s.state.Load() == lent {
		return s.refusal()
	}
	var w *watcher
	if ctx.Done() != nil {
		var err error
		if w, err = s.watch(ctx); err != nil {
			return err
		}
	}
	outer := s.setContext(ctx)
	trap := enter()
	s.setContext(outer)
	var err error
	if trap != 0 {
		err = s.readTrap(trap)
	}
	if w != nil {
		err = w.stop(err)
	}
	return err
}

// CallRaw calls the function with the arguments in a slice, where the results are afterwards: it has room for whichever are more. Nothing
// is allocated. The values are taken for what the function's type says; functions with references are refused.
func (f *Function) CallRaw(ctx context.Context, values []Raw) error {
	if !f.isNumbers {
		return failure("the function %v has references, which CallRaw does not pass; Call does", f.signature)
	}
	if len(values) < f.size && len(values) < max(f.paramCount, len(f.signature.Results)) {
		return failure("there is room for %d values; the function %v needs more", len(values), f.signature)
	}
	if len(values) == 0 {
		_, err := f.callNumbers(ctx, 0, 0, 0, 0)
		return err
	}
	s := f.store
	before, err := s.enterToCall()
	if err != nil {
		return err
	}
	place := (*C.lanner_raw_t)(unsafe.Pointer(&values[0]))
	if ctx.Done() != nil {
		err = s.run(ctx, func() C.uintptr_t { return C.lanner_go_call_values(f.code, place) })
	} else {
		outer := s.setContext(ctx)
		trap := C.lanner_go_call_values(f.code, place)
		s.setContext(outer)
		if trap != 0 {
			err = s.readTrap(trap)
		}
	}
	s.leave(before)
	runtime.KeepAlive(f)
	if err != nil {
		return raise(err)
	}
	return nil
}

// callNumbers calls a function with up to four numbers and one result, or none.
func (f *Function) callNumbers(ctx context.Context, first, second, third, fourth uint64) (uint64, error) {
	s := f.store
	before, err := s.enterToCall()
	if err != nil {
		return 0, err
	}
	if ctx.Done() != nil {
		return f.callNumbersSlowly(ctx, before, first, second, third, fourth)
	}
	outer := s.setContext(ctx)
	result := C.lanner_go_call(f.code, C.uint64_t(first), C.uint64_t(second), C.uint64_t(third), C.uint64_t(fourth))
	s.setContext(outer)
	if result.trap != 0 {
		err = s.readTrap(result.trap)
	}
	s.leave(before)
	runtime.KeepAlive(f)
	if err != nil {
		return 0, raise(err)
	}
	return uint64(result.value), nil
}

func (f *Function) callNumbersSlowly(ctx context.Context, before int32, first, second, third, fourth uint64) (uint64, error) {
	var result C.struct_lanner_go_result
	err := f.store.run(ctx, func() C.uintptr_t {
		result = C.lanner_go_call(f.code, C.uint64_t(first), C.uint64_t(second), C.uint64_t(third), C.uint64_t(fourth))
		return result.trap
	})
	f.store.leave(before)
	runtime.KeepAlive(f)
	if err != nil {
		return 0, raise(err)
	}
	return uint64(result.value), nil
}
