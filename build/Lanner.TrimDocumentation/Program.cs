using System.Runtime.Loader;
using System.Xml.Linq;
using Lanner.TrimDocumentation;

// The compiler writes the comments of all members to the documentation file. What ships are those of members that others can see: of the
// rest, readers of the package know nothing.
if (args is not [var assemblyPath, var documentationPath, .. var references])
{
    Console.Error.WriteLine("usage: Lanner.TrimDocumentation ASSEMBLY DOCUMENTATION [REFERENCE…]");
    return 2;
}

AssemblyLoadContext.Default.Resolving += (context, name) => Array.Find(
    references, path => Path.GetFileNameWithoutExtension(path) == name.Name) is { } path ? context.LoadFromAssemblyPath(path) : null;
var visible = VisibleMembers.Of(AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(assemblyPath)));
var document = XDocument.Load(documentationPath, LoadOptions.PreserveWhitespace);
foreach (var member in document.Descendants("member").Where(member => !visible.Contains(member.Attribute("name")!.Value)).ToList())
{
    // With the white space before it, so that no empty lines stay.
    (member.PreviousNode as XText)?.Remove();
    member.Remove();
}

document.Save(documentationPath, SaveOptions.DisableFormatting);
return 0;
