package lanner

// #include "library.h"
import "C"

import (
	"encoding/json"
	"unsafe"
)

// Component is a component: a unit of guests whose functions take and return text, lists, records and so on. All goroutines may use it.
type Component struct {
	engine      *Engine
	handle      *handle
	description *ComponentInterface
	// The names of the functions that it exports, with those that are enough; true if their types are results.
	results map[string]bool
}

// NewComponent makes a component from the binary or the text format.
func NewComponent(engine *Engine, source []byte) (*Component, error) {
	return newComponent(engine, func(base *C.wasm_engine_t) (*C.lanner_component_t, error) {
		return C.lanner_go_component_new(base, pointerTo(source), C.size_t(len(source))), nil
	})
}

// NewComponentFromText makes a component from the text format.
func NewComponentFromText(engine *Engine, text string) (*Component, error) {
	return NewComponent(engine, []byte(text))
}

// NewComponentFromFile makes a component from a file in either format.
func NewComponentFromFile(engine *Engine, path string) (*Component, error) {
	return newComponent(engine, func(base *C.wasm_engine_t) (made *C.lanner_component_t, err error) {
		err = withString(path, "the path", func(name *C.char) error {
			made = C.lanner_component_from_file(base, name)
			return nil
		})
		return made, err
	})
}

func newComponent(engine *Engine, build func(*C.wasm_engine_t) (*C.lanner_component_t, error)) (*Component, error) {
	base, err := engine.use()
	if err != nil {
		return nil, err
	}
	defer engine.handle.drop()
	defer onThread()()
	pointer, err := build(base)
	if err != nil {
		return nil, err
	}
	if pointer == nil {
		return nil, lastError("making the component")
	}
	made := &Component{engine: engine}
	made.handle = newHandle(unsafe.Pointer(pointer), engine.handle, func(p unsafe.Pointer) {
		C.lanner_component_delete((*C.lanner_component_t)(p))
	})
	made.description, err = readInterface(func(out *C.wasm_byte_vec_t) C.bool { return C.lanner_component_interface(pointer, out) })
	if err != nil {
		made.handle.close()
		return nil, err
	}
	made.results = resultFunctions(made.description.Exports)
	return made, nil
}

// Close releases the component. Its instances go on.
func (c *Component) Close() error {
	c.handle.close()
	return nil
}

// Interface returns what the component imports and exports. It must not be changed.
func (c *Component) Interface() *ComponentInterface { return c.description }

func (c *Component) use(function func(*C.lanner_component_t) error) error {
	if !c.handle.acquire() {
		return closed("the component")
	}
	defer c.handle.drop()
	return function((*C.lanner_component_t)(c.handle.pointer))
}

// ComponentInterface is what a component imports and exports, in its order.
type ComponentInterface struct {
	Imports []ComponentItem `json:"imports"`
	Exports []ComponentItem `json:"exports"`
}

// ComponentItem is something that a component imports or exports. What its kind does not have is empty.
type ComponentItem struct {
	Name string `json:"name"`
	// One of function, instance, component, module, value, type.
	Kind string `json:"kind"`
	// Of a function: its parameters, the type of its result, or nil, and if that type is a result, by whatever name.
	Parameters    []ComponentLabel `json:"parameters"`
	Result        *string          `json:"result"`
	ReturnsResult bool             `json:"returnsResult"`
	Async         bool             `json:"async"`
	// Of an instance what it exports, of a component also what it imports.
	Imports []ComponentItem `json:"imports"`
	Exports []ComponentItem `json:"exports"`
	// Of a type or value, the type; of a type that is a record, variant, enum or flags, its parts.
	Type   string           `json:"type"`
	Fields []ComponentLabel `json:"fields"`
	Cases  []ComponentLabel `json:"cases"`
	Labels []string         `json:"labels"`
}

// ComponentLabel is a parameter, a field or a case, with its type; empty for a case without a value.
type ComponentLabel struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

func readInterface(read func(*C.wasm_byte_vec_t) C.bool) (*ComponentInterface, error) {
	var vector C.wasm_byte_vec_t
	if !read(&vector) {
		return nil, lastError("reading the interface")
	}
	made := &ComponentInterface{}
	if err := json.Unmarshal(takeBytes(&vector), made); err != nil {
		return nil, &Error{Message: "the interface cannot be read: " + err.Error(), cause: err}
	}
	return made, nil
}
