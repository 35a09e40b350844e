using Lanner.Calls;
using Lanner.Components.Async;
using Lanner.Components.Resources;
using Lanner.Components.Structure;

namespace Lanner.Components.Linking;

/// <summary>Makes the built-in functions of threads (Canonical ABI, <c>canon thread.index</c> and those after it).</summary>
internal static class ThreadBuiltIns
{
    internal static HostCallback Make(BuiltInDefinition definition, InstanceSpaces spaces)
    {
        var node = spaces.Node;
        var isCancellable = definition.Flag;
        switch (definition.BuiltIn)
        {
            case BuiltIn.ThreadIndex:
                return (_, _, results) =>
                {
                    node.RequireMayLeave();
                    results[0] = node.CurrentThread.Index;
                };
            case BuiltIn.ThreadNewIndirect:
                // What runs in a thread can give control back to its maker.
                node.MayBlock = true;
                return MakeNew(definition, spaces);
            case BuiltIn.ThreadResumeLater:
                return (_, arguments, _) =>
                {
                    node.RequireMayLeave();
                    Suspended(node, arguments[0].AsUInt32()).ResumeLater();
                };
            case BuiltIn.ThreadYield:
                return MakeSwitch(node, (thread, _) => GuestWaits.Yield(thread, isCancellable));
            case BuiltIn.ThreadSuspend:
                return MakeSwitch(node, (thread, _) => GuestWaits.Suspend(thread, isCancellable));
            case BuiltIn.ThreadSuspendThenResume:
                return MakeSwitch(node, (thread, index) => GuestWaits.Suspend(thread, isCancellable, Suspended(node, index)));
            case BuiltIn.ThreadYieldThenResume:
                return MakeSwitch(node, (thread, index) => GuestWaits.Yield(thread, isCancellable, Suspended(node, index)));
            case BuiltIn.ThreadSuspendThenPromote:
                return MakeSwitch(node, (thread, index) => GuestWaits.Suspend(thread, isCancellable, Ready(node, index)));
            case BuiltIn.ThreadYieldThenPromote:
                return MakeSwitch(node, (thread, index) => GuestWaits.Yield(thread, isCancellable, Ready(node, index)));
            default:
                var name = BuiltInTable.Get(definition.BuiltIn).Name;
                return (_, _, _) =>
                {
                    node.RequireMayLeave();
                    throw AbiTraps.Of($"`{name}` is not supported: it needs threads that share a memory");
                };
        }
    }

    private static HostCallback MakeSwitch(InstanceNode node, Func<ComponentThread, uint, bool> wait)
    {
        node.MayBlock = true;
        return (_, arguments, results) =>
        {
            node.RequireMayLeave();
            var isCancelled = wait(node.CurrentThread, arguments.IsEmpty ? 0 : arguments[0].AsUInt32());
            results[0] = isCancelled ? 1 : 0;
        };
    }

    private static ComponentThread Suspended(InstanceNode node, uint index)
    {
        var thread = node.Tasks.Threads.Get(index);
        return thread.IsSuspended ? thread : throw AbiTraps.Of($"cannot resume thread {index} which is not suspended");
    }

    /// <summary>The thread with an index, if it is ready.</summary>
    private static ComponentThread? Ready(InstanceNode node, uint index) =>
        node.Tasks.Threads.Get(index) is { IsReady: true } thread ? thread : null;

    private static HostCallback MakeNew(BuiltInDefinition definition, InstanceSpaces spaces)
    {
        var node = spaces.Node;
        var table = spaces.Core<Table>(Sort.CoreTable, definition.Table);
        var type = (FunctionType)spaces.Scope.CoreTypes[(int)definition.CoreType]!;
        return (_, arguments, results) =>
        {
            node.RequireMayLeave();
            var index = table.Type.Is64Bit ? arguments[0].Low : arguments[0].AsUInt32();
            if (index >= (ulong)table.Size || table[(long)index] is not Function function)
            {
                throw AbiTraps.Of($"there is no function at the index {index} of the table");
            }

            if (!function.Type.Equals(type))
            {
                throw AbiTraps.Of($"the function of a thread is expected to have the type {type}, found {function.Type}");
            }

            var closure = arguments[1];
            var task = node.CurrentThread.Task;
            ComponentThread thread = null!;
            thread = new ComponentThread(task, _ =>
            {
                CoreCalls.Call(Trampoline.CodeOf(function.Type), function, [closure], []);
                task.Unregister(thread);
            });
            task.Register(thread);
            results[0] = thread.Index;
        };
    }
}
