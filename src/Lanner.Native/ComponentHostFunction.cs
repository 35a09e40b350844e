namespace Lanner.Native;

/// <summary>A function of the host that components import: the address of code in C, whose values are text in JSON.</summary>
internal sealed unsafe class ComponentHostFunction
{
    private readonly nint _callback;
    private readonly void* _environment;

    internal ComponentHostFunction(nint callback, void* environment)
    {
        if (callback == 0)
        {
            throw new ArgumentException("The pointer to the callback is null; a function was expected.");
        }

        _callback = callback;
        _environment = environment;
    }

    /// <summary>Calls the host.</summary>
    internal string Run(Store store, string arguments)
    {
        Vector given = default;
        Vector result = default;
        try
        {
            Text.Write(&given, arguments);
            var trap = Startup.Loader.CallWithEnvironment(_callback, _environment, &given, &result);
            return trap is null ? Text.Read(&result, "result") : throw Traps.Take(trap);
        }
        finally
        {
            Vectors.Free(&given);
            Vectors.Free(&result);
        }
    }
}
