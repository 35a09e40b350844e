using Lanner.Components.Structure;

namespace Lanner.Components.Validation;

/// <summary>The options of a canonical definition, each at most once (Canonical ABI, "canonopt Validation").</summary>
internal sealed class CanonicalOptions
{
    internal StringEncoding? Encoding { get; private set; }

    /// <summary>The type of the memory, or null without one.</summary>
    internal MemoryType? Memory { get; private set; }

    internal uint? MemoryIndex { get; private set; }

    internal uint? Realloc { get; private set; }

    internal uint? PostReturn { get; private set; }

    internal uint? Callback { get; private set; }

    internal bool IsAsync { get; private set; }

    /// <summary>The type of addresses.</summary>
    internal WasmValueType Pointer => Memory?.AddressType ?? WasmValueType.I32;

    /// <summary>Reads options, checks what holds wherever they stand, and has the scope keep them for instances.</summary>
    internal static CanonicalOptions Resolve(CanonicalOption[] options, Scope scope, int offset)
    {
        var resolved = Read(options, scope, offset);
        scope.CanonicalOptions[options] = resolved;
        return resolved;
    }

    /// <summary>Finds options of a component that is valid. Those that validation does not look at are none, or read anew.</summary>
    internal static CanonicalOptions Find(CanonicalOption[] options, Scope scope, int offset) =>
        scope.CanonicalOptions.GetValueOrDefault(options) ?? Read(options, scope, offset);

    private static CanonicalOptions Read(CanonicalOption[] options, Scope scope, int offset)
    {
        var resolved = new CanonicalOptions();
        foreach (var option in options)
        {
            resolved.Add(option, scope);
        }

        if (resolved.Realloc is not null && resolved.Memory is null)
        {
            throw Invalid("canonical option `realloc` requires `memory` to also be specified", offset);
        }

        if (resolved.IsAsync && resolved.PostReturn is not null)
        {
            throw Invalid("canonical option `post-return` cannot be specified together with `async`", offset);
        }

        if (resolved.Callback is not null && !resolved.IsAsync)
        {
            throw Invalid("canonical option `callback` requires `async` to also be specified", offset);
        }

        var pointer = resolved.Pointer;
        CheckFunction(resolved.Realloc, "realloc", [pointer, pointer, pointer, pointer], [pointer], scope, offset);
        var i32 = WasmValueType.I32;
        CheckFunction(resolved.Callback, "callback", [i32, i32, i32], [i32], scope, offset);
        return resolved;
    }

    internal static void CheckFunction(
        uint? function, string option, WasmValueType[] parameters, WasmValueType[] results, Scope scope, int offset)
    {
        if (function is not { } index)
        {
            return;
        }

        var type = (FunctionExternalType)Scope.Get(scope.CoreItemsOf(Sort.CoreFunction), Sort.CoreFunction, index, offset);
        if (!type.Type.ParameterArray.AsSpan().SequenceEqual(parameters) || !type.Type.ResultArray.AsSpan().SequenceEqual(results))
        {
            throw Invalid(
                $"canonical option `{option}` uses a core function with an incorrect signature: expected "
                + $"{FunctionType.Of(parameters, results)}, found {type.Type}", offset);
        }
    }

    internal static void Refuse(bool isPresent, string option, string place, int offset)
    {
        if (isPresent)
        {
            throw Invalid($"canonical option `{option}` cannot be specified for {place}", offset);
        }
    }

    internal void RequireMemory(int offset)
    {
        if (Memory is null)
        {
            throw Invalid("canonical option `memory` is required", offset);
        }
    }

    internal void RequireRealloc(int offset)
    {
        RequireMemory(offset);
        if (Realloc is null)
        {
            throw Invalid("canonical option `realloc` is required", offset);
        }
    }

    private static InvalidModuleException Invalid(string reason, int offset) => new(reason, offset);

    private static string NameOf(StringEncoding encoding) => encoding switch
    {
        StringEncoding.Utf8 => "utf8",
        StringEncoding.Utf16 => "utf16",
        _ => "latin1-utf16",
    };

    private static uint Once(uint? present, in CanonicalOption option, string name) =>
        present is null ? option.Index : throw Invalid($"canonical option `{name}` is specified more than once", option.Offset);

    private void Add(in CanonicalOption option, Scope scope)
    {
        switch (option.Kind)
        {
            case CanonicalOptionKind.Memory:
                MemoryIndex = Once(MemoryIndex, option, "memory");
                Memory = (MemoryType)Scope.Get(scope.CoreItemsOf(Sort.CoreMemory), Sort.CoreMemory, option.Index, option.Offset);
                if (Memory.IsShared || Memory.PageSizeLog2 != 16)
                {
                    throw Invalid(
                        $"canonical option `memory` cannot be a shared memory, or one with pages of its own size, found {Memory}",
                        option.Offset);
                }

                break;
            case CanonicalOptionKind.Realloc:
                Realloc = Once(Realloc, option, "realloc");
                break;
            case CanonicalOptionKind.PostReturn:
                PostReturn = Once(PostReturn, option, "post-return");
                break;
            case CanonicalOptionKind.Callback:
                Callback = Once(Callback, option, "callback");
                break;
            case CanonicalOptionKind.Async:
                Once(IsAsync ? 0 : null, option, "async");
                IsAsync = true;
                break;
            default:
                var encoding = (StringEncoding)option.Kind;
                Encoding = Encoding is { } present
                    ? throw Invalid(
                        $"canonical encoding option `{NameOf(present)}` conflicts with option `{NameOf(encoding)}`", option.Offset)
                    : encoding;
                break;
        }
    }
}
