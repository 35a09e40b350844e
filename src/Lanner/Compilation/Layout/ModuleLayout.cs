using System.Globalization;
using Lanner.Binary;
using Lanner.Compilation.Cil;
using Lanner.Runtime;
using Lanner.Structure;

namespace Lanner.Compilation.Layout;

/// <summary>The decisions that are made once for a module, before any of its functions is compiled: which memories need comparisons, which
/// globals are objects, and how the functions are spread over assemblies.</summary>
internal sealed class ModuleLayout
{
    /// <summary>The least number of bytes of function bodies in one assembly. The first call of any of its functions waits until the
    /// assembly is emitted, and the JIT asks for those of all functions that a function calls: with 8 KiB the first answers of SQLite and
    /// QuickJS take 10 and 20 per cent less processor time than with 64 KiB, and whole programs, which need nearly all assemblies, the
    /// same.</summary>
    private const int SmallestPart = 8 << 10;

    /// <summary>The largest number of bytes of function bodies in one assembly. Each assembly costs the CLR memory, so large modules have
    /// larger ones.</summary>
    private const int LargestPart = 64 << 10;

    /// <summary>Into about how many assemblies a module goes before they get larger.</summary>
    private const int PreferredPartCount = 256;

    /// <summary>The largest number of functions in one assembly: the CLR allows a class 65,535 methods.</summary>
    private const int PartCountLimit = 30_000;

    /// <summary>The largest number of items of a kind that have fields of the state class: the CLR allows a class 65,535. Those beyond are
    /// reached through the arrays of <see cref="Runtime.InstanceState"/>, and a global then is an object.</summary>
    private const int FieldsOfKind = 10_000;

    /// <summary>The largest number of bytes of a global's initializer that compiled code evaluates. No compiler writes a longer one; such a
    /// global and those behind it are objects, and their values are found without compiling anything.</summary>
    private const int LargestInitializer = 1024;

    private static int s_lastNumber;

    private readonly string _assemblyName;
    private readonly bool[] _isGlobalShared;
    private readonly int[] _firstFunctions;
    private readonly Lazy<Dictionary<DefinedType, int>> _typeIndices;
    private readonly Lazy<BranchHints> _branchHints;

    /// <param name="module">The module.</param>
    /// <param name="options">The options of the compiler.</param>
    /// <param name="assemblyName">The name of its first assembly; if null, one that no other module of the process has.</param>
    internal ModuleLayout(ModuleDefinition module, CompilationOptions options, string? assemblyName = null)
    {
        _assemblyName = assemblyName
            ?? string.Create(CultureInfo.InvariantCulture, $"{EmittedNames.Assembly}{Interlocked.Increment(ref s_lastNumber)}");
        Module = module;
        Options = options;
        _typeIndices = new Lazy<Dictionary<DefinedType, int>>(() =>
        {
            var indices = new Dictionary<DefinedType, int>();
            for (var index = 0; index < module.Types.Length; index++)
            {
                indices.TryAdd(module.Types[index], index);
            }

            return indices;
        });
        _branchHints = new Lazy<BranchHints>(() => BranchHints.Read(module));
        _isGlobalShared = new bool[module.Globals.Length];
        ShareGlobals(0, module.ImportedGlobalCount);
        foreach (var export in module.Exports)
        {
            if (export.Kind == ExternalKind.Global)
            {
                _isGlobalShared[export.Index] = true;
            }
        }

        CompiledGlobals = CountCompiledGlobals(module);
        ShareGlobals(CompiledGlobals, _isGlobalShared.Length);
        if (options.IsLibrary)
        {
            // Fields of the state are found by reflection, which programs that were compiled ahead of time do not have for them.
            ConstantGlobals.Mark(module, CompiledGlobals, _isGlobalShared);
        }

        _firstFunctions = options.IsSaved ? [module.ImportedFunctionCount] : SplitIntoParts(module);
    }

    internal ModuleDefinition Module { get; }

    internal CompilationOptions Options { get; }

    /// <summary>The namespace of the classes with the module's functions and state: empty but in a library, which has other classes
    /// too.</summary>
    internal string ClassNamespace { get; init; } = "";

    /// <summary>The number of globals, counted from the first, that are initialised by compiled code, and may be fields. The others are
    /// objects.</summary>
    internal int CompiledGlobals { get; }

    /// <summary>The number of assemblies that hold functions; at least one.</summary>
    internal int PartCount => _firstFunctions.Length;

    /// <summary>The name of the assembly that holds a part. No other module of the process has it.</summary>
    internal string AssemblyName(int part) =>
        part == 0 ? _assemblyName : string.Create(CultureInfo.InvariantCulture, $"{_assemblyName}.{part}");

    /// <summary>The part that an assembly of this name holds; null when the name is not that of a part.</summary>
    internal int? PartOfAssembly(string? assemblyName)
    {
        if (assemblyName is null || !assemblyName.StartsWith(_assemblyName, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = assemblyName.AsSpan(_assemblyName.Length);
        return rest.IsEmpty ? 0
            : rest[0] == '.' && int.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var part) ? part
            : null;
    }

    /// <summary>The branch hints of the module.</summary>
    internal BranchHints BranchHints => _branchHints.Value;

    /// <summary>Tests whether accesses to a memory are compared with its size in the code.</summary>
    internal bool IsChecked(int memoryIndex) => !Options.MemoryMode.Guards(Module.Memories[memoryIndex]);

    /// <summary>Tests whether an access is compared with the size of its memory: to a guarded memory only where the offset alone leads out
    /// of the largest one.</summary>
    internal bool IsChecked(MemoryArgument access, uint width) =>
        IsChecked((int)access.MemoryIndex) || !GuardedSlots.Contain(access.Offset, width);

    /// <summary>The index of a type of the module.</summary>
    internal int IndexOf(DefinedType type) => _typeIndices.Value[type];

    /// <summary>Tests whether the state class has a field for the item of a kind with this index.</summary>
    internal static bool HasField(int index) => index < FieldsOfKind;

    /// <summary>Tests whether the state class has a field for the elements of a table. Growing replaces the array, so it has none unless
    /// the size never changes: calls through such tables, which is what linkers make unless they are told otherwise, do without two loads.
    /// (An imported table has no other size either: specification 3.3.3, "limits".)</summary>
    internal static bool HasElementsField(ModuleDefinition module, int tableIndex) =>
        HasField(tableIndex) && module.Tables[tableIndex].Type.Limits is var limits && limits.Minimum == limits.Maximum
        && limits.Minimum <= int.MaxValue;

    /// <summary>Tests whether a global is an object: others can see it, there are too many for fields, or the values of fields are not
    /// found.</summary>
    internal bool IsGlobalShared(int globalIndex) => _isGlobalShared[globalIndex];

    internal int PartOf(int functionIndex)
    {
        var found = Array.BinarySearch(_firstFunctions, functionIndex);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>The functions of a part, from the first to before the last.</summary>
    internal (int First, int End) FunctionsOf(int part) =>
        (_firstFunctions[part], part + 1 < _firstFunctions.Length ? _firstFunctions[part + 1] : Module.Functions.Length);

    private void ShareGlobals(int start, int end)
    {
        for (var index = start; index < end; index++)
        {
            _isGlobalShared[index] = true;
        }
    }

    private static int CountCompiledGlobals(ModuleDefinition module)
    {
        var count = module.ImportedGlobalCount;
        while (count < module.Globals.Length && HasField(count) && module.Globals[count].Initializer!.Code.Length <= LargestInitializer)
        {
            count++;
        }

        return Math.Min(count, module.Globals.Length);
    }

    private static int[] SplitIntoParts(ModuleDefinition module)
    {
        var firsts = new List<int> { module.ImportedFunctionCount };
        var size = 0;
        var partSize = Math.Clamp(module.Bytes.Length / PreferredPartCount, SmallestPart, LargestPart);
        for (var index = module.ImportedFunctionCount; index < module.Functions.Length; index++)
        {
            // Few bytes may cost much, and an assembly is emitted as a whole.
            var length = Math.Max(
                module.Functions[index].Body.Length, index < module.FunctionCosts.Length ? module.FunctionCosts[index] : 0);
            if ((size > 0 && size + length > partSize) || index - firsts[^1] >= PartCountLimit)
            {
                firsts.Add(index);
                size = 0;
            }

            size += length;
        }

        return [.. firsts];
    }
}
