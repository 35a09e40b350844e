namespace Lanner.Components.Structure;

/// <summary>The index spaces of a component, with the numbers of the binary format; core items are numbered from 0x100 on
/// (Binary.md, <c>sort</c> and <c>core:sort</c>).</summary>
internal enum Sort
{
    Function = 0x01,
    Value = 0x02,
    Type = 0x03,
    Component = 0x04,
    Instance = 0x05,

    CoreFunction = 0x100,
    CoreTable = 0x101,
    CoreMemory = 0x102,
    CoreGlobal = 0x103,
    CoreTag = 0x104,
    CoreType = 0x110,
    CoreModule = 0x111,
    CoreInstance = 0x112,
}

/// <summary>The words for sorts.</summary>
internal static class Sorts
{
    private static readonly Sort[] All = Enum.GetValues<Sort>();

    internal static bool IsCore(this Sort sort) => sort >= Sort.CoreFunction;

    /// <summary>The keyword of the text format, without <c>core</c>; messages name things by it too.</summary>
    internal static string Keyword(this Sort sort) => sort switch
    {
        Sort.Function or Sort.CoreFunction => "func",
        Sort.CoreTable => "table",
        Sort.CoreMemory => "memory",
        Sort.CoreGlobal => "global",
        Sort.CoreTag => "tag",
        Sort.CoreModule => "module",
        Sort.Type or Sort.CoreType => "type",
        Sort.Instance or Sort.CoreInstance => "instance",
        _ => sort.ToString().ToLowerInvariant(),
    };

    /// <summary>The word for an entry of the index space in sentences.</summary>
    internal static string Noun(this Sort sort) => sort is Sort.Function or Sort.CoreFunction ? "function" : sort.Keyword();

    /// <summary>The sort with a keyword, or null.</summary>
    internal static Sort? Find(ReadOnlySpan<byte> keyword, bool isCore)
    {
        var word = System.Text.Encoding.UTF8.GetString(keyword);
        foreach (var sort in All)
        {
            if (sort.IsCore() == isCore && word == sort.Keyword())
            {
                return sort;
            }
        }

        return null;
    }

    /// <summary>The sort of the things that are exported as a kind of core WebAssembly.</summary>
    internal static Sort Of(ExternalKind kind) => Sort.CoreFunction + (int)kind;

    internal static Sort Of(ComponentExternKind kind) => kind switch
    {
        ComponentExternKind.CoreModule => Sort.CoreModule,
        ComponentExternKind.Function => Sort.Function,
        ComponentExternKind.Value => Sort.Value,
        ComponentExternKind.Type => Sort.Type,
        ComponentExternKind.Component => Sort.Component,
        _ => Sort.Instance,
    };
}

/// <summary>An entry of an index space.</summary>
internal readonly record struct SortIndex(Sort Sort, uint Index);
