using Lanner.Structure;

namespace Lanner.Compilation.Code;

/// <summary>Estimates, from above, the memory that a module and its code take in the process, of which the CLR tells nothing. The factors
/// are twice what modules of many small functions, of few large ones, and of definitions without code were measured to take:
/// <c>CodeAccountTests</c> compares.</summary>
internal static class CodeSize
{
    /// <summary>A load context with its first assembly, and the objects that stand for the module.</summary>
    private const int Module = 128 << 10;

    /// <summary>An assembly.</summary>
    private const int Assembly = 16 << 10;

    /// <summary>The machine code, with what the JIT and the CLR keep of it, for each byte of the assembly.</summary>
    private const int ForEachByte = 8;

    /// <summary>A method, besides its code.</summary>
    private const int Method = 256;

    /// <summary>The bytes of the module, and what is read from each: branches, names.</summary>
    private const int ForEachModuleByte = 2;

    /// <summary>A definition, an import or an export: what was decoded, its name, its field.</summary>
    private const int Definition = 256;

    /// <summary>An import, with its two names and its type.</summary>
    private const int Import = 640;

    /// <summary>The assembly with the classes of a recursion group.</summary>
    private const int AggregateAssembly = 24 << 10;

    /// <summary>A structure or array type, when its class is loaded.</summary>
    private const int Aggregate = 1536;

    /// <summary>A field, a parameter or a result.</summary>
    private const int Field = 128;

    /// <summary>An element of a segment that is an expression.</summary>
    private const int Element = 64;

    /// <summary>The bytes of a module before any of its functions are compiled.</summary>
    internal static long OfMetadata(ModuleDefinition module)
    {
        var definitions = (long)module.Functions.Length + module.Tables.Length + module.Memories.Length + module.Globals.Length
            + module.Tags.Length + module.Exports.Length + module.ElementSegments.Length + module.DataSegments.Length
            + module.CustomSections.Length + module.Types.Length;
        var bytes = Module + ((long)ForEachModuleByte * module.Bytes.Length) + (Definition * definitions);
        bytes += (long)Import * module.Imports.Length;
        var groups = new HashSet<RecursionGroup>();
        foreach (var type in module.Types)
        {
            bytes += type is not FunctionType && groups.Add(type.Group) ? AggregateAssembly : 0;
            bytes += type switch
            {
                StructType structure => Aggregate + ((long)Field * structure.FieldArray.Length),
                ArrayType => Aggregate + Field,
                FunctionType function => (long)Field * (function.Parameters.Count + function.Results.Count),
                _ => 0,
            };
        }

        foreach (var segment in module.ElementSegments)
        {
            bytes += (long)(segment.Expressions is null ? sizeof(uint) : Element) * segment.Count;
        }

        return bytes;
    }

    /// <summary>The bytes that an assembly of one method takes in a load context of its own.</summary>
    internal static long OfThunk(int bytes) => Module + OfAssembly(bytes, methods: 1);

    /// <summary>The bytes that an assembly takes once all of its methods are compiled.</summary>
    internal static long OfAssembly(int bytes, int methods) => Assembly + ((long)ForEachByte * bytes) + ((long)Method * methods);
}
