using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Tree;
using Lanner.Platform;
using Lanner.Runtime;

namespace Lanner.Compilation.Layout;

/// <summary>The members of the runtime library that compiled code uses, found by reflection when first needed.</summary>
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = Trimming.NeedsJit)]
internal static class RuntimeMembers
{
    private const BindingFlags Everything = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.DeclaredOnly;

    internal static FieldInfo StackLimit => Field(typeof(InstanceState), nameof(InstanceState.StackLimit));

    internal static FieldInfo Interrupt => Field(typeof(InstanceState), nameof(InstanceState.Interrupt));

    internal static FieldInfo Fuel => Field(typeof(InstanceState), nameof(InstanceState.Fuel));

    internal static FieldInfo FuelRemaining => Field(typeof(FuelMeter), nameof(FuelMeter.Remaining));

    internal static MethodInfo FunctionTooLarge => Method(typeof(Traps), nameof(Traps.FunctionTooLarge));

    internal static MethodInfo OutOfFuel => Method(typeof(Traps), nameof(Traps.OutOfFuel));

    internal static FieldInfo Memories => Field(typeof(InstanceState), nameof(InstanceState.Memories));

    internal static FieldInfo Tables => Field(typeof(InstanceState), nameof(InstanceState.Tables));

    internal static FieldInfo Globals => Field(typeof(InstanceState), nameof(InstanceState.Globals));

    internal static FieldInfo Tags => Field(typeof(InstanceState), nameof(InstanceState.Tags));

    internal static FieldInfo Zero => Field(typeof(InstanceState), nameof(InstanceState.Zero));

    /// <summary>The field that holds 0, -0 or 1.</summary>
    internal static FieldInfo Neutral(OperandType type, long bits) => Field(typeof(InstanceState), (type, bits) switch
    {
        (OperandType.F32, 0) => nameof(InstanceState.ZeroF32),
        (OperandType.F32, int.MinValue) => nameof(InstanceState.NegativeZeroF32),
        (OperandType.F32, _) => nameof(InstanceState.OneF32),
        (_, 0) => nameof(InstanceState.ZeroF64),
        (_, long.MinValue) => nameof(InstanceState.NegativeZeroF64),
        _ => nameof(InstanceState.OneF64),
    });

    internal static FieldInfo Functions => Field(typeof(InstanceState), nameof(InstanceState.Functions));

    internal static FieldInfo Types => Field(typeof(InstanceState), nameof(InstanceState.Types));

    internal static FieldInfo MemoryBase => Field(typeof(Memory), nameof(Memory.Base));

    internal static FieldInfo MemorySizeAddress => Field(typeof(Memory), nameof(Memory.SizeAddress));

    internal static FieldInfo TableElements => Field(typeof(Table), nameof(Table.Elements));

    /// <summary>The method that returns a reference to the first element of an array of references.</summary>
    internal static MethodInfo ArrayData { get; } = typeof(MemoryMarshal)
        .GetMethod(nameof(MemoryMarshal.GetArrayDataReference), [Type.MakeGenericMethodParameter(0).MakeArrayType()])!
        .MakeGenericMethod(typeof(object));

    /// <summary>The length of any array.</summary>
    internal static FieldInfo ArrayLength => Field(typeof(RawArray), nameof(RawArray.Length));

    /// <summary>Clears the bits of a number of 64 bits from a bit on.</summary>
    internal static MethodInfo ZeroHighBits => Method(typeof(Bmi2.X64), nameof(Bmi2.X64.ZeroHighBits));

    internal static FieldInfo GlobalBits => Field(typeof(Global), nameof(Global.Bits));

    internal static FieldInfo GlobalReference => Field(typeof(Global), nameof(Global.Reference));

    internal static FieldInfo FunctionCode => Field(typeof(Function), nameof(Function.Code));

    internal static FieldInfo FunctionState => Field(typeof(Function), nameof(Function.State));

    internal static FieldInfo FunctionExactType => Field(typeof(Function), nameof(Function.ExactType));

    internal static MethodInfo FunctionHasType => Method(typeof(FunctionReferences), nameof(FunctionReferences.HasType));

    internal static MethodInfo GetFunction => Method(typeof(FunctionReferences), nameof(FunctionReferences.GetFunction));

    internal static ConstructorInfo NewException =>
        typeof(WasmException).GetConstructor(Everything, [typeof(Value[]), typeof(Tag), typeof(InstanceState)])!;

    internal static MethodInfo ExceptionHasTag => Method(typeof(Exceptions), nameof(Exceptions.HasTag));

    internal static MethodInfo ExceptionCaught => Method(typeof(Exceptions), nameof(Exceptions.Caught));

    internal static MethodInfo ThrowAgain => Method(typeof(Exceptions), nameof(Exceptions.ThrowAgain));

    internal static MethodInfo Charge => Method(typeof(HeapOperations), nameof(HeapOperations.Charge));

    internal static MethodInfo ChargeArray => Method(typeof(HeapOperations), nameof(HeapOperations.ChargeArray));

    internal static MethodInfo ArrayRequireData => Method(typeof(ArrayOperations), nameof(ArrayOperations.RequireData));

    internal static MethodInfo ArrayRequireElements => Method(typeof(ArrayOperations), nameof(ArrayOperations.RequireElements));

    internal static MethodInfo ArrayInitData => Method(typeof(ArrayOperations), nameof(ArrayOperations.InitData));

    internal static MethodInfo ArrayInitElements => Method(typeof(ArrayOperations), nameof(ArrayOperations.InitElements));

    internal static MethodInfo I31Create => Method(typeof(HeapOperations), nameof(HeapOperations.CreateI31));

    internal static FieldInfo I31Value => Field(typeof(I31), nameof(I31.Value));

    internal static MethodInfo ReferencesAreEqual => Method(typeof(ReferenceOperations), nameof(ReferenceOperations.AreEqual));

    internal static MethodInfo IsEq => Method(typeof(ReferenceOperations), nameof(ReferenceOperations.IsEq));

    internal static MethodInfo IsArray => Method(typeof(ReferenceOperations), nameof(ReferenceOperations.IsArray));

    internal static MethodInfo IsArrayOf => Method(typeof(ReferenceOperations), nameof(ReferenceOperations.IsArrayOf));

    internal static MethodInfo IsFunctionOf => Method(typeof(ReferenceOperations), nameof(ReferenceOperations.IsFunctionOf));

    internal static MethodInfo ThrowTrap => Method(typeof(Traps), nameof(Traps.Throw));

    internal static MethodInfo StackCheckFailed => Method(typeof(Traps), nameof(Traps.StackCheckFailed));

    internal static MethodInfo PollFailed => Method(typeof(Traps), nameof(Traps.PollFailed));

    internal static MethodInfo MemoryGrow => Method(typeof(MemoryOperations), nameof(MemoryOperations.Grow));

    internal static MethodInfo MemoryCopy => Method(typeof(MemoryOperations), nameof(MemoryOperations.Copy));

    internal static MethodInfo MemoryFill => Method(typeof(MemoryOperations), nameof(MemoryOperations.Fill));

    internal static MethodInfo MemoryInit => Method(typeof(SegmentOperations), nameof(SegmentOperations.InitializeMemory));

    internal static MethodInfo DataDrop => Method(typeof(SegmentOperations), nameof(SegmentOperations.DropData));

    internal static MethodInfo TableInit => Method(typeof(SegmentOperations), nameof(SegmentOperations.InitializeTable));

    internal static MethodInfo ElementDrop => Method(typeof(SegmentOperations), nameof(SegmentOperations.DropElements));

    internal static MethodInfo TableCopy => Method(typeof(TableOperations), nameof(TableOperations.Copy));

    internal static MethodInfo TableFill => Method(typeof(TableOperations), nameof(TableOperations.Fill));

    internal static MethodInfo TableGrow => Method(typeof(TableOperations), nameof(TableOperations.Grow));

    internal static MethodInfo TableGet => Method(typeof(TableOperations), nameof(TableOperations.Get));

    internal static MethodInfo FindFunction => Method(typeof(TableOperations), nameof(TableOperations.FindFunction));

    internal static MethodInfo TableSet => Method(typeof(TableOperations), nameof(TableOperations.Set));

    internal static MethodInfo MeteredMemoryCopy => Method(typeof(MeteredOperations), nameof(MeteredOperations.CopyMemory));

    internal static MethodInfo MeteredMemoryFill => Method(typeof(MeteredOperations), nameof(MeteredOperations.FillMemory));

    internal static MethodInfo MeteredMemoryInit => Method(typeof(MeteredOperations), nameof(MeteredOperations.InitializeMemory));

    internal static MethodInfo MeteredTableInit => Method(typeof(MeteredOperations), nameof(MeteredOperations.InitializeTable));

    internal static MethodInfo MeteredTableCopy => Method(typeof(MeteredOperations), nameof(MeteredOperations.CopyTable));

    internal static MethodInfo MeteredTableFill => Method(typeof(MeteredOperations), nameof(MeteredOperations.FillTable));

    internal static MethodInfo MeteredChargeArray => Method(typeof(MeteredOperations), nameof(MeteredOperations.ChargeArray));

    internal static MethodInfo MeteredTableGrow => Method(typeof(MeteredOperations), nameof(MeteredOperations.GrowTable));

    /// <summary>Takes what has been loaded, so that the load is done.</summary>
    internal static MethodInfo KeepLoaded(Type type) => Method(typeof(MemoryOperations), nameof(MemoryOperations.Keep), type);

    internal static MethodInfo AtomicFence => Method(typeof(Interlocked), nameof(Interlocked.MemoryBarrier));

    internal static MethodInfo AtomicNotify => Method(typeof(AtomicOperations), nameof(AtomicOperations.Notify));

    internal static MethodInfo AtomicWait32 => Method(typeof(AtomicOperations), nameof(AtomicOperations.Wait32));

    internal static MethodInfo AtomicWait64 => Method(typeof(AtomicOperations), nameof(AtomicOperations.Wait64));

    internal static MethodInfo AtomicAddress => Method(typeof(AtomicAccess), nameof(AtomicAccess.Address));

    internal static MethodInfo MultiplyHighSigned => Method(typeof(NumericOperations), nameof(NumericOperations.MultiplyHighSigned));

    internal static MethodInfo MultiplyHighUnsigned => Method(typeof(NumericOperations), nameof(NumericOperations.MultiplyHighUnsigned));

    internal static MethodInfo RelaxedDot => Method(typeof(VectorOperations), nameof(VectorOperations.RelaxedDotOfBytes));

    /// <summary>A method of <see cref="AtomicAccess"/> by its name and its width in bits.</summary>
    internal static MethodInfo Atomic(string name, int width) =>
        Method(typeof(AtomicAccess), string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}{width}"));

    /// <summary>Gives every NaN the canonical bits, in a value of a kind.</summary>
    internal static MethodInfo Canonical(string kind) => Method(typeof(CanonicalNaN), kind);

    /// <summary>A method of <see cref="NumericOperations"/> by its name.</summary>
    internal static MethodInfo Numeric(string name) => Method(typeof(NumericOperations), name);

    /// <summary>A method by its name, which is not overloaded.</summary>
    internal static MethodInfo Method([DynamicallyAccessedMembers(Trimming.Methods)] Type type, string name) =>
        type.GetMethod(name, Everything) ?? throw new MissingMethodException(type.FullName, name);

    /// <summary>One of several methods of a name.</summary>
    internal static MethodInfo Method([DynamicallyAccessedMembers(Trimming.Methods)] Type type, string name, params Type[] parameters) =>
        type.GetMethod(name, Everything, parameters)
        ?? throw new MissingMethodException(type.FullName, name);

    internal static FieldInfo Field([DynamicallyAccessedMembers(Trimming.Fields)] Type type, string name) => type.GetField(name, Everything)
        ?? throw new MissingFieldException(type.FullName, name);
}
