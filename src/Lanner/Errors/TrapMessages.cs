namespace Lanner;

/// <summary>The messages of traps: the words of the official test suite, which the reference interpreter prints.</summary>
internal static class TrapMessages
{
    internal static string Of(TrapCode code) => code switch
    {
        TrapCode.Unreachable => "unreachable",
        TrapCode.MemoryOutOfBounds => "out of bounds memory access",
        TrapCode.TableOutOfBounds => "out of bounds table access",
        TrapCode.UndefinedElement => "undefined element",
        TrapCode.UninitializedElement => "uninitialized element",
        TrapCode.IndirectCallTypeMismatch => "indirect call type mismatch",
        TrapCode.NullFunctionReference => "null function reference",
        TrapCode.IntegerDivideByZero => "integer divide by zero",
        TrapCode.IntegerOverflow => "integer overflow",
        TrapCode.InvalidConversionToInteger => "invalid conversion to integer",
        TrapCode.StackExhausted => "call stack exhausted",
        TrapCode.NullReference => "null reference",
        TrapCode.NullStructureReference => "null structure reference",
        TrapCode.NullArrayReference => "null array reference",
        TrapCode.NullI31Reference => "null i31 reference",
        TrapCode.NullExceptionReference => "null exception reference",
        TrapCode.ArrayOutOfBounds => "out of bounds array access",
        TrapCode.CastFailure => "cast failure",
        TrapCode.UnalignedAtomic => "unaligned atomic",
        TrapCode.ExpectedSharedMemory => "expected shared memory",
        TrapCode.Interrupted => "interrupted",
        TrapCode.OutOfFuel => "all fuel consumed",
        TrapCode.AllocationTooLarge => "allocation size too large",
        TrapCode.HeapExhausted => "heap exhausted",
        TrapCode.DeadlinePassed => "interrupted by a deadline",
        TrapCode.HostCopyTooLarge => "host copy too large",
        TrapCode.InvalidText => "invalid text",
        _ => code.ToString(),
    };
}
