using System.Runtime.CompilerServices;
using Lanner.Components.Async;
using Lanner.Components.Binary;
using Lanner.Components.Validation;

namespace Lanner.Components.Resources;

/// <summary>An instance of a component as the canonical ABI sees it (Canonical ABI, <c>ComponentInstance</c>): its handles, and whether it
/// may be entered and left. After a trap it may never be entered again.</summary>
internal sealed class InstanceNode(Store store, InstanceNode? parent)
{
    private readonly Dictionary<ResourceIdentity, RuntimeResource> _resources = [];
    private readonly Dictionary<ComponentValueType, ComponentValueType> _runtimeTypes = new(ReferenceEqualityComparer.Instance);
    private InstanceTasks? _tasks;
    private EventLoop? _loop;

    internal Store Store => store;

    internal HandleTable Handles { get; } = new(store);

    internal bool MayEnter { get; private set; } = true;

    internal bool MayLeave { get; set; } = true;

    /// <summary>True if something of the instance asks for what belongs to the call that runs: <c>context.get</c> and the like. If not,
    /// there is nothing to be put aside for another call. Set before such a function can be called.</summary>
    internal bool SeesCalls { get; set; }

    /// <summary>The first slot of <c>context.get</c> and <c>context.set</c>, of the call that runs.</summary>
    internal ulong Context0 { get; set; }

    /// <summary>The second slot.</summary>
    internal ulong Context1 { get; set; }

    /// <summary>The thread that runs in the instance, as far as somebody has asked for it.</summary>
    internal ComponentThread? RunningThread { get; set; }

    /// <summary>The thread that runs in the instance: that of a synchronous call if no other is known.</summary>
    internal ComponentThread CurrentThread => RunningThread ??= new ComponentTask(this).ImplicitThread;

    /// <summary>True if a thread of the instance can wait with its stack, by a built-in or a function that it imports. Set before such a
    /// function can be called.</summary>
    internal bool MayBlock { get; set; }

    /// <summary>The tasks of the instance.</summary>
    internal InstanceTasks Tasks => _tasks ??= new InstanceTasks(this);

    /// <summary>The loop that runs the threads of the store.</summary>
    internal EventLoop Loop => _loop ??= EventLoop.Of(store);

    /// <summary>The outermost instance, which the host has made.</summary>
    internal InstanceNode Root => parent?.Root ?? this;

    /// <summary>True if a thread has trapped, of an outermost instance: nothing within runs any more.</summary>
    internal bool HasTrapped { get; private set; }

    /// <summary>Has nothing within run any more, of an outermost instance.</summary>
    internal void Trap() => (HasTrapped, MayEnter) = (true, false);

    /// <summary>Notes what a type of resources of the component stands for in this instance.</summary>
    internal void Give(ResourceIdentity identity, RuntimeResource resource) => _resources[identity] = resource;

    internal RuntimeResource Resolve(ResourceIdentity identity) => _resources.TryGetValue(identity, out var resource)
        ? resource
        : throw new InvalidOperationException("A type of resources was not given.");

    /// <summary>The type of values that a type of the component is in this instance: with resources as they are at run time, so that
    /// types of several components can be compared.</summary>
    internal ComponentValueType? RuntimeTypeOf(ComponentValueType? type)
    {
        if (type?.Shape.Has(TypeTraits.Own) != true)
        {
            return type;
        }

        if (!_runtimeTypes.TryGetValue(type, out var known))
        {
            var mapping = new TypeMapping(new TypeWork(ComponentLimits.TypeSteps));
            foreach (var (identity, resource) in _resources)
            {
                mapping.Give(identity, resource.Identity);
            }

            _runtimeTypes.Add(type, known = mapping.Map(type));
        }

        return known;
    }

    /// <summary>The resources that a type of the component stands for, if that was given.</summary>
    internal RuntimeResource? Find(ResourceIdentity identity) => _resources.GetValueOrDefault(identity);

    /// <summary>Tests whether another instance contains this one or is contained in it. For now, say the official tests, they do not call
    /// each other.</summary>
    internal bool IsAroundOrWithin(InstanceNode other) =>
        other != this && CommonWith(other) is { } common && (common == this || common == other);

    /// <summary>The innermost instance that contains this one and the caller, which a call from there stays inside of; or null.</summary>
    internal InstanceNode? CommonWith(InstanceNode? caller)
    {
        if (caller is null)
        {
            return null;
        }

        for (var node = this; node is not null; node = node.Parent)
        {
            for (var other = caller; other is not null; other = other.Parent)
            {
                if (node == other)
                {
                    return node;
                }
            }
        }

        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void EnterFrom(InstanceNode? common)
    {
        if (parent == common && MayEnter)
        {
            MayEnter = false;
            return;
        }

        EnterAll(common);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void LeaveTo(InstanceNode? common)
    {
        if (parent == common)
        {
            MayEnter = true;
            return;
        }

        LeaveAll(common);
    }

    /// <summary>Tests whether the instance can be entered.</summary>
    internal bool MayEnterFrom(InstanceNode? common)
    {
        for (var node = this; node != common; node = node!.Parent)
        {
            if (!node!.MayEnter)
            {
                return false;
            }
        }

        return true;
    }

    private void EnterAll(InstanceNode? common)
    {
        if (!MayEnterFrom(common))
        {
            throw AbiTraps.CannotEnter();
        }

        for (var node = this; node != common; node = node!.Parent)
        {
            node!.MayEnter = false;
        }
    }

    private void LeaveAll(InstanceNode? common)
    {
        for (var node = this; node != common; node = node!.Parent)
        {
            node!.MayEnter = true;
        }
    }

    internal void RequireMayLeave()
    {
        if (!MayLeave)
        {
            throw AbiTraps.Of("cannot leave component instance");
        }
    }

    /// <summary>Enters the instance, for a call that begins with nothing of the one that runs (Canonical ABI, <c>Task</c>).</summary>
    /// <param name="common">The instance that the call stays inside of.</param>
    /// <param name="suspended">The part of the call that runs which the new one puts aside.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void BeginCall(InstanceNode? common, out SuspendedCall suspended)
    {
        EnterFrom(common);
        SuspendCall(out suspended);
    }

    /// <summary>Undoes <see cref="BeginCall"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void EndCall(in SuspendedCall suspended, InstanceNode? common)
    {
        ResumeCall(suspended);
        LeaveTo(common);
    }

    /// <summary>Puts aside what belongs to the call that runs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SuspendCall(out SuspendedCall suspended)
    {
        suspended = default;
        if (SeesCalls)
        {
            suspended = new SuspendedCall(Context0, Context1, RunningThread);
            (Context0, Context1, RunningThread) = (0, 0, null);
        }
    }

    /// <summary>Undoes <see cref="SuspendCall"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ResumeCall(in SuspendedCall suspended)
    {
        if (SeesCalls)
        {
            if (RunningThread is { IsInline: true } ended)
            {
                ended.Task.EndSynchronous();
            }

            (Context0, Context1, RunningThread) = (suspended.Context0, suspended.Context1, suspended.Thread);
        }
    }

    private InstanceNode? Parent => parent;
}

/// <summary>A call of an instance, put aside while another runs there.</summary>
internal readonly record struct SuspendedCall(ulong Context0, ulong Context1, ComponentThread? Thread);
