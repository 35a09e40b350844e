using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Lanner.Compilation;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Code;
using Lanner.Compilation.Emission;
using Lanner.Compilation.Layout;
using Lanner.Platform;
using Lanner.Runtime;
using Lanner.Structure;

namespace Lanner.Libraries;

/// <summary>A module whose functions are methods of a library. Nothing of it is found by reflection, so that it works in programs that were
/// compiled ahead of time.</summary>
internal sealed class LibraryModule : CompiledModule
{
    private readonly LibraryCode _code;
    private readonly ModuleLayout _layout;
    private readonly CodeOffsets? _offsets;
    private readonly nint[] _codePointers;
    private readonly CodeShare _metadata;

    /// <param name="definition">The module.</param>
    /// <param name="options">The options of the engine, which are those of the code.</param>
    /// <param name="code">Its code.</param>
    /// <param name="account">The account in which the module counts, without its code, which is the program's.</param>
    /// <exception cref="ResourceLimitException">There is no room for the module in the account.</exception>
    internal LibraryModule(ModuleDefinition definition, CompilationOptions options, LibraryCode code, EngineAccount account)
    {
        _code = code;
        _layout = LayoutOf(definition, options, code.Namespace);
        _codePointers = new nint[definition.Functions.Length];
        _metadata = account.AddCode(CodeSize.OfMetadata(definition));
        GuestAssemblies.Register(code.GetType().Assembly, this, _metadata);
        if (RuntimeFeature.IsDynamicCodeSupported)
        {
            _offsets = OffsetsOf(_layout);
        }
        else
        {
            GuestAddresses.Add(this);
        }
    }

    /// <summary>The layout of a module in a library. The code runs on every processor, so that it names no instructions that some do not
    /// have.</summary>
    internal static ModuleLayout LayoutOf(ModuleDefinition definition, CompilationOptions options, string classNamespace) => new(
        definition,
        options with { Collectible = false, IsSaved = true, IsLibrary = true, Hardware = VectorHardware.BitScans },
        assemblyName: "")
    {
        ClassNamespace = classNamespace,
    };

    internal override string CodeNamespace => _code.Namespace;

    internal override bool IsFromFile => true;

    internal override int CompiledGlobals => _layout.CompiledGlobals;

    internal override bool IsGlobalShared(int globalIndex) => _layout.IsGlobalShared(globalIndex);

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "For debugging: where the field was trimmed, there is no value.")]
    internal override Value ReadGlobal(InstanceState state, int globalIndex, GlobalType type) =>
        state.GetType().GetField(EmittedNames.Global(globalIndex)) is { } field ? ValueOfField(field.GetValue(state))
            : Value.DefaultOf(type.Value);

    internal override InstanceState CreateState()
    {
        var state = _code.CreateState();
        state.Types = _layout.Module.Types;
        return state;
    }

    internal override nint GetCodePointer(int functionIndex)
    {
        ref var pointer = ref _codePointers[functionIndex];
        if (pointer == 0)
        {
            pointer = _code.Method(functionIndex - _layout.Module.ImportedFunctionCount);
        }

        return pointer;
    }

    internal override void Prepare(int functionIndex)
    {
        // The runtime has code, or makes it when the function is called.
    }

    internal override void PrepareAll(int[] order, int threads, CancellationToken cancellation)
    {
        // As above.
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Trimming.Names)]
    internal override bool TryMapFrame(StackFrame frame, out int functionIndex, out int offset, out bool isOutlined)
    {
        functionIndex = -1;
        offset = -1;
        isOutlined = false;
        if (_offsets is null && GuestAddresses.Find(frame, out _, out var number))
        {
            return TryMapMethod(number, out functionIndex, out isOutlined);
        }

        if (frame.GetMethod() is not { Name: var name } method || !name.Contains('#', StringComparison.Ordinal))
        {
            return false;
        }

        var isLargeBody = method.DeclaringType?.Name == EmittedNames.LargeFunctionClass;

        functionIndex = EmittedNames.IndexOf(name);
        if (functionIndex < 0)
        {
            return false;
        }

        var outlined = isLargeBody ? -1 : EmittedNames.OutlinedNumber(name);
        isOutlined = outlined >= 0;
        var ordinal = isOutlined ? outlined - _code.OutlinedFrom.IndexOf(functionIndex) : -1;
        offset = _offsets is null ? -1 : _offsets.Find(functionIndex, ordinal, frame.GetILOffset(), isLargeBody);
        return true;
    }

    /// <summary>The addresses of all methods, in the order of <see cref="LibraryCode.Method"/>.</summary>
    internal override IEnumerable<nint> Methods()
    {
        var count = _layout.Module.Functions.Length - _layout.Module.ImportedFunctionCount + _code.FurtherMethods;
        for (var method = 0; method < count; method++)
        {
            yield return _code.Method(method);
        }
    }

    private bool TryMapMethod(int method, out int functionIndex, out bool isOutlined)
    {
        functionIndex = method + _layout.Module.ImportedFunctionCount;
        isOutlined = false;
        var further = functionIndex - _layout.Module.Functions.Length;
        if (further >= 0)
        {
            functionIndex = _code.OwnerOf(further);
            isOutlined = further < _code.OutlinedFrom.Length;
        }

        return functionIndex >= 0;
    }

    private static CodeOffsets OffsetsOf(ModuleLayout layout) => new(
        layout,
        new Retryable<FunctionNames>(cancellation => new FunctionNames(layout.Module, areNumbered: true, cancellation)));
}
