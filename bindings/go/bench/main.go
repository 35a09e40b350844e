// The measurement that bindings/bench/README.md describes, with Lanner: it prints one line of JSON.
package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/lanner/lanner-go"
	"github.com/lanner/lanner-go/bench/measure"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	text := must(os.ReadFile(filepath.Join(os.Getenv("LANNER_BENCH_SOURCE"), "bench.wat")))
	ctx := context.Background()
	engine := must(lanner.NewEngine(nil))
	module := must(lanner.NewModuleFromText(engine, string(text)))
	store := must(lanner.NewStore(engine, nil))
	defer store.Close()
	linker := must(lanner.NewLinker(engine))
	must(linker.DefineFunction(store, "host", "add", lanner.Host2(func(_ *lanner.Caller, left, right int32) (int32, error) {
		return left + right, nil
	})))
	instance := must(linker.Instantiate(ctx, store, module))
	add := must(lanner.Func2[int32, int32, int32](must(instance.Function("add"))))
	results := measure.Start("lanner", func() int32 { return must(add(ctx, 40, 2)) })
	callHost := must(lanner.Func1[int32, int32](must(instance.Function("call_host"))))
	megabyte := must(lanner.Func0[int64](must(instance.Function("megabyte"))))
	trap := must(lanner.Proc0(must(instance.Function("trap"))))
	memory := must(instance.Memory("memory"))
	results.Finish(measure.Guest{
		Add:      func(left, right int32) int32 { return must(add(ctx, left, right)) },
		CallHost: func(count int32) int32 { return must(callHost(ctx, count)) },
		Megabyte: func(in, out []byte) {
			must(0, memory.Write(0, in))
			must(megabyte(ctx))
			must(0, memory.Read(0, out))
		},
		Trap: func() {
			if found := (*lanner.Trap)(nil); !errors.As(trap(ctx), &found) {
				panic("a trap was expected")
			}
		},
	})
}
