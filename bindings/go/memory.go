package lanner

// #include "library.h"
import "C"

import (
	"bytes"
	"runtime"
	"unicode/utf8"
	"unsafe"
)

// PageSize is the size of a page of memory in bytes.
const PageSize = 65536

// Memory is a memory. It lives as long as its store. Read, Write and the others check bounds, and fail once the store is closed.
type Memory struct {
	store *Store
	name  *name
	code  C.uintptr_t
	// The bytes as far as they are known: a memory never moves, and never becomes smaller.
	known []byte
}

// NewMemory makes a memory of the host, with a least and a largest size in pages; the latter may be NoMaximum.
func NewMemory(store *Store, minimum, maximum uint32) (*Memory, error) {
	var made *Memory
	err := store.use(func(pointer *C.wasm_store_t) error {
		limits := C.wasm_limits_t{min: C.uint32_t(minimum), max: C.uint32_t(maximum)}
		kind := C.wasm_memorytype_new(&limits)
		if kind == nil {
			return lastError("making the type")
		}
		defer C.wasm_memorytype_delete(kind)
		memory := C.wasm_memory_new(pointer, kind)
		if memory == nil {
			return lastError("making the memory")
		}
		made = store.newMemory(memory)
		return nil
	})
	return made, err
}

func (s *Store) newMemory(pointer *C.wasm_memory_t) *Memory {
	made := &Memory{store: s, code: C.uintptr_t(uintptr(unsafe.Pointer(pointer)))}
	made.name = newName(unsafe.Pointer(pointer), func(p unsafe.Pointer) { C.wasm_memory_delete((*C.wasm_memory_t)(p)) })
	return made
}

// Store returns the store of the memory.
func (m *Memory) Store() *Store { return m.store }

// Kind returns KindMemory.
func (m *Memory) Kind() ExternKind { return KindMemory }

func (m *Memory) extern() *C.wasm_extern_t {
	return C.wasm_memory_as_extern((*C.wasm_memory_t)(m.name.pointer))
}

// Type returns the least and the largest size, in pages.
func (m *Memory) Type() (*MemoryType, error) {
	var read *MemoryType
	err := m.store.use(func(*C.wasm_store_t) error {
		defer runtime.KeepAlive(m)
		kind := C.wasm_memory_type((*C.wasm_memory_t)(m.name.pointer))
		if kind == nil {
			return lastError("reading the type")
		}
		defer C.wasm_memorytype_delete(kind)
		read = readMemoryType(kind)
		return nil
	})
	return read, err
}

// refresh looks how large the memory is.
func (m *Memory) refresh() {
	span := C.lanner_go_memory(m.code)
	runtime.KeepAlive(m)
	if span.data != 0 {
		m.known = unsafe.Slice(*(**byte)(unsafe.Pointer(&span.data)), int(span.size))
	}
}

// Size returns the size in bytes.
func (m *Memory) Size() (uint64, error) {
	before, err := m.store.enter()
	if err != nil {
		return 0, err
	}
	m.refresh()
	m.store.leave(before)
	return uint64(len(m.known)), nil
}

// Pages returns the size in pages.
func (m *Memory) Pages() (uint32, error) {
	size, err := m.Size()
	return uint32(size / PageSize), err
}

// Grow makes the memory larger, and returns how many pages it had. It fails if it cannot.
func (m *Memory) Grow(pages uint32) (uint32, error) {
	before := uint32(0)
	err := m.store.use(func(*C.wasm_store_t) error {
		defer runtime.KeepAlive(m)
		before = uint32(C.wasm_memory_size((*C.wasm_memory_t)(m.name.pointer)))
		if !C.wasm_memory_grow((*C.wasm_memory_t)(m.name.pointer), C.wasm_memory_pages_t(pages)) {
			return failure("the memory has %d pages and does not grow by %d", before, pages)
		}
		return nil
	})
	return before, err
}

// Bytes returns the bytes, without a copy, for reading and writing. The slice stays where it is when the memory grows, and shows as many
// bytes as there were. It must not be used once the store is closed. A store whose bytes were got is not released by the garbage
// collector, but only by Close, so that this is the only end that they have. View is the safe form.
func (m *Memory) Bytes() ([]byte, error) {
	before, err := m.store.enter()
	if err != nil {
		return nil, err
	}
	m.refresh()
	m.store.pin()
	m.store.leave(before)
	return m.known, nil
}

// View calls a function with the bytes, without a copy, for reading and writing. The store cannot be closed meanwhile; it can be used.
// The slice must not be used afterwards.
func (m *Memory) View(use func(bytes []byte) error) error {
	s := m.store
	before, err := s.enter()
	if err != nil {
		return err
	}
	m.refresh()
	s.views++
	s.leave(before)
	defer func() {
		s.views--
		runtime.KeepAlive(m)
	}()
	return use(m.known)
}

// inRange returns bytes of the memory. The store is entered.
func (m *Memory) inRange(address, length uint64) ([]byte, error) {
	if end := address + length; end < address || end > uint64(len(m.known)) {
		m.refresh()
		if end < address || end > uint64(len(m.known)) {
			return nil, failure("the range is %d bytes from %d; the memory has %d", length, address, len(m.known))
		}
	}
	return m.known[address : address+length : address+length], nil
}

// Read copies bytes from an address into a slice, which it fills.
func (m *Memory) Read(address uint64, into []byte) error {
	before, err := m.store.enter()
	if err != nil {
		return err
	}
	content, err := m.inRange(address, uint64(len(into)))
	copy(into, content)
	m.store.leave(before)
	runtime.KeepAlive(m)
	return err
}

// Write copies bytes into the memory.
func (m *Memory) Write(address uint64, content []byte) error {
	before, err := m.store.enter()
	if err != nil {
		return err
	}
	place, err := m.inRange(address, uint64(len(content)))
	copy(place, content)
	m.store.leave(before)
	runtime.KeepAlive(m)
	return err
}

// ReadBytes returns a copy of bytes.
func (m *Memory) ReadBytes(address, length uint64) ([]byte, error) {
	before, err := m.store.enter()
	if err != nil {
		return nil, err
	}
	content, err := m.inRange(address, length)
	if err == nil {
		content = append(make([]byte, 0, len(content)), content...)
	}
	m.store.leave(before)
	runtime.KeepAlive(m)
	return content, err
}

// ReadText returns text in UTF-8.
func (m *Memory) ReadText(address, length uint64) (string, error) {
	content, err := m.ReadBytes(address, length)
	if err != nil {
		return "", err
	}
	if !utf8.Valid(content) {
		return "", failure("the %d bytes from %d are no text in UTF-8", length, address)
	}
	return string(content), nil
}

// ReadCString returns text in UTF-8 that ends with a zero.
func (m *Memory) ReadCString(address uint64) (string, error) {
	size, err := m.Size()
	if err != nil {
		return "", err
	}
	for at := address; at < size; {
		piece := size - at
		if piece > 256 {
			piece = 256
		}
		content, err := m.ReadBytes(at, piece)
		if err != nil {
			return "", err
		}
		if end := bytes.IndexByte(content, 0); end >= 0 {
			return m.ReadText(address, at+uint64(end)-address)
		}
		at += piece
	}
	return "", failure("the text from %d has no zero at its end; the memory has %d bytes", address, size)
}

// WriteText writes text in UTF-8, without a zero at its end.
func (m *Memory) WriteText(address uint64, text string) error { return m.Write(address, []byte(text)) }
