package lanner

// #include "library.h"
import "C"

import (
	"strings"
	"unsafe"
)

// Module is a module of WebAssembly. All goroutines may use it.
type Module struct {
	engine  *Engine
	handle  *handle
	imports []ImportType
	exports []ExportType
}

// NewModule makes a module from the binary format.
func NewModule(engine *Engine, binary []byte) (*Module, error) {
	return newModule(engine, func(store *C.wasm_store_t) (*C.wasm_module_t, error) {
		return C.lanner_go_module_new(store, pointerTo(binary), C.size_t(len(binary))), nil
	})
}

// NewModuleFromText makes a module from the text format.
func NewModuleFromText(engine *Engine, text string) (*Module, error) {
	source := []byte(text)
	return newModule(engine, func(store *C.wasm_store_t) (*C.wasm_module_t, error) {
		return C.lanner_module_from_text(store, (*C.char)(pointerTo(source)), C.size_t(len(source))), nil
	})
}

// NewModuleFromFile makes a module from a file in either format.
func NewModuleFromFile(engine *Engine, path string) (*Module, error) {
	return newModule(engine, func(store *C.wasm_store_t) (made *C.wasm_module_t, err error) {
		err = withString(path, "the path", func(name *C.char) error {
			made = C.lanner_module_from_file(store, name)
			return nil
		})
		return made, err
	})
}

// LoadCompiledModule loads what SaveCompiled has written, for an engine with the same options. The file becomes part of the process,
// outside of any sandbox: load what this program or its user has written, and nothing else.
func LoadCompiledModule(engine *Engine, path string) (*Module, error) {
	return newModule(engine, func(store *C.wasm_store_t) (made *C.wasm_module_t, err error) {
		err = withString(path, "the path", func(name *C.char) error {
			made = C.lanner_module_load_compiled(store, name)
			return nil
		})
		return made, err
	})
}

// DeserializeModule makes a module of what Serialize has returned, which may come from anywhere.
func DeserializeModule(engine *Engine, content []byte) (*Module, error) {
	return newModule(engine, func(store *C.wasm_store_t) (*C.wasm_module_t, error) {
		return C.lanner_go_module_deserialize(store, pointerTo(content), C.size_t(len(content))), nil
	})
}

// ValidateModule returns nil if the bytes are a valid module in the binary format, or why they are not.
func ValidateModule(engine *Engine, binary []byte) error {
	return withStore(engine, func(store *C.wasm_store_t) error {
		if !C.lanner_go_module_validate(store, pointerTo(binary), C.size_t(len(binary))) {
			return lastError("the validation")
		}
		return nil
	})
}

// withStore calls a function with a store that lives for a moment: the library makes modules in one, and shares them among all.
func withStore(engine *Engine, use func(*C.wasm_store_t) error) error {
	pointer, err := engine.use()
	if err != nil {
		return err
	}
	defer engine.handle.drop()
	defer onThread()()
	limits := C.lanner_limits_none()
	store := C.lanner_store_new(pointer, &limits)
	if store == nil {
		return lastError("making a store")
	}
	defer C.wasm_store_delete(store)
	return use(store)
}

func newModule(engine *Engine, build func(*C.wasm_store_t) (*C.wasm_module_t, error)) (*Module, error) {
	made := &Module{engine: engine}
	err := withStore(engine, func(store *C.wasm_store_t) error {
		module, err := build(store)
		if err != nil {
			return err
		}
		if module == nil {
			return lastError("making the module")
		}
		defer C.wasm_module_delete(module)
		shared := C.wasm_module_share(module)
		if shared == nil {
			return lastError("sharing the module")
		}
		made.handle = newHandle(unsafe.Pointer(shared), engine.handle, func(p unsafe.Pointer) {
			C.wasm_shared_module_delete((*C.wasm_shared_module_t)(p))
		})
		made.readTypes(module)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

func (m *Module) readTypes(module *C.wasm_module_t) {
	var imports C.wasm_importtype_vec_t
	C.wasm_module_imports(module, &imports)
	for index := C.size_t(0); index < imports.size; index++ {
		item := C.lanner_go_import_at(&imports, index)
		kind, one := readExternType(C.wasm_importtype_type(item))
		names := [2]string{readName(C.wasm_importtype_module(item)), readName(C.wasm_importtype_name(item))}
		m.imports = append(m.imports, ImportType{names[0], names[1], kind, one})
	}
	C.wasm_importtype_vec_delete(&imports)
	var exports C.wasm_exporttype_vec_t
	C.wasm_module_exports(module, &exports)
	for index := C.size_t(0); index < exports.size; index++ {
		item := C.lanner_go_export_at(&exports, index)
		kind, one := readExternType(C.wasm_exporttype_type(item))
		m.exports = append(m.exports, ExportType{readName(C.wasm_exporttype_name(item)), kind, one})
	}
	C.wasm_exporttype_vec_delete(&exports)
}

// Imports returns what the module imports, in its order.
func (m *Module) Imports() []ImportType { return append([]ImportType(nil), m.imports...) }

// Exports returns what the module exports, in its order.
func (m *Module) Exports() []ExportType { return append([]ExportType(nil), m.exports...) }

// Close releases the module. Its instances go on.
func (m *Module) Close() error {
	m.handle.close()
	return nil
}

// withName calls a function with the module's name in a store.
func (m *Module) withName(store *C.wasm_store_t, use func(*C.wasm_module_t) error) error {
	if !m.handle.acquire() {
		return closed("the module")
	}
	defer m.handle.drop()
	module := C.wasm_module_obtain(store, (*C.wasm_shared_module_t)(m.handle.pointer))
	if module == nil {
		return lastError("obtaining the module")
	}
	defer C.wasm_module_delete(module)
	return use(module)
}

// Serialize returns bytes from which DeserializeModule makes the module again, in any process and on any machine.
func (m *Module) Serialize() ([]byte, error) {
	var content []byte
	err := withStore(m.engine, func(store *C.wasm_store_t) error {
		return m.withName(store, func(module *C.wasm_module_t) error {
			var vector C.wasm_byte_vec_t
			C.wasm_module_serialize(module, &vector)
			if vector.data == nil {
				return lastError("the serialization")
			}
			content = takeBytes(&vector)
			return nil
		})
	})
	return content, err
}

// SaveCompiled compiles the module and writes what came out into a file, for LoadCompiledModule.
func (m *Module) SaveCompiled(path string) error {
	return withStore(m.engine, func(store *C.wasm_store_t) error {
		return m.withName(store, func(module *C.wasm_module_t) error {
			return withString(path, "the path", func(name *C.char) error {
				if !C.lanner_module_save_compiled(module, name) {
					return lastError("writing the compiled module")
				}
				return nil
			})
		})
	})
}

func (m *Module) exportNames() string {
	names := make([]string, len(m.exports))
	for index, export := range m.exports {
		names[index] = export.Name
	}
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}
