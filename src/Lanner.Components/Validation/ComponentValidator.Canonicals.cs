using Lanner.Components.Structure;

namespace Lanner.Components.Validation;

/// <content>Canonical definitions (Canonical ABI, "Canonical Definitions").</content>
internal sealed partial class ComponentValidator
{
    private static WasmValueType I32 => WasmValueType.I32;

    private FunctionType ResolveCoreFunction(uint index, int offset) =>
        ((FunctionExternalType)Scope.Get(_scope.CoreItemsOf(Sort.CoreFunction), Sort.CoreFunction, index, offset)).Type;

    private void ValidateCanonical(Definition definition)
    {
        switch (definition)
        {
            case LiftDefinition lift:
                _scope.Functions.Add(Lift(lift));
                break;
            case LowerDefinition lower:
                AddCoreItem(new FunctionExternalType(Lower(lower)));
                break;
            case BuiltInDefinition builtIn:
                AddCoreItem(new FunctionExternalType(MakeBuiltIn(builtIn)));
                break;
        }
    }

    private ComponentFunctionType Lift(LiftDefinition lift)
    {
        var offset = lift.Offset;
        var type = Scope.Get(_scope.Types, Sort.Type, lift.Type, offset) as ComponentFunctionType
            ?? throw Invalid($"type index {lift.Type} is not a function type", offset);
        var core = ResolveCoreFunction(lift.CoreFunction, offset);
        var options = CanonicalOptions.Resolve(lift.Options, _scope, offset);
        RequireAsyncType(options, type, offset);
        var parameters = FlatTypes.Of(type.Parameters.Select(parameter => parameter.Type), options.Pointer);
        if (parameters.Count > FlatTypes.MaximumParameters || HasPointers(type.Parameters))
        {
            options.RequireRealloc(offset);
        }

        var results = FlattenResult(type.Result, options.Pointer);
        var mostResults = options.IsAsync ? FlatTypes.MaximumParameters : FlatTypes.MaximumResults;
        if (results.Count > mostResults || type.Result?.Shape.Has(TypeTraits.Pointer) == true)
        {
            options.RequireMemory(offset);
        }

        var coreParameters = parameters.Count > FlatTypes.MaximumParameters ? [options.Pointer] : parameters.Types.ToArray();
        WasmValueType[] coreResults = options.IsAsync
            ? options.Callback is null ? [] : [I32]
            : results.Count > FlatTypes.MaximumResults ? [options.Pointer] : [.. results.Types];
        RequireSame(coreParameters, core.ParameterArray, "parameter", lift);
        RequireSame(coreResults, core.ResultArray, "result", lift);
        CanonicalOptions.CheckFunction(options.PostReturn, "post-return", coreResults, [], _scope, offset);
        return type;
    }

    private static FlatTypes FlattenResult(ComponentValueType? result, WasmValueType pointer) =>
        FlatTypes.Of(result is null ? [] : [result], pointer);

    private static bool HasPointers(IReadOnlyList<LabeledType> parameters) =>
        parameters.Any(parameter => parameter.Type.Shape.Has(TypeTraits.Pointer));

    private static void RequireAsyncType(CanonicalOptions options, ComponentFunctionType type, int offset)
    {
        if (options.IsAsync && !type.IsAsync)
        {
            throw Invalid("the `async` canonical option requires an async function type", offset);
        }
    }

    private static void RequireSame(WasmValueType[] lowered, WasmValueType[] actual, string what, LiftDefinition lift)
    {
        if (!lowered.AsSpan().SequenceEqual(actual))
        {
            throw Invalid(
                $"lowered {what} types `[{string.Join(", ", lowered)}]` do not match {what} types `[{string.Join(", ", actual)}]` of core "
                + $"function {lift.CoreFunction}", lift.Offset);
        }
    }

    private FunctionType Lower(LowerDefinition lower)
    {
        var offset = lower.Offset;
        var type = Scope.Get(_scope.Functions, Sort.Function, lower.Function, offset);
        var options = CanonicalOptions.Resolve(lower.Options, _scope, offset);
        CanonicalOptions.Refuse(options.PostReturn is not null, "post-return", "lowerings", offset);
        CanonicalOptions.Refuse(options.Callback is not null, "callback", "lowerings", offset);
        RequireAsyncType(options, type, offset);
        if (type.Result?.Shape.Has(TypeTraits.Pointer) == true)
        {
            options.RequireRealloc(offset);
        }

        // The Canonical ABI asks for a memory with `async` in any case. The official tests, and what tools make, go without one where
        // nothing is passed in it.
        if (HasPointers(type.Parameters))
        {
            options.RequireMemory(offset);
        }

        return FlattenLowered(type.Parameters.Select(parameter => parameter.Type), type.Result, options, offset);
    }

    /// <summary>The core type of a function that is lowered (Canonical ABI, <c>flatten_functype</c>).</summary>
    private static FunctionType FlattenLowered(
        IEnumerable<ComponentValueType> parameters, ComponentValueType? result, CanonicalOptions options, int offset)
    {
        var flat = FlatTypes.Of(parameters, options.Pointer);
        var results = FlattenResult(result, options.Pointer);
        var mostParameters = options.IsAsync ? FlatTypes.MaximumAsyncParameters : FlatTypes.MaximumParameters;
        var mostResults = options.IsAsync ? 0 : FlatTypes.MaximumResults;
        if (flat.Count > mostParameters || results.Count > mostResults)
        {
            options.RequireMemory(offset);
        }

        var coreParameters = flat.Count > mostParameters ? [options.Pointer] : flat.Types.ToList();
        if (results.Count > mostResults)
        {
            coreParameters.Add(options.Pointer);
        }

        WasmValueType[] coreResults = options.IsAsync ? [I32] : results.Count > mostResults ? [] : [.. results.Types];
        return FunctionType.Of([.. coreParameters], coreResults);
    }

    private FunctionType MakeBuiltIn(BuiltInDefinition definition)
    {
        switch (definition.BuiltIn)
        {
            case BuiltIn.ResourceNew:
                return FunctionType.Of([ResolveLocalResource(definition)], [I32]);
            case BuiltIn.ResourceRep:
                return FunctionType.Of([I32], [ResolveLocalResource(definition)]);
            case BuiltIn.ResourceDrop:
                ResolveResource(definition.Type, definition.Offset);
                return FunctionType.Of([I32], []);
            case BuiltIn.TaskReturn:
                return MakeTaskReturn(definition);
            case BuiltIn.ContextGet:
                return FunctionType.Of([], [ResolveContext(definition)]);
            case BuiltIn.ContextSet:
                return FunctionType.Of([ResolveContext(definition)], []);
            case BuiltIn.StreamNew or BuiltIn.FutureNew:
                ResolveElementOf(definition);
                return FunctionType.Of([], [WasmValueType.I64]);
            case BuiltIn.StreamRead or BuiltIn.StreamWrite or BuiltIn.FutureRead or BuiltIn.FutureWrite:
                return MakeCopy(definition);
            case BuiltIn.StreamCancelRead or BuiltIn.StreamCancelWrite or BuiltIn.FutureCancelRead or BuiltIn.FutureCancelWrite:
                ResolveElementOf(definition);
                return FunctionType.Of([I32], [I32]);
            case BuiltIn.StreamDropReadable or BuiltIn.StreamDropWritable or BuiltIn.FutureDropReadable or BuiltIn.FutureDropWritable:
                ResolveElementOf(definition);
                return FunctionType.Of([I32], []);
            case BuiltIn.ErrorContextNew or BuiltIn.ErrorContextDebugMessage:
                return MakeErrorContext(definition);
            case BuiltIn.WaitableSetWait or BuiltIn.WaitableSetPoll:
                var memory = Scope.Get(
                    _scope.CoreItemsOf(Sort.CoreMemory), Sort.CoreMemory, definition.Memory, definition.Offset);
                return FunctionType.Of([I32, ((MemoryType)memory).AddressType], [I32]);
            case BuiltIn.ThreadNewIndirect or BuiltIn.ThreadSpawnIndirect or BuiltIn.ThreadSpawnRef:
                return MakeThread(definition);
            default:
                return PlainTypeOf(definition.BuiltIn);
        }
    }

    /// <summary>The type of a built-in that has the same wherever it stands.</summary>
    private static FunctionType PlainTypeOf(BuiltIn builtIn) => builtIn switch
    {
        BuiltIn.TaskCancel or BuiltIn.BackpressureInc or BuiltIn.BackpressureDec => FunctionType.Of([], []),
        BuiltIn.WaitableSetNew or BuiltIn.ThreadIndex or BuiltIn.ThreadSuspend or BuiltIn.ThreadYield
            or BuiltIn.ThreadAvailableParallelism => FunctionType.Of([], [I32]),
        BuiltIn.WaitableJoin => FunctionType.Of([I32, I32], []),
        BuiltIn.WaitableSetDrop or BuiltIn.SubtaskDrop or BuiltIn.ErrorContextDrop or BuiltIn.ThreadResumeLater =>
            FunctionType.Of([I32], []),
        BuiltIn.SubtaskCancel or BuiltIn.ThreadSuspendThenResume or BuiltIn.ThreadYieldThenResume
            or BuiltIn.ThreadSuspendThenPromote or BuiltIn.ThreadYieldThenPromote => FunctionType.Of([I32], [I32]),
        _ => throw new InvalidOperationException($"{builtIn} has no type."),
    };

    /// <summary>The representation of a resource that this component defines.</summary>
    private WasmValueType ResolveLocalResource(BuiltInDefinition definition)
    {
        var resource = ResolveResource(definition.Type, definition.Offset);
        return _scope.DefinedResources.Contains(resource.Identity)
            ? resource.Identity.Representation!.Value
            : throw Invalid($"type index {definition.Type} is not a local resource", definition.Offset);
    }

    private FunctionType MakeTaskReturn(BuiltInDefinition definition)
    {
        var offset = definition.Offset;
        var result = ResolveOptional(definition.Result, offset);
        var options = CanonicalOptions.Resolve(definition.Options, _scope, offset);
        CanonicalOptions.Refuse(options.Realloc is not null, "realloc", "task.return", offset);
        RefuseOfFunctions(options, definition);
        CanonicalOptions.Refuse(options.IsAsync, "async", "task.return", offset);
        if (result?.Shape.Has(TypeTraits.Borrow) == true)
        {
            throw Invalid("function result cannot contain a `borrow` type", offset);
        }

        if (result?.Shape.Has(TypeTraits.Pointer) == true)
        {
            options.RequireMemory(offset);
        }

        return FlattenLowered(result is null ? [] : [result], null, options, offset);
    }

    private static void RefuseOfFunctions(CanonicalOptions options, BuiltInDefinition definition)
    {
        var name = BuiltInTable.Get(definition.BuiltIn).Name;
        CanonicalOptions.Refuse(options.PostReturn is not null, "post-return", name, definition.Offset);
        CanonicalOptions.Refuse(options.Callback is not null, "callback", name, definition.Offset);
    }

    private WasmValueType ResolveContext(BuiltInDefinition definition)
    {
        var type = definition.ValueType switch
        {
            0x7F => WasmValueType.I32,
            0x7E => WasmValueType.I64,
            _ => throw Invalid($"the type of a context slot must be `i32` or `i64`, found 0x{definition.ValueType:x2}", definition.Offset),
        };
        if (definition.Slot >= 2)
        {
            throw Invalid($"a context slot must be 0 or 1, found {definition.Slot}", definition.Offset);
        }

        if ((_scope.ContextType ??= definition.ValueType) != definition.ValueType)
        {
            throw Invalid("all `context.get` and `context.set` of a component must have the same type", definition.Offset);
        }

        return type;
    }

    /// <summary>The element of the stream or future that a built-in is for.</summary>
    private ComponentValueType? ResolveElementOf(BuiltInDefinition definition)
    {
        var isStream = BuiltInTable.Get(definition.BuiltIn).Name.StartsWith("stream", StringComparison.Ordinal);
        return (Scope.Get(_scope.Types, Sort.Type, definition.Type, definition.Offset), isStream) switch
        {
            (StreamType stream, true) => stream.Element,
            (FutureType future, false) => future.Element,
            _ => throw Invalid(
                $"type index {definition.Type} is not a {(isStream ? "stream" : "future")} type", definition.Offset),
        };
    }

    private FunctionType MakeCopy(BuiltInDefinition definition)
    {
        var offset = definition.Offset;
        var element = ResolveElementOf(definition);
        var options = CanonicalOptions.Resolve(definition.Options, _scope, offset);
        RefuseOfFunctions(options, definition);
        if (element is not null)
        {
            options.RequireMemory(offset);
            if (definition.BuiltIn is BuiltIn.StreamRead or BuiltIn.FutureRead && element.Shape.Has(TypeTraits.Pointer))
            {
                options.RequireRealloc(offset);
            }
        }

        var pointer = options.Pointer;
        return definition.BuiltIn is BuiltIn.StreamRead or BuiltIn.StreamWrite
            ? FunctionType.Of([I32, pointer, pointer], [pointer])
            : FunctionType.Of([I32, pointer], [I32]);
    }

    private FunctionType MakeErrorContext(BuiltInDefinition definition)
    {
        var offset = definition.Offset;
        var options = CanonicalOptions.Resolve(definition.Options, _scope, offset);
        RefuseOfFunctions(options, definition);
        CanonicalOptions.Refuse(options.IsAsync, "async", BuiltInTable.Get(definition.BuiltIn).Name, offset);
        options.RequireMemory(offset);
        if (definition.BuiltIn == BuiltIn.ErrorContextNew)
        {
            return FunctionType.Of([options.Pointer, options.Pointer], [I32]);
        }

        options.RequireRealloc(offset);
        return FunctionType.Of([I32, options.Pointer], []);
    }

    private FunctionType MakeThread(BuiltInDefinition definition)
    {
        var offset = definition.Offset;
        var name = BuiltInTable.Get(definition.BuiltIn).Name;
        if (definition.Flag)
        {
            throw Invalid($"shared `{name}` needs shared functions, which Lanner does not have", offset);
        }

        var type = Scope.Get(_scope.CoreTypes, Sort.CoreType, definition.CoreType, offset) as FunctionType
            ?? throw Invalid($"core type index {definition.CoreType} is not a function type", offset);
        if (type.ResultArray.Length > 0 || type.ParameterArray is not [var closure]
            || (closure != WasmValueType.I32 && closure != WasmValueType.I64))
        {
            throw Invalid($"the function of a thread must have the type (func (param i32)), found {type}", offset);
        }

        if (definition.BuiltIn == BuiltIn.ThreadSpawnRef)
        {
            return FunctionType.Of([WasmValueType.Reference(new HeapType(type), isNullable: true), closure], [I32]);
        }

        var table = (TableType)Scope.Get(_scope.CoreItemsOf(Sort.CoreTable), Sort.CoreTable, definition.Table, offset);
        return table.Element.IsSubtypeOf(WasmValueType.FuncRef)
            ? FunctionType.Of([table.AddressType, closure], [I32])
            : throw Invalid($"`{name}` needs a table of {WasmValueType.FuncRef}, found {table}", offset);
    }
}
