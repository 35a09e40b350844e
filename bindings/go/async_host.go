package lanner

// #include "library.h"
import "C"

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"
)

// An asyncHost is a host function that runs in a goroutine of its own, while its guest waits.
type asyncHost struct {
	call      func(ctx context.Context, caller *Caller, arguments []any) ([]any, error)
	hasCaller bool
}

// HostAsync makes a host function of a type that runs in a goroutine of its own, while its guest waits: see NewFunction. Its arguments and
// results are as those of Function.Call.
func HostAsync(
	signature *FunctionType, function func(ctx context.Context, caller *Caller, arguments []any) ([]any, error),
) HostFunction {
	return HostFunction{signature: signature, async: &asyncHost{call: function, hasCaller: true}}
}

// A wait is that of a guest for a host function, or the end of one of a component.
type wait struct {
	store      *Store
	key        uintptr
	completion unsafe.Pointer
	context    context.Context
	cancel     context.CancelFunc
	// The guest has ended without it. Guarded by the store, for modules.
	isOver bool
}

// The waits that can be cancelled, by the keys under which C does so: one may have ended at that moment.
var (
	waits       sync.Map
	lastWaitKey atomic.Uint64
)

// newWait makes a wait with a context that ends when nobody waits any more.
func newWait(ctx context.Context, s *Store, completion unsafe.Pointer) *wait {
	made := &wait{store: s, key: uintptr(lastWaitKey.Add(1)), completion: completion}
	made.context, made.cancel = context.WithCancel(ctx)
	waits.Store(made.key, made)
	C.lanner_go_watch(completion, C.uintptr_t(made.key))
	return made
}

// lannerGoCancelled ends the context of a host function, on any thread.
//
//export lannerGoCancelled
func lannerGoCancelled(key C.uintptr_t) {
	if known, found := waits.Load(uintptr(key)); found {
		known.(*wait).cancel()
	}
}

// forget ends the context, for which there is no further use.
func (w *wait) forget() {
	waits.Delete(w.key)
	w.cancel()
}

// run calls a host function in a goroutine of its own, and then what ends the wait. A panic is an error, and so is runtime.Goexit.
func (w *wait) run(function func() error, finish func(err error)) {
	go func() {
		err := failure("the host function has called runtime.Goexit (testing.T.FailNow does)")
		hasReturned := false
		defer func() {
			if !hasReturned {
				if value := recover(); value != nil {
					err = &hostPanic{value}
				}
			}
			finish(err)
		}()
		err = function()
		hasReturned = true
	}()
}

// lannerGoCallAsync begins a host function for a guest, which waits until it is done.
//
//export lannerGoCallAsync
func lannerGoCallAsync(key C.uintptr_t, caller C.uintptr_t, arguments, completion unsafe.Pointer) {
	place := slotAt(uintptr(key))
	s := place.store
	if s == nil {
		C.lanner_go_fail(completion, newTrap(place.pointer, "the store is used by two goroutines at once", 0))
		return
	}
	h := s.hosts[uint32(key)]
	s.state.Store(inHost)
	who, values, err := h.receive(caller, arguments)
	s.state.Store(inGuest)
	if err != nil {
		C.lanner_go_fail(completion, s.carry(err))
		return
	}
	w := newWait(s.context, s, completion)
	s.waitGate.Lock()
	s.wait = w
	s.state.Store(waiting)
	s.waitGate.Unlock()
	var results []any
	w.run(func() (err error) {
		results, err = h.async.call(w.context, who, values)
		return err
	}, func(err error) { w.finish(h.signature.Results, results, err) })
}

// receive reads what a guest has given to a host function; it is valid now only.
func (h *host) receive(caller C.uintptr_t, arguments unsafe.Pointer) (*Caller, []any, error) {
	who := &Caller{store: h.store, pointer: caller}
	if h.async.hasCaller {
		who.memory, _ = who.Memory()
	}
	who.pointer = 0
	raw := readValues(arguments, false)
	values := make([]any, len(raw))
	for index, kind := range h.signature.Params {
		var err error
		if values[index], err = h.store.fromRaw(kind, &raw[index], false); err != nil {
			return nil, nil, err
		}
	}
	return who, values, nil
}

// finish has the guest go on with what the host function has returned, unless it has ended.
func (w *wait) finish(types []ValueType, results []any, err error) {
	w.forget()
	s := w.store
	s.waitGate.Lock()
	defer s.waitGate.Unlock()
	if w.isOver {
		C.lanner_go_fail(w.completion, newTrap(nil, "nobody waits for the host function", 0))
		return
	}
	w.over()
	if err == nil && len(results) != len(types) {
		err = failure("the host function has returned %d values; %d were expected", len(results), len(types))
	}
	values := make([]Raw, len(types)+1)
	if err == nil {
		err = s.giveResults(types, results, values)
	}
	if err != nil {
		C.lanner_go_fail(w.completion, s.carry(err))
		return
	}
	kinds := kindsOf(types)
	// References stay ours: the goroutine keeps the values until the guest has them.
	C.lanner_go_complete(w.completion, (*C.lanner_raw_t)(unsafe.Pointer(&values[0])), &kinds[0], C.size_t(len(types)))
	for index, kind := range types {
		s.release(kind, &values[index])
	}
}

// over ends the wait for the store, which is in the guest's use again. Who has lent it gives it back soon.
func (w *wait) over() {
	w.isOver = true
	w.store.wait = nil
	for !w.store.state.CompareAndSwap(waiting, inGuest) {
		runtime.Gosched()
	}
}

// endWait ends the wait of a guest that has ended by a trap, if it has one.
func (s *Store) endWait() {
	s.waitGate.Lock()
	defer s.waitGate.Unlock()
	if w := s.wait; w != nil {
		w.over()
		w.cancel()
	}
}
