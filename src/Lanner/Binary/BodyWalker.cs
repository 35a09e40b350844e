using Lanner.Admission;
using Lanner.Structure;

namespace Lanner.Binary;

/// <summary>Goes over function bodies to see that they are well-formed, without validating them. Bodies that validate need none of this; it
/// finds out how to report a module that is wrong in some other way, since a module that is malformed anywhere is malformed rather than
/// invalid.</summary>
internal static class BodyWalker
{
    /// <summary>Throws when some body of the module is malformed.</summary>
    internal static void RequireWellFormed(ModuleDefinition module, ModuleAdmission? admission = null)
    {
        var codeEnd = CodeEnd(module);
        foreach (var function in module.Functions)
        {
            if (!function.IsImported)
            {
                RequireWellFormed(module.Bytes.Span, function.Body, codeEnd, module.Features, module.DataCount is not null, admission);
            }
        }
    }

    internal static void RequireWellFormed(
        ReadOnlySpan<byte> module, ByteRange body, int codeEnd, WasmFeatures features, bool hasDataCount, ModuleAdmission? admission)
    {
        var start = new ByteReader(module, body.Offset);
        FunctionBody.ReadLocals(ref start, TypeReader.SkippingIndices(features), parameterCount: 0);

        var reader = InstructionReader.SkippingTypes(
            module, new ByteRange(start.Position, body.End - start.Position), features, hasDataCount);
        var balance = new BlockBalance();
        while (reader.Read(out var instruction))
        {
            admission?.Reach(instruction.Offset);
            if (balance.Take(instruction.Opcode, instruction.Offset))
            {
                RequireAtEnd(reader.Position, body);
                return;
            }
        }

        throw MissingEnd(body, codeEnd, module.Length);
    }

    internal static int CodeEnd(ModuleDefinition module) =>
        Array.Find(module.Sections, section => section.Id == (byte)SectionId.Code).Content.End;

    /// <summary>The position after the final <c>end</c> must be the end of the body.</summary>
    internal static void RequireAtEnd(int position, ByteRange body)
    {
        if (position != body.End)
        {
            throw new MalformedModuleException(
                $"section size mismatch: the body goes on for {body.End - position} bytes after its end", position);
        }
    }

    /// <summary>The error about a body whose last instruction is not its <c>end</c>. To a reader that looks for it in what follows, that is
    /// the next body, the next section, or nothing.</summary>
    internal static MalformedModuleException MissingEnd(ByteRange body, int codeEnd, int moduleEnd)
    {
        var phrase = body.End < codeEnd ? "END opcode expected"
            : body.End < moduleEnd ? "section size mismatch"
            : "unexpected end of section or function";
        return new MalformedModuleException($"{phrase}: the body has no end", body.End);
    }
}
