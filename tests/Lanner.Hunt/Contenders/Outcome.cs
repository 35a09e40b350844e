using System.Globalization;
using System.IO.Hashing;

namespace Lanner.Hunt.Contenders;

/// <summary>All that the host can see of a run, as lines that are equal if and only if the runs are.</summary>
internal sealed class Outcome
{
    /// <summary>The name of the trap of an exhausted stack. Engines differ in how much stack they have, so that such runs say
    /// nothing.</summary>
    internal const string StackExhausted = "trap: stack exhausted";

    /// <summary>The name of the outcome when nobody caught an exception of the guest.</summary>
    internal const string UncaughtException = "exception";

    private readonly List<string> _lines = [];

    internal IReadOnlyList<string> Lines => _lines;

    /// <summary>The fuel that was used, where that is counted. Engines of different makers count differently, so that it is not one of the
    /// lines.</summary>
    internal long? Fuel { get; set; }

    internal bool IsConclusive { get; private set; } = true;

    internal void Note(string function, ulong bits) => _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{function} 0x{bits:x}"));

    internal void Results(int call, IEnumerable<ulong> results) =>
        _lines.Add($"call {call}: {string.Join(' ', results.Select(bits => bits.ToString("x", CultureInfo.InvariantCulture)))}");

    internal void Trap(int call, string name)
    {
        IsConclusive &= name != StackExhausted;
        _lines.Add($"call {call}: {name}");
    }

    internal void Memory(string name, ReadOnlySpan<byte> bytes) =>
        _lines.Add($"{name}: {bytes.Length} bytes, {XxHash3.HashToUInt64(bytes):x}");

    internal void Global(string name, ulong bits) => _lines.Add($"{name}: {bits:x}");

    internal void Refused(string why) => _lines.Add($"refused: {why}");

    /// <summary>The first line in which the outcomes differ, or null when they agree or one of them says nothing.</summary>
    internal string? DifferenceTo(Outcome other)
    {
        if (!IsConclusive || !other.IsConclusive)
        {
            return null;
        }

        for (var line = 0; line < Math.Max(_lines.Count, other._lines.Count); line++)
        {
            var mine = line < _lines.Count ? _lines[line] : "(nothing)";
            var others = line < other._lines.Count ? other._lines[line] : "(nothing)";
            if (mine != others)
            {
                return $"\"{mine}\" against \"{others}\" in line {line}";
            }
        }

        return null;
    }

    /// <summary>Names that do not tell more than Wasmtime's codes do, nor what the specification leaves open: array.copy with a null and an
    /// index out of bounds may trap for either.</summary>
    internal static string NameOf(TrapCode code) => code switch
    {
        TrapCode.StackExhausted => StackExhausted,
        TrapCode.MemoryOutOfBounds or TrapCode.UnalignedAtomic => "trap: memory",
        TrapCode.TableOutOfBounds or TrapCode.UndefinedElement => "trap: table",
        TrapCode.UninitializedElement => "trap: null element",
        TrapCode.NullFunctionReference or TrapCode.NullReference or TrapCode.NullStructureReference or TrapCode.NullArrayReference
            or TrapCode.NullI31Reference
            or TrapCode.NullExceptionReference => "trap: object",
        TrapCode.IndirectCallTypeMismatch => "trap: type of function",
        TrapCode.IntegerDivideByZero => "trap: division",
        TrapCode.IntegerOverflow => "trap: overflow",
        TrapCode.InvalidConversionToInteger => "trap: conversion",
        TrapCode.ArrayOutOfBounds => "trap: object",
        TrapCode.CastFailure => "trap: cast",
        TrapCode.Unreachable => "trap: unreachable",
        TrapCode.AllocationTooLarge => "trap: allocation",
        _ => $"trap: {code}",
    };
}
