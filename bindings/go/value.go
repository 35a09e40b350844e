package lanner

// #include "library.h"
import "C"

import (
	"math"
	"runtime"
	"unsafe"
)

// Raw is a value without its type, as guests have it: 16 bytes. Numbers are in the lower half; 32 bits in the lower half of that.
type Raw struct {
	Low, High uint64
}

// RawI32 returns a value of type i32.
func RawI32(value int32) Raw { return Raw{Low: uint64(uint32(value))} }

// RawI64 returns a value of type i64.
func RawI64(value int64) Raw { return Raw{Low: uint64(value)} }

// RawF32 returns a value of type f32.
func RawF32(value float32) Raw { return Raw{Low: uint64(math.Float32bits(value))} }

// RawF64 returns a value of type f64.
func RawF64(value float64) Raw { return Raw{Low: math.Float64bits(value)} }

// RawV128 returns a value of type v128.
func RawV128(value [16]byte) Raw { return *(*Raw)(unsafe.Pointer(&value)) }

// I32 returns a value of type i32.
func (r Raw) I32() int32 { return int32(uint32(r.Low)) }

// I64 returns a value of type i64.
func (r Raw) I64() int64 { return int64(r.Low) }

// F32 returns a value of type f32.
func (r Raw) F32() float32 { return math.Float32frombits(uint32(r.Low)) }

// F64 returns a value of type f64.
func (r Raw) F64() float64 { return math.Float64frombits(r.Low) }

// V128 returns a value of type v128.
func (r Raw) V128() [16]byte { return *(*[16]byte)(unsafe.Pointer(&r)) }

// Reference is a reference of a guest that stands for nothing of Go, such as a structure. It can be given back to guests of its store.
type Reference struct {
	store *Store
	name  *name
}

// Store returns the store that the reference belongs to.
func (r *Reference) Store() *Store { return r.store }

func deleteReference(p unsafe.Pointer) { C.wasm_ref_delete((*C.wasm_ref_t)(p)) }

// toReference returns a reference that the caller owns; nil for null.
func (s *Store) toReference(kind ValueType, value any, what string) (unsafe.Pointer, error) {
	if value == nil {
		return nil, nil
	}
	var known unsafe.Pointer
	var owner *Store
	switch item := value.(type) {
	case *Reference:
		if item == nil {
			return nil, nil
		}
		known, owner = item.name.pointer, item.store
	case *Function:
		if item == nil {
			return nil, nil
		}
		if kind != ExternRef {
			known, owner = unsafe.Pointer(C.wasm_func_as_ref((*C.wasm_func_t)(item.name.pointer))), item.store
		}
	}
	if known != nil {
		if owner != s {
			return nil, failure("%s belongs to another store", what)
		}
		copied := C.wasm_ref_copy((*C.wasm_ref_t)(known))
		runtime.KeepAlive(value)
		if copied == nil {
			return nil, lastError("copying a reference")
		}
		return unsafe.Pointer(copied), nil
	}
	if kind != ExternRef {
		return nil, failure("%s is %T; a *lanner.Function, a *lanner.Reference or nil was expected (%v)", what, value, kind)
	}
	for _, dead := range s.slot.takeDead() {
		delete(s.objects, dead)
	}
	key := s.newKey()
	s.objects[key] = value
	foreign := C.lanner_go_foreign_new((*C.wasm_store_t)(s.handle.pointer), C.uintptr_t(key))
	if foreign == nil {
		delete(s.objects, key)
		return nil, lastError("making a reference")
	}
	return unsafe.Pointer(C.wasm_foreign_as_ref(foreign)), nil
}

// fromReference returns what a reference stands for. One that is owned is released, or kept by what is returned.
func (s *Store) fromReference(pointer unsafe.Pointer, owned bool) (any, error) {
	if pointer == nil {
		return nil, nil
	}
	reference := (*C.wasm_ref_t)(pointer)
	if key := uintptr(C.lanner_go_ref_key(reference)); key != 0 {
		value := s.objects[key]
		if owned {
			C.wasm_ref_delete(reference)
		}
		return value, nil
	}
	if !owned {
		reference = C.wasm_ref_copy(reference)
	}
	if function := C.wasm_ref_as_func(reference); function != nil {
		return s.newFunction(function)
	}
	return &Reference{s, newName(unsafe.Pointer(reference), deleteReference)}, nil
}

// integer returns a value of Go as 64 bits, and if it is one.
func integer(value any) (bits uint64, isNegative, isInteger bool) {
	switch number := value.(type) {
	case int:
		return uint64(number), number < 0, true
	case int32:
		return uint64(number), number < 0, true
	case int64:
		return uint64(number), number < 0, true
	case uint32:
		return uint64(number), false, true
	case uint64:
		return number, false, true
	case uint:
		return uint64(number), false, true
	case int8:
		return uint64(number), number < 0, true
	case int16:
		return uint64(number), number < 0, true
	case uint8:
		return uint64(number), false, true
	case uint16:
		return uint64(number), false, true
	case uintptr:
		return uint64(number), false, true
	case bool:
		if number {
			return 1, false, true
		}
		return 0, false, true
	}
	return 0, false, false
}

// toRaw checks a value of Go and returns it as guests have it. A reference is owned by the caller.
func (s *Store) toRaw(kind ValueType, value any, what string) (Raw, error) {
	switch kind {
	case I32, I64:
		bits, isNegative, isInteger := integer(value)
		if !isInteger {
			return Raw{}, failure("%s is %T; an integer was expected (%v)", what, value, kind)
		}
		if kind == I64 {
			return Raw{Low: bits}, nil
		}
		if isNegative && int64(bits) < math.MinInt32 || !isNegative && bits > math.MaxUint32 {
			return Raw{}, failure("%s is %v; i32 holds %d to %d", what, value, math.MinInt32, uint32(math.MaxUint32))
		}
		return Raw{Low: uint64(uint32(bits))}, nil
	case F32:
		switch number := value.(type) {
		case float32:
			return RawF32(number), nil
		case float64:
			return RawF32(float32(number)), nil
		}
		if bits, isNegative, isInteger := integer(value); isInteger {
			return RawF32(float32(signed(bits, isNegative))), nil
		}
	case F64:
		switch number := value.(type) {
		case float64:
			return RawF64(number), nil
		case float32:
			return RawF64(float64(number)), nil
		}
		if bits, isNegative, isInteger := integer(value); isInteger {
			return RawF64(signed(bits, isNegative)), nil
		}
	case V128:
		if bytes, ok := value.([16]byte); ok {
			return RawV128(bytes), nil
		}
		return Raw{}, failure("%s is %T; [16]byte was expected (v128)", what, value)
	default:
		pointer, err := s.toReference(kind, value, what)
		return Raw{Low: uint64(uintptr(pointer))}, err
	}
	return Raw{}, failure("%s is %T; a number was expected (%v)", what, value, kind)
}

func signed(bits uint64, isNegative bool) float64 {
	if isNegative {
		return float64(int64(bits))
	}
	return float64(bits)
}

// fromRaw returns a value of a guest as one of Go: int32, int64, float32, float64, [16]byte, or what a reference stands for.
func (s *Store) fromRaw(kind ValueType, value *Raw, owned bool) (any, error) {
	switch kind {
	case I32:
		return value.I32(), nil
	case I64:
		return value.I64(), nil
	case F32:
		return value.F32(), nil
	case F64:
		return value.F64(), nil
	case V128:
		return value.V128(), nil
	}
	return s.fromReference(value.reference(), owned)
}

// reference returns the pointer of a reference, which is memory of C.
func (r *Raw) reference() unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Pointer(&r.Low))
}

func (s *Store) release(kind ValueType, value *Raw) {
	if kind.isReference() && value.Low != 0 {
		deleteReference(value.reference())
	}
}

func hasReferences(types []ValueType) bool {
	for _, one := range types {
		if one.isReference() {
			return true
		}
	}
	return false
}
