package lanner_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/lanner/lanner-go"
)

// Traps of the hardware and others, a guest that has .NET collect garbage, one that runs for ever, and one that calls back.
const faultyText = `(module
  (type $array (array (mut i64)))
  (import "host" "back" (func $back (param i32) (result i32)))
  (global $kept (mut (ref null $array)) (ref.null $array))
  (memory (export "memory") 1)
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func $recurse (export "recurse") (param i32) (result i32) (i32.add (i32.const 1) (call $recurse (local.get 0))))
  (func (export "spin") (loop $again (br $again)))
  (func (export "call") (param i32) (result i32) (call $back (local.get 0)))
  (func (export "churn") (param i32)
    (loop $next
      (global.set $kept (array.new_default $array (i32.const 4000)))
      (br_if $next (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))`

var children = map[string]func(){
	"faults":              childFaults,
	"faults-new-threads":  childFaultsOnNewThreads,
	"faults-in-callbacks": childFaultsInCallbacks,
	"faults-abroad":       childFaultsAbroad,
	"component-faults":    childComponentFaults,
	"notify":              childNotify,
	"preemption":          childPreemption,
	"profile":             childProfile,
	"exec":                childExec,
	"pipe":                childPipe,
	"many-threads":        childManyThreads,
	"goroutines":          childGoroutines,
	"handlers-later":      childHandlersLater,
	"exit":                func() { busy(); os.Exit(7) },
	"return":              func() { busy(); fmt.Println("returning") },
	"exit-in-callback":    func() { busy(); inCallback(func() { os.Exit(9) }) },
	"panic":               func() { busy(); panic("not caught") },
	"panic-in-callback":   func() { busy(); inCallback(func() { panic("not caught") }) },
	"nil":                 func() { busy(); dereference(nil) },
	"nil-in-callback":     func() { busy(); inCallback(func() { dereference(nil) }) },
	"overflow":            func() { busy(); debug.SetMaxStack(1 << 22); endless(1) },
	"goexit-in-callback":  func() { inCallback(runtime.Goexit) },
	"exit-abroad":         func() { busyAbroad(); inCallbackAbroad(func() { os.Exit(8) }) },
	"return-abroad":       func() { busyAbroad(); fmt.Println("returning") },
	"panic-abroad":        func() { busyAbroad(); inCallbackAbroad(func() { panic("not caught") }) },
	"nil-abroad":          func() { busyAbroad(); inCallbackAbroad(func() { dereference(nil) }) },
	"goexit-abroad":       func() { inCallbackAbroad(runtime.Goexit) },
	"waits":               func() { busy(); report(); time.Sleep(time.Hour) },
	"waits-for-signal":    childWaitsForSignal,
	"writes-output":       childWritesOutput,
}

type faulty struct {
	instance *lanner.Instance
	store    *lanner.Store
	back     func(int32) int32
}

var faultyModule struct {
	once   sync.Once
	engine *lanner.Engine
	module *lanner.Module
}

func newFaulty(back func(int32) int32) *faulty {
	faultyModule.once.Do(func() {
		faultyModule.engine = must(lanner.NewEngine(nil))
		faultyModule.module = must(lanner.NewModuleFromText(faultyModule.engine, faultyText))
	})
	store := must(lanner.NewStore(faultyModule.engine, nil))
	linker := must(lanner.NewLinker(faultyModule.engine))
	made := &faulty{store: store, back: back}
	must(linker.DefineFunction(store, "host", "back", func(number int32) int32 { return made.back(number) }))
	made.instance = must(linker.Instantiate(context.Background(), store, faultyModule.module))
	return made
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func (f *faulty) call(name string, arguments ...any) error {
	_, err := f.instance.Call(context.Background(), name, arguments...)
	return err
}

// trap has the guest trap in one of several ways.
func (f *faulty) trap(number int) {
	var err error
	expected := lanner.TrapMemoryOutOfBounds
	switch {
	case number%50 == 49:
		err, expected = f.call("recurse", 0), lanner.TrapStackExhausted
	case number%2 == 0:
		err = f.call("load", 1<<20)
	default:
		err, expected = f.call("divide", 1, 0), lanner.TrapIntegerDivideByZero
	}
	var trap *lanner.Trap
	if !errors.As(err, &trap) || trap.Code != expected {
		panic(fmt.Sprintf("%v was expected: %v", expected, err))
	}
}

type pair struct{ left, right *int }

//go:noinline
func dereference(pointer *pair) int { return *pointer.right }

//go:noinline
func divide(left, right int) int { return left / right }

//go:noinline
func endless(number int) int { return endless(number+1) + 1 }

// fault has Go itself fault in one of several ways, and recovers.
func fault(number int) {
	defer func() {
		failure, ok := recover().(runtime.Error)
		if !ok || failure.Error() == "" {
			panic("a runtime.Error was expected")
		}
	}()
	if number%8 == 7 {
		divide(number, 0)
	} else {
		dereference(nil)
	}
	panic("no fault")
}

// deep faults with more of the stack in use, so that it has just grown.
func deep(depth, number int) {
	var room [256]byte
	room[number&255] = 1
	if depth > 0 {
		deep(depth-1, number)
	} else {
		fault(number)
	}
	runtime.KeepAlive(&room)
}

func together(count int, work func(number int)) {
	var group sync.WaitGroup
	for index := 0; index < count; index++ {
		index := index
		group.Add(1)
		go func() {
			defer group.Done()
			work(index)
		}()
	}
	group.Wait()
}

// disturb has both collectors run until the function that it returns is called.
func disturb() func() {
	var end atomic.Bool
	var group sync.WaitGroup
	group.Add(2)
	go func() {
		defer group.Done()
		f := newFaulty(nil)
		for !end.Load() {
			if err := f.call("churn", 20); err != nil {
				panic(err)
			}
			time.Sleep(time.Millisecond)
		}
	}()
	go func() {
		defer group.Done()
		for !end.Load() {
			runtime.GC()
			time.Sleep(5 * time.Millisecond)
		}
	}()
	return func() {
		end.Store(true)
		group.Wait()
	}
}

func childFaults() {
	defer disturb()()
	together(4, func(index int) {
		if index%2 == 0 {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
		}
		f := newFaulty(nil)
		for number := 0; number < times(2000); number++ {
			if number%4 == 0 {
				f.trap(number / 4)
			}
			fault(number)
			if number%16 == 0 {
				// On a goroutine with a small stack, on whichever thread.
				together(1, func(int) { deep(number%7, number) })
			}
		}
	})
	fmt.Println("done")
}

func childFaultsOnNewThreads() {
	defer disturb()()
	together(2, func(int) {
		for number := 0; number < times(300); number++ {
			together(1, func(int) {
				// The thread ends with the goroutine.
				runtime.LockOSThread()
				for again := 0; again < 20; again++ {
					fault(again)
				}
				f := newFaulty(nil)
				for again := 0; again < 20; again++ {
					f.trap(again)
					fault(again)
				}
				if number%2 == 0 {
					must(0, f.store.Close())
				}
			})
		}
	})
	fmt.Println("done")
}

// childFaultsAbroad has guests fault on threads of the library, and Go in their callbacks there.
func childFaultsAbroad() {
	defer disturb()()
	together(3, func(int) {
		var f *faulty
		other := newFaulty(nil)
		f = newFaulty(func(number int32) int32 {
			fault(int(number))
			if number%8 == 0 {
				other.trap(int(number))
				deep(5, int(number))
			}
			if number%16 == 0 {
				// The guest that has called, again.
				f.trap(int(number))
				fault(int(number))
			}
			return number
		})
		for number := 0; number < times(200); number++ {
			results, err := f.instance.CallContext(context.Background(), "call", number)
			if err != nil || results[0] != int32(number) {
				panic(fmt.Sprint(results, err))
			}
			var trap *lanner.Trap
			_, err = f.instance.CallContext(context.Background(), "load", 1<<20)
			if !errors.As(err, &trap) || trap.Code != lanner.TrapMemoryOutOfBounds {
				panic(fmt.Sprint("a trap was expected: ", err))
			}
			must(f.instance.CallContext(context.Background(), "churn", 2))
			fault(number)
		}
	})
	fmt.Println("done")
}

func childFaultsInCallbacks() {
	defer disturb()()
	together(3, func(int) {
		var f *faulty
		other := newFaulty(nil)
		f = newFaulty(func(number int32) int32 {
			fault(int(number))
			if number%8 == 0 {
				other.trap(int(number))
				fault(int(number))
				deep(5, int(number))
			}
			if number%16 == 0 {
				// The same store again, from its callback.
				f.trap(int(number))
				fault(int(number))
			}
			if number%64 == 63 {
				dereference(nil)
			}
			return number
		})
		for number := 0; number < times(6000); number++ {
			var caught any
			func() {
				defer func() { caught = recover() }()
				must(0, f.call("call", number))
			}()
			if (number%64 == 63) != (caught != nil) {
				panic(fmt.Sprint(number, " has caught ", caught))
			}
			fault(number)
		}
	})
	fmt.Println("done")
}

// childNotify has signals arrive while guests run, trap, call back and .NET collects: each is delivered.
func childNotify() {
	// While .NET starts, its own handlers are in place for some milliseconds.
	must(0, lanner.Start())
	defer disturb()()
	var end atomic.Bool
	var group sync.WaitGroup
	group.Add(1)
	go func() {
		defer group.Done()
		f := newFaulty(func(number int32) int32 { fault(int(number)); return number })
		for number := 0; !end.Load(); number++ {
			f.trap(number)
			must(0, f.call("call", number))
		}
	}()
	signals := []os.Signal{
		syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGUSR1,
		syscall.SIGUSR2, syscall.SIGCHLD, syscall.SIGPIPE, syscall.SIGCONT,
	}
	arrived := make(chan os.Signal, 1)
	signal.Notify(arrived, signals...)
	for number := 0; number < times(2000); number++ {
		sent := signals[number%len(signals)].(syscall.Signal)
		must(0, syscall.Kill(os.Getpid(), sent))
		select {
		case found := <-arrived:
			if found != sent {
				panic(fmt.Sprint(found, " has arrived instead of ", sent))
			}
		case <-time.After(20 * time.Second):
			panic(fmt.Sprint(sent, " has not arrived"))
		}
	}
	end.Store(true)
	group.Wait()
	fmt.Println("done")
}

// childPreemption has Go stop goroutines that never call anything, by SIGURG, while guests run.
func childPreemption() {
	defer disturb()()
	var end atomic.Bool
	var stops int
	var group sync.WaitGroup
	for index := 0; index < 2; index++ {
		group.Add(2)
		go func() {
			defer group.Done()
			total := 0
			for !end.Load() {
				for number := 0; number < 5_000_000; number++ {
					total += number ^ total
				}
			}
			runtime.KeepAlive(total)
		}()
		go func() {
			defer group.Done()
			f := newFaulty(func(number int32) int32 { return number + 1 })
			for number := 0; !end.Load(); number++ {
				f.trap(number)
				must(0, f.call("call", number))
				runtime.Gosched()
			}
		}()
	}
	for until := time.Now().Add(time.Duration(times(2)) * time.Second); stops < 10 || time.Now().Before(until); stops++ {
		// Stopping the world needs each of them to stop.
		runtime.ReadMemStats(&runtime.MemStats{})
	}
	end.Store(true)
	group.Wait()
	fmt.Println("done")
}

func childProfile() {
	defer disturb()()
	var profile bytes.Buffer
	must(0, pprof.StartCPUProfile(&profile))
	until := time.Now().Add(time.Duration(times(2)) * time.Second)
	together(3, func(int) {
		f := newFaulty(func(number int32) int32 { fault(int(number)); return number })
		for number := 0; time.Now().Before(until); number++ {
			must(0, f.call("call", number))
			f.trap(number)
			fault(number)
		}
	})
	pprof.StopCPUProfile()
	if profile.Len() < 1000 {
		panic(fmt.Sprint("the profile has ", profile.Len(), " bytes only"))
	}
	fmt.Println("done")
}

// childManyThreads has threads come, call and go.
func childManyThreads() {
	f := newFaulty(func(number int32) int32 { return number })
	for number := 0; number < times(1000); number++ {
		together(1, func(int) {
			runtime.LockOSThread()
			f.trap(number)
			must(0, f.call("call", number))
		})
	}
	fmt.Println("done")
}

// childGoroutines has many goroutines with stores of their own, which move between threads.
func childGoroutines() {
	defer disturb()()
	together(50, func(int) {
		f := newFaulty(func(number int32) int32 { runtime.Gosched(); return number })
		for number := 0; number < times(20); number++ {
			f.trap(number)
			runtime.Gosched()
			must(0, f.call("call", number))
			fault(number)
		}
		must(0, f.store.Close())
	})
	fmt.Println("done")
}

// childHandlersLater changes handlers after Lanner has started, in every way that os/signal has.
func childHandlersLater() {
	f := newFaulty(nil)
	arrived := make(chan os.Signal, 10)
	for number := 0; number < times(100); number++ {
		signal.Notify(arrived)
		f.trap(number)
		fault(number)
		signal.Ignore(syscall.SIGUSR1)
		must(0, syscall.Kill(os.Getpid(), syscall.SIGUSR1))
		f.trap(number)
		signal.Reset()
		fault(number)
		signal.Stop(arrived)
	}
	fmt.Println("done")
}
