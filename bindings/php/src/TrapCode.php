<?php

declare(strict_types=1);

namespace Lanner;

/** Reasons for a trap. */
enum TrapCode: int
{
    /** Not a trap of WebAssembly. */
    case None = -1;
    case Unreachable = 0;
    case MemoryOutOfBounds = 1;
    case TableOutOfBounds = 2;
    case UndefinedElement = 3;
    case UninitializedElement = 4;
    case IndirectCallTypeMismatch = 5;
    case NullFunctionReference = 6;
    case IntegerDivideByZero = 7;
    case IntegerOverflow = 8;
    case InvalidConversionToInteger = 9;
    case StackExhausted = 10;
    case NullReference = 11;
    case NullStructureReference = 12;
    case NullArrayReference = 13;
    case NullI31Reference = 14;
    case NullExceptionReference = 15;
    case ArrayOutOfBounds = 16;
    case CastFailure = 17;
    case UnalignedAtomic = 18;
    case ExpectedSharedMemory = 19;
    case Interrupted = 20;
    case OutOfFuel = 21;
    case AllocationTooLarge = 22;
    case HeapExhausted = 23;
    case DeadlinePassed = 24;
    case HostCopyTooLarge = 25;
    case InvalidText = 26;
}
