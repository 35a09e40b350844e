namespace Lanner.Cli.Modules;

/// <summary>Finds comments in WIT that are no documentation: writing a package again does not keep them.</summary>
internal static class WitComments
{
    /// <summary>The line of the first such comment, from 1; or null.</summary>
    internal static int? Find(string text)
    {
        var line = 1;
        for (var position = 0; position < text.Length; position++)
        {
            var rest = text.AsSpan(position);
            if (rest.StartsWith("///") || rest.StartsWith("/**"))
            {
                var end = rest[1] == '/' ? rest.IndexOf('\n') : rest.IndexOf("*/");
                var skipped = end < 0 ? rest.Length : end;
                line += rest[..skipped].Count('\n');
                position += skipped - 1;
            }
            else if (rest.StartsWith("//") || rest.StartsWith("/*"))
            {
                return line;
            }
            else if (rest[0] == '\n')
            {
                line++;
            }
        }

        return null;
    }
}
