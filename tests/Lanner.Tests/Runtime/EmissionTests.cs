using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Lanner.Tests.Runtime;

/// <summary>Tests how the engine makes code at run time.</summary>
public sealed class EmissionTests
{
    /// <summary>There is one way to write code, the project's own; a second would know the calling convention a second time.</summary>
    [Fact]
    public void The_engine_does_not_use_Reflection_Emit()
    {
        using var image = new PEReader(File.OpenRead(typeof(Engine).Assembly.Location));
        var metadata = image.GetMetadataReader();
        string[] used =
        [
            .. metadata.TypeReferences.Select(metadata.GetTypeReference)
                .Where(type => metadata.GetString(type.Namespace) == "System.Reflection.Emit")
                .Select(type => metadata.GetString(type.Name)),
        ];
        Assert.Empty(used);
    }
}
