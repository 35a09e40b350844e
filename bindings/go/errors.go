package lanner

// #include "library.h"
import "C"

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unsafe"
)

// Error is something that could not be done. The message says what was expected and found.
type Error struct {
	Message string
	cause   error
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// Unwrap returns what is behind the error: ErrClosed, for one.
func (e *Error) Unwrap() error { return e.cause }

// ErrClosed is what errors.Is finds behind the errors of things that are closed.
var ErrClosed = &Error{Message: "it is closed"}

// ErrInUse is what errors.Is finds when a store is used by two goroutines at once, or closed while a guest of it runs.
var ErrInUse = &Error{Message: "it is in use"}

// TrapCode is a reason for a trap.
type TrapCode int32

// The reasons for traps. TrapNone stands for an error of the host.
const (
	TrapNone TrapCode = iota - 1
	TrapUnreachable
	TrapMemoryOutOfBounds
	TrapTableOutOfBounds
	TrapUndefinedElement
	TrapUninitializedElement
	TrapIndirectCallTypeMismatch
	TrapNullFunctionReference
	TrapIntegerDivideByZero
	TrapIntegerOverflow
	TrapInvalidConversionToInteger
	TrapStackExhausted
	TrapNullReference
	TrapNullStructureReference
	TrapNullArrayReference
	TrapNullI31Reference
	TrapNullExceptionReference
	TrapArrayOutOfBounds
	TrapCastFailure
	TrapUnalignedAtomic
	TrapExpectedSharedMemory
	TrapInterrupted
	TrapOutOfFuel
	TrapAllocationTooLarge
	TrapHeapExhausted
	TrapDeadlinePassed
	TrapHostCopyTooLarge
	TrapInvalidText
)

var trapNames = []string{
	"none", "unreachable", "memory_out_of_bounds", "table_out_of_bounds", "undefined_element", "uninitialized_element",
	"indirect_call_type_mismatch", "null_function_reference", "integer_divide_by_zero", "integer_overflow",
	"invalid_conversion_to_integer", "stack_exhausted", "null_reference", "null_structure_reference", "null_array_reference",
	"null_i31_reference", "null_exception_reference", "array_out_of_bounds", "cast_failure", "unaligned_atomic",
	"expected_shared_memory", "interrupted", "out_of_fuel", "allocation_too_large", "heap_exhausted", "deadline_passed",
	"host_copy_too_large", "invalid_text",
}

// String returns the name of the reason: memory_out_of_bounds.
func (c TrapCode) String() string {
	if index := int(c) + 1; index >= 0 && index < len(trapNames) {
		return trapNames[index]
	}
	return fmt.Sprintf("trap %d", int32(c))
}

// Unknown is the index or offset of a frame that its module does not tell.
const Unknown = -1

// Frame is a function of a guest that was active when it trapped. What its module does not tell is empty, or Unknown.
type Frame struct {
	FunctionName  string
	ModuleName    string
	FunctionIndex int64
	// The position of the instruction in bytes: in the function's body, and in the module.
	FunctionOffset int64
	ModuleOffset   int64
	// The place in the source, if the module has it; the line is 0 otherwise.
	Source string
	Line   int
	Column int
}

// String returns the frame as a line of text.
func (f Frame) String() string {
	text := f.FunctionName
	if text == "" {
		text = fmt.Sprintf("function %d", f.FunctionIndex)
	}
	if f.ModuleName != "" {
		text = f.ModuleName + "." + text
	}
	if f.ModuleOffset != Unknown {
		text += fmt.Sprintf(" (+0x%x)", f.ModuleOffset)
	}
	if f.Source != "" {
		text += fmt.Sprintf(" in %s:%d", f.Source, f.Line)
	}
	return text
}

// Trap is the error of a guest that has trapped. errors.As finds it.
type Trap struct {
	Code    TrapCode
	Message string
	// The functions of the guest that were active, the innermost first; at most 100.
	Frames []Frame
	cause  error
}

// Error returns the message, and the frames one a line.
func (t *Trap) Error() string {
	if len(t.Frames) == 0 {
		return t.Message
	}
	return t.Message + "\n" + t.Backtrace()
}

// Backtrace returns the frames as text, one a line.
func (t *Trap) Backtrace() string {
	lines := make([]string, len(t.Frames))
	for index, frame := range t.Frames {
		lines[index] = "  at " + frame.String()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the error of the context, if that has stopped the guest.
func (t *Trap) Unwrap() error { return t.cause }

// blame puts the error of a context behind a trap, if it has stopped the guest, and returns the error.
func blame(ctx context.Context, err error) error {
	var trap *Trap
	if errors.As(err, &trap) && trap.cause == nil && (trap.Code == TrapDeadlinePassed || trap.Code == TrapInterrupted) {
		trap.cause = ctx.Err()
		trap.Code = TrapDeadlinePassed
		if errors.Is(trap.cause, context.Canceled) {
			trap.Code = TrapInterrupted
		}
	}
	return err
}

// ProgramExit is the error of a program of WASI that has ended itself.
type ProgramExit struct {
	Status int
}

// Error says with which status the program has ended.
func (e *ProgramExit) Error() string {
	return fmt.Sprintf("the program has ended with status %d", e.Status)
}

// A hostPanic carries a panic of a host function through the guest.
type hostPanic struct {
	value any
}

func (p *hostPanic) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// raise panics again if an error carries a panic.
func raise(err error) error {
	if carried, ok := err.(*hostPanic); ok {
		panic(carried.value)
	}
	return err
}

// readTrap returns the error that a trap stands for, and releases the trap.
func (s *Store) readTrap(trap C.uintptr_t) error {
	s.endWait()
	var read C.struct_lanner_go_trap
	C.lanner_go_trap_read(trap, &read)
	if read.key != 0 {
		if err, found := s.carried.take(uintptr(read.key)); found {
			return err
		}
		return failure("the error of a host function is lost")
	}
	if read.has_exited {
		return &ProgramExit{Status: int(read.status)}
	}
	made := &Trap{Code: TrapCode(read.code), Message: strings.TrimRight(string(viewBytes(&read.message)), "\x00")}
	if read.frame_count > 0 {
		made.Frames = make([]Frame, int(read.frame_count))
		for index, frame := range unsafe.Slice(read.frames, int(read.frame_count)) {
			frame := frame
			made.Frames[index] = Frame{
				FunctionName:   string(viewBytes(&frame.function_name)),
				ModuleName:     string(viewBytes(&frame.module_name)),
				FunctionIndex:  known(uint64(frame.index), 32),
				FunctionOffset: known(uint64(frame.function_offset), 64),
				ModuleOffset:   known(uint64(frame.module_offset), 64),
				Source:         string(viewBytes(&frame.source)),
				Line:           int(frame.line),
				Column:         int(frame.column),
			}
		}
	}
	C.lanner_go_trap_release(&read)
	return made
}

// known returns a number, or Unknown if it is the largest of its type.
func known(number uint64, bits uint) int64 {
	if number == uint64(1)<<bits-1 {
		return Unknown
	}
	return int64(number)
}
