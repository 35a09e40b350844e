namespace Lanner.Server.Manifests;

/// <summary>The form of a setting of a manifest.</summary>
internal abstract record Setting
{
    /// <summary>A value.</summary>
    /// <param name="Expected">The value in words.</param>
    /// <param name="Kinds">The kinds of TOML that it can have.</param>
    /// <param name="Read">Makes the value of a configuration of the text; null if it is wrong.</param>
    internal sealed record Scalar(string Expected, NodeKind[] Kinds, Func<string, string?> Read) : Setting;

    /// <summary>A path, which counts from the folder of the manifest.</summary>
    internal sealed record File : Setting;

    /// <summary>A value that is written elsewhere: <c>{ environment = "NAME" }</c> or <c>{ file = "PATH" }</c>.</summary>
    /// <param name="MayBeText">True if it may stand in the manifest as well.</param>
    internal sealed record Elsewhere(bool MayBeText) : Setting;

    /// <summary>A list.</summary>
    /// <param name="Element">The form of each element.</param>
    internal sealed record List(Setting Element) : Setting;

    /// <summary>Names that the manifest chooses, with a value for each.</summary>
    /// <param name="Element">The form of the values.</param>
    internal sealed record Named(Setting Element) : Setting;

    /// <summary>Settings with names of their own.</summary>
    /// <param name="Members">The settings by name.</param>
    internal sealed record Section(params (string Name, Setting Setting)[] Members) : Setting
    {
        /// <summary>Finds a setting.</summary>
        internal Setting? Find(string name) => Array.Find(Members, member => member.Name == name).Setting;
    }
}
