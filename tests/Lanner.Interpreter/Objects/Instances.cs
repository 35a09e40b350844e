using Lanner.Interpreter.Execution;
using Lanner.Structure;

namespace Lanner.Interpreter.Objects;

/// <summary>A function (specification 4.2.5).</summary>
internal abstract class FunctionInstance(FunctionType type)
{
    internal FunctionType Type => type;
}

/// <summary>A function of a module.</summary>
internal sealed class GuestFunction(FunctionDefinition definition, ModuleInstance instance) : FunctionInstance(definition.Type)
{
    private FunctionCode? _code;

    internal ModuleInstance Instance => instance;

    internal FunctionCode Code => _code ??= FunctionCode.Read(instance.Module, definition);
}

/// <summary>A function of the host.</summary>
internal sealed class HostFunction(FunctionType type, Func<RuntimeValue[], RuntimeValue[]> body) : FunctionInstance(type)
{
    internal Func<RuntimeValue[], RuntimeValue[]> Body => body;
}

/// <summary>A table (specification 4.2.6).</summary>
internal sealed class TableInstance
{
    /// <summary>More elements than this are refused, as an implementation may.</summary>
    private const ulong MostElements = 10_000_000;

    internal TableInstance(TableType type, object? element)
    {
        Type = type;
        Elements = [];
        Grow(type.Limits.Minimum, element);
    }

    internal TableType Type { get; }

    internal object?[] Elements { get; private set; }

    internal object? this[ulong index]
    {
        get => index < (ulong)Elements.Length ? Elements[(int)index] : throw new GuestTrap(TrapCode.TableOutOfBounds);
        set
        {
            if (index >= (ulong)Elements.Length)
            {
                throw new GuestTrap(TrapCode.TableOutOfBounds);
            }

            Elements[(int)index] = value;
        }
    }

    /// <summary>Adds elements; false when that are too many.</summary>
    internal bool Grow(ulong count, object? element)
    {
        var size = (ulong)Elements.Length;
        if (count > MostElements || size + count > Math.Min(Type.Limits.Maximum ?? ulong.MaxValue, MostElements))
        {
            return false;
        }

        var grown = new object?[size + count];
        Elements.CopyTo(grown, 0);
        Array.Fill(grown, element, (int)size, (int)count);
        Elements = grown;
        return true;
    }
}

/// <summary>A global (specification 4.2.8).</summary>
internal sealed class GlobalInstance(GlobalType type, RuntimeValue value)
{
    internal RuntimeValue Value = value;

    internal GlobalType Type => type;
}

/// <summary>A tag (specification 4.2.9); two are the same when they are the same object.</summary>
internal sealed class TagInstance(TagType type)
{
    internal TagType Type => type;
}
