package lanner

import (
	"context"
	"unicode/utf8"
)

// Span is a piece of a guest's memory.
type Span struct {
	Address, Length uint64
}

// AllocatorNames are the names of what an Allocator uses. Those that are empty are malloc, free and memory; a dash for Free is a guest that
// frees nothing.
type AllocatorNames struct {
	Allocate, Free, Memory string
}

// Allocator passes text and bytes to a guest and back, by functions that the guest exports.
//
// An argument of text or bytes is two parameters of the function, the address and the length in bytes. A result is one i64, the address in
// its lower half and the length in its upper, or two results.
type Allocator struct {
	allocate, free *Function
	memory         *Memory
}

// NewAllocator makes an allocator; nil stands for the usual names.
func NewAllocator(instance *Instance, names *AllocatorNames) (*Allocator, error) {
	if names == nil {
		names = &AllocatorNames{}
	}
	made := &Allocator{}
	var err error
	if made.allocate, err = instance.Function(either(names.Allocate, "malloc")); err != nil {
		return nil, err
	}
	if free := either(names.Free, "free"); free != "-" {
		if made.free, err = instance.Function(free); err != nil {
			return nil, err
		}
	}
	if made.memory, err = instance.Memory(either(names.Memory, "memory")); err != nil {
		return nil, err
	}
	return made, nil
}

func either(name, usual string) string {
	if name == "" {
		return usual
	}
	return name
}

// Allocate returns room for so many bytes, until Release.
func (a *Allocator) Allocate(ctx context.Context, length uint64) (Span, error) {
	results, err := a.allocate.Call(ctx, length)
	if err != nil {
		return Span{}, err
	}
	if len(results) != 1 {
		return Span{}, failure("the function that allocates is %v; one result was expected", a.allocate.signature)
	}
	address, ok := unsigned(results[0])
	if !ok {
		return Span{}, failure("the function that allocates has returned %T; an address was expected", results[0])
	}
	if address == 0 && length > 0 {
		return Span{}, failure("the guest has no room for %d bytes", length)
	}
	return Span{address, length}, nil
}

func unsigned(value any) (uint64, bool) {
	switch number := value.(type) {
	case int32:
		return uint64(uint32(number)), true
	case int64:
		return uint64(number), true
	}
	return 0, false
}

// NewBytes returns a copy of bytes in the guest's memory, until Release.
func (a *Allocator) NewBytes(ctx context.Context, content []byte) (Span, error) {
	span, err := a.Allocate(ctx, uint64(len(content)))
	if err != nil {
		return Span{}, err
	}
	if err := a.memory.Write(span.Address, content); err != nil {
		return Span{}, err
	}
	return span, nil
}

// NewText returns text in UTF-8 in the guest's memory, until Release.
func (a *Allocator) NewText(ctx context.Context, text string) (Span, error) {
	return a.NewBytes(ctx, []byte(text))
}

// ReadBytes returns a copy of the bytes in a piece of memory.
func (a *Allocator) ReadBytes(span Span) ([]byte, error) {
	return a.memory.ReadBytes(span.Address, span.Length)
}

// ReadText returns the text in a piece of memory.
func (a *Allocator) ReadText(span Span) (string, error) {
	return a.memory.ReadText(span.Address, span.Length)
}

// Release gives memory back to the guest. It does nothing for guests that free nothing, and for the address 0.
func (a *Allocator) Release(ctx context.Context, span Span) error {
	if a.free == nil || span.Address == 0 {
		return nil
	}
	// Allocators of Rust and the like want to know the length.
	var err error
	if len(a.free.signature.Params) == 2 {
		_, err = a.free.Call(ctx, span.Address, span.Length)
	} else {
		_, err = a.free.Call(ctx, span.Address)
	}
	return err
}

// Call calls a function with arguments of text (string), of bytes ([]byte) and of numbers. It frees the former after the call, however that
// ends. The results are as those of Function.Call.
func (a *Allocator) Call(ctx context.Context, function *Function, arguments ...any) (results []any, err error) {
	var spans []Span
	defer func() {
		// What was allocated is freed also when the context has ended.
		for _, span := range spans {
			if failed := a.Release(context.Background(), span); failed != nil && err == nil {
				err = failed
			}
		}
	}()
	passed := make([]any, 0, len(arguments)+4)
	for _, argument := range arguments {
		var content []byte
		switch item := argument.(type) {
		case string:
			content = []byte(item)
		case []byte:
			content = item
		default:
			passed = append(passed, argument)
			continue
		}
		span, err := a.NewBytes(ctx, content)
		if err != nil {
			return nil, err
		}
		spans = append(spans, span)
		passed = append(passed, span.Address, span.Length)
	}
	return function.Call(ctx, passed...)
}

// CallBytes calls a function as Call does, whose result is bytes. It frees them.
func (a *Allocator) CallBytes(ctx context.Context, function *Function, arguments ...any) (content []byte, err error) {
	results, err := a.Call(ctx, function, arguments...)
	if err != nil {
		return nil, err
	}
	span, err := resultSpan(function, results)
	if err != nil {
		return nil, err
	}
	defer func() {
		if failed := a.Release(context.Background(), span); failed != nil && err == nil {
			content, err = nil, failed
		}
	}()
	size, err := a.memory.Size()
	if err != nil {
		return nil, err
	}
	if span.Address > size || span.Length > size-span.Address {
		where := span
		// What is not the guest's is not freed.
		span = Span{}
		return nil, failure("the result lies outside of the memory: %d bytes from %d, and it has %d", where.Length, where.Address, size)
	}
	return a.ReadBytes(span)
}

// CallText calls a function as Call does, whose result is text in UTF-8. It frees it.
func (a *Allocator) CallText(ctx context.Context, function *Function, arguments ...any) (string, error) {
	content, err := a.CallBytes(ctx, function, arguments...)
	if err != nil {
		return "", err
	}
	if !utf8.Valid(content) {
		return "", failure("the result is no text in UTF-8")
	}
	return string(content), nil
}

func resultSpan(function *Function, results []any) (Span, error) {
	switch len(results) {
	case 1:
		if packed, ok := results[0].(int64); ok {
			return Span{uint64(packed) & 0xffffffff, uint64(packed) >> 32}, nil
		}
	case 2:
		address, isAddress := unsigned(results[0])
		length, isLength := unsigned(results[1])
		if isAddress && isLength {
			return Span{address, length}, nil
		}
	}
	return Span{}, failure("the results of the function are %v; one i64, or an address and a length, was expected", function.signature)
}
