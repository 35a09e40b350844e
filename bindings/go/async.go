package lanner

// #include "library.h"
import "C"

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"
)

// A call is one that a thread of the library's runs, while the goroutine that has begun it waits for a channel.
type call struct {
	pointer *C.lanner_call_t
	ended   chan struct{}
	// What it has ended with.
	trap    C.uintptr_t
	results []Raw
	text    []byte
}

// The calls that are on their way, by the keys under which C tells their ends.
var (
	calls       sync.Map
	lastCallKey atomic.Uint64
)

// beginCall begins a call by a function of C; what is the message if there is none.
func beginCall(what string, begin func(key C.uintptr_t) *C.lanner_call_t) (*call, error) {
	defer onThread()()
	made := &call{ended: make(chan struct{})}
	key := uintptr(lastCallKey.Add(1))
	calls.Store(key, made)
	if made.pointer = begin(C.uintptr_t(key)); made.pointer == nil {
		calls.Delete(key)
		return nil, lastError(what)
	}
	return made, nil
}

// lannerGoEnded notes the end of a call, on any thread.
//
//export lannerGoEnded
func lannerGoEnded(key C.uintptr_t, trap C.uintptr_t, results, text unsafe.Pointer) {
	known, _ := calls.LoadAndDelete(uintptr(key))
	ended := known.(*call)
	ended.trap = trap
	if results != nil {
		ended.results = readValues(results, true)
	}
	if text != nil {
		ended.text = viewBytes((*C.wasm_byte_vec_t)(text))
	}
	close(ended.ended)
}

// readValues returns a copy of values of C.
func readValues(vector unsafe.Pointer, owned bool) []Raw {
	count := int((*C.wasm_val_vec_t)(vector).size)
	values := make([]Raw, count+1)
	C.lanner_go_read_values(vector, (*C.lanner_raw_t)(unsafe.Pointer(&values[0])), C.bool(owned))
	return values[:count]
}

// wait waits for the end of the call. A context that ends has the guest stopped. The error is that of a guest that has not returned.
func (c *call) wait(ctx context.Context, s *Store) error {
	isCancelled := false
	select {
	case <-c.ended:
	case <-ctx.Done():
		isCancelled = true
		C.lanner_call_cancel(c.pointer)
		<-c.ended
	}
	C.lanner_call_delete(c.pointer)
	if c.trap == 0 {
		return nil
	}
	err := s.readTrap(c.trap)
	if isCancelled {
		err = blame(ctx, err)
	}
	return err
}

// CallContext calls the function as Call does, on a thread of the library's: the goroutine waits for it as for a channel, and holds no
// thread. It is for guests that wait for asynchronous host functions, or run for long, in large numbers; a short call takes longer than by
// Call.
//
// When the context ends, the guest is stopped; if the engine is not interruptible, as soon as it waits. The store is in use until then.
// Vectors are not passed.
func (f *Function) CallContext(ctx context.Context, arguments ...any) ([]any, error) {
	results, err := f.callContext(ctx, arguments)
	return results, raise(err)
}

func (f *Function) callContext(ctx context.Context, arguments []any) ([]any, error) {
	s := f.store
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if !s.state.CompareAndSwap(idle, inGuest) {
		return nil, s.refusal()
	}
	s.slot.store = s
	defer s.leave(idle)
	defer runtime.KeepAlive(f)
	defer s.setContext(s.setContext(ctx))
	begun, err := f.begin(arguments)
	if err != nil {
		return nil, err
	}
	if err := begun.wait(ctx, s); err != nil {
		return nil, err
	}
	return s.takeResults(f.signature.Results, begun.results)
}

func (f *Function) begin(arguments []any) (*call, error) {
	params := f.signature.Params
	if len(arguments) != len(params) {
		return nil, failure("%d arguments were given; the function %v takes %d", len(arguments), f.signature, len(params))
	}
	defer onThread()()
	values := make([]Raw, len(params)+1)
	defer func() {
		for index, kind := range params {
			f.store.release(kind, &values[index])
		}
	}()
	for index, kind := range params {
		var err error
		if values[index], err = f.store.toRaw(kind, arguments[index], argument(index)); err != nil {
			return nil, err
		}
	}
	kinds := kindsOf(params)
	return beginCall("the call", func(key C.uintptr_t) *C.lanner_call_t {
		return C.lanner_go_call_async(f.code, (*C.lanner_raw_t)(unsafe.Pointer(&values[0])), &kinds[0], C.size_t(len(params)), key)
	})
}

// kindsOf returns the kinds of types as C has them, with room for one more, so that there is an address.
func kindsOf(types []ValueType) []C.uint8_t {
	kinds := make([]C.uint8_t, len(types)+1)
	for index, kind := range types {
		kinds[index] = C.uint8_t(kind)
	}
	return kinds
}

// CallContext calls the function that is exported under a name: see Function.CallContext.
func (i *Instance) CallContext(ctx context.Context, name string, arguments ...any) ([]any, error) {
	function, err := i.Function(name)
	if err != nil {
		return nil, err
	}
	return function.CallContext(ctx, arguments...)
}

// Waits returns which guests of the process wait, for what and since when: text with a line for each.
func Waits() (string, error) {
	if err := Start(); err != nil {
		return "", err
	}
	var message C.wasm_message_t
	C.lanner_waits(&message)
	return strings.TrimRight(string(takeBytes(&message)), "\x00"), nil
}
