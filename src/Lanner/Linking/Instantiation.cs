using Lanner.Calls;
using Lanner.Compilation.Layout;
using Lanner.Runtime;
using Lanner.Structure;

namespace Lanner.Linking;

/// <summary>Instantiates a module, in the order of the specification (4.5.4): imports, memories, tables, globals and tags; element
/// segments; data segments; start function.
/// </summary>
internal sealed unsafe class Instantiation
{
    private readonly Store _store;
    private readonly ModuleDefinition _definition;
    private readonly CompiledModule _compiled;
    private readonly InstanceState _state;
    private readonly Instance _instance;

    private Instantiation(Store store, Module module)
    {
        _store = store;
        _definition = module.Definition;
        _compiled = module.Compiled;
        _state = _compiled.CreateState();
        _instance = new Instance(store, module, _state);
        _state.Store = store;
        _state.Fuel = store.FuelMeter;
        _state.Instance = _instance;
    }

    /// <summary>Instantiates a module.</summary>
    /// <param name="store">The store that the instance is to belong to.</param>
    /// <param name="prepared">The module, with what to give for each import.</param>
    internal static Instance Run(Store store, PreparedModule prepared)
    {
        store.Enter();
        try
        {
            prepared.Check(store);
            store.AddInstance(prepared.Module.InstanceBytes);
            var instantiation = new Instantiation(store, prepared.Module);
            instantiation.Allocate(prepared.Externs);
            instantiation.Initialize();
            return instantiation._instance;
        }
        catch (Exception exception) when (GuestFaults.Recognizes(exception, store))
        {
            throw GuestFaults.Translate(exception, store);
        }
        finally
        {
            store.Leave();
        }
    }

    /// <summary>Fills the index spaces. Nothing of the guest runs yet.</summary>
    private void Allocate(ReadOnlySpan<Extern> externs)
    {
        _state.Functions = _definition.ImportedFunctionCount == 0 ? [] : new Function?[_definition.ImportedFunctionCount];
        _state.Tables = new Table[_definition.Tables.Length];
        _state.Memories = new Memory[_definition.Memories.Length];
        _state.Globals = new Global?[_definition.Globals.Length];
        _state.Tags = new Tag[_definition.Tags.Length];
        for (var index = 0; index < externs.Length; index++)
        {
            Import(_definition.Imports[index], externs[index]);
        }

        var templates = _definition.Memories.Length > 0 ? _instance.Module.InitialData.Templates : [];
        for (var index = _definition.ImportedMemoryCount; index < _definition.Memories.Length; index++)
        {
            _state.Memories[index] = new Memory(_store, _definition.Memories[index], templates[index]);
        }

        for (var index = _definition.ImportedTableCount; index < _definition.Tables.Length; index++)
        {
            _state.Tables[index] = new Table(_store, _definition.Tables[index].Type);
        }

        for (var index = _definition.ImportedGlobalCount; index < _definition.Globals.Length; index++)
        {
            if (_compiled.IsGlobalShared(index))
            {
                _state.Globals[index] = new Global(_definition.Globals[index].Type) { Store = _store };
            }
        }

        for (var index = _definition.ImportedTagCount; index < _definition.Tags.Length; index++)
        {
            _state.Tags[index] = new Tag(_definition.Tags[index]);
        }
    }

    private void Import(ImportDefinition import, Extern given)
    {
        switch (given)
        {
            case HostFunction function:
                _state.Functions[import.Index] = function.Bind(_store, ((FunctionExternalType)import.Type).Type, _instance);
                break;
            case Function function:
                _state.Functions[import.Index] = HostFunction.Rebind(function, _instance, import);
                break;
            case Table table:
                _state.Tables[import.Index] = table;
                break;
            case Memory memory:
                _state.Memories[import.Index] = memory;
                break;
            case Global global:
                _state.Globals[import.Index] = global;
                break;
            case Tag tag:
                _state.Tags[import.Index] = tag;
                break;
        }
    }

    private void Initialize()
    {
        _state.Bind();
        _store.Add(_state);
        _state.InitializeGlobals();
        InitializeFurtherGlobals();
        FillTables();
        MakeElementSegments();
        MakeDataSegments();
        CopyActiveElements();
        _instance.Module.InitialData.Apply(_state, _compiled);
        if (_definition.StartFunction is { } start)
        {
            var function = FunctionReferences.GetFunction(_state, (int)start);
            ((delegate*<InstanceState, void>)function.Code)(function.State);
        }
    }

    /// <summary>Gives those globals their first values that compiled code has left.</summary>
    private void InitializeFurtherGlobals()
    {
        for (var index = Math.Max(_compiled.CompiledGlobals, _definition.ImportedGlobalCount); index < _definition.Globals.Length; index++)
        {
            MeteredOperations.Poll(_state);
            var value = ConstantEvaluator.Evaluate(_definition.Globals[index].Initializer!, _state);
            (_state.Globals[index]!.Bits, _state.Globals[index]!.Reference) = (value.Bits, value.Reference);
        }
    }

    private void FillTables()
    {
        for (var index = _definition.ImportedTableCount; index < _definition.Tables.Length; index++)
        {
            if (_definition.Tables[index].Initializer is { } initializer)
            {
                Array.Fill(_state.Tables[index].Elements, ConstantEvaluator.EvaluateReference(initializer, _state));
            }
        }
    }

    /// <summary>Only passive segments are kept: a declarative one is dropped at once, and the elements of an active one go straight to its
    /// table.</summary>
    private void MakeElementSegments()
    {
        var segments = _definition.ElementSegments;
        _state.ElementSegments = segments.Length == 0 ? [] : new object?[segments.Length][];
        for (var index = 0; index < segments.Length; index++)
        {
            if (segments[index].Mode == SegmentMode.Passive)
            {
                FillElements(segments[index], _state.ElementSegments[index] = new object?[segments[index].Count]);
            }
            else
            {
                SegmentOperations.DropElements(_state, index);
            }
        }
    }

    private void FillElements(ElementSegment segment, Span<object?> elements)
    {
        for (var index = 0; index < elements.Length; index++)
        {
            MeteredOperations.Poll(_state);
            elements[index] = segment.FunctionIndices is { } functions
                ? FunctionReferences.GetFunction(_state, (int)functions[index])
                : ConstantEvaluator.EvaluateReference(segment.Expressions![index], _state);
        }
    }

    private void MakeDataSegments()
    {
        _state.DataSegments = new ReadOnlyMemory<byte>[_definition.DataSegments.Length];
        for (var index = 0; index < _state.DataSegments.Length; index++)
        {
            var content = _definition.DataSegments[index].Content;
            _state.DataSegments[index] = _definition.Bytes.Slice(content.Offset, content.Length);
        }
    }

    private void CopyActiveElements()
    {
        foreach (var segment in _definition.ElementSegments)
        {
            if (segment.Mode == SegmentMode.Active)
            {
                CopyElements(segment, _state.Tables[segment.TableIndex], ConstantEvaluator.EvaluateOffset(segment.TableOffset!, _state));
            }
        }
    }

    private void CopyElements(ElementSegment segment, Table table, ulong offset)
    {
        var isOwnAndEmpty = segment.TableIndex >= _definition.ImportedTableCount
            && _definition.Tables[segment.TableIndex].Initializer is null;
        if (isOwnAndEmpty && segment.FunctionIndices is { } functions)
        {
            TableOperations.Range(table.Elements, offset, (ulong)functions.Length);
            table.Defer(_state, functions, (int)offset);
        }
        else
        {
            FillElements(segment, TableOperations.Range(table, offset, (ulong)segment.Count));
        }
    }
}
