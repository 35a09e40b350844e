using System.Diagnostics.CodeAnalysis;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Metadata;
using Lanner.Platform;

namespace Lanner.Calls;

/// <summary>Walks through the items of a tuple of the host's, of which the eighth is a tuple of those from the eighth on. The address of
/// the tuple that is being looked at is kept in a local: to begin anew for each item would make the JIT look up types that are nested deep
/// for every step down.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2080", Justification = Trimming.Delegates)]
internal sealed class TupleItems
{
    private readonly IlWriter _il;
    private readonly MetadataWriter _metadata;
    private readonly int _address;
    private Type _tuple;
    private int _next;

    /// <param name="writer">The thunk.</param>
    /// <param name="tuple">The type of the tuple.</param>
    /// <param name="local">The local that holds it.</param>
    internal TupleItems(ThunkWriter writer, Type tuple, int local)
    {
        _il = writer.Il;
        _metadata = writer.Metadata;
        _tuple = tuple;
        _address = writer.AddLocal(typeof(nuint));
        _il.EmitLoadLocalAddress(local);
        _il.Emit(ILOpCode.Conv_u);
        _il.EmitStoreLocal(_address);
    }

    /// <summary>Emits what loads the address of the next item.</summary>
    /// <returns>The type of the item.</returns>
    internal Type LoadNextAddress()
    {
        _il.EmitLoadLocal(_address);
        if (_next == 7)
        {
            var rest = _tuple.GetField("Rest")!;
            _il.EmitToken(ILOpCode.Ldflda, _metadata.FieldOf(rest));
            _il.EmitStoreLocal(_address);
            _il.EmitLoadLocal(_address);
            _tuple = rest.FieldType;
            _next = 0;
        }

        var item = _tuple.GetField($"Item{++_next}")!;
        _il.EmitToken(ILOpCode.Ldflda, _metadata.FieldOf(item));
        return item.FieldType;
    }
}
