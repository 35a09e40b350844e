package lanner

import (
	"runtime"
	"sync/atomic"
	"unsafe"
)

// A handle owns a pointer of the library, and counts who uses it. It refers to nothing that refers to it, so that the garbage collector
// releases it with the object that has it, also when that object is part of a cycle.
type handle struct {
	pointer  unsafe.Pointer
	release  func(unsafe.Pointer)
	uses     atomic.Int64
	isClosed atomic.Bool
	// The handle that this one keeps alive: the engine of a store.
	base *handle
}

func newHandle(pointer unsafe.Pointer, base *handle, release func(unsafe.Pointer)) *handle {
	made := &handle{pointer: pointer, release: release, base: base}
	made.uses.Store(1)
	if base != nil {
		base.uses.Add(1)
	}
	runtime.SetFinalizer(made, (*handle).close)
	return made
}

// acquire has the pointer stay until drop; false when the handle is closed.
func (h *handle) acquire() bool {
	if h.isClosed.Load() {
		return false
	}
	for {
		uses := h.uses.Load()
		if uses <= 0 {
			return false
		}
		if h.uses.CompareAndSwap(uses, uses+1) {
			return true
		}
	}
}

func (h *handle) drop() {
	if h.uses.Add(-1) == 0 {
		h.release(h.pointer)
		h.pointer = nil
		if h.base != nil {
			h.base.drop()
		}
	}
}

// close has the pointer released once nobody uses it. It may be called again.
func (h *handle) close() {
	if h.isClosed.CompareAndSwap(false, true) {
		runtime.SetFinalizer(h, nil)
		h.drop()
	}
}

// A name owns a pointer to something in a store, which the collector releases.
type name struct {
	pointer unsafe.Pointer
	release func(unsafe.Pointer)
}

func newName(pointer unsafe.Pointer, release func(unsafe.Pointer)) *name {
	made := &name{pointer, release}
	runtime.SetFinalizer(made, func(n *name) { n.release(n.pointer) })
	return made
}
