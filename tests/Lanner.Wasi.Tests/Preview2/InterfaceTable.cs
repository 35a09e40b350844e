namespace Lanner.Wasi.Tests.Preview2;

/// <summary>The interfaces of WASI 0.2 as a component imports them: <c>interfaces.txt</c>, in which a line is a resource, a type that is
/// used from another interface, a type, or a function, written as in the text format of components.</summary>
internal static class InterfaceTable
{
    internal static IReadOnlyList<InterfaceText> All { get; } = Read();

    private static List<InterfaceText> Read()
    {
        using var reader = new StreamReader(typeof(InterfaceTable).Assembly.GetManifestResourceStream("interfaces.txt")!);
        var interfaces = new List<InterfaceText>();
        while (reader.ReadLine() is { } line)
        {
            var words = line.Trim().Split(' ', 3);
            if (words[0] == "interface")
            {
                interfaces.Add(new InterfaceText(words[1], []));
            }
            else
            {
                var names = words[1].Split('=');
                interfaces[^1].Items.Add(new InterfaceItem(words[0], names[0], names[^1], words.Length > 2 ? words[2] : ""));
            }
        }

        return interfaces;
    }
}

/// <summary>An interface.</summary>
internal sealed record InterfaceText(string Name, List<InterfaceItem> Items)
{
    /// <summary>The name with a version, unless it has its own, or none: then it ends with an <c>@</c> here.</summary>
    internal string With(string version) => Name.Contains('@') ? Name.TrimEnd('@') : $"{Name}@{version}";
}

/// <summary>A line of an interface.</summary>
/// <param name="Kind">resource, use, type or func.</param>
/// <param name="Name">The name.</param>
/// <param name="Id">The name by which other lines refer to it, which differs where two interfaces have the name: <c>name=id</c>.</param>
/// <param name="Text">The type, or the parameters and the result.</param>
internal sealed record InterfaceItem(string Kind, string Name, string Id, string Text);
