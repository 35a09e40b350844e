package lanner

// #include "library.h"
import "C"

import (
	"context"
	"runtime"
	"unsafe"
)

// ComponentLinker has definitions by name, from which components get what they import. It serves one store, and lives as long as that.
type ComponentLinker struct {
	store *Store
	name  *name
	hosts []*componentHost
}

// NewComponentLinker makes a linker that defines nothing.
func NewComponentLinker(store *Store) (*ComponentLinker, error) {
	var made *ComponentLinker
	err := store.use(func(pointer *C.wasm_store_t) error {
		linker := C.lanner_component_linker_new(pointer)
		if linker == nil {
			return lastError("making the linker")
		}
		made = &ComponentLinker{store: store}
		made.name = newName(unsafe.Pointer(linker), func(p unsafe.Pointer) {
			C.lanner_component_linker_delete((*C.lanner_component_linker_t)(p))
		})
		return nil
	})
	return made, err
}

// Store returns the store that the linker serves.
func (l *ComponentLinker) Store() *Store { return l.store }

func (l *ComponentLinker) use(function func(*C.lanner_component_linker_t) error) error {
	return l.store.use(func(*C.wasm_store_t) error {
		defer runtime.KeepAlive(l)
		return function((*C.lanner_component_linker_t)(l.name.pointer))
	})
}

// Define defines a function of an interface, such as "ns:package/interface@1.0.0"; "" for one that is imported by its own name.
//
// The function is a ComponentHostFunction, or any func of Go without a variable number of parameters, whose arguments and results are
// converted by encoding/json. Its first parameter may be a context.Context, which is that of the call that runs.
//
// Where the guest expects a result, the function returns what is in that, or a *ComponentError. Any other error that it returns ends the
// guest, and is what the call of the guest returns: the same. A panic does so too, and goes on in the caller of the guest with the same
// value. It must not call runtime.Goexit, which testing.T.FailNow does.
func (l *ComponentLinker) Define(interfaceName, name string, function any) error {
	return l.define(interfaceName, name, function, func(
		linker *C.lanner_component_linker_t, interfacePart, namePart *C.char, key C.uintptr_t,
	) C.bool {
		return C.lanner_go_component_define(linker, interfacePart, namePart, key)
	})
}

func (l *ComponentLinker) define(
	interfaceName, name string, function any,
	define func(linker *C.lanner_component_linker_t, interfacePart, namePart *C.char, key C.uintptr_t) C.bool,
) error {
	made, err := componentHostOf(function)
	if err != nil {
		return err
	}
	return l.use(func(linker *C.lanner_component_linker_t) error {
		var all cStrings
		defer all.free()
		var interfacePart *C.char
		if interfaceName != "" {
			if interfacePart, err = all.add(interfaceName, "the interface"); err != nil {
				return err
			}
		}
		namePart, err := all.add(name, "the name")
		if err != nil {
			return err
		}
		key := uintptr(l.store.number)<<32 | uintptr(len(l.store.componentHosts))
		if !define(linker, interfacePart, namePart, C.uintptr_t(key)) {
			return lastError("the definition")
		}
		one := &componentHost{interfaceName: interfaceName, name: name, call: made}
		l.store.componentHosts = append(l.store.componentHosts, one)
		l.hosts = append(l.hosts, one)
		return nil
	})
}

// DefineWasi defines the interfaces of WASI 0.2 with what the configuration grants; it is complete then.
func (l *ComponentLinker) DefineWasi(wasi *WasiConfig) error {
	return l.use(func(linker *C.lanner_component_linker_t) error {
		return wasi.use(func(pointer *C.lanner_wasi_t) error {
			if !C.lanner_component_linker_define_wasi(linker, pointer) {
				return lastError("the definition of WASI")
			}
			l.store.kept = append(l.store.kept, wasi)
			return nil
		})
	})
}

// Instantiate makes an instance. Contexts and errors are as those of Function.Call.
func (l *ComponentLinker) Instantiate(ctx context.Context, component *Component) (*ComponentInstance, error) {
	var made *ComponentInstance
	err := l.enter(ctx, component, func(
		linker *C.lanner_component_linker_t, pointer *C.lanner_component_t, trap **C.wasm_trap_t,
	) func() error {
		instance := C.lanner_component_linker_instantiate(linker, pointer, trap)
		return func() error {
			if instance == nil {
				return lastError("making the instance")
			}
			made = newComponentInstance(l.store, component, instance)
			return nil
		}
	})
	return made, raise(err)
}

// Run runs a program, which is a component that exports wasi:cli/run, and returns the status that it ends with. The linker needs WASI, and
// what else the component imports. Contexts and errors are as those of Function.Call.
func (l *ComponentLinker) Run(ctx context.Context, component *Component) (int, error) {
	var status C.int32_t
	err := l.enter(ctx, component, func(
		linker *C.lanner_component_linker_t, pointer *C.lanner_component_t, trap **C.wasm_trap_t,
	) func() error {
		succeeded := C.lanner_component_linker_run(linker, pointer, &status, trap)
		return func() error { return done(succeeded, "running the program") }
	})
	return int(status), raise(err)
}

// enter calls a function of the library that runs a guest, and then what that returns, unless there is a trap.
func (l *ComponentLinker) enter(
	ctx context.Context, component *Component,
	call func(*C.lanner_component_linker_t, *C.lanner_component_t, **C.wasm_trap_t) func() error,
) error {
	return l.use(func(linker *C.lanner_component_linker_t) error {
		return component.use(func(pointer *C.lanner_component_t) error {
			for _, host := range l.hosts {
				if err := host.takeType(component.description); err != nil {
					return err
				}
			}
			var finish func() error
			err := l.store.run(ctx, func() C.uintptr_t {
				var trap *C.wasm_trap_t
				finish = call(linker, pointer, &trap)
				return C.uintptr_t(uintptr(unsafe.Pointer(trap)))
			})
			if err != nil {
				return err
			}
			return finish()
		})
	})
}
