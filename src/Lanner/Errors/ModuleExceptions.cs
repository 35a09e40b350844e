namespace Lanner;

/// <summary>The bytes are not a WebAssembly module: the binary format was broken (specification chapter 5).</summary>
public class MalformedModuleException : LannerException
{
    internal MalformedModuleException(string message, long offset)
        : base($"{message} (at offset 0x{offset:x})")
    {
        Reason = message;
        Offset = offset;
    }

    private protected MalformedModuleException(string message, string reason)
        : base(message)
    {
        Reason = reason;
        Offset = -1;
    }

    /// <summary>The description of the mistake, without the position.</summary>
    public string Reason { get; }

    /// <summary>The position of the mistake in the binary, in bytes from its start; -1 when the module was text.</summary>
    public long Offset { get; }
}

/// <summary>The text is not a WebAssembly module: the text format was broken (specification chapter 6).</summary>
public sealed class MalformedTextException : MalformedModuleException
{
    internal MalformedTextException(string reason, int line, int column)
        : base($"{reason} (line {line}, column {column})", reason)
    {
        Line = line;
        Column = column;
    }

    /// <summary>The line, from 1.</summary>
    public int Line { get; }

    /// <summary>The column in characters of a .NET string, from 1.</summary>
    public int Column { get; }
}

/// <summary>The module is well-formed but breaks a rule of validation (specification chapter 3).</summary>
public sealed class InvalidModuleException : LannerException
{
    internal InvalidModuleException(string message, long offset)
        : base($"{message} (at offset 0x{offset:x})")
    {
        Reason = message;
        Offset = offset;
    }

    /// <summary>The description of the mistake, without the position.</summary>
    public string Reason { get; }

    internal InvalidModuleException(string reason, long offset, int line, int column)
        : base($"{reason} (line {line}, column {column})")
    {
        Reason = reason;
        Offset = offset;
        Line = line;
        Column = column;
    }

    /// <summary>The position in the binary where the offending item or instruction starts, in bytes; -1 when the module was text that could
    /// not be translated.</summary>
    public long Offset { get; }

    /// <summary>The line of the text, from 1; null when the module was in the binary format.</summary>
    public int? Line { get; }

    /// <summary>The column in characters of a .NET string, from 1; null when the module was in the binary format.</summary>
    public int? Column { get; }
}
