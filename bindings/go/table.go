package lanner

// #include "library.h"
import "C"

import (
	"runtime"
	"unsafe"
)

// Table is a table of references. It lives as long as its store.
type Table struct {
	store   *Store
	name    *name
	content *TableType
}

// NewTable makes a table of the host, whose elements all are a value, or nil for null.
func NewTable(store *Store, content *TableType, initial any) (*Table, error) {
	var made *Table
	err := store.use(func(pointer *C.wasm_store_t) error {
		if !content.Element.isReference() {
			return failure("the elements are of type %v; references were expected", content.Element)
		}
		reference, err := store.toReference(content.Element, initial, "the first value")
		if err != nil {
			return err
		}
		defer releaseReference(reference)
		limits := C.wasm_limits_t{min: C.uint32_t(content.Minimum), max: C.uint32_t(content.Maximum)}
		kind := C.wasm_tabletype_new(C.wasm_valtype_new(C.wasm_valkind_t(content.Element)), &limits)
		if kind == nil {
			return lastError("making the type")
		}
		defer C.wasm_tabletype_delete(kind)
		table := C.wasm_table_new(pointer, kind, (*C.wasm_ref_t)(reference))
		if table == nil {
			return lastError("making the table")
		}
		made, err = store.newTable(table)
		return err
	})
	return made, err
}

func releaseReference(pointer unsafe.Pointer) {
	if pointer != nil {
		deleteReference(pointer)
	}
}

func (s *Store) newTable(pointer *C.wasm_table_t) (*Table, error) {
	made := &Table{store: s}
	made.name = newName(unsafe.Pointer(pointer), func(p unsafe.Pointer) { C.wasm_table_delete((*C.wasm_table_t)(p)) })
	content := C.wasm_table_type(pointer)
	if content == nil {
		return nil, lastError("reading the type")
	}
	defer C.wasm_tabletype_delete(content)
	made.content = readTableType(content)
	return made, nil
}

// Store returns the store of the table.
func (t *Table) Store() *Store { return t.store }

// Kind returns KindTable.
func (t *Table) Kind() ExternKind { return KindTable }

// Type returns the type of the elements, and the least and largest size.
func (t *Table) Type() *TableType { return t.content }

func (t *Table) extern() *C.wasm_extern_t { return C.wasm_table_as_extern(t.pointer()) }

func (t *Table) pointer() *C.wasm_table_t { return (*C.wasm_table_t)(t.name.pointer) }

// Size returns the number of elements.
func (t *Table) Size() (uint32, error) {
	size := uint32(0)
	err := t.store.use(func(*C.wasm_store_t) error {
		defer runtime.KeepAlive(t)
		size = uint32(C.wasm_table_size(t.pointer()))
		return nil
	})
	return size, err
}

func (t *Table) check(index uint32) error {
	if size := uint32(C.wasm_table_size(t.pointer())); index >= size {
		return failure("the index is %d; the table has %d elements", index, size)
	}
	return nil
}

// Get returns an element: a *Function, what an externref stands for, a *Reference, or nil.
func (t *Table) Get(index uint32) (any, error) {
	var value any
	err := t.store.use(func(*C.wasm_store_t) (err error) {
		defer runtime.KeepAlive(t)
		if err := t.check(index); err != nil {
			return err
		}
		value, err = t.store.fromReference(unsafe.Pointer(C.wasm_table_get(t.pointer(), C.wasm_table_size_t(index))), true)
		return err
	})
	return value, err
}

// Set sets an element.
func (t *Table) Set(index uint32, value any) error {
	return t.store.use(func(*C.wasm_store_t) error {
		defer runtime.KeepAlive(t)
		if err := t.check(index); err != nil {
			return err
		}
		reference, err := t.store.toReference(t.content.Element, value, "the value")
		if err != nil {
			return err
		}
		defer releaseReference(reference)
		if !C.wasm_table_set(t.pointer(), C.wasm_table_size_t(index), (*C.wasm_ref_t)(reference)) {
			return lastError("setting the element")
		}
		return nil
	})
}

// Grow makes the table larger by elements that all are a value, and returns how many it had.
func (t *Table) Grow(count uint32, value any) (uint32, error) {
	before := uint32(0)
	err := t.store.use(func(*C.wasm_store_t) error {
		defer runtime.KeepAlive(t)
		before = uint32(C.wasm_table_size(t.pointer()))
		reference, err := t.store.toReference(t.content.Element, value, "the value")
		if err != nil {
			return err
		}
		defer releaseReference(reference)
		if !C.wasm_table_grow(t.pointer(), C.wasm_table_size_t(count), (*C.wasm_ref_t)(reference)) {
			return failure("the table has %d elements and does not grow by %d", before, count)
		}
		return nil
	})
	return before, err
}
