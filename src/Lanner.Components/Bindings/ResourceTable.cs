using System.Globalization;
using Lanner.Components.Resources;

namespace Lanner.Components.Bindings;

/// <summary>The types of resources that generated code knows by number, for one function: found by where the function's type mentions
/// them.</summary>
internal static class ResourceTable
{
    /// <summary>Finds the types of resources.</summary>
    /// <param name="type">The type of the function.</param>
    /// <param name="instance">The instance that has the function or calls it.</param>
    /// <param name="paths">The places, such as <c>3:0.1</c> for number 3, which is what parameter 0 has as its part 1; <c>r</c> stands for
    /// the result.</param>
    internal static RuntimeResource?[] Find(ComponentFunctionType type, InstanceNode instance, string[] paths)
    {
        var found = new RuntimeResource?[paths.Length == 0 ? 0 : paths.Max(path => Number(path.Split(':')[0])) + 1];
        foreach (var path in paths)
        {
            var parts = path.Split(':', '.');
            ComponentValueType? at = parts[1] == "r" ? type.Result : type.Parameters[Number(parts[1])].Type;
            foreach (var part in parts.AsSpan(2))
            {
                at = PartOf(at!, Number(part));
            }

            found[Number(parts[0])] = instance.Resolve(at is OwnType own ? own.Resource.Identity : ((BorrowType)at!).Resource.Identity);
        }

        return found;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static ComponentValueType? PartOf(ComponentValueType type, int index) => type switch
    {
        ListType list => list.Element,
        MapType map => index == 0 ? map.Key : map.Value,
        OptionType option => option.Value,
        ResultType result => index == 0 ? result.Ok : result.Error,
        TupleType tuple => tuple.Types[index],
        RecordType record => record.Fields[index].Type,
        VariantType variant => variant.Cases[index].Type,
        StreamType stream => stream.Element,
        FutureType future => future.Element,
        _ => throw new InvalidOperationException($"A {type.Kind} has no parts."),
    };
}
