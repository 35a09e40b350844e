namespace Lanner.Hunt.Generation;

/// <summary>A memory of a generated module.</summary>
internal sealed record GeneratedMemory(bool Is64Bit, int Pages, int MaximumPages)
{
    internal GeneratedType AddressType => Is64Bit ? GeneratedType.I64 : GeneratedType.I32;
}

/// <summary>A table of a generated module.</summary>
internal sealed record GeneratedTable(GeneratedType Element, int Size, int Maximum);

/// <summary>A global of a generated module; it starts at zero or null, or at <paramref name="Bits"/>.</summary>
internal sealed record GeneratedGlobal(GeneratedType Type, bool IsMutable, ulong Bits);

/// <summary>The declarations of a generated module, which are decided before any function body.</summary>
internal sealed class ModulePlan
{
    /// <summary>Functions that every generated module imports: they note what they are given, so that the order of what a guest does can be
    /// compared.</summary>
    internal static readonly (string Name, GeneratedSignature Signature)[] Imports =
    [
        ("note_i32", new([GeneratedType.I32], [])),
        ("note_i64", new([GeneratedType.I64], [GeneratedType.I64])),
        ("note_f64", new([GeneratedType.F64, GeneratedType.I32], [GeneratedType.F64])),
    ];

    /// <summary>Structure and array types, which come first in the type section, each able to refer to all others.</summary>
    internal List<GeneratedAggregate> Aggregates { get; } = [];

    /// <summary>Function types, behind the aggregates.</summary>
    internal List<GeneratedSignature> Signatures { get; } = [];

    /// <summary>The functions that the module defines, behind the imported ones.</summary>
    internal List<GeneratedSignature> Functions { get; } = [];

    internal List<GeneratedMemory> Memories { get; } = [];

    internal List<GeneratedTable> Tables { get; } = [];

    /// <summary>The first one counts down; see <see cref="BodyGenerator"/>.</summary>
    internal List<GeneratedGlobal> Globals { get; } = [];

    /// <summary>The payload of each tag.</summary>
    internal List<GeneratedSignature> Tags { get; } = [];

    internal List<byte[]> DataSegments { get; } = [];

    /// <summary>The number of functions that the one passive element segment refers to: all.</summary>
    internal int FunctionCount => Imports.Length + Functions.Count;

    /// <summary>The features that the module may use of vectors, threads, wide arithmetic, garbage collection and exceptions, beside
    /// everything else.</summary>
    internal required WasmFeatures Features { get; init; }

    /// <summary>True if only deterministic engines have to agree: instructions then leave NaNs as they come, and relaxed vectors are
    /// used.</summary>
    internal required bool IsDeterministic { get; init; }

    /// <summary>The approximate number of decisions that the body of a function may take.</summary>
    internal required int MaximumBudget { get; init; }

    internal bool HasVectors => (Features & WasmFeatures.Simd) != 0;

    internal bool HasObjects => (Features & WasmFeatures.GarbageCollection) != 0;

    internal bool HasExceptions => (Features & WasmFeatures.Exceptions) != 0;

    internal InstructionChoices Instructions => InstructionChoices.Of(Features);

    internal GeneratedSignature SignatureOf(int functionIndex) =>
        functionIndex < Imports.Length ? Imports[functionIndex].Signature : Functions[functionIndex - Imports.Length];

    /// <summary>The index of a function type, which is added if nobody has asked for it before.</summary>
    internal int TypeIndexOf(GeneratedSignature signature)
    {
        var index = Signatures.IndexOf(signature);
        if (index < 0)
        {
            index = Signatures.Count;
            Signatures.Add(signature);
        }

        return Aggregates.Count + index;
    }

    /// <summary>Tests whether a value of one type may stand where the other is wanted.</summary>
    internal bool IsSubtype(GeneratedType type, GeneratedType wanted)
    {
        if (type == wanted)
        {
            return true;
        }

        if (type.Kind == GeneratedKind.Defined)
        {
            var aggregate = Aggregates[type.Index];
            return aggregate.Supertype >= 0 && IsSubtype(new GeneratedType(GeneratedKind.Defined, aggregate.Supertype), wanted)
                || wanted.Kind is GeneratedKind.Any or GeneratedKind.Equatable
                || wanted.Kind == (aggregate.IsArray ? GeneratedKind.Array : GeneratedKind.Structure);
        }

        return wanted.Kind switch
        {
            GeneratedKind.Any =>
                type.Kind is GeneratedKind.Equatable or GeneratedKind.I31 or GeneratedKind.Structure or GeneratedKind.Array,
            GeneratedKind.Equatable => type.Kind is GeneratedKind.I31 or GeneratedKind.Structure or GeneratedKind.Array,
            _ => false,
        };
    }
}
