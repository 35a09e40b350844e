package lanner

import (
	"context"
	"unsafe"
)

// Number is a type of numbers that the typed forms of functions take and return. Integers of 32 bits are i32, of 64 bits i64.
type Number interface {
	~int32 | ~uint32 | ~int64 | ~uint64 | ~float32 | ~float64
}

// kindOf returns the type of WebAssembly that a type of Go stands for.
func kindOf[T Number]() ValueType {
	// A half is no integer.
	half := 0.5
	isFloat := T(half) != 0
	switch {
	case unsafe.Sizeof(T(0)) == 4 && isFloat:
		return F32
	case unsafe.Sizeof(T(0)) == 4:
		return I32
	case isFloat:
		return F64
	}
	return I64
}

func toBits[T Number](value T) uint64 {
	if unsafe.Sizeof(value) == 4 {
		return uint64(*(*uint32)(unsafe.Pointer(&value)))
	}
	return *(*uint64)(unsafe.Pointer(&value))
}

func fromBits[T Number](bits uint64) (value T) {
	if unsafe.Sizeof(value) == 4 {
		number := uint32(bits)
		return *(*T)(unsafe.Pointer(&number))
	}
	return *(*T)(unsafe.Pointer(&bits))
}

func (f *Function) expect(params, results []ValueType) error {
	if wanted := (&FunctionType{params, results}); !f.signature.equals(wanted) {
		return failure("the function is %v; %v was expected", f.signature, wanted)
	}
	return nil
}

// Func0 returns a function of Go that calls one of WebAssembly, with a result and no parameters. It allocates nothing. Func1 to Func4 do
// the same for those with parameters, and Proc0 to Proc4 for those without a result. They fail if the types are others.
func Func0[R Number](f *Function) (func(context.Context) (R, error), error) {
	if err := f.expect(nil, []ValueType{kindOf[R]()}); err != nil {
		return nil, err
	}
	return func(ctx context.Context) (R, error) {
		bits, err := f.callNumbers(ctx, 0, 0, 0, 0)
		return fromBits[R](bits), err
	}, nil
}

// Func1 is for functions with one parameter: see Func0.
func Func1[A, R Number](f *Function) (func(context.Context, A) (R, error), error) {
	if err := f.expect([]ValueType{kindOf[A]()}, []ValueType{kindOf[R]()}); err != nil {
		return nil, err
	}
	return func(ctx context.Context, a A) (R, error) {
		bits, err := f.callNumbers(ctx, toBits(a), 0, 0, 0)
		return fromBits[R](bits), err
	}, nil
}

// Func2 is for functions with two parameters: see Func0.
func Func2[A, B, R Number](f *Function) (func(context.Context, A, B) (R, error), error) {
	if err := f.expect([]ValueType{kindOf[A](), kindOf[B]()}, []ValueType{kindOf[R]()}); err != nil {
		return nil, err
	}
	return func(ctx context.Context, a A, b B) (R, error) {
		bits, err := f.callNumbers(ctx, toBits(a), toBits(b), 0, 0)
		return fromBits[R](bits), err
	}, nil
}

// Func3 is for functions with three parameters: see Func0.
func Func3[A, B, C, R Number](f *Function) (func(context.Context, A, B, C) (R, error), error) {
	if err := f.expect([]ValueType{kindOf[A](), kindOf[B](), kindOf[C]()}, []ValueType{kindOf[R]()}); err != nil {
		return nil, err
	}
	return func(ctx context.Context, a A, b B, c C) (R, error) {
		bits, err := f.callNumbers(ctx, toBits(a), toBits(b), toBits(c), 0)
		return fromBits[R](bits), err
	}, nil
}

// Func4 is for functions with four parameters: see Func0.
func Func4[A, B, C, D, R Number](f *Function) (func(context.Context, A, B, C, D) (R, error), error) {
	if err := f.expect([]ValueType{kindOf[A](), kindOf[B](), kindOf[C](), kindOf[D]()}, []ValueType{kindOf[R]()}); err != nil {
		return nil, err
	}
	return func(ctx context.Context, a A, b B, c C, d D) (R, error) {
		bits, err := f.callNumbers(ctx, toBits(a), toBits(b), toBits(c), toBits(d))
		return fromBits[R](bits), err
	}, nil
}

// Proc0 is for functions without parameters and result: see Func0.
func Proc0(f *Function) (func(context.Context) error, error) {
	if err := f.expect(nil, nil); err != nil {
		return nil, err
	}
	return func(ctx context.Context) error {
		_, err := f.callNumbers(ctx, 0, 0, 0, 0)
		return err
	}, nil
}

// Proc1 is for functions with one parameter and no result: see Func0.
func Proc1[A Number](f *Function) (func(context.Context, A) error, error) {
	if err := f.expect([]ValueType{kindOf[A]()}, nil); err != nil {
		return nil, err
	}
	return func(ctx context.Context, a A) error {
		_, err := f.callNumbers(ctx, toBits(a), 0, 0, 0)
		return err
	}, nil
}

// Proc2 is for functions with two parameters and no result: see Func0.
func Proc2[A, B Number](f *Function) (func(context.Context, A, B) error, error) {
	if err := f.expect([]ValueType{kindOf[A](), kindOf[B]()}, nil); err != nil {
		return nil, err
	}
	return func(ctx context.Context, a A, b B) error {
		_, err := f.callNumbers(ctx, toBits(a), toBits(b), 0, 0)
		return err
	}, nil
}

// Proc3 is for functions with three parameters and no result: see Func0.
func Proc3[A, B, C Number](f *Function) (func(context.Context, A, B, C) error, error) {
	if err := f.expect([]ValueType{kindOf[A](), kindOf[B](), kindOf[C]()}, nil); err != nil {
		return nil, err
	}
	return func(ctx context.Context, a A, b B, c C) error {
		_, err := f.callNumbers(ctx, toBits(a), toBits(b), toBits(c), 0)
		return err
	}, nil
}

// Proc4 is for functions with four parameters and no result: see Func0.
func Proc4[A, B, C, D Number](f *Function) (func(context.Context, A, B, C, D) error, error) {
	if err := f.expect([]ValueType{kindOf[A](), kindOf[B](), kindOf[C](), kindOf[D]()}, nil); err != nil {
		return nil, err
	}
	return func(ctx context.Context, a A, b B, c C, d D) error {
		_, err := f.callNumbers(ctx, toBits(a), toBits(b), toBits(c), toBits(d))
		return err
	}, nil
}
