namespace Lanner.Cli.Running;

/// <summary>The functions by which programs and libraries begin, which the host calls without arguments.</summary>
internal static class GuestEntry
{
    /// <summary>Finds one, or null when the instance exports none of that name.</summary>
    /// <exception cref="NotSupportedException">It has parameters or results, so that nobody knows what to call it with.</exception>
    internal static Function? Find(Instance instance, string name)
    {
        var function = instance.FindFunction(name);
        return function is null or { Type: { Parameters.Count: 0, Results.Count: 0 } }
            ? function
            : throw new NotSupportedException(
                $"'{name}' begins a program, and so has no parameters and no results, but here it is {function.Type}; "
                + $"--invoke {name} calls it all the same");
    }
}
