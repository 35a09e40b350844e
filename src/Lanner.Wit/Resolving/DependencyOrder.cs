namespace Lanner.Wit.Resolving;

/// <summary>Brings things into an order in which each comes after those that it depends on.</summary>
internal static class DependencyOrder
{
    /// <summary>Finds the order that is closest to the given one.</summary>
    /// <param name="dependencies">For each thing, those that it depends on.</param>
    /// <param name="cycle">Things of which each depends on the next and the last on the first, if there is no order.</param>
    /// <returns>The order, or null.</returns>
    internal static int[]? Find(IReadOnlyList<IReadOnlyCollection<int>> dependencies, out List<int> cycle)
    {
        cycle = [];
        var missing = new int[dependencies.Count];
        var dependents = new List<int>?[dependencies.Count];
        var ready = new SortedSet<int>();
        for (var i = 0; i < dependencies.Count; i++)
        {
            missing[i] = dependencies[i].Count;
            if (missing[i] == 0)
            {
                ready.Add(i);
            }

            foreach (var dependency in dependencies[i])
            {
                (dependents[dependency] ??= []).Add(i);
            }
        }

        var order = new List<int>(dependencies.Count);
        while (ready.Count > 0)
        {
            var next = ready.Min;
            ready.Remove(next);
            order.Add(next);
            foreach (var dependent in dependents[next] ?? [])
            {
                if (--missing[dependent] == 0)
                {
                    ready.Add(dependent);
                }
            }
        }

        if (order.Count == dependencies.Count)
        {
            return [.. order];
        }

        cycle = FindCycle(dependencies, missing);
        return null;
    }

    /// <summary>Describes a cycle.</summary>
    internal static string Describe(List<int> cycle, Func<int, string> name)
    {
        const int Shown = 8;
        var names = cycle.Take(Shown).Select(index => $"`{name(index)}`").ToList();
        if (cycle.Count > Shown)
        {
            names.Add("…");
        }

        names.Add($"`{name(cycle[0])}`");
        return string.Join(" → ", names);
    }

    /// <summary>Follows things that are left, each of which depends on another one that is left, until one comes again.</summary>
    private static List<int> FindCycle(IReadOnlyList<IReadOnlyCollection<int>> dependencies, int[] missing)
    {
        var current = Array.FindIndex(missing, count => count > 0);
        var places = new Dictionary<int, int>();
        var path = new List<int>();
        while (places.TryAdd(current, path.Count))
        {
            path.Add(current);
            current = dependencies[current].First(dependency => missing[dependency] > 0);
        }

        return path.GetRange(places[current], path.Count - places[current]);
    }
}
