using System.Diagnostics.CodeAnalysis;

namespace Lanner.Platform;

/// <summary>The reasons why members that the engine looks up at run time are there in a program that was trimmed, and why code that needs
/// the JIT is reached only where there is one.</summary>
internal static class Trimming
{
    /// <summary>The methods of a type that is asked for one.</summary>
    internal const DynamicallyAccessedMemberTypes Methods =
        DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.NonPublicMethods;

    /// <summary>The fields of a type that is asked for one.</summary>
    internal const DynamicallyAccessedMemberTypes Fields =
        DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.NonPublicFields;

    internal const string Emitted = "The members are those of assemblies that this process emits.";

    internal const string Engine = "ILLink.Descriptors.xml keeps all members of the engine.";

    internal const string Delegates =
        "What uses a type of delegates keeps its Invoke, and the members of a tuple are kept by CallingConvention.";

    internal const string Vectors = "VectorMethods keeps all members of vectors.";

    internal const string Names = "A frame without its method is no guest's: the methods of guests are emitted by this process.";

    internal const string NeedsJit = "Modules are made only where the runtime can compile code: Module says so to whoever makes one.";
}
