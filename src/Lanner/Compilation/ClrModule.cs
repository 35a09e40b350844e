using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Code;
using Lanner.Compilation.Emission;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Saving;
using Lanner.Compilation.Tree;
using Lanner.Platform;
using Lanner.Runtime;

namespace Lanner.Compilation;

/// <summary>A module whose functions are methods of assemblies, which a <see cref="ICodeSource"/> has.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Trimming.Emitted)]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Trimming.Emitted)]
internal sealed class ClrModule : CompiledModule
{
    private readonly ModuleLayout _layout;
    private readonly Retryable<FunctionNames> _names;
    private readonly ICodeSource _code;
    private readonly CodeOffsets _offsets;
    private readonly nint[] _codePointers;
    private readonly CodeShare _metadata;
    private Func<InstanceState>? _createState;

    /// <summary>The number of instances that may still run.</summary>
    private int _users;

    /// <param name="layout">The module.</param>
    /// <param name="names">The names of its methods.</param>
    /// <param name="code">Its code.</param>
    /// <param name="account">The account in which the module counts, without its code.</param>
    /// <exception cref="ResourceLimitException">There is no room for the module in the account.</exception>
    internal ClrModule(ModuleLayout layout, Retryable<FunctionNames> names, ICodeSource code, EngineAccount account)
    {
        _layout = layout;
        _names = names;
        _code = code;
        _offsets = new CodeOffsets(layout, names);
        _metadata = account.AddCode(CodeSize.OfMetadata(layout.Module));
        _codePointers = new nint[layout.Module.Functions.Length];
        code.AddUser(this);
    }

    internal override bool IsFromFile => _code is SavedCode;

    internal override int CompiledGlobals => _layout.CompiledGlobals;

    internal override bool IsGlobalShared(int globalIndex) => _layout.IsGlobalShared(globalIndex);

    internal override Value ReadGlobal(InstanceState state, int globalIndex, GlobalType type) =>
        ValueOfField(FieldOfGlobal(state, globalIndex).GetValue(state));

    /// <summary>By its token: by its name it would be searched among all fields.</summary>
    private System.Reflection.FieldInfo FieldOfGlobal(InstanceState state, int globalIndex) =>
        state.GetType().Module.ResolveField(StateClassWriter.GlobalToken(_layout.Module, globalIndex))!;

    internal override InstanceState CreateState()
    {
        _createState ??= MakeFactory();
        Interlocked.Increment(ref _users);
        var state = _createState();
        state.Types = _layout.Module.Types;
        return state;
    }

    /// <summary>Finds the method by its token: by names it takes a process that did nothing else yet as long as a hundred functions take to
    /// validate.</summary>
    private Func<InstanceState> MakeFactory()
    {
        var module = _code.Part(0).ManifestModule;
        return ((MethodInfo)module.ResolveMethod(AssemblyWriter.FactoryToken(_layout, _code.OutlinedFrom(0).Length))!)
            .CreateDelegate<Func<InstanceState>>();
    }

    internal override nint GetCodePointer(int functionIndex)
    {
        ref var pointer = ref _codePointers[functionIndex];
        if (pointer == 0)
        {
            pointer = MethodOf(functionIndex).MethodHandle.GetFunctionPointer();
        }

        return pointer;
    }

    internal override void Prepare(int functionIndex)
    {
        Prepare(MethodOf(functionIndex));
        var name = EmittedNames.LargeFunction(_names.Get(CancellationToken.None)[functionIndex], functionIndex);
        if (_code.Part(_layout.PartOf(functionIndex)).GetType(EmittedNames.LargeFunctionClass)?.GetMethod(name) is { } body)
        {
            Prepare(body);
        }
    }

    /// <summary>Has the JIT compile a method. What it refuses, whoever calls the method is told.</summary>
    private static void Prepare(MethodBase method)
    {
        try
        {
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
        }
        catch (InvalidProgramException)
        {
            // As when the method is called.
        }
    }

    internal override void PrepareAll(int[] order, int threads, CancellationToken cancellation)
    {
        // Emission first: the JIT would ask for each assembly while it compiles the first function that calls into it, and another thread
        // that asks for the same one would wait.
        ForAll(Enumerable.Range(0, _layout.PartCount), threads, part => _code.Part(part, cancellation), cancellation);
        ForAll(order, threads, Prepare, cancellation);
        PrepareOutlinedFunctions(cancellation);
    }

    private static void ForAll(IEnumerable<int> numbers, int threads, Action<int> action, CancellationToken cancellation)
    {
        if (threads == 1)
        {
            foreach (var number in numbers)
            {
                cancellation.ThrowIfCancellationRequested();
                action(number);
            }

            return;
        }

        try
        {
            Parallel.ForEach(numbers, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, action);
        }
        catch (AggregateException errors)
        {
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }
    }

    /// <summary>Compiles the outlined functions, which are known once their assemblies have been written.</summary>
    private void PrepareOutlinedFunctions(CancellationToken cancellation)
    {
        for (var part = 0; part < _layout.PartCount; part++)
        {
            for (var outlined = 0; outlined < _code.OutlinedFrom(part).Length; outlined++)
            {
                cancellation.ThrowIfCancellationRequested();
                var token = AssemblyWriter.OutlinedFunctionToken(_layout, part, outlined);
                Prepare(_code.Part(part, cancellation).ManifestModule.ResolveMethod(token)!);
            }
        }
    }

    internal override bool TryMapFrame(StackFrame frame, out int functionIndex, out int offset, out bool isOutlined)
    {
        functionIndex = -1;
        offset = -1;
        isOutlined = false;
        var method = frame.GetMethod();
        if (method is null || _code.PartOf(method.Module.Assembly) is not { } part)
        {
            return false;
        }

        if (method.DeclaringType?.Name == EmittedNames.LargeFunctionClass)
        {
            functionIndex = EmittedNames.IndexOf(method.Name);
            if (functionIndex < 0)
            {
                return false;
            }

            offset = _offsets.Find(functionIndex, -1, frame.GetILOffset(), isLargeBody: true);
            return true;
        }

        var (first, end) = _layout.FunctionsOf(part);
        var index = first + (method.MetadataToken & 0xFFFFFF) - 1;
        if (index < end)
        {
            functionIndex = index;
            offset = _offsets.Find(index, -1, frame.GetILOffset());
            return true;
        }

        // Behind the functions are the outlined functions.
        var outlined = index - end;
        var owners = _code.OutlinedFrom(part);
        if (outlined < 0 || outlined >= owners.Length)
        {
            return false;
        }

        functionIndex = owners[outlined];
        offset = _offsets.Find(functionIndex, outlined - Array.IndexOf(owners, functionIndex), frame.GetILOffset());
        isOutlined = true;
        return true;
    }

    /// <summary>The assembly of a part, for those who look at the code.</summary>
    internal Assembly PartOf(int part) => _code.Part(part);

    private MethodBase MethodOf(int functionIndex) =>
        _code.Part(_layout.PartOf(functionIndex)).ManifestModule.ResolveMethod(AssemblyWriter.MethodToken(_layout, functionIndex))!;

    internal override void Release()
    {
        Interlocked.Decrement(ref _users);
        UnloadIfUnused();
    }

    public override void Dispose()
    {
        base.Dispose();
        UnloadIfUnused();
    }

    /// <summary>Parts may still be missing as long as there are instances. Where some are left that are never disposed of, the code is
    /// unloaded when it is collected with them.</summary>
    private void UnloadIfUnused()
    {
        if (IsDisposed && Volatile.Read(ref _users) == 0)
        {
            _code.Unload();
        }
    }
}
