using System.Reflection;
using Lanner.Runtime;

namespace Lanner.Compilation.Code;

/// <summary>The source of a module's code: assemblies whose first methods are the functions of a part of the module, and behind them the
/// outlined functions. Thread-safe.</summary>
internal interface ICodeSource
{
    /// <summary>Takes notice of a module that uses the code, so that frames of the stack can be told to be its.</summary>
    void AddUser(CompiledModule module);

    /// <summary>Returns the assembly of a part, for whoever runs on this thread.</summary>
    /// <exception cref="TrapException">The guest that runs on this thread is to stop.</exception>
    Assembly Part(int part);

    /// <summary>Returns the assembly of a part.</summary>
    /// <exception cref="OperationCanceledException">The caller is to stop.</exception>
    Assembly Part(int part, CancellationToken cancellation);

    /// <summary>The part that an assembly holds; null if it is not one of this code.</summary>
    int? PartOf(Assembly assembly);

    /// <summary>The indexes of the functions that the outlined functions of a part belong to, by number; none before the part is
    /// there.</summary>
    int[] OutlinedFrom(int part);

    /// <summary>Lets go of the code: no part is asked for any more, and nothing runs in those that are there.</summary>
    void Unload();
}
