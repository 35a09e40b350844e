package lanner

// #include "library.h"
import "C"

import (
	"context"
	"time"
	"unsafe"
)

// setContext sets the context of the call that runs, and returns the one before. Mostly it is the same, and nothing is written.
func (s *Store) setContext(ctx context.Context) context.Context {
	before := s.context
	// Not by ==, which panics for types that cannot be compared.
	if *(*[2]uintptr)(unsafe.Pointer(&before)) != *(*[2]uintptr)(unsafe.Pointer(&ctx)) {
		s.context = ctx
	}
	return before
}

// A watcher stops the guests of a store when a context ends.
type watcher struct {
	store    *Store
	context  context.Context
	finished chan struct{}
	gone     chan struct{}
	before   <-chan struct{}
	fired    bool
}

// watch begins to wait for the end of a context; nil if there is nothing to wait for. It fails if the context has ended.
func (s *Store) watch(ctx context.Context) (*watcher, error) {
	done := ctx.Done()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if !s.engine.options.Interruptible || s.watched == done {
		return nil, nil
	}
	w := &watcher{store: s, context: ctx, finished: make(chan struct{}), gone: make(chan struct{}), before: s.watched}
	s.watched = done
	go w.wait(done)
	return w, nil
}

func (w *watcher) wait(done <-chan struct{}) {
	defer close(w.gone)
	select {
	case <-w.finished:
	case <-done:
		// A deadline that has passed, and not an interruption, since only the former can be taken back.
		w.fired = w.store.stopNow()
	}
}

// stop ends the waiting, and returns what a call returns whose guest was perhaps stopped.
func (w *watcher) stop(err error) error {
	close(w.finished)
	<-w.gone
	w.store.watched = w.before
	if !w.fired {
		return err
	}
	w.store.restoreDeadline()
	return blame(w.context, err)
}

func (s *Store) stopNow() bool {
	return s.share(func(store *C.wasm_store_t) error {
		s.deadlineGate.Lock()
		defer s.deadlineGate.Unlock()
		return setDeadline(store, time.Unix(1, 0))
	}) == nil
}

func (s *Store) restoreDeadline() {
	_ = s.share(func(store *C.wasm_store_t) error {
		s.deadlineGate.Lock()
		defer s.deadlineGate.Unlock()
		return setDeadline(store, s.deadline)
	})
}
