package lanner_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/lanner/lanner-go"
)

// benchGuest makes an instance of the module of bindings/bench.
func benchGuest(b testing.TB) *lanner.Instance {
	text, err := os.ReadFile("../bench/bench.wat")
	check(b, err)
	engine, err := lanner.NewEngine(nil)
	check(b, err)
	module, err := lanner.NewModuleFromText(engine, string(text))
	check(b, err)
	store, err := lanner.NewStore(engine, nil)
	check(b, err)
	b.Cleanup(func() { store.Close() })
	linker, err := lanner.NewLinker(engine)
	check(b, err)
	_, err = linker.DefineFunction(store, "host", "add", lanner.Host2(func(_ *lanner.Caller, left, right int32) (int32, error) {
		return left + right, nil
	}))
	check(b, err)
	instance, err := linker.Instantiate(context.Background(), store, module)
	check(b, err)
	return instance
}

func function(t testing.TB, instance *lanner.Instance, name string) *lanner.Function {
	t.Helper()
	found, err := instance.Function(name)
	check(t, err)
	return found
}

func BenchmarkTyped(b *testing.B) {
	add, err := lanner.Func2[int32, int32, int32](function(b, benchGuest(b), "add"))
	check(b, err)
	b.ReportAllocs()
	b.ResetTimer()
	for index := 0; index < b.N; index++ {
		if sum, err := add(context.Background(), 40, 2); sum != 42 || err != nil {
			b.Fatal(sum, err)
		}
	}
}

func BenchmarkRaw(b *testing.B) {
	add := function(b, benchGuest(b), "add")
	values := make([]lanner.Raw, 2)
	b.ReportAllocs()
	b.ResetTimer()
	for index := 0; index < b.N; index++ {
		values[0], values[1] = lanner.RawI32(40), lanner.RawI32(2)
		if err := add.CallRaw(context.Background(), values); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCall(b *testing.B) {
	add := function(b, benchGuest(b), "add")
	b.ReportAllocs()
	b.ResetTimer()
	for index := 0; index < b.N; index++ {
		if _, err := add.Call(context.Background(), int32(40), int32(2)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCallback(b *testing.B) {
	call, err := lanner.Func1[int32, int32](function(b, benchGuest(b), "call_host"))
	check(b, err)
	b.ReportAllocs()
	b.ResetTimer()
	if _, err := call(context.Background(), int32(b.N)); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkTrap(b *testing.B) {
	trap := function(b, benchGuest(b), "trap")
	b.ReportAllocs()
	b.ResetTimer()
	for index := 0; index < b.N; index++ {
		_, err := trap.Call(context.Background())
		if found := (*lanner.Trap)(nil); !errors.As(err, &found) {
			b.Fatal(err)
		}
	}
}
