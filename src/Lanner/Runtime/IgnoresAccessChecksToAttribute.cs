namespace System.Runtime.CompilerServices;

/// <summary>Known to the CLR by its name: the assembly that carries it may use the internals of the one that it names. Emitted assemblies
/// carry it.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}
