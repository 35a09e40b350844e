package lanner

// #include "library.h"
import "C"

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

// Limits are what the guests of a store may use together. Zero is no limit.
type Limits struct {
	// Everything that they hold: memories, tables, objects; and of these, structures, arrays and exceptions.
	MemoryBytes, HeapBytes int64
	// The stack of one call.
	StackBytes int64
	// Needs EngineOptions.Fuel.
	Fuel int64
	// The time of one call. Needs EngineOptions.Interruptible.
	CallTime                                   time.Duration
	TableElements, Instances, Memories, Tables int64
}

// What a store is doing. It is waiting while its guest waits for an asynchronous host function; what is in it may be used then, but no
// guest, for the time of which the store is lent.
const (
	idle int32 = iota
	inGuest
	inHost
	waiting
	lent
	isClosed
)

// Store is a sandbox: what is made in a store lives in it, and ends when it is closed.
//
// One goroutine at a time may use a store with what is in it; a second one gets an error behind which errors.Is finds ErrInUse. A host
// function that a guest calls may use the store on its own goroutine.
type Store struct {
	engine *Engine
	handle *handle
	slot   *slot
	number uint32
	state  atomic.Int32
	// Set for good when the program has bytes of a memory, which the collector must not take away.
	pinned *pin

	hosts          []*host
	componentHosts []*componentHost
	// Objects that guests refer to, by their keys; errors of host functions on their way through a guest, by theirs.
	objects map[uintptr]any
	carried carriedErrors
	lastKey uint32
	// The memories of instances that call host functions.
	memories map[uintptr]*Memory
	views    int
	kept     []any

	// The context of the call, and the one that a watcher waits for.
	context context.Context
	watched <-chan struct{}

	deadlineGate sync.Mutex
	deadline     time.Time

	// What the guest of a module waits for, and how many calls of components are on their way.
	waitGate sync.Mutex
	wait     *wait
	calls    int
}

// A pin keeps a handle from the garbage collector.
type pin struct{ handle *handle }

var pins sync.Map

// NewStore makes a store; nil stands for no limits.
func NewStore(engine *Engine, limits *Limits) (*Store, error) {
	numbers := C.lanner_limits_none()
	if limits != nil {
		if limits.CallTime != 0 && !engine.options.Interruptible {
			return nil, failure("the limit CallTime needs an engine that is interruptible")
		}
		microseconds := int64(limits.CallTime / time.Microsecond)
		if limits.CallTime > 0 && microseconds == 0 {
			microseconds = 1
		}
		for _, limit := range []struct {
			name   string
			number int64
			place  *C.int64_t
		}{
			{"MemoryBytes", limits.MemoryBytes, &numbers.memory_bytes}, {"HeapBytes", limits.HeapBytes, &numbers.heap_bytes},
			{"StackBytes", limits.StackBytes, &numbers.stack_bytes}, {"Fuel", limits.Fuel, &numbers.fuel},
			{"CallTime", microseconds, &numbers.call_microseconds}, {"TableElements", limits.TableElements, &numbers.table_elements},
			{"Instances", limits.Instances, &numbers.instances}, {"Memories", limits.Memories, &numbers.memories},
			{"Tables", limits.Tables, &numbers.tables},
		} {
			if limit.number < 0 {
				return nil, failure(
					"the limit %s is %d; a number that is not negative was expected, 0 for no limit", limit.name, limit.number)
			}
			if limit.number > 0 {
				*limit.place = C.int64_t(limit.number)
			}
		}
	}
	base, err := engine.use()
	if err != nil {
		return nil, err
	}
	defer engine.handle.drop()
	defer onThread()()
	pointer := C.lanner_store_new(base, &numbers)
	if pointer == nil {
		return nil, lastError("making the store")
	}
	made := &Store{
		engine: engine, context: context.Background(), objects: map[uintptr]any{},
		memories: map[uintptr]*Memory{},
	}
	var number uint32
	made.slot, number = newSlot(unsafe.Pointer(pointer))
	made.number = number
	made.handle = newHandle(unsafe.Pointer(pointer), engine.handle, func(p unsafe.Pointer) {
		C.wasm_store_delete((*C.wasm_store_t)(p))
		freeSlot(number)
	})
	return made, nil
}

// Engine returns the engine of the store.
func (s *Store) Engine() *Engine { return s.engine }

// Close ends the store and everything in it. It fails while a guest of the store runs, and during Memory.View. It may be called again.
//
// Slices that Memory.Bytes has returned must not be used afterwards.
func (s *Store) Close() error {
	if !s.state.CompareAndSwap(idle, isClosed) {
		if s.state.Load() == isClosed {
			return nil
		}
		return &Error{Message: "the store is closed while a guest of it runs; it can be closed after the call", cause: ErrInUse}
	}
	if s.views > 0 {
		s.state.Store(idle)
		return &Error{Message: "the store is closed while its memory is viewed; it can be closed afterwards", cause: ErrInUse}
	}
	if s.pinned != nil {
		pins.Delete(s.pinned)
	}
	s.handle.close()
	s.hosts, s.componentHosts, s.objects, s.memories, s.kept = nil, nil, nil, nil, nil
	return nil
}

// Closed returns true once the store is closed.
func (s *Store) Closed() bool { return s.state.Load() == isClosed }

// enter begins to use what is in the store. It returns what leave takes.
func (s *Store) enter() (int32, error) {
	if s.state.CompareAndSwap(waiting, lent) {
		return waiting, nil
	}
	return s.enterToCall()
}

// enterToCall begins to use the store for a call of a guest.
func (s *Store) enterToCall() (int32, error) {
	if s.state.CompareAndSwap(idle, inGuest) {
		s.slot.store = s
		return idle, nil
	}
	if s.state.CompareAndSwap(inHost, inGuest) {
		return inHost, nil
	}
	return 0, s.refusal()
}

// refusal returns why the store cannot be used.
func (s *Store) refusal() error {
	switch s.state.Load() {
	case isClosed:
		return closed("the store")
	case waiting, lent:
		return &Error{Message: "the store is in use: its guest waits for a host function, and no other can be called meanwhile", cause: ErrInUse}
	}
	return &Error{Message: "the store is in use by another goroutine, or by a call that has not ended", cause: ErrInUse}
}

func (s *Store) leave(before int32) {
	if before == idle {
		s.slot.store = nil
		s.carried.clear()
	}
	s.state.Store(before)
}

// use calls a function with the store, on one thread.
func (s *Store) use(function func(*C.wasm_store_t) error) error {
	before, err := s.enter()
	if err != nil {
		return err
	}
	defer s.leave(before)
	defer onThread()()
	return function((*C.wasm_store_t)(s.handle.pointer))
}

// share calls a function with the store, also while another goroutine uses it.
func (s *Store) share(function func(*C.wasm_store_t) error) error {
	if !s.handle.acquire() {
		return closed("the store")
	}
	defer s.handle.drop()
	defer onThread()()
	return function((*C.wasm_store_t)(s.handle.pointer))
}

// newKey returns a key by which C refers to something of the store.
func (s *Store) newKey() uintptr {
	for {
		s.lastKey++
		key := uintptr(s.number)<<32 | uintptr(s.lastKey)
		if _, used := s.objects[key]; !used && key != 0 && s.lastKey != 0 {
			return key
		}
	}
}

// pin keeps the store from the garbage collector, since the program has bytes of its memory.
func (s *Store) pin() {
	if s.pinned == nil {
		s.pinned = &pin{s.handle}
		pins.Store(s.pinned, nil)
	}
}

func (s *Store) number64(what string, read func(*C.wasm_store_t, *C.int64_t) C.bool) (int64, error) {
	var number C.int64_t
	err := s.share(func(store *C.wasm_store_t) error {
		if !read(store, &number) {
			return lastError(what)
		}
		return nil
	})
	return int64(number), err
}

// Fuel returns the fuel that is left.
func (s *Store) Fuel() (int64, error) {
	return s.number64("reading the fuel", func(p *C.wasm_store_t, out *C.int64_t) C.bool { return C.lanner_store_fuel(p, out) })
}

// FuelConsumed returns the fuel that guests have used.
func (s *Store) FuelConsumed() (int64, error) {
	return s.number64("reading the fuel", func(p *C.wasm_store_t, out *C.int64_t) C.bool {
		return C.lanner_store_fuel_consumed(p, out)
	})
}

// SetFuel sets the fuel that is left.
func (s *Store) SetFuel(fuel int64) error {
	return s.use(func(store *C.wasm_store_t) error {
		if !C.lanner_store_set_fuel(store, C.int64_t(fuel)) {
			return lastError("setting the fuel")
		}
		return nil
	})
}

// AddFuel gives guests more fuel.
func (s *Store) AddFuel(fuel int64) error {
	return s.use(func(store *C.wasm_store_t) error {
		if !C.lanner_store_add_fuel(store, C.int64_t(fuel)) {
			return lastError("adding fuel")
		}
		return nil
	})
}

// Interrupt has the guest that runs in the store trap with TrapInterrupted; when none runs, the next call. Any goroutine may call it.
func (s *Store) Interrupt() error {
	return s.share(func(store *C.wasm_store_t) error {
		if !C.lanner_store_interrupt(store) {
			return lastError("the interruption")
		}
		return nil
	})
}

// Interrupted returns true if guests of the store are to stop: for host functions that take long. Any goroutine may ask.
func (s *Store) Interrupted() bool {
	interrupted := false
	_ = s.share(func(store *C.wasm_store_t) error {
		interrupted = bool(C.lanner_store_is_interrupted(store))
		return nil
	})
	return interrupted
}

// SetDeadline has guests of the store trap with TrapDeadlinePassed from a time on; the zero time clears the deadline. For one call a
// context with a deadline does the same. Any goroutine may call it.
func (s *Store) SetDeadline(deadline time.Time) error {
	return s.share(func(store *C.wasm_store_t) error {
		s.deadlineGate.Lock()
		defer s.deadlineGate.Unlock()
		if err := setDeadline(store, deadline); err != nil {
			return err
		}
		s.deadline = deadline
		return nil
	})
}

func setDeadline(store *C.wasm_store_t, deadline time.Time) error {
	if deadline.IsZero() {
		C.lanner_store_clear_deadline(store)
		return nil
	}
	left := time.Until(deadline)
	if left < 0 {
		left = 0
	}
	microseconds := math.Ceil(float64(left) / float64(time.Microsecond))
	if !C.lanner_store_set_deadline(store, C.uint64_t(microseconds)) {
		return lastError("setting the deadline")
	}
	return nil
}
