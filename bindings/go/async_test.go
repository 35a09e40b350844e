package lanner_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lanner/lanner-go"
)

const patient = `(module $patient
	(import "host" "wait" (func $wait (param i32) (result i32)))
	(import "host" "now" (func $now (param i32) (result i32)))
	(import "host" "pass" (func $pass (param externref f64) (result externref i64)))
	(memory (export "memory") 1 10)
	(table (export "table") 2 4 externref)
	(global (export "number") (mut i32) (i32.const 5))
	(data (i32.const 8) "a guest")
	(func (export "run") (param i32) (result i32) (i32.add (call $wait (local.get 0)) (i32.const 1)))
	(func (export "ask") (param i32) (result i32) (call $now (local.get 0)))
	(func (export "pass") (param externref f64) (result externref i64) (call $pass (local.get 0) (local.get 1)))
	(func (export "vector") (result v128) (v128.const i64x2 0 0))
	(func $crash (export "crash") unreachable)
	(func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
	(func (export "spin") (loop $again (br $again))))`

var interruptible = &lanner.EngineOptions{Interruptible: true}

type pass func(ctx context.Context, object any, number float64) (any, int64, error)

func echo(_ context.Context, object any, number float64) (any, int64, error) {
	return object, int64(number), nil
}

func same32(number int32) int32 { return number }

// openPatient makes an instance with these functions of the host.
func openPatient(t testing.TB, options *lanner.EngineOptions, wait, now any) *lanner.Instance {
	t.Helper()
	store, linker, instantiate := open(t, options)
	for name, function := range map[string]any{"wait": wait, "now": now, "pass": pass(echo)} {
		_, err := linker.DefineFunction(store, "host", name, function)
		check(t, err)
	}
	return instantiate(patient)
}

// never waits until nobody waits for it any more, and tells so.
func never(begun chan<- struct{}, ended chan<- error) any {
	return func(ctx context.Context, _ int32) (int32, error) {
		begun <- struct{}{}
		<-ctx.Done()
		ended <- ctx.Err()
		return 0, ctx.Err()
	}
}

func TestCallsThatHoldNoThread(t *testing.T) {
	instance := openPatient(t, interruptible, func(ctx context.Context, number int32) int32 {
		time.Sleep(time.Millisecond)
		return number
	}, same32)
	results, err := instance.CallContext(background, "run", 41)
	check(t, err)
	equal(t, results, []any{int32(42)})
	object := &struct{ name string }{"an object"}
	results, err = instance.CallContext(background, "pass", object, 3)
	check(t, err)
	if results[0] != any(object) || results[1] != int64(3) {
		t.Fatalf("%v is found", results)
	}
	results, err = instance.CallContext(background, "pass", nil, 0.5)
	check(t, err)
	equal(t, results, []any{nil, int64(0)})
	// The same function of the host in a call that holds its thread.
	results, err = instance.Call(background, "run", 1)
	check(t, err)
	equal(t, results, []any{int32(2)})
	_, err = instance.CallContext(background, "run")
	refuses(t, err, "0 arguments were given")
	_, err = instance.CallContext(background, "run", "1")
	refuses(t, err, "an integer was expected")
	_, err = instance.CallContext(background, "vector")
	refuses(t, err, "vector")
	check(t, instance.Store().Close())
	_, err = instance.CallContext(background, "run", 1)
	if !errors.Is(err, lanner.ErrClosed) {
		t.Fatal(err)
	}
}

func TestErrorsOfAsyncFunctions(t *testing.T) {
	mistake := errors.New("no")
	for _, wait := range []any{
		func(context.Context, int32) (int32, error) { return 0, mistake },
		func(context.Context, int32) (int32, error) { panic(mistake) },
	} {
		instance := openPatient(t, nil, wait, func(int32) (int32, error) { return 0, mistake })
		func() {
			defer func() {
				if value := recover(); value != nil && value != any(mistake) {
					t.Fatalf("%v is found", value)
				}
			}()
			if _, err := instance.CallContext(background, "run", 1); err != mistake {
				t.Fatalf("%v is found", err)
			}
		}()
		if _, err := instance.CallContext(background, "ask", 1); err != mistake {
			t.Fatalf("%v is found", err)
		}
		var trap *lanner.Trap
		if _, err := instance.CallContext(background, "crash"); !errors.As(err, &trap) || trap.Frames[0].FunctionName != "crash" {
			t.Fatalf("%v is found", err)
		}
		for round := 0; round < 20; round++ {
			_, err := instance.CallContext(background, "load", -1)
			if !errors.As(err, &trap) || trap.Code != lanner.TrapMemoryOutOfBounds {
				t.Fatalf("%v is found", err)
			}
			runtime.GC()
		}
	}
	gone := openPatient(t, nil, func(context.Context, int32) int32 { runtime.Goexit(); return 0 }, same32)
	_, err := gone.CallContext(background, "run", 1)
	refuses(t, err, "runtime.Goexit")
	signature := &lanner.FunctionType{Params: []lanner.ValueType{lanner.I32}, Results: []lanner.ValueType{lanner.I32}}
	wrong := openPatient(t, nil, lanner.HostAsync(signature, func(context.Context, *lanner.Caller, []any) ([]any, error) {
		return []any{"text"}, nil
	}), same32)
	_, err = wrong.CallContext(background, "run", 1)
	refuses(t, err, "an integer was expected")
}

func TestTheEndOfAGuestEndsTheContext(t *testing.T) {
	type key struct{}
	for _, options := range []*lanner.EngineOptions{interruptible, nil} {
		begun, ended := make(chan struct{}, 1), make(chan error, 1)
		instance := openPatient(t, options, never(begun, ended), func(caller *lanner.Caller, number int32) int32 {
			return number + caller.Context().Value(key{}).(int32)
		})
		ctx, cancel := context.WithCancel(context.WithValue(background, key{}, int32(5)))
		go func() {
			<-begun
			cancel()
		}()
		_, err := instance.CallContext(ctx, "run", 1)
		var trap *lanner.Trap
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("%v is found", err)
		}
		if errors.As(err, &trap) && trap.Code != lanner.TrapInterrupted {
			t.Fatalf("%v is found", trap.Code)
		}
		equal(t, <-ended, context.Canceled)
		_, err = instance.CallContext(ctx, "run", 1)
		equal(t, err, context.Canceled)
		results, err := instance.CallContext(context.WithValue(background, key{}, int32(6)), "ask", 1)
		check(t, err)
		equal(t, results, []any{int32(7)})
	}
	begun, ended := make(chan struct{}, 1), make(chan error, 1)
	instance := openPatient(t, interruptible, never(begun, ended), same32)
	limited, cancel := context.WithTimeout(background, 20*time.Millisecond)
	defer cancel()
	_, err := instance.CallContext(limited, "spin")
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("%v is found", err)
	}
	for _, end := range []func() error{
		instance.Store().Interrupt,
		func() error { return instance.Store().SetDeadline(time.Now()) },
	} {
		for _, call := range []func(context.Context, string, ...any) ([]any, error){instance.CallContext, instance.Call} {
			go func() {
				<-begun
				_ = end()
			}()
			_, err := call(background, "run", 1)
			var trap *lanner.Trap
			if !errors.As(err, &trap) && err != context.Canceled {
				t.Fatalf("%v is found", err)
			}
			equal(t, <-ended, context.Canceled)
			check(t, instance.Store().SetDeadline(time.Time{}))
		}
	}
	results, err := instance.CallContext(background, "ask", 1)
	check(t, err)
	equal(t, results, []any{int32(1)})
}

func TestAStoreThatACallUsesIsRefused(t *testing.T) {
	begun, ended := make(chan struct{}, 1), make(chan error, 1)
	instance := openPatient(t, interruptible, never(begun, ended), same32)
	store := instance.Store()
	memory, err := instance.Memory("memory")
	check(t, err)
	table, err := instance.Table("table")
	check(t, err)
	ask, err := instance.Function("ask")
	check(t, err)
	typed, err := lanner.Func1[int32, int32](ask)
	check(t, err)
	use := func() (things, calls []error) {
		_, read := memory.ReadText(8, 7)
		things = append(things, read, table.Set(0, "object"))
		_, call := ask.Call(background, 1)
		_, other := ask.CallContext(background, 1)
		_, number := typed(background, 1)
		return things, []error{call, other, number, store.Close()}
	}
	ctx, cancel := context.WithCancel(background)
	done := make(chan error)
	go func() {
		_, err := instance.CallContext(ctx, "spin")
		for errors.Is(err, lanner.ErrInUse) {
			// The other goroutine looks at the memory.
			_, err = instance.CallContext(ctx, "spin")
		}
		done <- err
	}()
	for {
		if _, err := memory.ReadText(8, 7); err != nil {
			break
		}
		time.Sleep(time.Millisecond)
	}
	things, calls := use()
	for _, err := range append(things, calls...) {
		if !errors.Is(err, lanner.ErrInUse) {
			t.Fatalf("%v is found", err)
		}
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Fatalf("%v is found", err)
	}
	// While the guest waits for a function of the host, all but guests may be used.
	ctx, cancel = context.WithCancel(background)
	go func() {
		_, err := instance.CallContext(ctx, "run", 1)
		done <- err
	}()
	<-begun
	things, calls = use()
	for _, err := range things {
		check(t, err)
	}
	for _, err := range calls {
		if !errors.Is(err, lanner.ErrInUse) {
			t.Fatalf("%v is found", err)
		}
	}
	cancel()
	<-done
	<-ended
	_, err = instance.Call(background, "ask", 1)
	check(t, err)
}

func TestAsyncFunctionsHaveTheMemoryOfTheirCaller(t *testing.T) {
	var late *lanner.Caller
	instance := openPatient(t, interruptible, func(ctx context.Context, caller *lanner.Caller, address int32) (int32, error) {
		late = caller
		time.Sleep(time.Millisecond)
		memory, err := caller.Memory()
		if err != nil {
			return 0, err
		}
		text, err := memory.ReadText(uint64(address), 7)
		if err != nil {
			return 0, err
		}
		if _, err := memory.Grow(1); err != nil {
			return 0, err
		}
		return 7, memory.WriteText(uint64(address), strings.ToUpper(text))
	}, same32)
	for _, call := range []func(context.Context, string, ...any) ([]any, error){instance.CallContext, instance.Call} {
		results, err := call(background, "run", 8)
		check(t, err)
		equal(t, results, []any{int32(8)})
	}
	memory, err := late.Memory()
	check(t, err)
	equal(t, must(memory.ReadText(8, 7)), "A GUEST")
	equal(t, must(memory.Pages()), 3)
	_, err = late.Export("load")
	refuses(t, err, "there is no calling instance")
}

func TestHostFunctionsMayCallTheGuestOfACallThatHoldsNoThread(t *testing.T) {
	var instance *lanner.Instance
	instance = openPatient(t, interruptible, func(context.Context, int32) int32 { return 0 },
		func(caller *lanner.Caller, depth int32) (int32, error) {
			if depth == 0 {
				results, err := instance.Call(caller.Context(), "run", 41)
				return results[0].(int32), err
			}
			results, err := instance.Call(caller.Context(), "ask", depth-1)
			return results[0].(int32) + 1, err
		})
	results, err := instance.CallContext(background, "ask", 60)
	check(t, err)
	equal(t, results, []any{int32(61)})
}

func TestManyCallsThatEndAtRandomMoments(t *testing.T) {
	const calls = 300
	options := interruptible
	engine, err := lanner.NewEngine(options)
	check(t, err)
	defer engine.Close()
	module, err := lanner.NewModuleFromText(engine, patient)
	check(t, err)
	for round := 0; round < 3; round++ {
		ctx, cancel := context.WithCancel(background)
		var group sync.WaitGroup
		var returned, stopped atomic.Int32
		for index := 0; index < calls; index++ {
			index := int32(index)
			group.Add(1)
			go func() {
				defer group.Done()
				store, err := lanner.NewStore(engine, nil)
				check(t, err)
				defer store.Close()
				linker, err := lanner.NewLinker(engine)
				check(t, err)
				defer linker.Close()
				for name, function := range map[string]any{"wait": func(ctx context.Context, number int32) (int32, error) {
					select {
					case <-time.After(time.Duration(rand.Intn(50)) * time.Millisecond):
					case <-ctx.Done():
					}
					return number, nil
				}, "now": same32, "pass": pass(echo)} {
					_, err := linker.DefineFunction(store, "host", name, function)
					check(t, err)
				}
				instance, err := linker.Instantiate(background, store, module)
				check(t, err)
				name := []string{"run", "ask", "run"}[index%3]
				results, err := instance.CallContext(ctx, name, index)
				if errors.Is(err, context.Canceled) {
					stopped.Add(1)
				} else if err != nil || results[0] != index+map[string]int32{"run": 1, "ask": 0}[name] {
					t.Errorf("%v and %v are found", results, err)
				} else {
					returned.Add(1)
				}
			}()
		}
		time.Sleep(time.Duration(20+rand.Intn(60)) * time.Millisecond)
		cancel()
		group.Wait()
		equal(t, returned.Load()+stopped.Load(), calls)
	}
}

func TestNothingIsKeptOfCallsThatHaveEnded(t *testing.T) {
	const calls = 3000
	var collected atomic.Int32
	instance := openPatient(t, nil, func(ctx context.Context, number int32) (int32, error) {
		if number%2 == 0 {
			return number, nil
		}
		mistake := &hostFailure{fmt.Sprint(number)}
		runtime.SetFinalizer(mistake, func(*hostFailure) { collected.Add(1) })
		return 0, mistake
	}, same32)
	// Each thread of the library that has called back counts as one.
	const threads = 100
	before := runtime.NumGoroutine()
	for index := 0; index < calls; index++ {
		_, _ = instance.CallContext(background, "run", index)
	}
	for try := 0; try < 200 && (collected.Load() < calls/2-2 || runtime.NumGoroutine() > before+threads); try++ {
		runtime.GC()
		time.Sleep(10 * time.Millisecond)
	}
	if collected.Load() < calls/2-2 || runtime.NumGoroutine() > before+threads {
		t.Fatalf("%d errors of %d are gone; there are %d goroutines, and were %d", collected.Load(), calls/2, runtime.NumGoroutine(), before)
	}
}

func TestWaits(t *testing.T) {
	begun, ended := make(chan struct{}, 1), make(chan error, 1)
	instance := openPatient(t, interruptible, never(begun, ended), same32)
	ctx, cancel := context.WithCancel(background)
	done := make(chan error)
	go func() {
		_, err := instance.CallContext(ctx, "run", 1)
		done <- err
	}()
	<-begun
	for !strings.Contains(must(lanner.Waits()), "since") {
		time.Sleep(time.Millisecond)
	}
	cancel()
	<-done
	<-ended
}

const patientComponent = `(component
	(import "fetch" (func $fetch async (param "number" u32) (result u32)))
	(import "plain" (func $plain (param "number" u32) (result u32)))
	(core func $fetch (canon lower (func $fetch)))
	(core func $plain (canon lower (func $plain)))
	(core func $return (canon task.return (result u32)))
	(core module $M
		(import "" "fetch" (func $fetch (param i32) (result i32)))
		(import "" "plain" (func $plain (param i32) (result i32)))
		(import "" "return" (func $return (param i32)))
		(func (export "run") (param i32) (call $return (i32.add (call $fetch (local.get 0)) (i32.const 1))))
		(func (export "ask") (param i32) (result i32) (call $plain (local.get 0)))
		(func (export "crash") (param i32) unreachable))
	(core instance $m (instantiate $M (with "" (instance
		(export "fetch" (func $fetch)) (export "plain" (func $plain)) (export "return" (func $return))))))
	(func (export "run") async (param "number" u32) (result u32) (canon lift (core func $m "run") async))
	(func (export "ask") (param "number" u32) (result u32) (canon lift (core func $m "ask")))
	(func (export "crash") async (param "number" u32) (result u32) (canon lift (core func $m "crash") async)))`

func openPatientComponent(t *testing.T, fetch any) *lanner.ComponentInstance {
	t.Helper()
	engine, err := lanner.NewEngine(interruptible)
	check(t, err)
	store, err := lanner.NewStore(engine, nil)
	check(t, err)
	t.Cleanup(func() { store.Close(); engine.Close() })
	component, err := lanner.NewComponentFromText(engine, patientComponent)
	check(t, err)
	linker, err := lanner.NewComponentLinker(store)
	check(t, err)
	check(t, linker.DefineAsync("", "fetch", fetch))
	check(t, linker.Define("", "plain", func(ctx context.Context, number uint32) uint32 { return number }))
	instance, err := linker.Instantiate(background, component)
	check(t, err)
	return instance
}

func TestCallsOfComponentsThatHoldNoThread(t *testing.T) {
	instance := openPatientComponent(t, func(ctx context.Context, number uint32) uint32 {
		time.Sleep(5 * time.Millisecond)
		return 2 * number
	})
	var group sync.WaitGroup
	for index := uint32(0); index < 50; index++ {
		index := index
		group.Add(1)
		go func() {
			defer group.Done()
			var result uint32
			if err := instance.CallIntoContext(background, &result, "run", index); err != nil || result != 2*index+1 {
				t.Errorf("%v and %v are found", result, err)
			}
		}()
	}
	group.Wait()
	equal(t, must(instance.CallWaveContext(background, "run(3)")), "7")
	equal(t, must(instance.CallContext(background, "ask", 4)), "4")
	equal(t, must(instance.Call(background, "run", 4)), "9")
	var trap *lanner.Trap
	if _, err := instance.CallContext(background, "crash", 1); !errors.As(err, &trap) || trap.Code != lanner.TrapUnreachable {
		t.Fatalf("%v is found", err)
	}
}

func TestErrorsAndContextsOfComponentsThatWait(t *testing.T) {
	mistake := errors.New("no")
	failing := openPatientComponent(t, func(uint32) (uint32, error) { return 0, mistake })
	if _, err := failing.CallContext(background, "run", 1); err != mistake {
		t.Fatalf("%v is found", err)
	}
	begun, ended := make(chan struct{}, 1), make(chan error, 1)
	waiting := openPatientComponent(t, func(ctx context.Context, _ uint32) (uint32, error) {
		begun <- struct{}{}
		<-ctx.Done()
		ended <- ctx.Err()
		return 0, ctx.Err()
	})
	ctx, cancel := context.WithCancel(background)
	go func() {
		<-begun
		cancel()
	}()
	if _, err := waiting.CallContext(ctx, "run", 1); !errors.Is(err, context.Canceled) {
		t.Fatalf("%v is found", err)
	}
	equal(t, <-ended, context.Canceled)
}
