namespace Lanner.Compilation.Metadata;

/// <summary>The stream of method bodies (ECMA-335 II.25.4).</summary>
internal sealed class MethodBodies
{
    private const int TinyFormat = 0x2;
    private const int FatFormat = 0x3;
    private const int MoreSections = 0x8;
    private const int InitializeLocals = 0x10;
    private const int FatHeaderWords = 3;
    private const int HandlerTable = 0x1;
    private const int FatTable = 0x40;
    private const int FilterHandler = 0x1;
    private const int FinallyHandler = 0x2;

    internal ByteBuffer Bytes { get; } = new(4096);

    /// <summary>Adds a body and returns where it is.</summary>
    /// <param name="code">The instructions.</param>
    /// <param name="handlers">The exception handlers, inner ones first.</param>
    /// <param name="maximumStack">The largest depth of the evaluation stack.</param>
    /// <param name="locals">The token of the signature of the locals; 0 when there are none.</param>
    /// <param name="clearsLocals">True if the CLR clears the locals on entry.</param>
    internal int Add(ReadOnlySpan<byte> code, ExceptionHandler[] handlers, int maximumStack, int locals, bool clearsLocals)
    {
        if (maximumStack > ImageLimits.Stack)
        {
            throw ImageLimits.Exceeded($"a method with more than {ImageLimits.Stack} values on its stack");
        }

        if (code.Length < 64 && maximumStack <= 8 && locals == 0 && handlers.Length == 0)
        {
            var tiny = Bytes.Length;
            Bytes.WriteByte((byte)((code.Length << 2) | TinyFormat));
            Bytes.Write(code);
            return tiny;
        }

        Bytes.Align(4);
        var offset = Bytes.Length;
        var flags = FatFormat | (clearsLocals ? InitializeLocals : 0) | (handlers.Length > 0 ? MoreSections : 0);
        Bytes.WriteUInt16((ushort)(flags | (FatHeaderWords << 12)));
        Bytes.WriteUInt16((ushort)maximumStack);
        Bytes.WriteInt32(code.Length);
        Bytes.WriteInt32(locals);
        Bytes.Write(code);
        if (handlers.Length > 0)
        {
            Bytes.Align(4);
            WriteHandlers(handlers);
        }

        return offset;
    }

    private void WriteHandlers(ExceptionHandler[] handlers)
    {
        if (handlers.Length > ImageLimits.Handlers)
        {
            throw ImageLimits.Exceeded($"a method with more than {ImageLimits.Handlers} handlers of exceptions");
        }

        const int smallest = 12;
        var isSmall = (handlers.Length * smallest) + 4 <= byte.MaxValue;
        foreach (var handler in handlers)
        {
            isSmall = isSmall && handler.IsSmall;
        }

        if (isSmall)
        {
            Bytes.WriteInt32((((handlers.Length * smallest) + 4) << 8) | HandlerTable);
        }
        else
        {
            Bytes.WriteInt32((((handlers.Length * 24) + 4) << 8) | HandlerTable | FatTable);
        }

        foreach (var handler in handlers)
        {
            var kind = handler.IsFinally ? FinallyHandler : handler.FilterOffset >= 0 ? FilterHandler : 0;
            if (isSmall)
            {
                Bytes.WriteUInt16((ushort)kind);
                Bytes.WriteUInt16((ushort)handler.TryOffset);
                Bytes.WriteByte((byte)handler.TryLength);
                Bytes.WriteUInt16((ushort)handler.HandlerOffset);
                Bytes.WriteByte((byte)handler.HandlerLength);
            }
            else
            {
                Bytes.WriteInt32(kind);
                Bytes.WriteInt32(handler.TryOffset);
                Bytes.WriteInt32(handler.TryLength);
                Bytes.WriteInt32(handler.HandlerOffset);
                Bytes.WriteInt32(handler.HandlerLength);
            }

            Bytes.WriteInt32(handler.FilterOffset >= 0 ? handler.FilterOffset : handler.CatchType);
        }
    }
}

/// <summary>A handler of exceptions from a protected region, in bytes of the body: it catches those of a type, or those that a filter lets
/// through.</summary>
/// <param name="TryOffset">The offset of the protected region.</param>
/// <param name="TryLength">The length of the protected region.</param>
/// <param name="FilterOffset">The offset of the filter, which ends where the handler begins; -1 when there is none.</param>
/// <param name="HandlerOffset">The offset of the handler.</param>
/// <param name="HandlerLength">The length of the handler.</param>
/// <param name="CatchType">The token of the type of what is caught, if there is no filter.</param>
/// <param name="IsFinally">True if the handler catches nothing and runs however the region is left.</param>
internal readonly record struct ExceptionHandler(
    int TryOffset, int TryLength, int FilterOffset, int HandlerOffset, int HandlerLength, int CatchType, bool IsFinally = false)
{
    /// <summary>True if its entry can be a small one.</summary>
    internal bool IsSmall =>
        TryOffset <= ushort.MaxValue && TryLength <= byte.MaxValue && HandlerOffset <= ushort.MaxValue && HandlerLength <= byte.MaxValue;
}
