package lanner

// #include "library.h"
import "C"

import (
	"fmt"
	"strings"
	"unsafe"
)

// ValueType is a type of values.
type ValueType uint8

// The types of values. AnyRef is a reference that is neither of the two others.
const (
	I32       ValueType = 0
	I64       ValueType = 1
	F32       ValueType = 2
	F64       ValueType = 3
	V128      ValueType = 4
	ExternRef ValueType = 128
	FuncRef   ValueType = 129
	AnyRef    ValueType = 130
)

var valueTypeNames = map[ValueType]string{
	I32: "i32", I64: "i64", F32: "f32", F64: "f64", V128: "v128", ExternRef: "externref", FuncRef: "funcref", AnyRef: "anyref",
}

// String returns the name of the type in the text format.
func (t ValueType) String() string {
	if name, found := valueTypeNames[t]; found {
		return name
	}
	return fmt.Sprintf("type %d", uint8(t))
}

func (t ValueType) isReference() bool { return t >= ExternRef }

func (t ValueType) check() error {
	if _, found := valueTypeNames[t]; !found {
		return failure("there is no type of values with the number %d", uint8(t))
	}
	return nil
}

// ExternKind is a kind of what modules import and export.
type ExternKind uint8

// The kinds of what modules import and export.
const (
	KindFunction ExternKind = iota
	KindGlobal
	KindTable
	KindMemory
	KindTag
)

// String returns the name of the kind.
func (k ExternKind) String() string {
	names := []string{"function", "global", "table", "memory", "tag"}
	if int(k) < len(names) {
		return names[k]
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

// ExternType is a *FunctionType, *GlobalType, *TableType or *MemoryType; nil for a tag.
type ExternType interface {
	Kind() ExternKind
	String() string
}

// FunctionType is the type of a function.
type FunctionType struct {
	Params  []ValueType
	Results []ValueType
}

// Kind returns KindFunction.
func (t *FunctionType) Kind() ExternKind { return KindFunction }

// String returns the type as text: (i32, i32) -> (i64).
func (t *FunctionType) String() string {
	return "(" + join(t.Params) + ") -> (" + join(t.Results) + ")"
}

func (t *FunctionType) equals(other *FunctionType) bool {
	return string(kinds(t.Params)) == string(kinds(other.Params)) && string(kinds(t.Results)) == string(kinds(other.Results))
}

// GlobalType is the type of a global.
type GlobalType struct {
	Content ValueType
	Mutable bool
}

// Kind returns KindGlobal.
func (t *GlobalType) Kind() ExternKind { return KindGlobal }

// String returns the type as text.
func (t *GlobalType) String() string {
	if t.Mutable {
		return "mut " + t.Content.String()
	}
	return t.Content.String()
}

// NoMaximum is the largest size of a table or memory that has none.
const NoMaximum uint32 = 0xffffffff

// TableType is the type of a table. The maximum is NoMaximum when there is none.
type TableType struct {
	Element          ValueType
	Minimum, Maximum uint32
}

// Kind returns KindTable.
func (t *TableType) Kind() ExternKind { return KindTable }

// String returns the type as text.
func (t *TableType) String() string { return sizes(t.Minimum, t.Maximum) + " " + t.Element.String() }

// MemoryType is the type of a memory, in pages. The maximum is NoMaximum when there is none.
type MemoryType struct {
	Minimum, Maximum uint32
}

// Kind returns KindMemory.
func (t *MemoryType) Kind() ExternKind { return KindMemory }

// String returns the type as text.
func (t *MemoryType) String() string { return sizes(t.Minimum, t.Maximum) }

func sizes(minimum, maximum uint32) string {
	if maximum == NoMaximum {
		return fmt.Sprintf("%d or more", minimum)
	}
	return fmt.Sprintf("%d to %d", minimum, maximum)
}

// ImportType is an import of a module. The type is nil for a tag.
type ImportType struct {
	Module, Name string
	Kind         ExternKind
	Type         ExternType
}

// ExportType is an export of a module. The type is nil for a tag.
type ExportType struct {
	Name string
	Kind ExternKind
	Type ExternType
}

func join(types []ValueType) string {
	names := make([]string, len(types))
	for index, one := range types {
		names[index] = one.String()
	}
	return strings.Join(names, ", ")
}

func kinds(types []ValueType) []byte {
	bytes := make([]byte, len(types))
	for index, one := range types {
		bytes[index] = byte(one)
	}
	return bytes
}

// newFunctionType makes a type of functions for the library, which the caller releases.
func newFunctionType(t *FunctionType) (*C.wasm_functype_t, error) {
	for _, one := range append(append([]ValueType(nil), t.Params...), t.Results...) {
		if err := one.check(); err != nil {
			return nil, err
		}
	}
	params, results := kinds(t.Params), kinds(t.Results)
	made := C.lanner_go_functype_new(
		(*C.uint8_t)(pointerTo(params)), C.size_t(len(params)), (*C.uint8_t)(pointerTo(results)), C.size_t(len(results)))
	if made == nil {
		return nil, lastError("making the type")
	}
	return made, nil
}

func readTypes(vector *C.wasm_valtype_vec_t) []ValueType {
	types := make([]ValueType, int(vector.size))
	for index := range types {
		types[index] = ValueType(C.lanner_go_kind_at(vector, C.size_t(index)))
	}
	return types
}

func readFunctionType(pointer *C.wasm_functype_t) *FunctionType {
	return &FunctionType{Params: readTypes(C.wasm_functype_params(pointer)), Results: readTypes(C.wasm_functype_results(pointer))}
}

func readGlobalType(pointer *C.wasm_globaltype_t) *GlobalType {
	return &GlobalType{
		Content: ValueType(C.wasm_valtype_kind(C.wasm_globaltype_content(pointer))),
		Mutable: C.wasm_globaltype_mutability(pointer) != 0,
	}
}

func readTableType(pointer *C.wasm_tabletype_t) *TableType {
	limits := C.wasm_tabletype_limits(pointer)
	return &TableType{ValueType(C.wasm_valtype_kind(C.wasm_tabletype_element(pointer))), uint32(limits.min), uint32(limits.max)}
}

func readMemoryType(pointer *C.wasm_memorytype_t) *MemoryType {
	limits := C.wasm_memorytype_limits(pointer)
	return &MemoryType{uint32(limits.min), uint32(limits.max)}
}

func readExternType(pointer *C.wasm_externtype_t) (ExternKind, ExternType) {
	kind := ExternKind(C.wasm_externtype_kind(pointer))
	switch kind {
	case KindFunction:
		return kind, readFunctionType(C.wasm_externtype_as_functype(pointer))
	case KindGlobal:
		return kind, readGlobalType(C.wasm_externtype_as_globaltype(pointer))
	case KindTable:
		return kind, readTableType(C.wasm_externtype_as_tabletype(pointer))
	case KindMemory:
		return kind, readMemoryType(C.wasm_externtype_as_memorytype(pointer))
	}
	return kind, nil
}

func readName(vector *C.wasm_name_t) string {
	return string(unsafe.Slice((*byte)(unsafe.Pointer(vector.data)), int(vector.size)))
}
