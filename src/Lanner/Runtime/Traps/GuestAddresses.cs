using System.Diagnostics;

namespace Lanner.Runtime;

/// <summary>Finds the functions of guests on the stack by the addresses of their code, in programs that were compiled ahead of time: there
/// frames have no methods, and code stays where it is. Thread-safe.</summary>
internal static class GuestAddresses
{
    private static readonly Lock Gate = new();
    private static readonly List<WeakReference<CompiledModule>> Waiting = [];
    private static readonly Dictionary<nint, (List<WeakReference<CompiledModule>> Modules, int Method)> Methods = [];

    /// <summary>Makes the methods of a module known. They are listed when a stack is first looked at.</summary>
    internal static void Add(CompiledModule module)
    {
        lock (Gate)
        {
            Waiting.Add(new WeakReference<CompiledModule>(module));
        }
    }

    /// <summary>Finds the method of a guest that a frame belongs to.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="module">The module.</param>
    /// <param name="method">The number of the method, as the module counts them.</param>
    internal static bool Find(StackFrame frame, out CompiledModule? module, out int method)
    {
        module = null;
        method = -1;
        var offset = frame.GetNativeOffset();
        if (offset == StackFrame.OFFSET_UNKNOWN)
        {
            return false;
        }

        lock (Gate)
        {
            List();
            if (!Methods.TryGetValue(frame.GetNativeIP() - offset, out var found))
            {
                return false;
            }

            // Modules of one library in several engines share the code, and tell the same of it: any that is left will do.
            foreach (var reference in found.Modules)
            {
                if (reference.TryGetTarget(out module))
                {
                    method = found.Method;
                    return true;
                }
            }

            return false;
        }
    }

    private static void List()
    {
        foreach (var waiting in Waiting)
        {
            if (waiting.TryGetTarget(out var module))
            {
                List(waiting, module.Methods());
            }
        }

        Waiting.Clear();
    }

    private static void List(WeakReference<CompiledModule> module, IEnumerable<nint> methods)
    {
        var modules = new List<WeakReference<CompiledModule>> { module };
        var number = 0;
        foreach (var address in methods)
        {
            if (!Methods.TryAdd(address, (modules, number++)) && Methods[address].Modules is var others && others[^1] != module)
            {
                others.RemoveAll(static reference => !reference.TryGetTarget(out _));
                others.Add(module);
            }
        }
    }
}
