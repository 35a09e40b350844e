using Lanner.Compilation.Metadata;

namespace Lanner.Components.CanonicalAbi.Emission;

/// <content>What has an address: strings, lists, and values that are passed in memory.</content>
internal sealed partial class ValueEmitter
{
    /// <summary>Emits what finds a value by the address that the side gives which has it.</summary>
    internal ValuePlace Locate(ValuePlan plan, in CoreSlot address) => Locate(plan, address, isCaller: fromCaller);

    /// <summary>Emits what finds the place for a value by the address that the side gives which gets it.</summary>
    internal ValuePlace LocateInTarget(ValuePlan plan, in CoreSlot address) => Locate(plan, address, isCaller: !fromCaller);

    /// <summary>Emits what has the side that gets a value make room for it.</summary>
    /// <param name="plan">The plan for the value.</param>
    /// <param name="address">The local with the address as that side knows it.</param>
    internal ValuePlace Allocate(ValuePlan plan, out int address)
    {
        LoadTargetContext();
        Il.EmitConstant(1L);
        return EmitAllocate(plan, out address);
    }

    /// <summary>Stores an address or a length.</summary>
    internal void StorePointer(in ValuePlace place, int local, bool is64)
    {
        var scalar = Scalar.Pointer(is64);
        _scalars.BeginStore(place);
        Il.EmitLoadLocal(local);
        if (!is64)
        {
            Il.Emit(ILOpCode.Conv_i4);
        }

        _scalars.EndStore(place, scalar);
    }

    private ValuePlace Locate(ValuePlan plan, in CoreSlot address, bool isCaller)
    {
        var pointer = writer.AddLocal(typeof(nint));
        writer.LoadContext(isCaller);
        LoadPointer(ValuePlace.OfCore([address]), address.Kind == WasmValueKind.I64);
        Il.EmitConstant(plan.Size);
        Il.EmitConstant(plan.Alignment);
        writer.Call(typeof(AdapterOperations), nameof(AdapterOperations.Locate));
        Il.EmitStoreLocal(pointer);
        return ValuePlace.InMemory(pointer);
    }

    /// <summary>Allocates for as many values as was pushed, behind the side.</summary>
    private ValuePlace EmitAllocate(ValuePlan plan, out int address)
    {
        var pointer = writer.AddLocal(typeof(nint));
        address = writer.AddLocal(typeof(ulong));
        Il.EmitConstant(plan.Size);
        Il.EmitConstant(plan.Alignment);
        Il.EmitLoadLocalAddress(address);
        writer.Call(typeof(AdapterOperations), nameof(AdapterOperations.Allocate));
        Il.EmitStoreLocal(pointer);
        return ValuePlace.InMemory(pointer);
    }

    private void LoadSourceContext() => writer.LoadContext(isCaller: fromCaller);

    private void LoadTargetContext() => writer.LoadContext(isCaller: !fromCaller);

    /// <summary>Pushes an address or a length as a number of 64 bits.</summary>
    private void LoadPointer(in ValuePlace place, bool is64)
    {
        _scalars.Load(place, Scalar.Pointer(is64));
        if (!is64)
        {
            Il.Emit(ILOpCode.Conv_u8);
        }
    }

    private void PassString(int size, int targetSize, in ValuePlace source, in ValuePlace target)
    {
        var address = writer.AddLocal(typeof(ulong));
        var units = writer.AddLocal(typeof(ulong));
        LoadSourceContext();
        LoadPointer(source, size == 16);
        LoadPointer(source.Part(size / 2, 1), size == 16);
        LoadTargetContext();
        Il.EmitLoadLocalAddress(units);
        writer.Call(typeof(AdapterOperations), nameof(AdapterOperations.CopyString));
        Il.EmitStoreLocal(address);
        StorePair(target, targetSize, address, units);
    }

    private void StorePair(in ValuePlace target, int size, int address, int length)
    {
        StorePointer(target, address, size == 16);
        StorePointer(target.Part(size / 2, 1), length, size == 16);
    }

    private void PassList(ListPlan from, ListPlan to, in ValuePlace source, in ValuePlace target)
    {
        var is64 = from.Size == 16;
        var count = writer.AddLocal(typeof(ulong));
        LoadPointer(source.Part(from.Size / 2, 1), is64);
        Il.EmitStoreLocal(count);
        LoadSourceContext();
        LoadPointer(source, is64);
        Il.EmitLoadLocal(count);
        Il.EmitConstant(from.Element.Size);
        Il.EmitConstant(from.Element.Alignment);
        var address = from.Element.IsPlain ? CopyElements() : PassElements(from.Element, to.Element, count);
        StorePair(target, to.Size, address, count);
    }

    /// <summary>Emits the copy of a list, of which everything that is checked was pushed.</summary>
    /// <returns>The local with the address of the copy.</returns>
    private int CopyElements()
    {
        var address = writer.AddLocal(typeof(ulong));
        LoadTargetContext();
        writer.Call(typeof(AdapterOperations), nameof(AdapterOperations.CopyList));
        Il.EmitStoreLocal(address);
        return address;
    }

    /// <summary>Emits the loop over a list, of which everything that is checked was pushed.</summary>
    /// <returns>The local with the address of the new list.</returns>
    private int PassElements(ValuePlan from, ValuePlan to, int count)
    {
        var source = writer.AddLocal(typeof(nint));
        writer.Call(typeof(AdapterOperations), nameof(AdapterOperations.LocateList));
        Il.EmitStoreLocal(source);
        LoadTargetContext();
        Il.EmitLoadLocal(count);
        var target = EmitAllocate(to, out var address);
        Il.EmitLoadLocal(count);
        Il.Emit(ILOpCode.Conv_u);
        Loop(from, to, source, target.Pointer);
        return address;
    }

    /// <summary>Emits a loop over elements in memory, whose number was pushed.</summary>
    private void Loop(ValuePlan from, ValuePlan to, int source, int target)
    {
        var end = writer.AddLocal(typeof(nint));
        Il.EmitConstant(from.Size);
        Il.Emit(ILOpCode.Conv_u);
        Il.Emit(ILOpCode.Mul);
        Il.EmitLoadLocal(source);
        Il.Emit(ILOpCode.Add);
        Il.EmitStoreLocal(end);
        var (next, done) = (Il.DefineLabel(), Il.DefineLabel());
        Il.MarkLabel(next);
        Il.EmitLoadLocal(source);
        Il.EmitLoadLocal(end);
        Il.EmitBranch(ILOpCode.Bge_un, done);
        Pass(from, to, ValuePlace.InMemory(source), ValuePlace.InMemory(target));
        Advance(source, from.Size);
        Advance(target, to.Size);
        writer.EmitPoll();
        Il.EmitBranch(ILOpCode.Br, next);
        Il.MarkLabel(done);
    }

    private void Advance(int pointer, int size)
    {
        Il.EmitLoadLocal(pointer);
        Il.EmitConstant(size);
        Il.Emit(ILOpCode.Add);
        Il.EmitStoreLocal(pointer);
    }

    private void PassFixedList(FixedListPlan from, FixedListPlan to, in ValuePlace source, in ValuePlace target)
    {
        if (source.Slots is not null)
        {
            for (var index = 0; index < from.Length; index++)
            {
                var cores = index * from.Element.FlatCount;
                Pass(from.Element, to.Element, source.Part(0, cores), target.Part(0, cores));
            }

            return;
        }

        var (first, firstTarget) = (writer.AddLocal(typeof(nint)), writer.AddLocal(typeof(nint)));
        _scalars.LoadAddress(source);
        Il.EmitStoreLocal(first);
        _scalars.LoadAddress(target);
        Il.EmitStoreLocal(firstTarget);
        Il.EmitConstant(from.Length);
        Il.Emit(ILOpCode.Conv_u);
        Loop(from.Element, to.Element, first, firstTarget);
    }
}
