using Lanner.Wit;

namespace Lanner.Components.Generators.Types;

/// <summary>The places where the type of a function mentions types of resources, as <c>Lanner.Components.Bindings.ResourceTable</c> reads
/// them: a number, and the way to it.</summary>
internal sealed class ResourcePaths
{
    private readonly WorldModel _world;
    private readonly bool _inExport;
    private readonly SortedDictionary<int, string> _paths = [];

    // What is in a type was found where the type came first.
    private readonly HashSet<WitDefinedType> _seen = [];

    private ResourcePaths(WorldModel world, bool inExport)
    {
        _world = world;
        _inExport = inExport;
    }

    internal static IEnumerable<string> Of(WorldModel world, WitFunction function, bool inExport)
    {
        var paths = new ResourcePaths(world, inExport);
        for (var index = 0; index < function.Parameters.Count; index++)
        {
            paths.Visit(function.Parameters[index].Type, $"{index}");
        }

        paths.Visit(function.Result, "r");
        return paths._paths.Select(pair => $"{pair.Key}:{pair.Value}");
    }

    private void Visit(WitType? type, string path)
    {
        switch (type?.Underlying)
        {
            case null:
            case WitDefinedType defined when !_seen.Add(defined):
                break;
            case WitHandleType handle:
                var number = _world.NumberOf((WitResourceType)handle.Resource.Underlying, _inExport);
                if (!_paths.ContainsKey(number))
                {
                    _paths.Add(number, path);
                }

                break;
            case var other:
                var steps = Shapes.StepsOf(other);
                for (var index = 0; index < steps.Count; index++)
                {
                    Visit(steps[index], $"{path}.{index}");
                }

                break;
        }
    }
}
