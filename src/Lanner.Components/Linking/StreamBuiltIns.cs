using Lanner.Components.Async;
using Lanner.Components.CanonicalAbi;
using Lanner.Components.Resources;
using Lanner.Components.Structure;
using Lanner.Components.Validation;

namespace Lanner.Components.Linking;

/// <summary>Makes the built-in functions of streams, futures and error contexts (Canonical ABI, <c>canon stream.new</c> and those around
/// it).</summary>
internal sealed class StreamBuiltIns
{
    private readonly InstanceNode _node;
    private readonly AbiContext _context;
    private readonly ComponentValueType? _element;
    private readonly ValuePlan? _plan;
    private readonly bool _isStream;
    private readonly bool _isAsync;

    private StreamBuiltIns(
        InstanceNode node, AbiContext context, ComponentValueType? element, ValuePlan? plan, bool isStream, bool isAsync)
    {
        _node = node;
        _context = context;
        _element = element;
        _plan = plan;
        _isStream = isStream;
        _isAsync = isAsync;
    }

    internal static HostCallback? TryMake(
        BuiltInDefinition definition, InstanceSpaces spaces, AbiContext context, CanonicalOptions options, PlanCache plans)
    {
        var node = spaces.Node;
        switch (definition.BuiltIn)
        {
            case BuiltIn.StreamNew or BuiltIn.FutureNew:
                return Make(options.IsAsync).New;
            case BuiltIn.StreamRead or BuiltIn.FutureRead:
                node.MayBlock |= !options.IsAsync;
                var read = Make(options.IsAsync);
                return (_, arguments, results) => read.Copy(arguments, results, isReadable: true);
            case BuiltIn.StreamWrite or BuiltIn.FutureWrite:
                node.MayBlock |= !options.IsAsync;
                var write = Make(options.IsAsync);
                return (_, arguments, results) => write.Copy(arguments, results, isReadable: false);
            case BuiltIn.StreamCancelRead or BuiltIn.FutureCancelRead:
                node.MayBlock |= !definition.Flag;
                var cancelRead = Make(definition.Flag);
                return (_, arguments, results) => cancelRead.Cancel(arguments, results, isReadable: true);
            case BuiltIn.StreamCancelWrite or BuiltIn.FutureCancelWrite:
                node.MayBlock |= !definition.Flag;
                var cancelWrite = Make(definition.Flag);
                return (_, arguments, results) => cancelWrite.Cancel(arguments, results, isReadable: false);
            case BuiltIn.StreamDropReadable or BuiltIn.FutureDropReadable:
                var readable = Make(isAsync: true);
                return (_, arguments, _) => readable.Drop(arguments[0].AsUInt32(), isReadable: true);
            case BuiltIn.StreamDropWritable or BuiltIn.FutureDropWritable:
                var writable = Make(isAsync: true);
                return (_, arguments, _) => writable.Drop(arguments[0].AsUInt32(), isReadable: false);
            case BuiltIn.ErrorContextNew:
                return (_, arguments, results) =>
                {
                    node.RequireMayLeave();
                    context.BeginLift();
                    var message = StringPlan.Lift(context, context.Narrow(arguments[0].Low), context.Narrow(arguments[1].Low));
                    results[0] = node.Handles.Add(new ErrorContext(ErrorContext.Shorten(message)));
                };
            case BuiltIn.ErrorContextDebugMessage:
                return (_, arguments, _) => StoreMessage(context, arguments);
            case BuiltIn.ErrorContextDrop:
                return (_, arguments, _) =>
                {
                    node.RequireMayLeave();
                    var index = arguments[0].AsUInt32();
                    node.Handles.Get<ErrorContext>(index, ErrorContext.Words);
                    node.Handles.Free(index);
                };
            default:
                return null;
        }

        StreamBuiltIns Make(bool isAsync)
        {
            var type = spaces.Scope.Types[(int)definition.Type];
            var element = type is StreamType stream ? stream.Element : ((FutureType)type).Element;
            var plan = element is null ? null : plans.PlanFor(element, context.Is64);
            return new StreamBuiltIns(node, context, element, plan, type is StreamType, isAsync);
        }
    }

    private void New(Caller caller, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        _node.RequireMayLeave();
        var type = _node.RuntimeTypeOf(_element);
        SharedCopy shared = _isStream ? new SharedStream(_node, type) : new SharedFuture(_node, type);
        var readable = _node.Handles.Add(new CopyEnd(_node, shared, isReadable: true));
        var writable = _node.Handles.Add(new CopyEnd(_node, shared, isReadable: false));
        results[0] = readable | ((ulong)writable << 32);
    }

    private void Copy(ReadOnlySpan<Value> arguments, Span<Value> results, bool isReadable)
    {
        var index = arguments[0].AsUInt32();
        var end = FindForCopy(index, isReadable);
        var length = _isStream ? _context.Narrow(arguments[2].Low) : 1;
        var buffer = new GuestBuffer(
            _context, _plan, _context.Narrow(arguments[1].Low), (uint)ulong.Min(length, uint.MaxValue));
        end.Copy(buffer, index);
        Finish(end, results);
    }

    private void Cancel(ReadOnlySpan<Value> arguments, Span<Value> results, bool isReadable)
    {
        var end = FindForCopy(arguments[0].AsUInt32(), isReadable);
        end.Cancel();
        Finish(end, results);
    }

    /// <summary>Finds an end that is about to be read, written or cancelled, which may be waited for.</summary>
    private CopyEnd FindForCopy(uint index, bool isReadable)
    {
        _node.RequireMayLeave();
        GuestWaits.RequireKnown(_node.CurrentThread, index, _isAsync);
        var end = EndPlan.Find(_node, index, _element, _isStream, isReadable);
        if (!_isAsync)
        {
            end.RequireNotInSet();
        }

        return end;
    }

    /// <summary>Gives the guest what has come of a read or write, or tells it that nothing has yet.</summary>
    private void Finish(CopyEnd end, Span<Value> results)
    {
        if (!end.HasEvent)
        {
            if (_isAsync)
            {
                SetResult(results, TaskBuiltIns.Blocked);
                return;
            }

            end.Wait(_node.CurrentThread);
        }

        SetResult(results, end.TakeEvent().Second);
    }

    private static void SetResult(Span<Value> results, uint bits) =>
        results[0] = results[0].Kind == WasmValueKind.I64 ? (Value)(ulong)bits : bits;

    private void Drop(uint index, bool isReadable)
    {
        _node.RequireMayLeave();
        EndPlan.Find(_node, index, _element, _isStream, isReadable).Drop();
        _node.Handles.Free(index);
    }

    private static void StoreMessage(AbiContext context, ReadOnlySpan<Value> arguments)
    {
        var instance = context.Instance;
        instance.RequireMayLeave();
        var message = instance.Handles.Get<ErrorContext>(arguments[0].AsUInt32(), ErrorContext.Words).Message;
        var address = context.Narrow(arguments[1].Low);
        var plan = new StringPlan(context.Is64);
        context.Require(address, (uint)plan.Size, plan.Alignment, AbiTraps.PointerOutOfBounds);
        plan.Store(new AbiCall(context, null), ComponentValue.FromString(message), address);
    }
}
