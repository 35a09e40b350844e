package lanner_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lanner/lanner-go"
)

var background = context.Background()

// open makes a store, a linker and what instantiates text with them.
func open(t testing.TB, options *lanner.EngineOptions) (*lanner.Store, *lanner.Linker, func(text string) *lanner.Instance) {
	t.Helper()
	engine, err := lanner.NewEngine(options)
	check(t, err)
	store, err := lanner.NewStore(engine, nil)
	check(t, err)
	linker, err := lanner.NewLinker(engine)
	check(t, err)
	t.Cleanup(func() { store.Close(); linker.Close(); engine.Close() })
	return store, linker, func(text string) *lanner.Instance {
		t.Helper()
		module, err := lanner.NewModuleFromText(engine, text)
		check(t, err)
		instance, err := linker.Instantiate(background, store, module)
		check(t, err)
		return instance
	}
}

func refuses(t testing.TB, err error, text string) {
	t.Helper()
	var mistake *lanner.Error
	if !errors.As(err, &mistake) || !strings.Contains(mistake.Message, text) {
		t.Fatalf("%v is found; an error that says %q was expected", err, text)
	}
}

func equal(t testing.TB, found, expected any) {
	t.Helper()
	if fmt.Sprint(found) != fmt.Sprint(expected) {
		t.Fatalf("%v is found; %v was expected", found, expected)
	}
}

func TestVersionAndText(t *testing.T) {
	version, err := lanner.Version()
	check(t, err)
	equal(t, version, "0.1.0")
	binary, err := lanner.TextToBinary("(module (func (export \"f\")))")
	check(t, err)
	text, err := lanner.BinaryToText(binary)
	check(t, err)
	if !strings.Contains(text, `(export "f"`) {
		t.Fatal(text)
	}
	_, err = lanner.TextToBinary("(module (func")
	refuses(t, err, "")
}

func TestTypesOfModules(t *testing.T) {
	engine, err := lanner.NewEngine(nil)
	check(t, err)
	module, err := lanner.NewModuleFromText(engine, `(module (import "m" "f" (func (param i32 v128) (result f64)))
	  (memory (export "memory") 1 5) (table (export "t") 2 funcref) (global (export "g") (mut i64) (i64.const 3)))`)
	check(t, err)
	for _, again := range []func() (*lanner.Module, error){
		func() (*lanner.Module, error) { return module, nil },
		func() (*lanner.Module, error) {
			content, err := module.Serialize()
			check(t, err)
			return lanner.DeserializeModule(engine, content)
		},
		func() (*lanner.Module, error) {
			path := filepath.Join(t.TempDir(), "compiled")
			check(t, module.SaveCompiled(path))
			return lanner.LoadCompiledModule(engine, path)
		},
	} {
		module, err := again()
		check(t, err)
		equal(t, module.Imports()[0].Type, "(i32, v128) -> (f64)")
		equal(t, module.Imports()[0].Module+"."+module.Imports()[0].Name, "m.f")
		names := ""
		for _, export := range module.Exports() {
			names += fmt.Sprint(export.Name, ": ", export.Kind, " ", export.Type, "; ")
		}
		equal(t, names, "memory: memory 1 to 5; t: table 2 or more funcref; g: global mut i64; ")
	}
	refuses(t, lanner.ValidateModule(engine, []byte("no module")), "")
	check(t, module.Close())
	check(t, module.Close())
	_, err = module.Serialize()
	if !errors.Is(err, lanner.ErrClosed) {
		t.Fatal(err)
	}
}

func TestValuesOfAllTypes(t *testing.T) {
	store, linker, instantiate := open(t, nil)
	var seen []any
	_, err := linker.DefineFunction(store, "host", "all", func(
		caller *lanner.Caller, a int32, b uint64, c float32, d float64, e [16]byte, f any, g *lanner.Function,
	) (int32, uint64, float32, float64, [16]byte, any, *lanner.Function, error) {
		seen = []any{a, b, c, d, e, f, g != nil}
		return a, b, c, d, e, f, g, nil
	})
	check(t, err)
	all := function(t, instantiate(`(module
	  (type $all (func (param i32 i64 f32 f64 v128 externref funcref) (result i32 i64 f32 f64 v128 externref funcref)))
	  (import "host" "all" (func $all (type $all)))
	  (func (export "all") (type $all)
	    (call $all (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5) (local.get 6))))`), "all")
	object := &struct{ name string }{"an object"}
	vector := [16]byte{1, 2, 15: 255}
	for try := 0; try < 200; try++ {
		results, err := all.Call(background, uint32(math.MaxUint32), int64(math.MinInt64), 0.5, 3, vector, object, all)
		check(t, err)
		if results[5] != any(object) || !results[6].(*lanner.Function).Same(all) {
			t.Fatal(results)
		}
		equal(t, results[:5], []any{int32(-1), int64(math.MinInt64), float32(0.5), 3.0, vector})
		equal(t, seen, []any{int32(-1), uint64(1 << 63), float32(0.5), 3.0, vector, object, true})
		results, err = all.Call(background, 0, 0, 0, 0, vector, nil, nil)
		check(t, err)
		if results[5] != nil || results[6] != nil {
			t.Fatal(results)
		}
	}
	for index, wrong := range []any{1 << 40, "text", "text", "text", 5, nil, 7} {
		arguments := []any{0, 0, 0, 0, vector, nil, nil}
		arguments[index] = wrong
		if wrong == nil {
			arguments = arguments[1:]
		}
		_, err := all.Call(background, arguments...)
		refuses(t, err, "")
	}
}

func TestTypedForms(t *testing.T) {
	store, linker, instantiate := open(t, nil)
	define := func(name string, function any) {
		_, err := linker.DefineFunction(store, "host", name, function)
		check(t, err)
	}
	sum := 0.0
	define("p", lanner.HostProc4(func(_ *lanner.Caller, a int32, b uint64, c float32, d float64) error {
		sum = float64(a) + float64(b) + float64(c) + d
		return nil
	}))
	define("f", lanner.Host3(func(_ *lanner.Caller, a uint32, b int64, c float64) (float32, error) {
		return float32(float64(a) + float64(b) + c), nil
	}))
	raw, err := lanner.HostRaw(
		&lanner.FunctionType{Params: []lanner.ValueType{lanner.I32}, Results: []lanner.ValueType{lanner.I64, lanner.V128}},
		func(_ *lanner.Caller, values []lanner.Raw) error {
			values[1] = lanner.RawV128([16]byte{byte(values[0].I32())})
			values[0] = lanner.RawI64(-5)
			return nil
		})
	check(t, err)
	define("r", raw)
	instance := instantiate(`(module (import "host" "p" (func $p (param i32 i64 f32 f64)))
	  (import "host" "f" (func $f (param i32 i64 f64) (result f32)))
	  (import "host" "r" (func $r (param i32) (result i64 v128)))
	  (export "r" (func $r)) (func (export "none"))
	  (func (export "p") (param i32 i64 f32 f64) (call $p (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
	  (func (export "f") (param i32 i64 f64) (result f32) (call $f (local.get 0) (local.get 1) (local.get 2))))`)
	p, err := lanner.Proc4[int32, uint64, float32, float64](function(t, instance, "p"))
	check(t, err)
	check(t, p(background, -1, 1<<33, 0.5, 0.25))
	equal(t, sum, float64(1<<33)-0.25)
	f, err := lanner.Func3[uint32, int64, float64, float32](function(t, instance, "f"))
	check(t, err)
	found, err := f(background, 1<<31, -1, 0.5)
	check(t, err)
	equal(t, found, float32(1<<31-0.5))
	values := []lanner.Raw{lanner.RawI32(7), {}}
	check(t, function(t, instance, "r").CallRaw(background, values))
	equal(t, values[0].I64(), -5)
	equal(t, values[1].V128()[0], 7)
	check(t, function(t, instance, "none").CallRaw(background, nil))
	refuses(t, function(t, instance, "r").CallRaw(background, values[:1]), "needs more")
	_, err = lanner.Func2[int32, int32, int32](function(t, instance, "f"))
	refuses(t, err, "was expected")
	allocated := testing.AllocsPerRun(100, func() {
		check(t, p(background, 1, 2, 3, 4))
		_, _ = f(background, 1, 2, 3)
	})
	if allocated != 0 {
		t.Fatal(allocated, "allocations for two calls with callbacks")
	}
}

type wrapped struct{ code int }

func (w *wrapped) Error() string { return fmt.Sprint("code ", w.code) }

func TestErrorsAndPanicsOfTheHost(t *testing.T) {
	store, linker, instantiate := open(t, nil)
	thrown := &wrapped{5}
	var inner *lanner.Function
	_, err := linker.DefineFunction(store, "host", "fail", func(caller *lanner.Caller, how int32) error {
		switch how {
		case 0:
			return thrown
		case 1:
			panic(thrown)
		case 2:
			// Through two guests.
			_, err := inner.Call(caller.Context(), 0)
			return err
		case 3:
			_, err := inner.Call(caller.Context(), 1)
			return err
		}
		return nil
	})
	check(t, err)
	inner = function(t, instantiate(`(module (import "host" "fail" (func $f (param i32)))
	  (func (export "f") (param i32) (call $f (local.get 0))))`), "f")
	typed, err := lanner.Proc1[int32](inner)
	check(t, err)
	for try := 0; try < 300; try++ {
		for _, how := range []int32{0, 2} {
			if _, err := inner.Call(background, how); err != error(thrown) {
				t.Fatal(err)
			}
			if err := typed(background, how); err != error(thrown) {
				t.Fatal(err)
			}
		}
		for _, how := range []int32{1, 3} {
			func() {
				defer func() {
					if caught := recover(); caught != any(thrown) {
						t.Fatal(caught)
					}
				}()
				_ = typed(background, how)
			}()
		}
		check(t, typed(background, 9))
	}
	check(t, store.Close())
	if err := typed(background, 9); !errors.Is(err, lanner.ErrClosed) {
		t.Fatal(err)
	}
}

func TestBacktraces(t *testing.T) {
	_, _, instantiate := open(t, nil)
	_, err := instantiate(`(module $unlucky (func $inner unreachable) (func $outer (export "f") (call $inner)))`).Call(background, "f")
	var trap *lanner.Trap
	if !errors.As(fmt.Errorf("around: %w", err), &trap) {
		t.Fatal(err)
	}
	equal(t, trap.Code, lanner.TrapUnreachable)
	equal(t, len(trap.Frames), 2)
	frame := trap.Frames[1]
	equal(t, []any{frame.FunctionName, frame.ModuleName, frame.FunctionIndex}, []any{"outer", "unlucky", 1})
	if frame.ModuleOffset <= 0 || !strings.Contains(trap.Error(), "at unlucky.inner") {
		t.Fatal(trap.Error())
	}
}

func TestRecursionThroughTheHost(t *testing.T) {
	store, linker, instantiate := open(t, nil)
	var again *lanner.Function
	depth := 0
	_, err := linker.DefineFunction(store, "host", "again", func(caller *lanner.Caller) error {
		depth++
		_, err := again.Call(caller.Context())
		return err
	})
	check(t, err)
	again = function(t, instantiate(`(module (import "host" "again" (func $f)) (func (export "f") (call $f)))`), "f")
	for try := 0; try < 5; try++ {
		depth = 0
		_, err = again.Call(background)
		var trap *lanner.Trap
		if !errors.As(err, &trap) || trap.Code != lanner.TrapStackExhausted || depth < 100 {
			t.Fatal(depth, err)
		}
	}
}

func TestMemory(t *testing.T) {
	store, linker, instantiate := open(t, nil)
	memory, err := lanner.NewMemory(store, 1, 3)
	check(t, err)
	check(t, linker.Define("host", "memory", memory))
	instance := instantiate(`(module (import "host" "memory" (memory 1)) (export "memory" (memory 0))
	  (func (export "grow") (result i32) (memory.grow (i32.const 1)))
	  (func (export "peek") (param i32) (result i32) (i32.load8_u (local.get 0))))`)
	content, err := memory.Bytes()
	check(t, err)
	content[5] = 77
	results, err := instance.Call(background, "peek", 5)
	check(t, err)
	equal(t, results[0], 77)
	_, err = instance.Call(background, "grow")
	check(t, err)
	equal(t, len(content), lanner.PageSize)
	content[6] = 78
	check(t, memory.Write(2*lanner.PageSize-2, []byte{1, 2}))
	refuses(t, memory.Write(2*lanner.PageSize-1, []byte{1, 2}), "the range is 2 bytes")
	refuses(t, memory.Read(math.MaxUint64, make([]byte, 2)), "the range")
	check(t, memory.View(func(bytes []byte) error {
		equal(t, len(bytes), 2*lanner.PageSize)
		equal(t, bytes[6], 78)
		if err := store.Close(); !errors.Is(err, lanner.ErrInUse) {
			t.Fatal(err)
		}
		_, err := instance.Call(background, "grow")
		return err
	}))
	_, err = memory.Grow(1)
	refuses(t, err, "does not grow")
	check(t, memory.WriteText(10, "Grüße\x00"))
	text, err := memory.ReadCString(10)
	check(t, err)
	equal(t, text, "Grüße")
	check(t, memory.Write(10, []byte{0xc3, 0x28}))
	_, err = memory.ReadText(10, 2)
	refuses(t, err, "UTF-8")
	other, err := instance.Memory("memory")
	check(t, err)
	kind, err := other.Type()
	check(t, err)
	equal(t, kind, "1 to 3")
	check(t, store.Close())
	for _, err := range []error{memory.Write(0, []byte{1}), memory.Read(0, []byte{1}), memory.View(func([]byte) error { return nil })} {
		if !errors.Is(err, lanner.ErrClosed) {
			t.Fatal(err)
		}
	}
}

func TestGlobalsAndTables(t *testing.T) {
	store, linker, instantiate := open(t, nil)
	object := new(int)
	global, err := lanner.NewGlobal(store, &lanner.GlobalType{Content: lanner.ExternRef, Mutable: true}, object)
	check(t, err)
	check(t, linker.Define("host", "global", global))
	table, err := lanner.NewTable(store, &lanner.TableType{Element: lanner.FuncRef, Minimum: 2, Maximum: 4}, nil)
	check(t, err)
	check(t, linker.Define("host", "table", table))
	instance := instantiate(`(module (import "host" "global" (global $g (mut externref))) (import "host" "table" (table 2 funcref))
	  (func $seven (export "seven") (result i32) (i32.const 7)) (elem (i32.const 1) $seven)
	  (func (export "get") (result externref) (global.get $g)) (global (export "pi") f64 (f64.const 3.5)))`)
	results, err := instance.Call(background, "get")
	check(t, err)
	if results[0] != any(object) {
		t.Fatal(results)
	}
	check(t, global.Set("another"))
	value, err := global.Get()
	check(t, err)
	equal(t, value, "another")
	pi, err := instance.Global("pi")
	check(t, err)
	value, err = pi.Get()
	check(t, err)
	equal(t, value, 3.5)
	refuses(t, pi.Set(1.0), "constant")
	seven, err := table.Get(1)
	check(t, err)
	results, err = seven.(*lanner.Function).Call(background)
	check(t, err)
	equal(t, results, []any{7})
	check(t, table.Set(0, seven))
	before, err := table.Grow(2, seven)
	check(t, err)
	equal(t, before, 2)
	_, err = table.Grow(1, nil)
	refuses(t, err, "does not grow")
	_, err = table.Get(4)
	refuses(t, err, "the index is 4")
	refuses(t, table.Set(0, "text"), "was expected")
	_, err = instance.Function("pi")
	refuses(t, err, "is a global")
	_, err = instance.Function("none")
	refuses(t, err, "seven, get, pi")
}

func TestMisuse(t *testing.T) {
	store, linker, instantiate := open(t, nil)
	other, _, _ := open(t, nil)
	foreign, err := lanner.NewFunction(other, func() {})
	check(t, err)
	table, err := lanner.NewTable(store, &lanner.TableType{Element: lanner.FuncRef, Minimum: 1, Maximum: 1}, nil)
	check(t, err)
	refuses(t, table.Set(0, foreign), "another store")
	for _, wrong := range []any{nil, 5, func(string) {}, func(...int32) {}, func() string { return "" }} {
		_, err := lanner.NewFunction(store, wrong)
		refuses(t, err, "host function")
	}
	refuses(t, linker.Define("with\x00zero", "name", foreign), "zero")
	_, err = lanner.NewStore(store.Engine(), &lanner.Limits{Fuel: -1})
	refuses(t, err, "not negative")
	_, err = lanner.NewStore(store.Engine(), &lanner.Limits{CallTime: time.Second})
	refuses(t, err, "interruptible")

	// Closed in a callback: refused. Used by two goroutines: one of them is.
	var entered, leave = make(chan bool), make(chan bool)
	_, err = linker.DefineFunction(store, "host", "wait", func() {
		if err := store.Close(); !errors.Is(err, lanner.ErrInUse) {
			panic(fmt.Sprint("the store was closed in a callback: ", err))
		}
		entered <- true
		<-leave
	})
	check(t, err)
	instance := instantiate(`(module (import "host" "wait" (func $w)) (memory (export "memory") 1)
	  (func (export "wait") (call $w)) (func (export "f")))`)
	quick := function(t, instance, "f")
	go func() {
		<-entered
		for try := 0; try < 1000; try++ {
			if _, err := quick.Call(background); err == nil {
				panic("the store was used by two goroutines")
			}
			if err := store.Close(); !errors.Is(err, lanner.ErrInUse) {
				panic(fmt.Sprint("the store was closed: ", err))
			}
		}
		leave <- true
	}()
	_, err = instance.Call(background, "wait")
	check(t, err)
	_, err = quick.Call(background)
	check(t, err)
	check(t, store.Close())
	check(t, store.Close())
	_, err = quick.Call(background)
	if !errors.Is(err, lanner.ErrClosed) {
		t.Fatal(err)
	}
	if !errors.Is(store.Interrupt(), lanner.ErrClosed) || !errors.Is(store.SetFuel(5), lanner.ErrClosed) {
		t.Fatal("a closed store was used")
	}
}

func TestUseByManyGoroutinesAtOnce(t *testing.T) {
	store, linker, instantiate := open(t, &lanner.EngineOptions{Interruptible: true})
	_, err := linker.DefineFunction(store, "host", "f", func(number int32) int32 { return number })
	check(t, err)
	add, err := lanner.Func1[int32, int32](function(t, instantiate(`(module (import "host" "f" (func $f (param i32) (result i32)))
	  (func (export "f") (param i32) (result i32) (call $f (local.get 0))))`), "f"))
	check(t, err)
	var group sync.WaitGroup
	for index := 0; index < 8; index++ {
		group.Add(1)
		go func(index int32) {
			defer group.Done()
			for try := 0; try < 2000; try++ {
				if found, err := add(background, index); err == nil && found != index {
					t.Errorf("%d is found; %d was expected", found, index)
				}
				_ = store.SetDeadline(time.Now().Add(time.Hour))
				_ = store.Interrupted()
			}
		}(int32(index))
	}
	group.Wait()
}
