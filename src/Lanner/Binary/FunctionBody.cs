using Lanner.Structure;

namespace Lanner.Binary;

/// <summary>A run of locals of one type, as a body declares them.</summary>
internal readonly record struct LocalRun(int Count, WasmValueType Type);

/// <summary>The way into the body of a function (specification 5.5.14): declarations of locals, then instructions up to the final
/// <c>end</c>.</summary>
internal static class FunctionBody
{
    /// <summary>Reads the declarations of a function that the module defines and returns a reader at the first instruction. The locals come
    /// after the parameters in the index space.</summary>
    internal static InstructionReader Open(ModuleDefinition module, in FunctionDefinition function, out LocalRun[] locals)
    {
        var reader = new ByteReader(module.Bytes.Span, function.Body.Offset);
        locals = ReadLocals(ref reader, new TypeReader(module.Types, module.Features), function.Type.ParameterArray.Length);
        return new InstructionReader(module, new ByteRange(reader.Position, function.Body.End - reader.Position));
    }

    internal static LocalRun[] ReadLocals(ref ByteReader reader, TypeReader types, int parameterCount)
    {
        var offset = reader.Position;
        var runs = new LocalRun[reader.ReadCount(2, ModuleLimits.FunctionBodySize, "declarations of locals")];
        var total = 0UL;
        foreach (ref var run in runs.AsSpan())
        {
            var count = reader.ReadUnsigned32();
            run = new LocalRun((int)count, types.ReadValueType(ref reader));
            total += count;
        }

        return total + (ulong)parameterCount <= ModuleLimits.Locals
            ? runs
            : throw ByteReader.TooMany("locals", total + (ulong)parameterCount, ModuleLimits.Locals, offset);
    }
}
