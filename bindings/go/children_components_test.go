package lanner_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/lanner/lanner-go"
)

// A component whose function reads where it is told, which a trap ends; the memory ends after 64 KiB.
const faultyComponent = `(component
    (core module $M
        (memory 1)
        (func (export "load") (param i32) (result i32) (i32.load (local.get 0))))
    (core instance $m (instantiate $M))
    (func (export "load") (param "place" u32) (result u32) (canon lift (core func $m "load"))))`

// childComponentFaults has guests of components fault on threads of the library while .NET collects.
func childComponentFaults() {
	defer disturb()()
	engine := must(lanner.NewEngine(nil))
	component := must(lanner.NewComponentFromText(engine, faultyComponent))
	together(4, func(int) {
		for number := 0; number < times(500); number++ {
			store := must(lanner.NewStore(engine, nil))
			instance := must(must(lanner.NewComponentLinker(store)).Instantiate(context.Background(), component))
			result, err := instance.CallContext(context.Background(), "load", number)
			if err != nil {
				panic(fmt.Sprint(result, err))
			}
			var trap *lanner.Trap
			_, err = instance.CallContext(context.Background(), "load", 1<<20)
			if !errors.As(err, &trap) || trap.Code != lanner.TrapMemoryOutOfBounds {
				panic(fmt.Sprint("a trap was expected: ", err))
			}
			must(0, store.Close())
			fault(number)
		}
	})
	fmt.Println("done")
}
