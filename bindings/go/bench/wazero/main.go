// The measurement that bindings/bench/README.md describes, with wazero. bench.sh builds it with the sources of Debian. It is no part of the
// module of the package, which depends on nothing.
package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/lanner/lanner-go/bench/measure"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	binary := must(os.ReadFile(filepath.Join(os.Getenv("LANNER_BENCH_MODULE"), "bench.wasm")))
	ctx := context.Background()
	runtime := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigCompiler())
	must(runtime.NewHostModuleBuilder("host").NewFunctionBuilder().WithGoFunction(api.GoFunc(func(_ context.Context, stack []uint64) {
		stack[0] = uint64(uint32(stack[0]) + uint32(stack[1]))
	}), []api.ValueType{api.ValueTypeI32, api.ValueTypeI32}, []api.ValueType{api.ValueTypeI32}).Export("add").Instantiate(ctx))
	instance := must(runtime.Instantiate(ctx, binary))
	stack := make([]uint64, 2)
	addFunction := instance.ExportedFunction("add")
	add := func(left, right int32) int32 {
		stack[0], stack[1] = api.EncodeI32(left), api.EncodeI32(right)
		if err := addFunction.CallWithStack(ctx, stack); err != nil {
			panic(err)
		}
		return api.DecodeI32(stack[0])
	}
	results := measure.Start("wazero", func() int32 { return add(40, 2) })
	callHost := instance.ExportedFunction("call_host")
	megabyte := instance.ExportedFunction("megabyte")
	trap := instance.ExportedFunction("trap")
	memory := instance.Memory()
	results.Finish(measure.Guest{
		Add: add,
		CallHost: func(count int32) int32 {
			stack[0] = api.EncodeI32(count)
			if err := callHost.CallWithStack(ctx, stack); err != nil {
				panic(err)
			}
			return api.DecodeI32(stack[0])
		},
		Megabyte: func(in, out []byte) {
			memory.Write(0, in)
			if err := megabyte.CallWithStack(ctx, stack); err != nil {
				panic(err)
			}
			content, _ := memory.Read(0, uint32(len(out)))
			copy(out, content)
		},
		Trap: func() {
			if err := trap.CallWithStack(ctx, stack); err == nil {
				panic("a trap was expected")
			}
		},
	})
}
