namespace Lanner;

/// <summary>Something that a module can import and export (specification, "external values"): a <see cref="Function"/>, a
/// <see cref="Table"/>, a <see cref="Memory"/>, a <see cref="Global"/> or a <see cref="Tag"/>.</summary>
public abstract class Extern
{
    private protected Extern()
    {
    }

    /// <summary>The type, as imports and exports have it (<see cref="ModuleImport.Type"/>). Sizes of memories and tables are those at the
    /// start.</summary>
    public ExternalType Type => ExternalType;

    private protected abstract ExternalType ExternalType { get; }

    /// <summary>The type as the text format writes it, such as <c>(func (param i32))</c>.</summary>
    public override string ToString() => ExternalType.ToString();
}
