using Lanner.Calls;
using Lanner.Components.Async;
using Lanner.Components.CanonicalAbi;
using Lanner.Components.Resources;
using Lanner.Components.Structure;
using Lanner.Components.Validation;

namespace Lanner.Components.Linking;

/// <content>Canonical definitions.</content>
internal sealed partial class ComponentInstantiation
{
    private void AddCanonical(Definition definition)
    {
        switch (definition)
        {
            case LiftDefinition lift:
                _spaces.Add(new FunctionItem(Lift(lift)));
                break;
            case LowerDefinition lower:
                _spaces.CoreItemsOf(Sort.CoreFunction).Add(Lower(lower));
                break;
            case BuiltInDefinition { BuiltIn: BuiltIn.TaskReturn } builtIn:
                SeeCalls();
                AddCoreFunction(MakeTaskReturn(builtIn));
                break;
            case BuiltInDefinition { BuiltIn: BuiltIn.ResourceNew or BuiltIn.ResourceRep or BuiltIn.ResourceDrop } builtIn:
                AddCoreFunction(ResourceBuiltIns.Make(builtIn, _spaces));
                break;
            case BuiltInDefinition builtIn:
                SeeCalls();
                AddCoreFunction(MakeBuiltIn(builtIn));
                break;
        }
    }

    /// <summary>Notes that something of the instance asks for the call that runs, or makes tasks.</summary>
    private void SeeCalls()
    {
        Node.SeesCalls = true;
        _work.PrepareTasks();
    }

    /// <summary>The type of the core function that is added next.</summary>
    private FunctionType NextCoreFunctionType =>
        ((FunctionExternalType)_spaces.Scope.CoreItemsOf(Sort.CoreFunction)[_spaces.CoreItemsOf(Sort.CoreFunction).Count]).Type;

    private void AddCoreFunction(HostCallback callback) =>
        _spaces.CoreItemsOf(Sort.CoreFunction).Add(MakeNextCoreFunction(callback));

    /// <summary>Makes the core function that is added next. Each instance that imports it has it bound to itself.</summary>
    private HostFunction MakeNextCoreFunction(HostCallback callback) => HostFunction.FromCallback(NextCoreFunctionType, callback);

    private LiftedFunction Lift(LiftDefinition lift)
    {
        var type = (ComponentFunctionType)_spaces.Scope.Types[(int)lift.Type];
        var (context, options) = Resolve(lift.Options, lift.Offset);
        if (type.IsAsync)
        {
            SeeCalls();
        }

        return new LiftedFunction(
            context,
            _component.Root.Plans.PlanFor(type, context.Is64),
            CoreFunction(lift.CoreFunction),
            options.PostReturn is { } postReturn ? CoreFunction(postReturn) : null,
            options.IsAsync,
            options.Callback is { } callback ? CoreFunction(callback) : null);
    }

    private Extern Lower(LowerDefinition lower)
    {
        var type = _spaces.Scope.Functions[(int)lower.Function];
        var (context, options) = Resolve(lower.Options, lower.Offset);
        if (type.IsAsync)
        {
            SeeCalls();
            Node.MayBlock |= !options.IsAsync;
        }

        var callee = _spaces.Functions[(int)lower.Function].Callee;
        if (callee is TypedCallee typed)
        {
            return MakeNextCoreFunction(typed.Lower(context, type));
        }

        if (callee is LiftedFunction lifted && lifted.Instance.IsAroundOrWithin(Node))
        {
            return MakeNextCoreFunction(static (_, _, _) => throw AbiTraps.CannotEnter());
        }

        var plans = _component.Root.Plans;
        var plan = options.IsAsync
            ? new FunctionPlan(type, context.Is64, plans, isAsyncLower: true)
            : plans.PlanFor(type, context.Is64);
        if (_work.EmitsAdapters && !options.IsAsync
            && (callee as LiftedFunction)?.Fuse(context, plan, NextCoreFunctionType) is { } fused)
        {
            return fused;
        }

        var function = new LoweredFunction(context, plan, callee);
        return MakeNextCoreFunction(options.IsAsync ? function.InvokeAsynchronously : function.Invoke);
    }

    private HostCallback MakeTaskReturn(BuiltInDefinition definition)
    {
        var (context, _) = Resolve(definition.Options, definition.Offset);
        var result = definition.Result switch
        {
            null => null,
            { Primitive: { } primitive } => PrimitiveType.Of(primitive),
            { Index: var index } => (ComponentValueType)_spaces.Scope.Types[(int)index],
        };
        return new TaskReturn(context, result, _component.Root.Plans).Invoke;
    }

    private HostCallback MakeBuiltIn(BuiltInDefinition definition)
    {
        var (context, options) = Resolve(definition.Options, definition.Offset);
        return StreamBuiltIns.TryMake(definition, _spaces, context, options, _component.Root.Plans)
            ?? TaskBuiltIns.TryMake(definition, _spaces)
            ?? ThreadBuiltIns.Make(definition, _spaces);
    }

    private (AbiContext Context, CanonicalOptions Options) Resolve(CanonicalOption[] written, int offset)
    {
        var options = CanonicalOptions.Find(written, _spaces.Scope, offset);
        var context = new AbiContext(
            Node,
            options.Encoding ?? StringEncoding.Utf8,
            options.MemoryIndex is { } memory ? _spaces.Core<Memory>(Sort.CoreMemory, memory) : null,
            options.Realloc is { } realloc ? CoreFunction(realloc) : null);
        return (context, options);
    }

    private Function CoreFunction(uint index)
    {
        var functions = _spaces.CoreItemsOf(Sort.CoreFunction);
        if (functions[(int)index] is HostFunction function)
        {
            functions[(int)index] = function.Bind(_work.Store, function.NaturalType, instance: null);
        }

        return (Function)functions[(int)index];
    }

    private RuntimeResource MakeResource(ResourceDeclaration resource)
    {
        const byte I64 = 0x7E;
        return new RuntimeResource
        {
            Owner = Node,
            Is64 = resource.Representation == I64,
            Destructor = resource.Destructor is { } destructor ? CoreFunction(destructor) : null,
        };
    }
}
