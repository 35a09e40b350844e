package lanner_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/lanner/lanner-go"
)

func TestContexts(t *testing.T) {
	store, linker, instantiate := open(t, &lanner.EngineOptions{Interruptible: true})
	_, err := linker.DefineFunction(store, "host", "cancel", func(caller *lanner.Caller) {
		if cancel, ok := caller.Context().Value("cancel").(context.CancelFunc); ok {
			cancel()
		}
	})
	check(t, err)
	instance := instantiate(`(module (import "host" "cancel" (func $c)) (func (export "spin") (call $c) (loop $a (br $a)))
	  (func (export "one") (result i32) (i32.const 1)))`)
	spin := function(t, instance, "spin")
	one, err := lanner.Func0[int32](function(t, instance, "one"))
	check(t, err)
	var trap *lanner.Trap
	stopped := 0
	for try := 0; try < 20; try++ {
		ctx, cancel := context.WithTimeout(background, time.Duration(try+1)*5*time.Millisecond)
		_, err = spin.Call(ctx)
		switch {
		case errors.As(err, &trap) && trap.Code == lanner.TrapDeadlinePassed && errors.Is(err, context.DeadlineExceeded):
			stopped++
		case err != context.DeadlineExceeded:
			// Otherwise the context has ended before the call, on a machine that is busy.
			t.Fatal(err)
		}
		_, err = one(ctx)
		equal(t, err, context.DeadlineExceeded)
		cancel()
		ctx, cancel = context.WithCancel(background)
		_, err = spin.Call(context.WithValue(ctx, "cancel", cancel))
		if !errors.Is(err, context.Canceled) || !errors.As(err, &trap) || trap.Code != lanner.TrapInterrupted {
			t.Fatal(err)
		}
		found, err := one(background)
		check(t, err)
		equal(t, found, 1)
	}
	if stopped == 0 {
		t.Fatal("no context has stopped a guest")
	}
	// A context that ends just when the call does leaves nothing behind.
	for try := 0; try < 2000; try++ {
		ctx, cancel := context.WithCancel(background)
		go cancel()
		_, err := one(ctx)
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		_, err = one(background)
		check(t, err)
	}
	// The store's own deadline goes on afterwards.
	check(t, store.SetDeadline(time.Now().Add(time.Second)))
	ctx, cancel := context.WithTimeout(background, 5*time.Millisecond)
	defer cancel()
	_, err = spin.Call(ctx)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	_, err = spin.Call(background)
	if errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &trap) || trap.Code != lanner.TrapDeadlinePassed {
		t.Fatal(err)
	}
}

func TestStoresAndObjectsAreCollected(t *testing.T) {
	engine, err := lanner.NewEngine(nil)
	check(t, err)
	module, err := lanner.NewModuleFromText(engine, `(module (import "host" "f" (func $f (param externref) (result externref)))
	  (memory (export "memory") 1)
	  (func (export "f") (param externref) (result externref) (call $f (local.get 0))))`)
	check(t, err)
	const count = 200
	released := make(chan bool, 4*count)
	for index := 0; index < count; index++ {
		func() {
			store, err := lanner.NewStore(engine, nil)
			check(t, err)
			linker, err := lanner.NewLinker(engine)
			check(t, err)
			// The host function refers to the store, the instance and the object.
			var instance *lanner.Instance
			object := &struct{ bytes [1024]byte }{}
			runtime.SetFinalizer(object, func(any) { released <- true })
			_, err = linker.DefineFunction(store, "host", "f", func(value any) any {
				runtime.KeepAlive(instance)
				runtime.KeepAlive(store)
				return object
			})
			check(t, err)
			instance, err = linker.Instantiate(background, store, module)
			check(t, err)
			results, err := instance.Call(background, "f", store)
			check(t, err)
			if results[0] != any(object) {
				t.Fatal(results)
			}
			if index%2 == 0 {
				check(t, store.Close())
			}
		}()
	}
	found := 0
	for until := time.Now().Add(120 * time.Second); found < count-5 && time.Now().Before(until); {
		runtime.GC()
		select {
		case <-released:
			found++
		case <-time.After(time.Millisecond):
		}
	}
	if found < count-5 {
		t.Fatalf("%d of %d stores are collected", found, count)
	}
}

func TestManyStoresAtOnce(t *testing.T) {
	engine, err := lanner.NewEngine(nil)
	check(t, err)
	module, err := lanner.NewModuleFromText(engine, `(module (memory (export "memory") 1) (global $n (mut i32) (i32.const 0))
	  (func (export "count") (result i32) (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n)))`)
	check(t, err)
	var stores []*lanner.Store
	var counts []func(context.Context) (int32, error)
	for index := 0; index < 500; index++ {
		store, err := lanner.NewStore(engine, &lanner.Limits{MemoryBytes: 1 << 20})
		check(t, err)
		instance, err := lanner.Instantiate(background, store, module, nil)
		check(t, err)
		count, err := lanner.Func0[int32](function(t, instance, "count"))
		check(t, err)
		stores, counts = append(stores, store), append(counts, count)
	}
	for round := int32(1); round < 4; round++ {
		for _, count := range counts {
			found, err := count(background)
			check(t, err)
			equal(t, found, round)
		}
		runtime.GC()
	}
	check(t, engine.Close())
	found, err := counts[0](background)
	check(t, err)
	equal(t, found, 4)
	_, err = lanner.NewStore(engine, nil)
	if !errors.Is(err, lanner.ErrClosed) {
		t.Fatal(err)
	}
	for _, store := range stores {
		check(t, store.Close())
	}
}

func TestLinkerAndFuel(t *testing.T) {
	store, linker, instantiate := open(t, &lanner.EngineOptions{Fuel: true, Deterministic: true, MemoryMode: lanner.MemoryChecked})
	equal(t, store.Engine().MemoryMode(), lanner.MemoryChecked)
	check(t, store.SetFuel(1000))
	first := instantiate(`(module (func (export "f") (result i32) (i32.const 5)))`)
	check(t, linker.DefineInstance("first", first))
	second := instantiate(`(module (import "first" "f" (func $f (result i32))) (func (export "g") (result i32) (call $f)))`)
	results, err := second.Call(background, "g")
	check(t, err)
	equal(t, results, []any{5})
	check(t, store.AddFuel(500))
	left, err := store.Fuel()
	check(t, err)
	used, err := store.FuelConsumed()
	check(t, err)
	if used <= 0 || left != 1500-used {
		t.Fatal(left, used)
	}
	module, err := lanner.NewModuleFromText(store.Engine(), `(module (import "no" "where" (func $f)) (func (export "h") (call $f)))`)
	check(t, err)
	_, err = linker.Instantiate(background, store, module)
	if err == nil || !strings.Contains(err.Error(), "where") {
		t.Fatal(err)
	}
	check(t, linker.DefineUnknown(module))
	third, err := linker.Instantiate(background, store, module)
	check(t, err)
	if _, err = third.Call(background, "h"); err == nil {
		t.Fatal("an unknown function was called")
	}
	nothing, err := lanner.NewFunction(store, func() {})
	check(t, err)
	refuses(t, linker.Define("first", "f", nothing), "first")
	check(t, linker.AllowShadowing(true))
	check(t, linker.Define("first", "f", nothing))
	check(t, linker.Close())
	if err := linker.AllowShadowing(false); !errors.Is(err, lanner.ErrClosed) {
		t.Fatal(err)
	}
}

func TestWasiFiles(t *testing.T) {
	files, err := lanner.NewFiles(1 << 20)
	check(t, err)
	check(t, files.CreateDirectory("/folder"))
	check(t, files.Write("/file.txt", []byte("in memory\n")))
	content, err := files.Read("/file.txt")
	check(t, err)
	equal(t, string(content), "in memory\n")
	_, err = files.Read("/none")
	refuses(t, err, "")
	engine, err := lanner.NewEngine(nil)
	check(t, err)
	module, err := lanner.NewModuleFromFile(engine, "../scenarios/wasi.wat")
	check(t, err)
	wasi, err := lanner.NewWasiConfig()
	check(t, err)
	check(t, os.Setenv("LANNER_GO_TEST", "inherited"))
	for _, err := range []error{
		wasi.AddArguments("program", "argument"), wasi.AddEnvironment("A", "b"), wasi.SetInput([]byte("input\n")), wasi.SetRandomSeed(5),
		wasi.Capture(lanner.Stdout|lanner.Stderr, 1<<16), wasi.AddFiles(files, "/data", lanner.ReadOnly), files.Close(),
	} {
		check(t, err)
	}
	linker, err := lanner.NewLinker(engine)
	check(t, err)
	check(t, linker.DefineWasi(wasi))
	refuses(t, wasi.AddArguments("late"), "in use")
	store, err := lanner.NewStore(engine, nil)
	check(t, err)
	instance, err := linker.Instantiate(background, store, module)
	check(t, err)
	status, err := instance.Run(background)
	check(t, err)
	equal(t, status, 7)
	written, err := wasi.Captured(lanner.Stdout)
	check(t, err)
	if !bytes.Contains(written, []byte("A=b\ninput\nin memory\n")) {
		t.Fatal(string(written))
	}
	check(t, store.Close())
	check(t, wasi.Close())
}
