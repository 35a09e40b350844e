using Microsoft.CodeAnalysis;

namespace Lanner.Generators;

/// <summary>Writes what the engine has once for each number of parameters: C# has no generic types of any length.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ArityGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterPostInitializationOutput(static output =>
    {
        output.AddSource("GuestCalls.g.cs", GuestCallSource.Write());
        output.AddSource("HostThunks.g.cs", HostThunkSource.Write());
        output.AddSource("CommonThunks.g.cs", CommonThunkSource.Write());
    });
}
