using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lanner.Native;

/// <summary>The kinds of what C has pointers to.</summary>
internal enum ItemKind : uint
{
    None,
    Config,
    Engine,
    Store,
    ValueType,
    FunctionType,
    GlobalType,
    TableType,
    MemoryType,
    TagType,
    ImportType,
    ExportType,
    Frame,
    Trap,
    Foreign,
    Module,
    SharedModule,
    Function,
    Global,
    Table,
    Memory,
    Tag,
    Instance,
    Object,
    Linker,
    Wasi,
    Files,
    KeyValueStore,
    Caller,
    Component,
    ComponentLinker,
    ComponentInstance,
    Call,
    Completion,
}

/// <summary>The target of every pointer that C gets: a name of something. It is memory of C's own, so that it stays where it is, and keeps
/// the object of C# alive.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Item
{
    private const uint LiveMark = 0x4c616e21;
    private const uint DeadMark = 0x64656164;

    private uint _mark;
    internal ItemKind Kind;

    /// <summary>A <see cref="GCHandle{T}"/> of the object; zero for what consists of the fields below.</summary>
    internal nint Handle;

    /// <summary>The parameters of a function type; the module's name of an import; the name of an export.</summary>
    internal Vector First;

    /// <summary>The results of a function type; the name of an import.</summary>
    internal Vector Second;

    /// <summary>The type of a global or of elements; the type of an import or export.</summary>
    internal Item* Inner;

    internal LimitPair Limits;

    /// <summary>The kind of a value type; the mutability of a global type.</summary>
    internal byte Detail;

    internal readonly object? Target => Handle == 0 ? null : GCHandle<object>.FromIntPtr(Handle).Target;

    internal static Item* Make(ItemKind kind, object? target = null)
    {
        var item = (Item*)NativeMemory.AllocZeroed((nuint)sizeof(Item));
        item->_mark = LiveMark;
        item->Kind = kind;
        item->Handle = target is null ? 0 : GCHandle<object>.ToIntPtr(new GCHandle<object>(target));
        return item;
    }

    /// <summary>Refuses what is no name, or one that is released (as far as that can be seen).</summary>
    /// <exception cref="ArgumentException">It is null, or not an item.</exception>
    internal static void Require(Item* item, string expected)
    {
        if (item is null || item->_mark != LiveMark)
        {
            Refuse(item, expected);
        }
    }

    /// <summary>Refuses what is not of a kind.</summary>
    internal static Item* Require(Item* item, ItemKind kind)
    {
        if (item is null || item->_mark != LiveMark || item->Kind != kind)
        {
            Refuse(item, Name(kind));
        }

        return item;
    }

    /// <summary>The object that a name of a kind stands for.</summary>
    /// <exception cref="ArgumentException">It is null, or of another kind.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Get<T>(Item* item, ItemKind kind)
        where T : class => Unsafe.As<T>(GCHandle<object>.FromIntPtr(Require(item, kind)->Handle).Target);

    /// <summary>Makes another name of the same, or a copy of a type.</summary>
    internal static Item* Copy(Item* item)
    {
        Require(item, "something to copy");
        var copy = Make(item->Kind, item->Target);
        copy->Detail = item->Detail;
        copy->Limits = item->Limits;
        copy->Inner = item->Inner is null ? null : Copy(item->Inner);
        if (item->Kind is ItemKind.FunctionType)
        {
            Vectors.CopyItems(&copy->First, &item->First);
            Vectors.CopyItems(&copy->Second, &item->Second);
        }
        else
        {
            Vectors.Set(&copy->First, item->First.Bytes);
            Vectors.Set(&copy->Second, item->Second.Bytes);
        }

        return copy;
    }

    /// <summary>Releases a name with all that it consists of. Null is nothing to release.</summary>
    internal static void Delete(Item* item)
    {
        if (item is null)
        {
            return;
        }

        Require(item, "something that is not released yet");
        item->_mark = DeadMark;
        Release(item);
    }

    /// <summary>Releases a name that several threads may want to release.</summary>
    /// <exception cref="ArgumentException">Another one has.</exception>
    internal static void DeleteOnce(Item* item)
    {
        if (Interlocked.CompareExchange(ref item->_mark, DeadMark, LiveMark) != LiveMark)
        {
            Refuse(item, "something that is not released yet");
        }

        Release(item);
    }

    private static void Release(Item* item)
    {
        var target = item->Target;
        if (item->Handle != 0)
        {
            GCHandle<object>.FromIntPtr(item->Handle).Dispose();
        }

        if (item->Kind is ItemKind.FunctionType)
        {
            Vectors.DeleteItems(&item->First);
            Vectors.DeleteItems(&item->Second);
        }
        else
        {
            Vectors.Free(&item->First);
            Vectors.Free(&item->Second);
        }

        Delete(item->Inner);
        var kind = item->Kind;
        NativeMemory.Free(item);
        switch (kind)
        {
            case ItemKind.Store:
                ((StoreState)target!).Delete();
                break;
            case ItemKind.Wasi:
                ((WasiState)target!).Flush();
                break;
            case ItemKind.Engine:
                ((Engine)target!).Dispose();
                break;
        }
    }

    private static void Refuse(Item* item, string expected) => throw new ArgumentException(
        item is null ? $"The pointer is null; {expected} was expected."
            : item->_mark == LiveMark ? $"The pointer is to {Name(item->Kind)}; {expected} was expected."
            : item->_mark == DeadMark ? $"The pointer is to something that was released; {expected} was expected."
            : $"The pointer is to nothing of Lanner; {expected} was expected.");

    private static string Name(ItemKind kind) => kind switch
    {
        ItemKind.Config => "a configuration",
        ItemKind.Engine => "an engine",
        ItemKind.Store => "a store",
        ItemKind.ValueType => "a value type",
        ItemKind.FunctionType => "a function type",
        ItemKind.GlobalType => "a global type",
        ItemKind.TableType => "a table type",
        ItemKind.MemoryType => "a memory type",
        ItemKind.TagType => "a tag type",
        ItemKind.ImportType => "an import type",
        ItemKind.ExportType => "an export type",
        ItemKind.Frame => "a frame",
        ItemKind.Trap => "a trap",
        ItemKind.Foreign => "a foreign object",
        ItemKind.Module => "a module",
        ItemKind.SharedModule => "a shared module",
        ItemKind.Function => "a function",
        ItemKind.Global => "a global",
        ItemKind.Table => "a table",
        ItemKind.Memory => "a memory",
        ItemKind.Tag => "a tag",
        ItemKind.Instance => "an instance",
        ItemKind.Object => "an object",
        ItemKind.Linker => "a linker",
        ItemKind.Wasi => "a context of WASI",
        ItemKind.Files => "a file system",
        ItemKind.KeyValueStore => "a store of keys and values",
        ItemKind.Caller => "a caller",
        ItemKind.Component => "a component",
        ItemKind.ComponentLinker => "a linker of components",
        ItemKind.ComponentInstance => "an instance of a component",
        ItemKind.Call => "a call",
        ItemKind.Completion => "a completion",
        _ => throw new UnreachableException(),
    };
}
