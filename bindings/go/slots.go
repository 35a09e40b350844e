package lanner

import (
	"sync"
	"sync/atomic"
	"unsafe"
)

// A slot stands for a store where C refers to it: a callback has its number, and finds the store while a call runs in it. Nothing else
// that is global refers to the store, so that the garbage collector can release it with the host functions that it has.
type slot struct {
	// The store, while a call runs in it.
	store *Store
	// The store as the library knows it.
	pointer unsafe.Pointer
	// The keys of objects that no guest refers to any more.
	gate sync.Mutex
	dead []uintptr
}

var (
	slotGate  sync.Mutex
	slotTable atomic.Pointer[[]*slot]
	freeSlots []uint32
)

// newSlot returns a slot and its number.
func newSlot(pointer unsafe.Pointer) (*slot, uint32) {
	slotGate.Lock()
	defer slotGate.Unlock()
	made := &slot{pointer: pointer}
	var table []*slot
	if known := slotTable.Load(); known != nil {
		table = *known
	}
	if last := len(freeSlots) - 1; last >= 0 {
		number := freeSlots[last]
		freeSlots = freeSlots[:last]
		// Nobody reads this place: its store is deleted.
		table[number] = made
		return made, number
	}
	table = append(table, made)
	slotTable.Store(&table)
	return made, uint32(len(table) - 1)
}

func freeSlot(number uint32) {
	slotGate.Lock()
	defer slotGate.Unlock()
	(*slotTable.Load())[number] = &slot{}
	freeSlots = append(freeSlots, number)
}

func slotAt(key uintptr) *slot {
	return (*slotTable.Load())[key>>32]
}

// forget notes that no guest refers to an object any more.
func (s *slot) forget(key uintptr) {
	s.gate.Lock()
	s.dead = append(s.dead, key)
	s.gate.Unlock()
}

// takeDead returns the keys of the objects that no guest refers to, once.
func (s *slot) takeDead() []uintptr {
	s.gate.Lock()
	defer s.gate.Unlock()
	dead := s.dead
	s.dead = nil
	return dead
}
