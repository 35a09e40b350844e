package lanner_test

import (
	"context"
	"fmt"
	"syscall"
	"unsafe"

	"github.com/lanner/lanner-go"
)

// A handler of a signal, as the kernel has it.
type handler struct {
	address, flags, restorer, mask uintptr
}

func init() {
	children["handlers-have-stacks"] = childHandlersHaveStacks
}

// childHandlersHaveStacks looks at the handlers of all signals after a guest has trapped, one has written to the streams of the process,
// and garbage was collected: whatever is installed runs on the alternate stack, since those of goroutines are too small.
func childHandlersHaveStacks() {
	f := newFaulty(nil)
	for number := 0; number < 100; number++ {
		f.trap(number)
	}
	must(0, f.call("churn", 20000))
	wasi := must(lanner.NewWasiConfig())
	must(0, wasi.InheritStreams(lanner.AllStreams))
	must(0, wasi.AddArguments("program", "argument"))
	must(0, wasi.AddEnvironment("A", "b"))
	linker := must(lanner.NewLinker(faultyModule.engine))
	must(0, linker.DefineWasi(wasi))
	module := must(lanner.NewModuleFromFile(faultyModule.engine, scenarioFolder+"/wasi.wat"))
	must(must(linker.Instantiate(context.Background(), must(lanner.NewStore(faultyModule.engine, nil)), module)).Run(context.Background()))
	must(0, wasi.Close())
	for number := 1; number < 65; number++ {
		var found handler
		_, _, failed := syscall.RawSyscall6(
			syscall.SYS_RT_SIGACTION, uintptr(number), 0, uintptr(unsafe.Pointer(&found)), unsafe.Sizeof(found.mask), 0, 0)
		const onStack = 0x08000000
		if failed == 0 && found.address > 1 && found.flags&onStack == 0 {
			panic(fmt.Sprintf("the handler %x of signal %d runs on whichever stack", found.address, number))
		}
	}
	fmt.Println("done")
}
