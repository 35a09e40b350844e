namespace Lanner.Native;

/// <summary>The target of a name that C has: an object with its store.</summary>
internal class Reference(object target, StoreState? store)
{
    internal object Target { get; } = target;

    internal StoreState? Store { get; } = store;
}

/// <summary>An object that the host has made for guests to hold.</summary>
internal sealed class ForeignObject;

/// <summary>References on their way between C and guests.</summary>
internal static unsafe class References
{
    /// <summary>Makes a name of an object, or null.</summary>
    internal static Item* ToItem(object? target, StoreState store) => target switch
    {
        null => null,
        Function function => Item.Make(ItemKind.Function, new FunctionReference(function, store)),
        _ => Item.Make(KindOf(target), new Reference(target, store)),
    };

    /// <summary>The object that a name stands for, or null.</summary>
    internal static object? ToObject(Item* item)
    {
        if (item is null)
        {
            return null;
        }

        return Get(item).Target;
    }

    /// <summary>The object behind a name of any kind of reference, with its store.</summary>
    internal static Reference Get(Item* item)
    {
        Item.Require(item, "a reference");
        return item->Target as Reference
            ?? throw new ArgumentException($"The pointer is to something of kind {item->Kind}; a reference was expected.");
    }

    /// <summary>The object of a kind that a name stands for.</summary>
    internal static T Get<T>(Item* item, ItemKind kind)
        where T : class => (T)Item.Get<Reference>(item, kind).Target;

    /// <summary>The store of a name of a kind.</summary>
    internal static StoreState StoreOf(Item* item) =>
        Get(item).Store ?? throw new ArgumentException("The thing belongs to no store.");

    internal static Extern ToExtern(Item* item) => ToObject(item) switch
    {
        Extern external => external,
        null => throw new ArgumentException("The pointer is null; a function, global, table or memory was expected."),
        _ => throw new ArgumentException($"The pointer is to a {item->Kind}; a function, global, table or memory was expected."),
    };

    internal static ItemKind KindOf(object target) => target switch
    {
        Function => ItemKind.Function,
        Global => ItemKind.Global,
        Table => ItemKind.Table,
        Memory => ItemKind.Memory,
        Tag => ItemKind.Tag,
        Instance => ItemKind.Instance,
        Module => ItemKind.Module,
        TrapState => ItemKind.Trap,
        ForeignObject => ItemKind.Foreign,
        _ => ItemKind.Object,
    };
}
