package lanner

// #include "library.h"
import "C"

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"unsafe"
)

// A host is a host function, in its store.
type host struct {
	store     *Store
	signature *FunctionType
	call      func(caller *Caller, values *Raw) error
	// Instead, for one that its guest waits for.
	async *asyncHost
	// A caller that calls use one after another, and if one does.
	caller Caller
	isBusy bool
}

// Caller is the instance that calls a host function, during that call. An asynchronous host function has its memory, and no other export.
type Caller struct {
	store   *Store
	pointer C.uintptr_t
	memory  *Memory
}

// Store returns the store of the instance.
func (c *Caller) Store() *Store { return c.store }

// Context returns the context of the call that runs.
func (c *Caller) Context() context.Context { return c.store.context }

// Export returns what the instance exports under a name. It fails if the host itself has called the function, or the call has ended.
func (c *Caller) Export(name string) (Extern, error) {
	var made Extern
	err := c.store.use(func(*C.wasm_store_t) error {
		if c.pointer == 0 {
			return failure("there is no calling instance: the host has called the function, or it is asynchronous, or the call has ended")
		}
		return withString(name, "the name", func(text *C.char) (err error) {
			pointer := C.lanner_caller_export(c.place(), text)
			if pointer == nil {
				return lastError("finding the export")
			}
			made, err = c.store.newExtern(pointer, name)
			return err
		})
	})
	return made, err
}

// place returns the pointer of C.
func (c *Caller) place() *C.lanner_caller_t {
	return *(**C.lanner_caller_t)(unsafe.Pointer(&c.pointer))
}

// Memory returns the memory that the instance exports as "memory".
func (c *Caller) Memory() (*Memory, error) {
	if c.memory != nil {
		return c.memory, nil
	}
	if known, found := c.store.memories[uintptr(c.pointer)]; found && c.pointer != 0 {
		return known, nil
	}
	export, err := c.Export("memory")
	if err != nil {
		return nil, err
	}
	memory, ok := export.(*Memory)
	if !ok {
		return nil, failure("the export \"memory\" is a %v; a memory was expected", export.Kind())
	}
	c.store.memories[uintptr(c.pointer)] = memory
	return memory, nil
}

// lannerGoCall calls a host function for a guest. Nothing may leave it but by its result: it stands on frames of .NET.
//
//export lannerGoCall
func lannerGoCall(key C.uintptr_t, caller C.uintptr_t, values unsafe.Pointer) C.uintptr_t {
	place := slotAt(uintptr(key))
	s := place.store
	if s == nil {
		return newTrap(place.pointer, "the store is used by two goroutines at once", 0)
	}
	h := s.hosts[uint32(key)]
	s.state.Store(inHost)
	err := h.run(caller, (*Raw)(values))
	s.state.Store(inGuest)
	if err != nil {
		return s.carry(err)
	}
	return 0
}

// run calls the host function, and returns a panic as an error.
func (h *host) run(caller C.uintptr_t, values *Raw) (err error) {
	who := &h.caller
	if h.isBusy {
		who = &Caller{store: h.store}
	}
	h.isBusy = true
	who.pointer = caller
	hasReturned := false
	defer func() {
		who.pointer = 0
		if who == &h.caller {
			h.isBusy = false
		}
		if !hasReturned {
			err = recovered(recover())
		}
	}()
	err = h.call(who, values)
	hasReturned = true
	return err
}

func recovered(value any) error {
	if value == nil {
		// There is no way back: the goroutine ends, and the frames of .NET with it. Better a message than a crash later on.
		fmt.Fprintln(os.Stderr, "lanner: a host function has called runtime.Goexit (testing.T.FailNow does), or panicked with nil; "+
			"it has to return to its guest, or to panic with a value")
		debug.PrintStack()
		os.Exit(2)
	}
	return &hostPanic{value}
}

// carriedErrors are the errors of host functions on their way through a guest, by their keys.
type carriedErrors struct {
	gate    sync.Mutex
	errors  map[uintptr]error
	lastKey uintptr
	isUsed  atomic.Bool
}

func (c *carriedErrors) add(err error) uintptr {
	c.gate.Lock()
	defer c.gate.Unlock()
	if c.errors == nil {
		c.errors = map[uintptr]error{}
	}
	c.lastKey++
	c.errors[c.lastKey] = err
	c.isUsed.Store(true)
	return c.lastKey
}

func (c *carriedErrors) take(key uintptr) (error, bool) {
	c.gate.Lock()
	defer c.gate.Unlock()
	err, found := c.errors[key]
	delete(c.errors, key)
	return err, found
}

// clear forgets the errors that have not arrived: those of host functions that have failed when nobody waited any more.
func (c *carriedErrors) clear() {
	if c.isUsed.Load() {
		c.gate.Lock()
		c.errors = nil
		c.isUsed.Store(false)
		c.gate.Unlock()
	}
}

// carry makes a trap that carries an error through the guest.
func (s *Store) carry(err error) C.uintptr_t {
	return newTrap(s.handle.pointer, err.Error(), s.carried.add(err))
}

func newTrap(store unsafe.Pointer, message string, key uintptr) C.uintptr_t {
	text := []byte(message)
	return C.lanner_go_trap_new((*C.wasm_store_t)(store), (*C.char)(pointerTo(text)), C.size_t(len(text)), C.uintptr_t(key))
}

// lannerGoFinalize notes that no guest refers to an object any more.
//
//export lannerGoFinalize
func lannerGoFinalize(key C.uintptr_t) {
	slotAt(uintptr(key)).forget(uintptr(key))
}
