package lanner

// #include "library.h"
import "C"

import (
	"context"
	"runtime"
	"time"
	"unsafe"
)

// beginCalls begins to use the store for a call of a component that does not block. Several may be on their way.
func (s *Store) beginCalls(ctx context.Context) error {
	s.waitGate.Lock()
	defer s.waitGate.Unlock()
	if s.calls == 0 {
		if !s.state.CompareAndSwap(idle, inGuest) {
			return s.refusal()
		}
		s.slot.store = s
		s.context = ctx
	} else {
		// Nobody can tell for which of them a host function is called.
		s.context = context.Background()
	}
	s.calls++
	return nil
}

func (s *Store) endCalls() {
	s.waitGate.Lock()
	defer s.waitGate.Unlock()
	if s.calls--; s.calls == 0 {
		s.context = context.Background()
		s.leave(idle)
	}
}

// callContext returns the context of the call that runs.
func (s *Store) callContext() context.Context {
	s.waitGate.Lock()
	defer s.waitGate.Unlock()
	return s.context
}

// callText makes a call that a function of C begins, and returns its result.
func (i *ComponentInstance) callText(
	ctx context.Context, begin func(instance *C.lanner_component_instance_t, key C.uintptr_t) *C.lanner_call_t,
) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s := i.store
	if err := s.beginCalls(ctx); err != nil {
		return nil, err
	}
	defer s.endCalls()
	defer runtime.KeepAlive(i)
	begun, err := beginCall("the call", func(key C.uintptr_t) *C.lanner_call_t {
		return begin((*C.lanner_component_instance_t)(i.name.pointer), key)
	})
	if err != nil {
		return nil, err
	}
	err = begun.wait(ctx, s)
	return begun.text, err
}

// CallContext calls a function as Call does, without holding a thread: see Function.CallContext. Of functions whose type is async any
// number of calls may be on their way in one store; others have the store for themselves. A host function whose context is that of the call
// has the background instead while there are several.
func (i *ComponentInstance) CallContext(ctx context.Context, name string, arguments ...any) (any, error) {
	var result any
	err := i.CallIntoContext(ctx, &result, name, arguments...)
	return result, err
}

// CallIntoContext calls a function as CallInto does, without holding a thread: see CallContext.
func (i *ComponentInstance) CallIntoContext(ctx context.Context, result any, name string, arguments ...any) error {
	return i.callInto(result, name, arguments, func(given []byte) ([]byte, error) { return i.CallJSONContext(ctx, name, given) })
}

// CallJSONContext calls a function as CallJSON does, without holding a thread: see CallContext.
func (i *ComponentInstance) CallJSONContext(ctx context.Context, name string, arguments []byte) ([]byte, error) {
	var result []byte
	err := withString(name, "the name", func(text *C.char) (err error) {
		result, err = i.callText(ctx, func(instance *C.lanner_component_instance_t, key C.uintptr_t) *C.lanner_call_t {
			return C.lanner_go_component_call_async(instance, text, pointerTo(arguments), C.size_t(len(arguments)), key)
		})
		return err
	})
	return result, raise(err)
}

// CallWaveContext does a call in WAVE as CallWave does, without holding a thread: see CallContext.
func (i *ComponentInstance) CallWaveContext(ctx context.Context, call string) (string, error) {
	var result []byte
	err := withString(call, "the call", func(text *C.char) (err error) {
		result, err = i.callText(ctx, func(instance *C.lanner_component_instance_t, key C.uintptr_t) *C.lanner_call_t {
			return C.lanner_go_component_call_wave_async(instance, text, key)
		})
		return err
	})
	return string(result), raise(err)
}

// DefineAsync defines a function as Define does, which runs in a goroutine of its own. A guest whose type of it is async goes on meanwhile,
// if it can; any other waits. If its first parameter is a context.Context, that has the values of the context of the call, and ends when
// nobody waits any more: the guest was stopped, or a deadline has passed.
func (l *ComponentLinker) DefineAsync(interfaceName, name string, function any) error {
	return l.define(interfaceName, name, function, func(
		linker *C.lanner_component_linker_t, interfacePart, namePart *C.char, key C.uintptr_t,
	) C.bool {
		return C.lanner_go_component_define_async(linker, interfacePart, namePart, key)
	})
}

// valuesOnly is a context with the values of another one, which does not end.
type valuesOnly struct{ context.Context }

func (valuesOnly) Deadline() (deadline time.Time, ok bool) { return time.Time{}, false }

func (valuesOnly) Done() <-chan struct{} { return nil }

func (valuesOnly) Err() error { return nil }

// lannerGoCallComponentAsync begins a host function for a component.
//
//export lannerGoCallComponentAsync
func lannerGoCallComponentAsync(key C.uintptr_t, arguments, completion unsafe.Pointer) {
	place := slotAt(uintptr(key))
	s := place.store
	if s == nil {
		C.lanner_go_fail(completion, newTrap(place.pointer, "the store is used by two goroutines at once", 0))
		return
	}
	text := viewBytes((*C.wasm_byte_vec_t)(arguments))
	h := s.componentHosts[uint32(key)]
	w := newWait(valuesOnly{s.callContext()}, s, completion)
	var result []byte
	w.run(func() (err error) {
		result, err = h.answer(w.context, text)
		return err
	}, func(err error) { w.finishText(result, err) })
}

// finishText ends the wait of a guest of a component, which may have ended.
func (w *wait) finishText(result []byte, err error) {
	s := w.store
	isCancelled := w.context.Err() != nil
	w.forget()
	switch {
	case err == nil:
		C.lanner_go_complete_text(w.completion, pointerTo(result), C.size_t(len(result)))
	case !isCancelled && s.handle.acquire():
		C.lanner_go_fail(w.completion, s.carry(err))
		s.handle.drop()
	default:
		C.lanner_go_fail(w.completion, newTrap(nil, "nobody waits for the host function", 0))
	}
}
