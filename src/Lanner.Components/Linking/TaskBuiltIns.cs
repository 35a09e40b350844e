using Lanner.Components.Async;
using Lanner.Components.CanonicalAbi;
using Lanner.Components.Resources;
using Lanner.Components.Structure;

namespace Lanner.Components.Linking;

/// <summary>Makes the built-in functions of tasks, subtasks and what they wait for (Canonical ABI, <c>canon context.get</c> and those after
/// it).</summary>
internal static class TaskBuiltIns
{
    /// <summary>The answer of a built-in that has begun something.</summary>
    internal const uint Blocked = 0xFFFF_FFFF;

    internal static HostCallback? TryMake(BuiltInDefinition definition, InstanceSpaces spaces)
    {
        var node = spaces.Node;
        switch (definition.BuiltIn)
        {
            case BuiltIn.ContextGet:
                return (_, _, results) => results[0] = SlotValue(definition, definition.Slot == 0 ? node.Context0 : node.Context1);
            case BuiltIn.ContextSet:
                return (_, arguments, _) => SetContext(node, definition.Slot, arguments[0].Low);
            case BuiltIn.BackpressureInc:
                return (_, _, _) => node.Tasks.ChangeBackpressure(1);
            case BuiltIn.BackpressureDec:
                return (_, _, _) => node.Tasks.ChangeBackpressure(-1);
            case BuiltIn.TaskCancel:
                return (_, _, _) => CancelTask(node);
            case BuiltIn.WaitableSetNew:
                return (_, _, results) =>
                {
                    node.RequireMayLeave();
                    results[0] = node.Handles.Add(new WaitableSet(node));
                };
            case BuiltIn.WaitableSetWait:
                node.MayBlock = true;
                return MakeWait(definition, spaces);
            case BuiltIn.WaitableSetPoll:
                return MakePoll(definition, spaces);
            case BuiltIn.WaitableSetDrop:
                return (_, arguments, _) => DropSet(node, arguments[0].AsUInt32());
            case BuiltIn.WaitableJoin:
                return (_, arguments, _) => Join(node, arguments[0].AsUInt32(), arguments[1].AsUInt32());
            case BuiltIn.SubtaskCancel:
                node.MayBlock |= !definition.Flag;
                return (_, arguments, results) =>
                    results[0] = CancelSubtask(node, arguments[0].AsUInt32(), definition.Flag);
            case BuiltIn.SubtaskDrop:
                return (_, arguments, _) => DropSubtask(node, arguments[0].AsUInt32());
            default:
                return null;
        }
    }

    private static Value SlotValue(BuiltInDefinition definition, ulong bits)
    {
        const byte I64 = 0x7E;
        return definition.ValueType == I64 ? (Value)bits : (uint)bits;
    }

    private static void SetContext(InstanceNode node, uint slot, ulong value)
    {
        if (slot == 0)
        {
            node.Context0 = value;
        }
        else
        {
            node.Context1 = value;
        }
    }

    private static void CancelTask(InstanceNode node)
    {
        node.RequireMayLeave();
        var task = node.CurrentThread.Task;
        if (!task.HasAsyncOption)
        {
            throw AbiTraps.Of("task.cancel called by a function that is not asynchronous");
        }

        task.Cancel();
    }

    private static HostCallback MakeWait(BuiltInDefinition definition, InstanceSpaces spaces)
    {
        var node = spaces.Node;
        var context = ContextOf(definition, spaces);
        return (_, arguments, results) =>
        {
            node.RequireMayLeave();
            var set = node.Handles.Get<WaitableSet>(arguments[0].AsUInt32(), WaitableSet.Words);
            Store(context, set.Wait(node.CurrentThread, definition.Flag), arguments[1], results);
        };
    }

    private static HostCallback MakePoll(BuiltInDefinition definition, InstanceSpaces spaces)
    {
        var node = spaces.Node;
        var context = ContextOf(definition, spaces);
        return (_, arguments, results) =>
        {
            node.RequireMayLeave();
            var set = node.Handles.Get<WaitableSet>(arguments[0].AsUInt32(), WaitableSet.Words);
            Store(context, set.Poll(node.CurrentThread.Task, definition.Flag), arguments[1], results);
        };
    }

    private static AbiContext ContextOf(BuiltInDefinition definition, InstanceSpaces spaces) =>
        new(spaces.Node, StringEncoding.Utf8, spaces.Core<Memory>(Sort.CoreMemory, definition.Memory), realloc: null);

    private static void Store(AbiContext context, WaitableEvent what, Value pointer, Span<Value> results)
    {
        var address = context.Narrow(pointer.Low);
        context.Require(address, 2 * sizeof(uint), sizeof(uint), AbiTraps.PointerOutOfBounds);
        context.Memory.Write((long)address, what.First);
        context.Memory.Write((long)address + sizeof(uint), what.Second);
        results[0] = what.Code;
    }

    private static void DropSet(InstanceNode node, uint index)
    {
        node.RequireMayLeave();
        node.Handles.Get<WaitableSet>(index, WaitableSet.Words).RequireUnused();
        node.Handles.Free(index);
    }

    private static void Join(InstanceNode node, uint index, uint setIndex)
    {
        node.RequireMayLeave();
        var waitable = node.Handles.Get<Waitable>(index, "waitable");
        if (waitable.HasWaiter)
        {
            throw AbiTraps.Of("waitable cannot be used synchronously while added to a waitable set");
        }

        waitable.Join(setIndex == 0 ? null : node.Handles.Get<WaitableSet>(setIndex, WaitableSet.Words));
    }

    private static uint CancelSubtask(InstanceNode node, uint index, bool isAsync)
    {
        node.RequireMayLeave();
        var thread = node.CurrentThread;
        GuestWaits.RequireKnown(thread, index, isAsync);
        var subtask = node.Handles.Get<Subtask>(index, Subtask.Words);
        if (subtask.IsDelivered || subtask.IsCancelRequested)
        {
            throw AbiTraps.Of("`subtask.cancel` called after terminal status delivered, or twice");
        }

        if (!isAsync)
        {
            subtask.RequireNotInSet();
        }

        if (!subtask.IsResolved)
        {
            subtask.RequestCancellation();
            if (!subtask.IsResolved)
            {
                if (isAsync)
                {
                    return Blocked;
                }

                subtask.WaitUntilResolved(thread);
            }
        }

        subtask.TakeEvent();
        return (uint)subtask.State;
    }

    private static void DropSubtask(InstanceNode node, uint index)
    {
        node.RequireMayLeave();
        var subtask = node.Handles.Get<Subtask>(index, Subtask.Words);
        if (!subtask.IsDelivered)
        {
            throw AbiTraps.Of("cannot drop a subtask which has not yet resolved");
        }

        subtask.Join(null);
        node.Handles.Free(index);
    }
}
